"""Compare names: one level for a pair, from the same to different, for millions of pairs at a time."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from jingzhun.fields.characters import characters, contains, unordered_pair_codes
from jingzhun.fields.name_codes import LONGEST_CHINESE_NAME, WILDCARD, NameCodes

# Code points compared at once: so that the work arrays stay in the processor's cache.
_CHUNK = 1 << 18


class NameLevel(IntEnum):
    """How two names relate: the first of these that holds, but CLERICAL is tried before HOMOPHONE."""

    MISSING = 0
    """A name is empty, or no character of it can be read."""
    SAME = 1
    VARIANT = 2
    """Equal once every character is written in its standard simplified form."""
    HOMOPHONE = 3
    """Every character is the same or shares a reading; a surname is read as a surname."""
    SOUTHERN = 4
    """Like HOMOPHONE, with the syllables merged that southern speakers merge."""
    SIMILAR = 5
    """One character is of similar shape, the others agree at least in sound, and one is the same."""
    CLERICAL = 6
    """Only the surname differs, by a pair that clerks exchange (肖 and 萧). Nearly all such pairs sound alike."""
    UNREADABLE = 7
    """Unreadable characters apart, the names agree, in one readable character at least."""
    ONE_MISSING = 8
    """One name has one character more, behind the same surname."""
    SWAPPED = 9
    """The same characters in another order."""
    ONE_DIFFERENT = 10
    """One of two or more characters of the given name differs: a slip, or a brother or sister."""
    SURNAME_ONLY = 11
    DIFFERENT = 12

    @property
    def words(self) -> str:
        """The level as reports explain it."""
        return _WORDS[self]


_WORDS = {
    NameLevel.MISSING: "姓名缺失",
    NameLevel.SAME: "姓名相同",
    NameLevel.VARIANT: "姓名异体或繁简不同",
    NameLevel.HOMOPHONE: "姓名同音",
    NameLevel.SOUTHERN: "姓名近音",
    NameLevel.SIMILAR: "姓名有一字形近",
    NameLevel.CLERICAL: "姓氏常见混写, 名相同",
    NameLevel.UNREADABLE: "姓名有字无法辨认, 其余相同",
    NameLevel.ONE_MISSING: "姓名多一字或少一字",
    NameLevel.SWAPPED: "姓名字序颠倒",
    NameLevel.ONE_DIFFERENT: "姓名有一字不同",
    NameLevel.SURNAME_ONLY: "仅姓氏相同",
    NameLevel.DIFFERENT: "姓名不同",
}


#: The levels of one person's names, as one clerk or another writes them. MISSING says nothing; ONE_DIFFERENT, where a
#: slip and a sibling look alike, is for other evidence to decide.
AGREEING_NAMES = (
    NameLevel.SAME,
    NameLevel.VARIANT,
    NameLevel.HOMOPHONE,
    NameLevel.SOUTHERN,
    NameLevel.SIMILAR,
    NameLevel.CLERICAL,
    NameLevel.UNREADABLE,
    NameLevel.ONE_MISSING,
    NameLevel.SWAPPED,
)


class NameTable(NameCodes):
    """Distinct cleaned names (a sequence or Arrow array of strings), ready to be compared by position."""


def levels(left: NameTable, left_index: np.ndarray, right: NameTable, right_index: np.ndarray) -> np.ndarray:
    """Compare names pair by pair.

    Args:
        left: names of one side.
        left_index: integer (pairs,), positions in ``left``.
        right: names of the other side.
        right_index: integer (pairs,), positions in ``right``.

    Returns:
        int8 (pairs,) of ``NameLevel``; exchanging the sides changes nothing.
    """
    result = np.empty(len(left_index), dtype=np.int8)
    longer = np.maximum(left.lengths[left_index], right.lengths[right_index])
    is_short = longer <= LONGEST_CHINESE_NAME
    for rows in (np.flatnonzero(is_short), np.flatnonzero(~is_short)):
        width = int(longer[rows].max(initial=1))
        step = max(1, _CHUNK // width)
        for start in range(0, len(rows), step):
            chunk = rows[start : start + step]
            result[chunk] = _compare(_Pairs.of(left, left_index[chunk], right, right_index[chunk], width))
    return result


@dataclass(frozen=True)
class _Side:
    """One side of some pairs: arrays (width, pairs) or (pairs,)."""

    names: NameTable
    index: np.ndarray
    codes: np.ndarray
    canonical: np.ndarray
    lengths: np.ndarray
    surname_lengths: np.ndarray

    @classmethod
    def of(cls, names: NameTable, index: np.ndarray, width: int) -> _Side:
        codes = names.codes(index, width)
        return cls(
            names, index, codes, characters().canonical[codes], names.lengths[index], names.surname_lengths[index]
        )

    def rows(self, chosen: np.ndarray) -> _Side:
        return _Side(
            self.names,
            self.index[chosen],
            self.codes[:, chosen],
            self.canonical[:, chosen],
            self.lengths[chosen],
            self.surname_lengths[chosen],
        )


@dataclass(frozen=True)
class _Pairs:
    """Pairs of names with what their characters have in common, place by place: bool (width, pairs).

    Attributes:
        unread: one of the two is unreadable.
        equal: both readable and of one standard form.
        differing: both readable and not of one form, or one name has ended.
    """

    left: _Side
    right: _Side
    unread: np.ndarray
    equal: np.ndarray
    differing: np.ndarray

    @classmethod
    def of(
        cls, left: NameTable, left_index: np.ndarray, right: NameTable, right_index: np.ndarray, width: int
    ) -> _Pairs:
        return cls.between(_Side.of(left, left_index, width), _Side.of(right, right_index, width))

    @classmethod
    def between(cls, left: _Side, right: _Side) -> _Pairs:
        unread = (left.codes == ord(WILDCARD)) | (right.codes == ord(WILDCARD))
        same_form = left.canonical == right.canonical
        return cls(left, right, unread, same_form & ~unread & (left.codes != 0), ~same_form & ~unread)

    def rows(self, chosen: np.ndarray) -> _Pairs:
        return _Pairs(
            self.left.rows(chosen),
            self.right.rows(chosen),
            self.unread[:, chosen],
            self.equal[:, chosen],
            self.differing[:, chosen],
        )


def _compare(pairs: _Pairs) -> np.ndarray:
    """The level of each pair; the names of unequal length, of equal length and readable, and the rest apart."""
    result = np.full(pairs.unread.shape[1], NameLevel.DIFFERENT, dtype=np.int8)
    result[_same_surname(pairs)] = NameLevel.SURNAME_ONLY
    same_length = pairs.left.lengths == pairs.right.lengths
    readable = ~pairs.unread.any(axis=0)
    alike = ~pairs.differing.any(axis=0)
    identical = (pairs.left.codes == pairs.right.codes).all(axis=0)
    result[same_length & alike & ~readable & pairs.equal.any(axis=0)] = NameLevel.UNREADABLE
    result[same_length & alike & readable] = NameLevel.VARIANT
    result[identical & readable] = NameLevel.SAME
    of_one_length = np.flatnonzero(same_length & ~alike & readable)
    result[of_one_length] = _compare_characters(pairs.rows(of_one_length), result[of_one_length])
    neighbours = np.flatnonzero(np.abs(pairs.left.lengths - pairs.right.lengths) == 1)
    neighbours = neighbours[_one_missing(pairs.left.rows(neighbours), pairs.right.rows(neighbours))]
    result[neighbours] = NameLevel.ONE_MISSING
    result[_nothing_readable(pairs.left) | _nothing_readable(pairs.right)] = NameLevel.MISSING
    return result


def _compare_characters(pairs: _Pairs, otherwise: np.ndarray) -> np.ndarray:
    """The level of readable names of one length that differ somewhere; ``otherwise`` where none holds."""
    place, row = np.nonzero(pairs.differing)
    exact, southern = _shared_readings(pairs, place, row)
    differing = pairs.differing.sum(axis=0)
    unlike = differing - np.bincount(row[southern], minlength=len(differing))
    result = otherwise.copy()
    result[_swapped(pairs)] = NameLevel.SWAPPED
    candidates = (unlike == 1) & pairs.equal.any(axis=0)
    given = pairs.left.lengths - pairs.left.surname_lengths
    result[candidates & (differing == 1) & (otherwise == NameLevel.SURNAME_ONLY) & (given >= 2)] = (
        NameLevel.ONE_DIFFERENT
    )
    of_candidate = candidates[row] & ~southern
    row_of_unlike = row[of_candidate]
    similar = contains(characters().similar, _pair_at(pairs, place[of_candidate], row_of_unlike))
    result[row_of_unlike[similar]] = NameLevel.SIMILAR
    result[unlike == 0] = NameLevel.SOUTHERN
    result[np.bincount(row[exact], minlength=len(differing)) == differing] = NameLevel.HOMOPHONE
    result[_clerical(pairs, differing)] = NameLevel.CLERICAL
    return result


def _shared_readings(pairs: _Pairs, place: np.ndarray, row: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Whether the two characters at each place share a reading, and a southern class of readings; bool like ``row``."""
    table = characters()
    width = len(pairs.differing)
    found = []
    for side in (pairs.left, pairs.right):
        roles = side.names.roles(side.index, width)[place, row]
        found.append((roles, table.row[side.codes[place, row]]))
    (left_role, left_row), (right_role, right_row) = found
    southern = _share(table.southern[left_role, left_row], table.southern[right_role, right_row])
    # Exact readings that agree are of one southern class, so the rest need no second look.
    exact = np.zeros_like(southern)
    exact[southern] = _share(
        table.readings[left_role[southern], left_row[southern]],
        table.readings[right_role[southern], right_row[southern]],
    )
    return exact, southern


