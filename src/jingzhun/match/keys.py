"""Who is compared with whom: keys that a member and a register row of the same person share.

Each key catches persons whose records are damaged in one way; together they leave out only what is damaged in
several ways at once. A sound number needs no other key, so the keys by name serve only where a number is
missing or damaged on at least one side: that keeps the pairs few, however large the register.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from jingzhun.fields.idcard import IdState
from jingzhun.fields.idcard_floats import reach
from jingzhun.fields.idcard_repairs import one_lost_or_added, one_wrong_or_swapped
from jingzhun.match.people import UNKNOWN_DIGIT, People, mix

#: Rows and their keys: two int64 arrays of one length; a row may have several keys or none.
Keyed = tuple[np.ndarray, np.ndarray]


@dataclass(frozen=True)
class BlockingKey:
    """One way in which two records of a person can meet: equal keys from ``roll`` and ``register``."""

    name: str
    roll: Callable[[People], Keyed]
    register: Callable[[People], Keyed]
    #: A number identifies; however many members bear it, all are compared.
    is_capped: bool = True


def _where(mask: np.ndarray, *parts: np.ndarray) -> Keyed:
    rows = np.flatnonzero(mask)
    return rows, mix(*(part[rows] for part in parts))


def _own_bodies(people: People) -> Keyed:
    rows = np.flatnonzero(people.complete & (people.value >= 0))
    return rows, people.value[rows] // 10


def _bodies(people: People) -> Keyed:
    """The 17 digits as they stand, and for a faulty number all that one slip may have made it from."""
    rows, bodies = _own_bodies(people)
    faulty = np.flatnonzero(np.isin(people.state, (IdState.CHECK_WRONG, IdState.DATE_IMPOSSIBLE)))
    repaired, repaired_bodies = one_wrong_or_swapped(people.digits[faulty])
    lost, lost_bodies = one_lost_or_added(people.odd_text)
    return np.concatenate([rows, faulty[repaired], lost]), np.concatenate([bodies, repaired_bodies, lost_bodies])


def _known(people: People, first: int, last: int) -> np.ndarray:
    mask: np.ndarray = (people.digits[:, first:last] != UNKNOWN_DIGIT).all(axis=1)
    return mask


def _number_part(people: People, first: int, last: int) -> np.ndarray:
    """Digits ``first`` to ``last`` as an integer; X counts as 40, unknown digits as anything."""
    part = np.zeros(len(people), dtype=np.int64)
    for place in range(first, last):
        part = part * 41 + (people.digits[:, place].astype(np.int64) - ord("0"))
    return part


def _first_fifteen(people: People) -> Keyed:
    return _where(_known(people, 0, 15), _number_part(people, 0, 15))


def _rounded_first_fifteen(people: People) -> Keyed:
    """The first 15 digits of a number that lost the rest, and one less: some programs round up, others cut off."""
    rounded = (people.state == IdState.ROUNDED) | people.rounded_like
    rows = np.flatnonzero(rounded & _known(people, 0, 15))
    lower = people.digits[rows].copy()
    lower[:, 14] -= 1
    kept = lower[:, 14] >= ord("0")
    floats = np.flatnonzero(people.float_like)
    doubles = people.value[floats]
    ends = [_decimal_digits((doubles + sign * reach(doubles)) // 1000) for sign in (-1, 1)]
    everyone = np.concatenate([rows, rows[kept], floats, floats])
    digits = np.concatenate([people.digits[rows, :15], lower[kept, :15], *ends])
    part = np.zeros(len(everyone), dtype=np.int64)
    for place in range(15):
        part = part * 41 + (digits[:, place].astype(np.int64) - ord("0"))
    return everyone, mix(part)


def _decimal_digits(numbers: np.ndarray) -> np.ndarray:
    powers = 10 ** np.arange(14, -1, -1, dtype=np.int64)
    return (numbers[:, None] // powers[None, :] % 10 + ord("0")).astype(np.uint8)


def _named(people: People) -> np.ndarray:
    named: np.ndarray = people.name_sound != 0
    return named


def _by_name_and_village(people: People) -> Keyed:
    return _where(_named(people) & (people.village != 0), people.name_sound, people.village)


def _by_name_and_birth(people: People) -> Keyed:
    return _where(_named(people) & (people.birth > 0), people.name_sound, people.birth)


def _by_name_and_tail(people: People) -> Keyed:
    return _where(_named(people) & _known(people, 14, 18), people.name_sound, _number_part(people, 14, 18))


def _by_village_and_birth(people: People) -> Keyed:
    return _where((people.birth > 0) & (people.village_inside != 0), people.birth, people.village_inside)


def _by_village_and_tail(people: People) -> Keyed:
    tail = _known(people, 14, 18) & (people.village_inside != 0)
    return _where(tail, _number_part(people, 14, 18), people.village_inside)


def _by_name_alone(people: People) -> Keyed:
    return _where(_named(people), people.name_sound)


def _by_name_without_more(people: People) -> Keyed:
    """Only rows that say nothing else of the person: what comes of them is a clue at best."""
    bare = ~people.complete & (people.village == 0) & (people.birth == 0) & ~_known(people, 14, 18)
    return _where(_named(people) & bare, people.name_sound)


def _unsound(key: Callable[[People], Keyed]) -> Callable[[People], Keyed]:
    """The same key, of the people only whose number does not identify them."""

    def of_unsound(people: People) -> Keyed:
        rows, keys = key(people)
        kept = ~people.sound[rows]
        return rows[kept], keys[kept]

    return of_unsound


def _either_unsound(name: str, key: Callable[[People], Keyed]) -> tuple[BlockingKey, BlockingKey]:
    return (
        BlockingKey(f"{name}, roll unsound", _unsound(key), key),
        BlockingKey(f"{name}, register unsound", key, _unsound(key)),
    )


BLOCKING_KEYS: tuple[BlockingKey, ...] = (
    BlockingKey("body, register repaired", _own_bodies, _bodies, is_capped=False),
    BlockingKey("body, roll repaired", _bodies, _own_bodies, is_capped=False),
    BlockingKey("first fifteen, register rounded", _first_fifteen, _rounded_first_fifteen),
    BlockingKey("first fifteen, roll rounded", _rounded_first_fifteen, _first_fifteen),
    *_either_unsound("name and village", _by_name_and_village),
    *_either_unsound("name and birth", _by_name_and_birth),
    *_either_unsound("name and last four", _by_name_and_tail),
    *_either_unsound("village and birth", _by_village_and_birth),
    *_either_unsound("village and last four", _by_village_and_tail),
    BlockingKey("name alone", _by_name_alone, _by_name_without_more),
)
