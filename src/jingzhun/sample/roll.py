"""The roll of a county before any damage: members, persons counted twice, and faults of the list itself."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

import numpy as np

from jingzhun.sample import settings as knobs
from jingzhun.sample.chance import join_text, pick, some
from jingzhun.sample.households import FROM_COUNTY, FROM_VILLAGE, draw_household
from jingzhun.sample.names import given_names, minority_names, village_surnames
from jingzhun.sample.people import YEAR, birth_dates
from jingzhun.sample.places import Places
from jingzhun.sample.settings import CountySettings

#: A community of the town has fewer poor households than a village.
COMMUNITY_WEIGHT = 0.2
HOUSES_IN_VILLAGE = 400
OPPOSITE_RELATION = {"之子": "之女", "之女": "之子", "之孙子": "之孙女", "之孙女": "之孙子"}


@dataclass(frozen=True)
class Members:
    """Those on the roll, as drawn; one entry a person in every array, ``near`` marks twins."""

    columns: dict[str, np.ndarray]
    relation: np.ndarray
    household: np.ndarray
    near: np.ndarray


@dataclass(frozen=True)
class Roll:
    """The rows of the roll in the order of the file.

    Attributes:
        person: index into ``People``.
        household: index of the household.
        relation: as written, faults included.
        size: 人数 as written, faults included.
        number_of: whose number is typed in the row; the person's own but for copied numbers.
        household_id: 户编号, one entry a household.
        village: village of each household.
        house: house number of each household.
    """

    person: np.ndarray
    household: np.ndarray
    relation: np.ndarray
    size: np.ndarray
    number_of: np.ndarray
    household_id: np.ndarray
    village: np.ndarray
    house: np.ndarray


def draw_members(rng: np.random.Generator, settings: CountySettings, places: Places, dominant: np.ndarray) -> Members:
    """Draw the households of the roll with their members' names and birth dates."""
    weight = (0.2 - np.log(1 - rng.random(places.count))) * np.where(places.is_village, 1, COMMUNITY_WEIGHT)
    village_of = np.sort(pick(rng, weight.tolist(), settings.households))
    house_of = rng.integers(1, HOUSES_IN_VILLAGE, settings.households)
    drafts = [draw_household(rng) for _ in range(settings.households)]
    sizes = np.array([len(draft) for draft in drafts])
    household = np.repeat(np.arange(settings.households), sizes)
    first = np.repeat(np.cumsum(sizes) - sizes, sizes)
    relation, male, age, surname_of, twin_of = (
        np.array(column) for column in zip(*(member for draft in drafts for member in draft), strict=True)
    )
    birth = birth_dates(rng, age)
    near = np.where(twin_of >= 0, first + twin_of, -1)
    birth = np.where(near >= 0, birth[near], birth)
    spouses = np.flatnonzero(relation == "配偶")
    partner = np.full(len(male), -1)
    partner[spouses], partner[first[spouses]] = first[spouses], spouses
    columns = {"male": male, "birth": birth, "village": village_of[household], "house": house_of[household]}
    columns["name"] = _member_names(rng, columns, dominant, surname_of, first)
    columns["partner"] = partner
    return Members(columns, relation, household, near)


def _member_names(
    rng: np.random.Generator,
    columns: dict[str, np.ndarray],
    dominant: np.ndarray,
    surname_of: np.ndarray,
    first: np.ndarray,
) -> np.ndarray:
    """Full names; nobody in a household bears another member's name."""
    # Nobody's wife comes from a household of the same clan by rule, but by chance she may.
    surname = village_surnames(rng, dominant, columns["village"])
    other = village_surnames(rng, dominant, rng.integers(0, len(dominant), len(first)))
    surname = np.where(surname_of == FROM_COUNTY, other, surname)
    source = np.where(surname_of >= 0, first + surname_of, np.arange(len(first)))
    for _ in range(3):  # head → son → grandchild
        surname = surname[source]
    given = given_names(rng, columns["male"], columns["birth"])
    while True:
        name = join_text(surname, given)
        _, kept = np.unique(join_text(first, name), return_index=True)
        repeated = np.setdiff1d(np.arange(len(name)), kept)
        if not len(repeated):
            break
        given[repeated] = given_names(rng, columns["male"][repeated], columns["birth"][repeated])
    married_in = (surname_of == FROM_COUNTY) & (source != FROM_VILLAGE)
    return np.where(married_in, minority_names(rng, name, columns["male"]), name)


