"""The roll's index by blocking key, and the pairs that a batch of a register yields from it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from jingzhun.match.keys import BLOCKING_KEYS
from jingzhun.match.people import People

#: A name or place shared by more members than this proves nothing (林秀英 in a large village): left out and counted.
MOST_MEMBERS_A_KEY = 60


@dataclass(frozen=True)
class KeyIndex:
    """The members of one blocking key: ``keys`` ascending, ``members`` beside them; skewed keys are left out."""

    name: str
    keys: np.ndarray
    members: np.ndarray
    skewed_keys: int


@dataclass(frozen=True)
class RollIndex:
    """What an engine ships to its workers: the roll's people and where to find them by key."""

    people: People
    by_key: tuple[KeyIndex, ...]


def index_roll(people: People, most_members: int = MOST_MEMBERS_A_KEY) -> RollIndex:
    """Sort the roll by every blocking key.

    Args:
        people: the members of the roll.
        most_members: keys shared by more members than this are left out.
    """
    indexes = []
    for blocking_key in BLOCKING_KEYS:
        members, keys = blocking_key.roll(people)
        order = np.lexsort((members, keys))
        keys, members = keys[order], members[order]
        starts = np.flatnonzero(np.diff(keys, prepend=keys[:1] - 1 if len(keys) else keys) != 0)
        sizes = np.diff(starts, append=len(keys))
        is_skewed = (sizes > most_members) & blocking_key.is_capped
        kept = np.repeat(~is_skewed, sizes)
        indexes.append(KeyIndex(blocking_key.name, keys[kept], members[kept], int(is_skewed.sum())))
    return RollIndex(people, tuple(indexes))


def candidate_pairs(index: RollIndex, register: People) -> tuple[np.ndarray, np.ndarray]:
    """All pairs of a member and a register row that share a key.

    Args:
        index: the roll.
        register: the people of one batch.

    Returns:
        Member positions and register positions, one entry a pair, each pair once, ordered by register position.
    """
    pairs = [np.zeros(0, dtype=np.int64)]
    for blocking_key, by_key in zip(BLOCKING_KEYS, index.by_key, strict=True):
        rows, keys = blocking_key.register(register)
        first = np.searchsorted(by_key.keys, keys, side="left")
        count = np.searchsorted(by_key.keys, keys, side="right") - first
        total = int(count.sum())
        if not total:
            continue
        within = np.arange(total) - np.repeat(np.cumsum(count) - count, count)
        members = by_key.members[np.repeat(first, count) + within]
        pairs.append(np.repeat(rows, count) * len(index.people) + members)
    distinct = np.unique(np.concatenate(pairs))
    return distinct % max(1, len(index.people)), distinct // max(1, len(index.people))
