"""Last year's roll beside this year's: who is who, and which parts of the two can be compared at all."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from jingzhun.fields.name_codes import WILDCARD
from jingzhun.rules.persons import certain_birth, certain_sex
from jingzhun.rules.rule import Roll

_SOUND = ("valid", "upgraded")
#: A township of which less is on both rolls is no comparison: one of them covers it in part, or not at all.
_LEAST_SHARE = 0.5
#: How households are called that have no number of their own; the same name says nothing a year later.
_MADE_UP = r"第[0-9]+行户"
_NOBODY = -1
_OF_PERSON = ["id_state", "sex_stated", "id_sex"]
# What rules ask of last year's roll, as far as it has it.
_COLUMNS = (
    *("household", "household_id", "township", "relation", "name", "name_raw", "name_note", "birth_stated", "id_birth"),
    *("sex_stated", "id_sex", "id_state", "id_value", "id_digits", "id_masked"),
    *("status_code", "health_code", "member_status_code"),
)
# Days of births are counted from so long before 1970, within so many.
_FIRST_DAY, _DAYS = -50_000, 200_000


@dataclass(frozen=True)
class Together:
    """Both rolls, brought together.

    Attributes:
        before: for each member his position in last year's roll, -1 where he is not found there.
        now: for each row of last year's roll the position of the member, -1 where he is gone.
        compared_now: for each member, whether last year's roll covers his township.
        compared_before: for each row of last year's roll, whether this year's roll covers its township.
        household_now: for each row of last year's roll the household (``members.household``) in which most of its
            household are today, -1 where nobody of it is.
    """

    before: np.ndarray
    now: np.ndarray
    compared_now: np.ndarray
    compared_before: np.ndarray
    household_now: np.ndarray

    def of_before(self, column: pd.Series) -> pd.Series:
        """What last year's roll says of each member who was there, indexed by the members' positions."""
        there = np.flatnonzero(self.before != _NOBODY)
        return column.iloc[self.before[there]].set_axis(there)


def together(roll: Roll) -> Together:
    """Both rolls brought together; computed once a roll."""
    return roll.once(_together)


def _together(roll: Roll) -> Together:
    """By sound numbers; then by name and birth where one of the numbers is not sound; then by household and name.

    Each step takes only what stands once on either roll and has not found its other half, so that nobody is given
    another's past.
    """
    members, previous = roll.members, previous_members(roll)
    before = np.full(len(members), _NOBODY, dtype=np.int64)
    now = np.full(len(previous), _NOBODY, dtype=np.int64)
    for keys in (_by_number, _by_birth, _by_household):
        left, right = keys(members, previous)
        left, right = np.where(before == _NOBODY, left, _NOBODY), np.where(now == _NOBODY, right, _NOBODY)
        here, there = _once_in_both(left, right)
        if keys is not _by_number:
            # Only these columns: to take the rows of all of them takes longer than everything else here.
            one, other = members[_OF_PERSON].iloc[here], previous[_OF_PERSON].iloc[there]
            fits = _may_be_one(one, other, two_numbers=keys is _by_household)
            here, there = here[fits], there[fits]
        before[here], now[there] = there, here
    household_now = _household_now(members, previous, now)
    return Together(before, now, _compared(members, before), _compared(previous, now), household_now)


def compared_columns(members: pd.DataFrame) -> pd.DataFrame:
    """The columns of last year's roll that rules compare; a large roll need not be kept whole for them."""
    return members[[column for column in _COLUMNS if column in members]].copy()


def previous_members(roll: Roll) -> pd.DataFrame:
    """Last year's roll.

    Raises:
        ValueError: nobody has given one; a rule that needs it says so (``needs_previous``).
    """
    if roll.previous is None:
        raise ValueError("there is no roll of last year")
    return roll.previous


