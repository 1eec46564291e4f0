"""What the blocking keys look at: parts of names and numbers as integers, one entry a person or a reading of a name."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from jingzhun.fields.hashes import mix
from jingzhun.fields.name_traces import NameTraces, every_trace, usual_traces
from jingzhun.match.people import UNKNOWN_DIGIT, People

_POWERS = 10 ** np.arange(16, -1, -1, dtype=np.int64)


@dataclass(frozen=True)
class Traces:
    """Parts of the records of some people; 0 is unknown in all of them.

    Attributes:
        person: whose the entry is; int64. All arrays are as long.
        birth: yyyymmdd, of the number or stated.
        tail: last four characters of the number; ``ten``: the first ten, with the year of birth.
        names: how the name sounds.
        village: hash of the village's name; ``village_inside``: of township and village together;
            ``home``: of these and the number of the house.
        kinds: for each kind of people that a key may be kept for, who is of that kind.
    """

    person: np.ndarray
    birth: np.ndarray
    tail: np.ndarray
    ten: np.ndarray
    names: NameTraces
    village: np.ndarray | None = None
    village_inside: np.ndarray | None = None
    home: np.ndarray | None = None
    kinds: dict[str, np.ndarray] = field(default_factory=dict)

    def part(self, name: str) -> np.ndarray:
        """One of the integers by name."""
        values: np.ndarray = getattr(self.names if name in NameTraces.__slots__ else self, name)
        return values

    def of(self, kind: str) -> np.ndarray | None:
        """Who is of a kind of people; None stands for ``any``, that is everybody.

        The number of the ``unsound`` does not identify; of the ``thin`` neither birth nor tail is known, or the number
        is contested; of the ``placeless`` the village is not known; for the ``adrift``, who are thin, more may speak
        than their village (it is not known, or a telephone or a month of birth is); of the ``nameless`` no end of the
        name can be read.
        """
        return None if kind == "any" else self.kinds[kind]


def traces_of(people: People, *, every_reading: bool) -> Traces:
    """The traces of people.

    Args:
        people: one side of the comparison.
        every_reading: whether names are heard in every reading; one side is enough, so that of the roll is.
    """
    if every_reading:
        person, names = every_trace(people.distinct_names.take(pa.array(people.name_index)))
    else:
        person, names = np.arange(len(people)), usual_traces(people.distinct_names).take(people.name_index)
    birth, tail = people.birth.astype(np.int64), tails(people)
    is_home = (people.village_inside != 0) & (people.house != 0)
    home = np.where(is_home, mix(people.village_inside, people.house), 0)
    repairable = pc.binary_length(people.odd_text).to_numpy(zero_copy_only=False) > 0
    thin = ((birth == 0) & (tail == 0) & ~repairable) | people.contested
    placeless = people.village == 0
    kinds = {
        "unsound": ~people.sound,
        "thin": thin,
        "placeless": placeless,
        "adrift": thin & (placeless | (people.phone != 0) | (people.birth_partial != 0)),
    }
    return Traces(
        person=person,
        birth=birth[person],
        tail=tail[person],
        ten=_number(people, 0, 10)[person],
        names=names,
        village=people.village[person],
        village_inside=people.village_inside[person],
        home=home[person],
        kinds={kind: who[person] for kind, who in kinds.items()} | {"nameless": (names.first == 0) & (names.last == 0)},
    )


def tail_of(digits: np.ndarray, check: np.ndarray) -> np.ndarray:
    """The last four characters as an integer above 0.

    Args:
        digits: the three before the check digit, as an integer.
        check: value of the check digit, 10 for X.
    """
    tail: np.ndarray = digits * 11 + check + 1
    return tail


def tails(people: People) -> np.ndarray:
    """The last four characters of each number, 0 where one of them is unknown; int64."""
    code = people.digits[:, 17].astype(np.int64)
    check = np.where(code == ord("X"), 10, code - ord("0"))
    known = (people.digits[:, 14:] != UNKNOWN_DIGIT).all(axis=1)
    return np.where(known, tail_of(_decimal(people.digits[:, 14:17]), check), 0)


def _number(people: People, first: int, last: int) -> np.ndarray:
    """Digits ``first`` to ``last`` of each number as an integer, 0 where one of them is unknown."""
    digits = people.digits[:, first:last]
    return np.where((digits != UNKNOWN_DIGIT).all(axis=1), _decimal(digits), 0)


def _decimal(digits: np.ndarray) -> np.ndarray:
    number: np.ndarray = (digits.astype(np.int64) - ord("0")) @ _POWERS[-digits.shape[1] :]
    return number
