"""Names of unequal length that may be of one person: a character lost or split, a surname in front, a part alone."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from jingzhun.fields.characters import characters, contains
from jingzhun.fields.name_codes import WILDCARD
from jingzhun.fields.name_sides import Side
from jingzhun.fields.name_spellings import has_two_surnames

# Characters of a given name that can be told without its surname; one alone says too little.
_GIVEN_NAME = 2


@dataclass(frozen=True)
class Unequal:
    """Pairs of names of which one has ``surplus`` characters more.

    Attributes:
        longer, shorter: standard forms of the characters, (width, pairs).
        length: characters of the shorter names.
        surname: characters of the longer surname of the two, 0 where neither is a Chinese name.
        before: characters at the beginning that agree.
        behind: characters at the end that agree, beyond the end of the names included.
    """

    left: Side
    right: Side
    left_longer: np.ndarray
    longer: np.ndarray
    shorter: np.ndarray
    length: np.ndarray
    surname: np.ndarray
    before: np.ndarray
    behind: np.ndarray
    surplus: int

    @classmethod
    def of(cls, left: Side, right: Side, surplus: int) -> Unequal:
        """Lay pairs side by side whose lengths differ by ``surplus``."""
        left_longer = left.lengths > right.lengths
        longer = np.where(left_longer, left.canonical, right.canonical)
        shorter = np.where(left_longer, right.canonical, left.canonical)
        shifted = np.zeros_like(longer)
        shifted[:-surplus] = longer[surplus:]
        return cls(
            left=left,
            right=right,
            left_longer=left_longer,
            longer=longer,
            shorter=shorter,
            length=np.minimum(left.lengths, right.lengths),
            surname=np.maximum(left.surname_lengths, right.surname_lengths),
            before=np.logical_and.accumulate(longer == shorter, axis=0).sum(axis=0),
            behind=np.logical_and.accumulate((shifted == shorter)[::-1], axis=0).sum(axis=0),
            surplus=surplus,
        )


def one_missing(pairs: Unequal) -> np.ndarray:
    """Which become equal when the longer name loses one character, not its first if it has a surname; bool (pairs,)."""
    # The lost character may stand at any place from the first whose followers agree to the last whose forerunners do.
    # Of a surname of two characters the second may be lost too.
    first_place = np.maximum(len(pairs.longer) - pairs.behind, np.minimum(pairs.surname, 1))
    readable = (pairs.shorter != ord(WILDCARD)).all(axis=0)
    is_short_of_one = first_place <= np.minimum(pairs.before, pairs.length)
    result: np.ndarray = readable & (pairs.length >= 2) & is_short_of_one
    return result


def split(pairs: Unequal) -> np.ndarray:
    """Which become equal when two or three characters of the longer name are put together; bool (pairs,)."""
    place = pairs.before
    may_be = (place >= 1) & (place < pairs.length) & (len(pairs.longer) - pairs.behind <= place + 1)
    rows = np.flatnonzero(may_be)
    parts = [pairs.longer[place[rows] + each, rows] for each in range(pairs.surplus + 1)]
    table = characters()
    result = np.zeros(len(may_be), dtype=bool)
    result[rows] = contains(table.splits, table.split_codes(pairs.shorter[place[rows], rows], *parts))
    return result


def behind_other_surname(pairs: Unequal) -> np.ndarray:
    """Which become equal when the longer name loses the first of two surnames; bool (pairs,)."""
    rows = np.flatnonzero((pairs.behind == len(pairs.longer)) & (pairs.length >= 3))
    result = np.zeros(len(pairs.length), dtype=bool)
    for side, is_longer in ((pairs.left, pairs.left_longer), (pairs.right, ~pairs.left_longer)):
        chosen = rows[is_longer[rows]]
        result[chosen] = has_two_surnames(side.names, side.index[chosen])
    return result


def surname_lost(pairs: Unequal) -> np.ndarray:
    """Which become equal when the longer name loses its surname and keeps two characters; bool (pairs,)."""
    surname = np.where(pairs.left_longer, pairs.left.surname_lengths, pairs.right.surname_lengths)
    readable = (pairs.shorter != ord(WILDCARD)).all(axis=0)
    result: np.ndarray = (
        readable & (pairs.behind == len(pairs.longer)) & (pairs.length == _GIVEN_NAME) & (surname == pairs.surplus)
    )
    return result


def shortened(left: Side, right: Side) -> np.ndarray:
    """Which pairs of unequal length are a name with dots and its first parts; bool (pairs,)."""
    agree = np.logical_and.accumulate(left.canonical == right.canonical, axis=0).sum(axis=0)
    length = np.minimum(left.lengths, right.lengths)
    longer_ends = np.where(
        left.lengths > right.lengths, left.names.part_ends[left.index], right.names.part_ends[right.index]
    )
    ends_there = (longer_ends >> np.minimum(length, 63)) & 1 == 1
    result: np.ndarray = (agree >= length) & ends_there & (length >= 2)
    return result
