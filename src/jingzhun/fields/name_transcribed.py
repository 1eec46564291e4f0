"""Names compared by their sounds as text.

Other languages' names in Chinese characters, of which each clerk chooses his own (吐尔逊 and 图尔荪), and pinyin of
which nobody can say where a syllable ends (zhangan).
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import pairwise

import numpy as np
from rapidfuzz.distance import Levenshtein
from rapidfuzz.process import cpdist

from jingzhun.fields.characters import GIVEN, characters
from jingzhun.fields.name_codes import NameCodes
from jingzhun.fields.name_sides import Side

# Least likeness (1 - edits / longer length) of the sounds of every part, and of names of which one has no dots. Every
# other spelling in tests/fields/name_pairs.tsv reaches it, and none of 400,000 random pairs of 2,500 names with dots.
_LIKE = 0.82
# Spellings of one name differ by a character at most (买买提, 买合买提).
_MOST_SURPLUS = 1


def transcribed(left: Side, right: Side) -> np.ndarray:
    """Which pairs of names that ``begin_alike`` sound alike, part by part, and are no Chinese ones; bool (pairs,)."""
    may_be = (left.surname_lengths == 0) & (right.surname_lengths == 0) & (left.lengths > 2) & (right.lengths > 2)
    may_be &= np.abs(left.lengths - right.lengths) <= _MOST_SURPLUS
    rows = np.flatnonzero(may_be)
    result = np.zeros(len(may_be), dtype=bool)
    if not len(rows):
        return result
    first, second = _Sounds(left.names, left.index[rows]), _Sounds(right.names, right.index[rows])
    dotted = (first.parts > 1) & (second.parts > 1)
    alike = _alike(first.whole(), second.whole()) & (~dotted | (first.parts == second.parts))
    for place in range(int(first.parts[alike & dotted].max(initial=0))):
        having = np.flatnonzero(alike & dotted & (first.parts > place))
        alike[having] = _alike(first.part(having, place), second.part(having, place))
    result[rows] = alike
    return result


def _alike(left: list[str], right: list[str]) -> np.ndarray:
    """Which sounds begin with the same letter and differ in few; a transcription keeps the first consonant."""
    likeness = cpdist(left, right, scorer=Levenshtein.normalized_similarity)
    result: np.ndarray = likeness >= _LIKE
    result &= [one[:1] == other[:1] for one, other in zip(left, right, strict=True)]
    return result


def begin_alike(left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Which pairs of characters have usual readings that begin with the same letter; bool (pairs,)."""
    letters = _first_letters()
    table = characters()
    found: np.ndarray = letters[table.row[left]] == letters[table.row[right]]
    return found


@cache
def _first_letters() -> np.ndarray:
    """The letter that begins the usual reading of each row of the table of readings, 0 where none is known."""
    table = characters()
    letters = np.zeros(len(table.syllables) + 1, dtype=np.int32)
    for syllable, number in table.syllables.items():
        letters[number] = ord(syllable[0])
    found: np.ndarray = letters[table.readings[GIVEN, :, 0]]
    return found


def of_one_sound(left: Side, right: Side) -> np.ndarray:
    """Which pairs have the same letters in pinyin, wherever the syllables end (zhangan, 张安); bool (pairs,)."""
    first, second = _Sounds(left.names, left.index).whole(), _Sounds(right.names, right.index).whole()
    return np.array([one == other for one, other in zip(first, second, strict=True)], dtype=bool)


class _Sounds:
    """The readings of some names as text, whole and in parts; each distinct name is put into sounds once.

    Attributes:
        parts: int64 (index,), how many parts each name has.
    """

    def __init__(self, names: NameCodes, index: np.ndarray) -> None:
        distinct, self._place = np.unique(index, return_inverse=True)
        self._texts = list(_read(names, distinct))
        self.parts = np.array([len(parts) for parts in self._texts], dtype=np.int64)[self._place]

    def whole(self) -> list[str]:
        """The sounds of each name without its dots."""
        texts = ["".join(parts) for parts in self._texts]
        return [texts[place] for place in self._place.tolist()]

    def part(self, rows: np.ndarray, place: int) -> list[str]:
        """The sounds of one part of some names."""
        return [self._texts[each][place] for each in self._place[rows].tolist()]


def _read(names: NameCodes, index: np.ndarray) -> Iterator[list[str]]:
    """The usual reading of every character, a text a part; one without a reading sounds like itself."""
    table = characters()
    codes = names.codes(index, max(1, int(names.lengths[index].max(initial=1))))
    numbers = table.readings[names.roles(index, len(codes)), table.row[codes], 0]
    of_name = zip(
        numbers.T.tolist(),
        codes.T.tolist(),
        names.lengths[index].tolist(),
        names.part_ends[index].tolist(),
        strict=True,
    )
    named = _named_syllables()
    for heard, written, length, ends in of_name:
        sounds = [named[number] or chr(code) for number, code in zip(heard[:length], written, strict=False)]
        places = (
            [0, *(place for place in range(1, length) if ends >> min(place, 62) & 1), length] if ends else [0, length]
        )
        yield ["".join(sounds[first:last]) for first, last in pairwise(places)]


@cache
def _named_syllables() -> list[str]:
    """The syllables by number, ``""`` for none."""
    return ["", *characters().syllables]
