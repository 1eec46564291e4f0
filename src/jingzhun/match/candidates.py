"""The roll's index by blocking key, and the pairs that a batch of a register yields from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

import numpy as np

from jingzhun.fields.threads import side_by_side
from jingzhun.match.keys import NAME_KEYS, NUMBER_KEYS, Keyed, NameKey
from jingzhun.match.membership import Membership
from jingzhun.match.people import People
from jingzhun.match.traces import Traces, traces_of

#: A name or place shared by more members than this proves nothing (林秀英 in a large village).
MOST_MEMBERS_A_KEY = 60
#: So many members at most are compared with one register row, those aside who share its identifying number.
MOST_MEMBERS_A_ROW = 200


@dataclass(frozen=True)
class KeyIndex:
    """The members of one blocking key: ``keys`` ascending, ``members`` beside them.

    Attributes:
        identifies: whether all members of a key are compared, however many.
        among: the distinct keys.
    """

    name: str
    keys: np.ndarray
    members: np.ndarray
    identifies: bool
    among: Membership

    def found(self, keys: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Positions of the keys that members have, where their members begin and how many they are."""
        hit = self.among.found(keys)
        first = np.searchsorted(self.keys, keys[hit], side="left")
        return hit, first, np.searchsorted(self.keys, keys[hit], side="right") - first


@dataclass(frozen=True)
class RollIndex:
    """What an engine ships to its workers: the roll's people and where to find them by key.

    Attributes:
        traces: those of the people by every reading, of which the keys by name are made.
    """

    people: People
    traces: Traces
    by_number: tuple[KeyIndex, ...]
    by_name: tuple[KeyIndex, ...]


class Candidates(NamedTuple):
    """The pairs to compare.

    Attributes:
        members, rows: position of the member and of the register person, one entry a pair, each pair once, ordered
            by register person and member.
        dropped: how often a key brought a member and a register person together whom the limits keep apart.
    """

    members: np.ndarray
    rows: np.ndarray
    dropped: int


def index_roll(people: People) -> RollIndex:
    """Sort the roll by every blocking key."""
    traces, by_number = side_by_side(partial(traces_of, people, every_reading=True), partial(_by_number, people))
    half = len(NAME_KEYS) // 2
    halves = (NAME_KEYS[:half], NAME_KEYS[half:])
    first, second = side_by_side(*(partial(_by_name, traces, keys) for keys in halves))
    return RollIndex(people, traces, by_number, first + second)


def _by_number(people: People) -> tuple[KeyIndex, ...]:
    return tuple(_sorted(key.name, key.roll(people), key.identifies) for key in NUMBER_KEYS)


def _by_name(traces: Traces, keys: Sequence[NameKey]) -> tuple[KeyIndex, ...]:
    return tuple(_sorted(key.name, key.of(traces, key.roll), False) for key in keys)


def _sorted(name: str, keyed: Keyed, identifies: bool) -> KeyIndex:
    members, keys = keyed
    order = np.lexsort((members, keys))
    members, keys = members[order], keys[order]
    # Two readings of a name may have a part in common.
    again = np.append(False, (np.diff(keys) == 0) & (np.diff(members) == 0)) if len(keys) else np.zeros(0, dtype=bool)
    return KeyIndex(name, keys[~again], members[~again], identifies, Membership.of(keys))


def candidate_pairs(index: RollIndex, register: People) -> tuple[np.ndarray, np.ndarray]:
    """``find_candidates`` without the count of what the limits drop."""
    members, rows, _ = find_candidates(index, register)
    return members, rows


def find_candidates(
    index: RollIndex,
    register: People,
    *,
    most_members: int = MOST_MEMBERS_A_KEY,
    most_a_row: int = MOST_MEMBERS_A_ROW,
) -> Candidates:
    """All pairs of a member and a register row that share a key, within the limits.

    Args:
        index: the roll.
        register: the people of one batch.
        most_members: keys shared by more members than this are not followed.
        most_a_row: members compared with one register row; its keys are followed from the fewest members on.
            Both limits hold for keys that do not identify, and look at the row alone: any batch gives the same.
    """
    traces = traces_of(register, every_reading=False)
    keyed = [key.register(register) for key in NUMBER_KEYS] + [key.of(traces, key.register) for key in NAME_KEYS]
    indexes = (*index.by_number, *index.by_name)
    found = [_Found.of(place, one, *each) for place, (one, each) in enumerate(zip(indexes, keyed, strict=True))]
    hits = _Found(*(np.concatenate(parts) for parts in zip(*found, strict=True)))
    identifies = np.array([one.identifies for one in indexes])[hits.place]
    followed = identifies | (hits.size <= most_members)
    followed &= ~_beyond(hits, followed & ~identifies, most_a_row)
    dropped = int(hits.size[~followed].sum())
    pairs = [np.zeros(0, dtype=np.int64)]
    for place, one in enumerate(indexes):
        here = np.flatnonzero(followed & (hits.place == place))
        count = hits.size[here]
        within = np.arange(int(count.sum())) - np.repeat(np.cumsum(count) - count, count)
        members = one.members[np.repeat(hits.first[here], count) + within]
        pairs.append(np.repeat(hits.row[here], count) * len(index.people) + members)
    distinct = np.unique(np.concatenate(pairs))
    return Candidates(distinct % max(1, len(index.people)), distinct // max(1, len(index.people)), dropped)


class _Found(NamedTuple):
    """Keys of register rows that members have: the row, which index, where its members begin and how many they are."""

    row: np.ndarray
    place: np.ndarray
    first: np.ndarray
    size: np.ndarray

    @classmethod
    def of(cls, place: int, index: KeyIndex, rows: np.ndarray, keys: np.ndarray) -> _Found:
        hit, first, size = index.found(keys)
        return cls(rows[hit], np.full(len(hit), place), first, size)


def _beyond(hits: _Found, counted: np.ndarray, most: int) -> np.ndarray:
    """Which hits lead beyond ``most`` members of a row when its keys are followed from the fewest members on."""
    beyond = np.zeros(len(counted), dtype=bool)
    rows = np.flatnonzero(counted)
    if not len(rows):
        return beyond
    # Keys earlier in the list come first among equals.
    order = rows[np.lexsort((hits.first[rows], hits.place[rows], hits.size[rows], hits.row[rows]))]
    row, count = hits.row[order], hits.size[order]
    total = np.cumsum(count)
    starts = np.append(True, np.diff(row) != 0)
    before = np.maximum.accumulate(np.where(starts, total - count, 0))
    beyond[order] = total - before > most
    return beyond
