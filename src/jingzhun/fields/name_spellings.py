"""What a name may stand for that is written otherwise: 陈吉吉 for 陈喆, 林陈秀英 for 陈秀英."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from jingzhun.fields.characters import characters, characters_of_parts, contains, pair_codes
from jingzhun.fields.name_codes import DOT, LONGEST_CHINESE_NAME, NameCodes
from jingzhun.fields.threads import loaded_once


def other_spellings(names: Sequence[str] | pa.Array) -> tuple[np.ndarray, list[str]]:
    """Names as they may be meant where characters stand as their parts, or a husband's surname stands in front.

    A dotted name also stands for its first part, by which its bearer is called.

    Args:
        names: distinct cleaned names.

    Returns:
        ``(index, spellings)``: positions of names (int64) and what they may stand for; most names do not occur.
    """
    texts = pa.array(names, type=pa.string())
    coded = NameCodes(texts)
    two_surnames = has_two_surnames(coded, np.arange(len(coded)))
    may_differ = _may_hold_parts(coded) | two_surnames
    may_differ |= pc.fill_null(pc.match_substring(texts, DOT), False).to_numpy(zero_copy_only=False)
    index = np.flatnonzero(may_differ)
    written = texts.take(pa.array(index)).to_pylist()
    found = [
        (place, spelling)
        for place, name, behind in zip(index.tolist(), written, two_surnames[index].tolist(), strict=True)
        for spelling in _spellings(name, behind_other_surname=behind)
    ]
    return np.array([place for place, _ in found], dtype=np.int64), [spelling for _, spelling in found]


def has_two_surnames(coded: NameCodes, index: np.ndarray) -> np.ndarray:
    """Which names are of four characters, the first two both common surnames: 林陈秀英, not 欧阳秀英; bool (index,)."""
    chosen = (coded.lengths[index] == LONGEST_CHINESE_NAME) & (coded.surname_lengths[index] == 1)
    rows = np.flatnonzero(chosen)
    table = characters()
    first, second = table.canonical[coded.codes(index[rows], 2)]
    result = np.zeros(len(index), dtype=bool)
    result[rows] = table.common_surname[first] & table.common_surname[second]
    return result


def _may_hold_parts(coded: NameCodes) -> np.ndarray:
    """Which names hold, behind the surname, two neighbours that are parts of one character."""
    canonical = characters().canonical
    found = np.zeros(len(coded), dtype=bool)
    index = np.flatnonzero((coded.lengths >= 3) & (coded.surname_lengths > 0))
    for place in range(1, LONGEST_CHINESE_NAME):
        index = index[coded.lengths[index] > place + 1]
        first, second = (canonical[coded.character(index, each)] for each in (place, place + 1))
        found[index] |= contains(_neighbours(), pair_codes(first, second))
    return found


def _spellings(name: str, *, behind_other_surname: bool) -> Iterator[str]:
    """The other spellings of one name; a character is put together at one place at a time."""
    if DOT in name:
        yield name.partition(DOT)[0]
        return
    if behind_other_surname:
        yield name[1:]
    canonical = characters().canonical
    simple = "".join(chr(canonical[ord(character)]) for character in name)
    for place in range(1, len(name) - 1):
        for length in (2, 3):
            for character in characters_of_parts().get(simple[place : place + length], ()):
                yield name[:place] + character + name[place + length :]


def load_spellings() -> None:
    """Load the characters that parts make up, which ``other_spellings`` asks for."""
    _neighbours()


@loaded_once
def _neighbours() -> np.ndarray:
    """Sorted codes of the first two parts of all characters."""
    pairs = np.array([(ord(parts[0]), ord(parts[1])) for parts in characters_of_parts()])
    return np.sort(pair_codes(pairs[:, 0], pairs[:, 1]))