def write_down(members: Members, places: Places, moved: np.ndarray, into: np.ndarray) -> Roll:
    """The roll as a faultless clerk would write it, with some persons counted a second time.

    Args:
        members: those on the roll.
        places: villages of the county.
        moved: persons that a second household counts as well.
        into: that household, one for each of ``moved``.
    """
    heads = np.flatnonzero(members.relation == "户主")
    age = YEAR - members.columns["birth"] // 10_000
    again = np.array(
        [
            _relation_to(int(age[heads[household]] - age[person]), bool(members.columns["male"][person]))
            for person, household in zip(moved, into, strict=True)
        ],
        dtype=members.relation.dtype,
    )
    person = np.concatenate([np.arange(len(members.household)), moved])
    household = np.concatenate([members.household, into])
    order = np.argsort(household, kind="stable")
    person, household = person[order], household[order]
    village, house = members.columns["village"][heads], members.columns["house"][heads]
    return Roll(
        person=person,
        household=household,
        relation=np.concatenate([members.relation, again])[order],
        size=np.bincount(household)[household],
        number_of=person.copy(),
        household_id=_household_ids(places, village),
        village=village,
        house=house,
    )


def _household_ids(places: Places, village: np.ndarray) -> np.ndarray:
    """11 digits: prefecture, township, running number; in the order of the villages."""
    township = places.township_number[village]
    ids = [f"3506{number:02d}{place:05d}" for place, number in enumerate(township.tolist(), start=1)]
    return np.array(ids)


def _relation_to(years_older: int, male: bool) -> str:
    """Relation of a second-counted person to a head who is so many years older."""
    if years_older >= 18:
        return "之子" if male else "之女"
    if years_older <= -18:
        return "之父" if male else "之母"
    return "之兄弟姐妹"


def make_faults(rng: np.random.Generator, roll: Roll, untouchable: np.ndarray) -> Roll:
    """Put faults into the list that call for correction and raise no doubt.

    Args:
        rng: random numbers.
        roll: the faultless roll.
        untouchable: persons whose numbers must stay their own, as a doubt rests on them.
    """
    relation, size, number_of = roll.relation.copy(), roll.size.copy(), roll.number_of.copy()
    households = len(roll.household_id)
    several = np.flatnonzero(np.bincount(roll.household) > 1)
    for household in some(rng, np.arange(households), round(households * knobs.WRONG_SIZE_SHARE)):
        rows = roll.household == household
        size[rows] += 1 if size[rows][0] == 1 or rng.random() < 0.5 else -1
    faulty = some(rng, several, round(households * (knobs.NO_HEAD_SHARE + knobs.TWO_HEADS_SHARE)))
    without_head = round(households * knobs.NO_HEAD_SHARE)
    head_rows = np.flatnonzero(relation == "户主")
    relation[head_rows[faulty[:without_head]]] = "其他"
    relation[head_rows[faulty[without_head:]] + 1] = "户主"
    swapped = np.flatnonzero(np.isin(relation, list(OPPOSITE_RELATION)))
    for row in some(rng, swapped, round(len(roll.person) * knobs.RELATION_AGAINST_SEX_SHARE)):
        relation[row] = OPPOSITE_RELATION[relation[row]]
    _copy_numbers(rng, roll, number_of, untouchable)
    return dataclasses.replace(roll, relation=relation, size=size, number_of=number_of)


def _copy_numbers(rng: np.random.Generator, roll: Roll, number_of: np.ndarray, untouchable: np.ndarray) -> None:
    """Type another person's number: mostly that of the row above, else of somebody in the township."""
    rows = np.arange(len(roll.person))
    free = rows[~np.isin(roll.person, untouchable)]
    used: set[int] = set()
    for row in some(rng, free, round(len(rows) * knobs.COPIED_NUMBER_SHARE)).tolist():
        source = row - 1 if rng.random() < 0.6 else int(free[rng.integers(0, len(free))])
        if source < 0 or source == row or roll.person[source] in untouchable or {row, source} & used:
            continue
        used |= {row, source}
        number_of[row] = roll.person[source]