def _by_number(members: pd.DataFrame, previous: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    # 17 digits are all of a sound number: the check character follows from them.
    left, right = (
        np.where(frame["id_state"].isin(_SOUND), frame["id_value"].to_numpy() // 10, _NOBODY)
        for frame in (members, previous)
    )
    return left, right


def _by_birth(members: pd.DataFrame, previous: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    names = _codes(members["name"], previous["name"])
    keys = []
    for frame, name in zip((members, previous), names, strict=True):
        birth = certain_birth(frame)
        days = birth.fillna(pd.Timestamp(0)).to_numpy().astype("datetime64[D]").astype(np.int64)
        known = _named(frame) & birth.notna().to_numpy()
        keys.append(np.where(known, name * _DAYS + days - _FIRST_DAY, _NOBODY))
    return keys[0], keys[1]


def _by_household(members: pd.DataFrame, previous: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    names = _codes(members["name"], previous["name"])
    households = _codes(members["household_id"], previous["household_id"])
    keys = [
        np.where(_named(frame) & has_number(frame), name * (len(members) + len(previous)) + household, _NOBODY)
        for frame, name, household in zip((members, previous), names, households, strict=True)
    ]
    return keys[0], keys[1]


def has_number(frame: pd.DataFrame) -> np.ndarray:
    """True where a household bears a number of its own, rather than one made up of its place in the file."""
    codes, distinct = pd.factorize(frame["household_id"])
    own = ~pd.Series(distinct).astype("str").str.contains(_MADE_UP, regex=True).to_numpy(dtype=bool)
    result: np.ndarray = own[codes]
    return result


def _named(frame: pd.DataFrame) -> np.ndarray:
    name = frame["name"]
    result: np.ndarray = ((name.str.len() > 1) & ~name.str.contains(WILDCARD, regex=False)).to_numpy(dtype=bool)
    return result


def _codes(left: pd.Series, right: pd.Series) -> tuple[np.ndarray, np.ndarray]:
    """Numbers that are equal where two columns of text are."""
    codes, _ = pd.factorize(pd.concat([left, right], ignore_index=True))
    return codes[: len(left)].astype(np.int64), codes[len(left) :].astype(np.int64)


def _once_in_both(left: np.ndarray, right: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Positions on both sides of the keys that stand once on either; -1 is no key."""
    once = []
    for keys in (left, right):
        distinct, place, count = np.unique(keys, return_index=True, return_counts=True)
        single = (count == 1) & (distinct != _NOBODY)
        once.append((distinct[single], place[single]))
    _, here, there = np.intersect1d(once[0][0], once[1][0], assume_unique=True, return_indices=True)
    return once[0][1][here], once[1][1][there]


def _may_be_one(one: pd.DataFrame, other: pd.DataFrame, *, two_numbers: bool) -> np.ndarray:
    """Which pairs may be one person: the sexes do not differ, nor, unless they may, two sound numbers."""
    sex, sex_before = certain_sex(one).to_numpy(), certain_sex(other).to_numpy()
    fits = (sex == "") | (sex_before == "") | (sex == sex_before)
    if not two_numbers:
        fits &= ~(one["id_state"].isin(_SOUND).to_numpy() & other["id_state"].isin(_SOUND).to_numpy())
    return np.asarray(fits, dtype=bool)


def _compared(frame: pd.DataFrame, partner: np.ndarray) -> np.ndarray:
    township, names = pd.factorize(frame["township"])
    people = np.bincount(township, minlength=len(names))
    both = np.bincount(township[partner != _NOBODY], minlength=len(names))
    covered: np.ndarray = (both >= _LEAST_SHARE * people)[township]
    return covered


def _household_now(members: pd.DataFrame, previous: pd.DataFrame, now: np.ndarray) -> np.ndarray:
    households, names = pd.factorize(previous["household"])
    stayed = np.flatnonzero(now != _NOBODY)
    moves = pd.DataFrame({"before": households[stayed], "now": members["household"].to_numpy()[now[stayed]]})
    counts = moves.value_counts(sort=False).reset_index(name="people")
    counts["lead"] = pd.Series(counts["now"].map(members["household_id"].groupby(members["household"]).first()))
    counts = counts.sort_values(["before", "people", "lead"], ascending=[True, False, True], kind="stable")
    main = counts.drop_duplicates("before")
    result = np.full(len(names), _NOBODY, dtype=np.int64)
    result[main["before"].to_numpy()] = main["now"].to_numpy()
    return result[households]
