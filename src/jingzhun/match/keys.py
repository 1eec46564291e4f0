"""Who is compared with whom: keys that a member and a register row of the same person share.

Each key catches people whose records are damaged in one way, together also those damaged differently on both sides.
A sound number needs no other key, so the keys by name serve only where a number is missing or damaged on at least one
side: that keeps the pairs few, however large the register. What a sound row of a register needs for its keys stands
in its number and its name, so that most rows can be passed over early (``screen``).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from jingzhun.fields.hashes import mix
from jingzhun.fields.idcard import IdState
from jingzhun.fields.idcard_floats import are_doubles, reach
from jingzhun.fields.idcard_repairs import one_lost_or_added, one_wrong_or_swapped
from jingzhun.match.people import UNKNOWN_DIGIT, People
from jingzhun.match.traces import Traces

#: Rows and their keys: two int64 arrays of one length; a row may have several keys or none.
Keyed = tuple[np.ndarray, np.ndarray]


@dataclass(frozen=True)
class NumberKey:
    """A key by number: equal keys from ``roll`` and ``register``."""

    name: str
    roll: Callable[[People], Keyed]
    register: Callable[[People], Keyed]
    #: Whether sharing it says that both are one person; then all members who do are compared, however many.
    identifies: bool = False


@dataclass(frozen=True)
class NameKey:
    """A key by parts of name, number and place (``Traces``), kept for some people of either side.

    Attributes:
        parts: what must be known and equal.
        roll, register: which people have the key, see ``Traces.of``.
    """

    parts: tuple[str, ...]
    roll: str = "any"
    register: str = "any"

    @property
    def name(self) -> str:
        """What is shared, and by whom."""
        return f"{' and '.join(self.parts)} ({self.roll} members, {self.register} rows)"

    def of(self, traces: Traces, kind: str) -> Keyed:
        """The people of a kind of whom all parts are known, and their keys."""
        values = [traces.part(part) for part in self.parts]
        has = np.ones(len(traces.person), dtype=bool) if (who := traces.of(kind)) is None else who
        for value in values:
            has = has & (value != 0)
        if has.all():
            return traces.person, key_of(values)
        rows = np.flatnonzero(has)
        return traces.person[rows], key_of([value[rows] for value in values])


def key_of(values: list[np.ndarray]) -> np.ndarray:
    """One int64 of several parts."""
    return values[0] if len(values) == 1 else mix(*values)


def own_bodies(people: People) -> Keyed:
    """The 17 digits as they stand."""
    rows = np.flatnonzero(people.complete & (people.value >= 0))
    return rows, people.value[rows] // 10


def bodies(people: People) -> Keyed:
    """The 17 digits as they stand, and for a faulty number all that one slip may have made it from."""
    rows, own = own_bodies(people)
    faulty = np.flatnonzero(np.isin(people.state, (IdState.CHECK_WRONG, IdState.DATE_IMPOSSIBLE)))
    repaired, repaired_bodies = one_wrong_or_swapped(people.digits[faulty])
    lost, lost_bodies = one_lost_or_added(people.odd_text)
    return np.concatenate([rows, faulty[repaired], lost]), np.concatenate([own, repaired_bodies, lost_bodies])


def first_fifteen(people: People) -> Keyed:
    """The first fifteen digits as an integer, where they are known."""
    rows = np.flatnonzero((people.digits[:, :15] != UNKNOWN_DIGIT).all(axis=1))
    return rows, _decimal(people.digits[rows, :15])


def rounded_first_fifteen(people: People) -> Keyed:
    """The first 15 digits of a number that lost the rest, and one less: some programs round up, others cut off."""
    rounded = (people.state == IdState.ROUNDED) | people.rounded_like
    rows = np.flatnonzero(rounded & (people.digits[:, :15] != UNKNOWN_DIGIT).all(axis=1))
    fifteen = _decimal(people.digits[rows, :15])
    kept = fifteen % 10 > 0
    floats = np.flatnonzero(people.float_like)
    low, high = ends_of_doubles(people.value[floats])
    everyone = np.concatenate([rows, rows[kept], floats, floats])
    return everyone, np.concatenate([fifteen, fifteen[kept] - 1, low, high])


def ends_of_doubles(doubles: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """First fifteen digits of the smallest and of the largest number that became each double."""
    return (doubles - reach(doubles)) // 1000, (doubles + reach(doubles)) // 1000


def rounded_by_look(bodies: np.ndarray, checks: np.ndarray) -> Keyed:
    """``rounded_first_fifteen`` of sound numbers, which may be rounded by chance.

    Args:
        bodies: 17 digits as int64.
        checks: values of the check digits, 10 for X.
    """
    value = bodies * 10 + checks
    cut = np.flatnonzero((value % 1000 == 0) & (checks == 0))
    fifteen = bodies[cut] // 100
    kept = fifteen % 10 > 0
    floats = np.flatnonzero((checks < 10) & are_doubles(value))
    low, high = ends_of_doubles(value[floats])
    rows = np.concatenate([cut, cut[kept], floats, floats])
    return rows, np.concatenate([fifteen, fifteen[kept] - 1, low, high])


def _decimal(digits: np.ndarray) -> np.ndarray:
    powers = 10 ** np.arange(digits.shape[1] - 1, -1, -1, dtype=np.int64)
    number: np.ndarray = (digits.astype(np.int64) - ord("0")) @ powers
    return number


NUMBER_KEYS: tuple[NumberKey, ...] = (
    NumberKey("body, register repaired", own_bodies, bodies, identifies=True),
    NumberKey("body, roll repaired", bodies, own_bodies, identifies=True),
    NumberKey("first fifteen, register rounded", first_fifteen, rounded_first_fifteen),
    NumberKey("first fifteen, roll rounded", rounded_first_fifteen, first_fifteen),
)


def _either_unsound(*parts: str) -> tuple[NameKey, NameKey]:
    return NameKey(parts, roll="unsound"), NameKey(parts, register="unsound")


#: One end of a name survives a wrong character, and either end of the number a slip in the other.
NAME_KEYS: tuple[NameKey, ...] = (
    *_either_unsound("last", "birth"),
    *_either_unsound("last", "tail"),
    *_either_unsound("first", "birth"),
    *_either_unsound("first", "tail"),
    *_either_unsound("any_order", "birth"),
    *_either_unsound("any_order", "tail"),
    *_either_unsound("whole", "ten"),
    NameKey(("whole", "village"), register="unsound"),
    NameKey(("whole",), roll="unsound", register="unsound"),
    # Of the thin a name alone says too little where the village is known to be another: by weights.toml no link comes
    # of it on a roll of more than about 1,250 members (decision 0009).
    NameKey(("whole", "village"), roll="thin"),
    NameKey(("whole",), roll="adrift"),
    NameKey(("whole",), roll="thin", register="placeless"),
    NameKey(("whole",), register="adrift"),
    NameKey(("whole",), roll="placeless", register="thin"),
    NameKey(("last", "home"), register="thin"),
    NameKey(("first", "home"), register="thin"),
    NameKey(("birth", "village_inside"), roll="nameless"),
    NameKey(("tail", "village_inside"), roll="nameless"),
    NameKey(("birth", "village_inside"), register="nameless"),
    NameKey(("tail", "village_inside"), register="nameless"),
)