def _share(left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Whether two sets of numbers meet, 0 standing for none; sets (n, READINGS), result bool (n,)."""
    shared = np.zeros(len(left), dtype=bool)
    for column in range(left.shape[1]):
        number = left[:, column]
        for other in range(right.shape[1]):
            shared |= (number == right[:, other]) & (number != 0)
    return shared


def _pair_at(pairs: _Pairs, place: np.ndarray, row: np.ndarray) -> np.ndarray:
    return unordered_pair_codes(pairs.left.canonical[place, row], pairs.right.canonical[place, row])


def _clerical(pairs: _Pairs, differing: np.ndarray) -> np.ndarray:
    """Which names differ in nothing but a surname of one character that clerks exchange."""
    rows = np.flatnonzero((differing == 1) & pairs.differing[0] & (pairs.left.lengths > 1))
    result = np.zeros(len(differing), dtype=bool)
    result[rows] = contains(characters().clerical, _pair_at(pairs, np.zeros(len(rows), dtype=np.int64), rows))
    return result


def _swapped(pairs: _Pairs) -> np.ndarray:
    """Which names hold the same characters in another order."""
    left, right = pairs.left.canonical, pairs.right.canonical
    # Equal sums are cheap to see, and rare otherwise.
    rows = np.flatnonzero(left.sum(axis=0) == right.sum(axis=0))
    result = np.zeros(left.shape[1], dtype=bool)
    result[rows] = (np.sort(left[:, rows], axis=0) == np.sort(right[:, rows], axis=0)).all(axis=0)
    return result


def _one_missing(left: _Side, right: _Side) -> np.ndarray:
    """Which of these pairs, whose lengths differ by one, become equal when the longer name loses one character."""
    left_longer = left.lengths > right.lengths
    longer = np.where(left_longer, left.canonical, right.canonical)
    shorter = np.where(left_longer, right.canonical, left.canonical)
    shifted = np.zeros_like(longer)
    shifted[:-1] = longer[1:]
    before = np.logical_and.accumulate(longer == shorter, axis=0).sum(axis=0)
    behind = np.logical_and.accumulate((shifted == shorter)[::-1], axis=0).sum(axis=0)
    # The lost character may stand at any place from the first whose followers agree to the last whose forerunners do.
    first_place = np.maximum(len(longer) - behind, np.maximum(left.surname_lengths, right.surname_lengths))
    shorter_length = np.minimum(left.lengths, right.lengths)
    readable = (shorter != ord(WILDCARD)).all(axis=0)
    result: np.ndarray = readable & (shorter_length >= 2) & (first_place <= np.minimum(before, shorter_length))
    return result


def _same_surname(pairs: _Pairs) -> np.ndarray:
    """Which names have the same Chinese surname, of one or two characters."""
    lengths = pairs.left.surname_lengths
    first, second = pairs.equal[0], pairs.equal[1 if len(pairs.equal) > 1 else 0]
    result: np.ndarray = (lengths > 0) & (lengths == pairs.right.surname_lengths) & first & ((lengths == 1) | second)
    return result


def _nothing_readable(side: _Side) -> np.ndarray:
    """Which names are empty or consist of unreadable characters."""
    result: np.ndarray = ((side.codes == 0) | (side.codes == ord(WILDCARD))).all(axis=0)
    return result
