"""How names sound, as numbers by which records are brought together: the whole, its ends, its characters in any order.

A homophone keeps every number, a wrong character or one that cannot be read all but those it is part of, and a swap of
surname and given name the one that knows no order. Syllables that southern speakers merge count as one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields

import numpy as np
import pyarrow as pa

from jingzhun.fields.characters import DOUBLE_SURNAME, GIVEN, READINGS, SURNAME, characters
from jingzhun.fields.hashes import spread
from jingzhun.fields.name_codes import WILDCARD, NameCodes
from jingzhun.fields.name_spellings import load_spellings, other_spellings
from jingzhun.fields.threads import loaded_once

# Characters without a known reading count by code point, above the numbers of the syllable classes.
_UNREAD = 1 << 16
# More than the classes are, so that names of up to three characters are told apart before the number is spread.
_STEP = np.int64((1 << 21) - 9)
_ROLES = (GIVEN, SURNAME, DOUBLE_SURNAME)


@dataclass(frozen=True, slots=True)
class NameTraces:
    """Numbers for the sounds of names, one entry a name or a reading of one; 0 where a character is unreadable.

    Attributes:
        whole: int64, of all characters in their order.
        any_order: int64, of all characters, each read as in a given name.
        first, last: int64, of one character.
    """

    whole: np.ndarray
    any_order: np.ndarray
    first: np.ndarray
    last: np.ndarray

    def __len__(self) -> int:
        return len(self.whole)

    def take(self, index: np.ndarray) -> NameTraces:
        """The numbers of some names."""
        return NameTraces(*(getattr(self, part.name)[index] for part in fields(self)))


def usual_traces(names: pa.Array) -> NameTraces:
    """The traces of cleaned names by their usual reading."""
    coded = NameCodes(names)
    codes = coded.codes(np.arange(len(coded)), coded.longest)
    return traces_of_codes(codes, coded.lengths, coded.surname_lengths)


def traces_of_codes(codes: np.ndarray, lengths: np.ndarray, surname_lengths: np.ndarray) -> NameTraces:
    """The traces of names by their usual reading.

    Args:
        codes: int32 (width, names), code points, anything beyond the end of a name.
        lengths: characters of each name.
        surname_lengths: as in ``NameCodes``.
    """
    classes = _usual_classes()
    heard = [classes[GIVEN][codes[place]] for place in range(len(codes))]
    for role, length in ((SURNAME, 1), (DOUBLE_SURNAME, 2)):
        rows = np.flatnonzero(surname_lengths == length)
        for place in range(min(length, len(codes)) if len(rows) else 0):
            if len(rows) == len(lengths):
                heard[place] = classes[role][codes[place]]
            else:
                heard[place][rows] = classes[role][codes[place, rows]]
    return _traces(heard, [_spread_classes()[codes[place]] for place in range(len(codes))], lengths)


def every_trace(names: pa.Array) -> tuple[np.ndarray, NameTraces]:
    """The traces of cleaned names by every reading, and of what a name may stand for (``name_spellings``).

    Returns:
        Positions of names (int64) and their traces; every name occurs once or more.
    """
    index, traces = _every_reading(names)
    meant, spellings = other_spellings(names)
    if len(meant):
        place, more = _every_reading(pa.array(spellings, type=pa.string()))
        index, traces = np.concatenate([index, meant[place]]), _joined([traces, more])
    return index, traces


def _every_reading(names: pa.Array) -> tuple[np.ndarray, NameTraces]:
    """The traces by the usual readings, and those with one character read otherwise."""
    coded = NameCodes(names)
    everyone = np.arange(len(coded))
    codes, lengths = coded.codes(everyone, coded.longest), coded.lengths
    index, traces = [everyone], [traces_of_codes(codes, lengths, coded.surname_lengths)]
    classes, roles = _usual_classes(), coded.roles(everyone, coded.longest)
    heard = np.select([roles == role for role in _ROLES], [classes[role][codes] for role in _ROLES])
    for place in range(coded.longest):
        for changed, reading in _other_readings(codes[place], heard[place], lengths > place):
            read, given = heard[:, changed], classes[GIVEN][codes[:, changed]]
            read[place] = given[place] = reading
            index.append(changed)
            traces.append(_traces(list(read), [spread(each) for each in given], lengths[changed]))
    return np.concatenate(index), _joined(traces)


def _joined(traces: list[NameTraces]) -> NameTraces:
    return NameTraces(*(np.concatenate([getattr(each, part.name) for each in traces]) for part in fields(NameTraces)))


def _other_readings(
    codes: np.ndarray, usual: np.ndarray, is_inside: np.ndarray
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Names of which a character can be heard otherwise, with its class; a surname may be read as a given name too."""
    table = characters()
    rows = table.row[table.canonical[codes]]
    for role in (GIVEN, SURNAME):
        for reading in range(READINGS):
            heard = table.southern[role, rows, reading].astype(np.int64)
            changed = np.flatnonzero(is_inside & (heard != 0) & (heard != usual) & (usual != 0))
            if len(changed):
                yield changed, heard[changed]


def _traces(heard: Sequence[np.ndarray], unordered: Sequence[np.ndarray], lengths: np.ndarray) -> NameTraces:
    """Numbers out of the classes of the characters, place by place, and of their spread classes as in a given name."""
    whole = np.zeros(len(lengths), dtype=np.int64)
    any_order = np.zeros(len(lengths), dtype=np.uint64)
    last = np.zeros(len(lengths), dtype=np.int64)
    unreadable = lengths == 0
    shortest = int(lengths.min()) if len(lengths) else 0
    for place, (character, mixed) in enumerate(zip(heard, unordered, strict=True)):
        if place < shortest:
            unreadable |= character == 0
            whole, last, any_order = whole * _STEP + character, character, any_order + mixed
            continue
        inside = np.flatnonzero(lengths > place)
        unreadable[inside] |= character[inside] == 0
        whole[inside] = whole[inside] * _STEP + character[inside]
        any_order[inside] += mixed[inside]
        last = last.copy() if place == shortest else last
        last[inside] = character[inside]
    first = np.where(lengths > 0, heard[0], 0) if len(heard) and not shortest else heard[0] if len(heard) else last
    numbers = [(spread(number) >> np.uint64(1)).view(np.int64) | 1 for number in (whole, any_order.view(np.int64))]
    for number in numbers:
        number[unreadable] = 0
    return NameTraces(numbers[0], numbers[1], first, last)


def load_tables() -> None:
    """Load all that is known of characters, for those who will need it: in a thread, while a roll is read."""
    _spread_classes()
    load_spellings()


@loaded_once
def _usual_classes() -> np.ndarray:
    """Class of the usual reading of every code point by role; int64 (3, CODE_POINTS), 0 for what cannot be read."""
    table = characters()
    by_code_point = table.canonical.astype(np.int64) + _UNREAD
    has_row = np.flatnonzero(table.row[table.canonical])
    classes = np.stack([by_code_point] * len(_ROLES))
    heard = table.southern[:, table.row[table.canonical[has_row]], 0].astype(np.int64)
    classes[:, has_row] = np.where(heard == 0, by_code_point[has_row], heard)
    classes[:, [0, ord(WILDCARD)]] = 0
    return classes


@loaded_once
def _spread_classes() -> np.ndarray:
    """The class of every code point as in a given name, spread; uint64."""
    return spread(_usual_classes()[GIVEN])
