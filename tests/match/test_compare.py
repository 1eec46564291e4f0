"""What counts as evidence: labelled pairs of a member and a register row, level by level."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from jingzhun.kinds import TableKind
from jingzhun.match.compare import LEVELS, birth_levels, phone_levels, place_levels, sex_levels
from jingzhun.match.compare_numbers import number_levels
from jingzhun.match.levels import BirthLevel, NumberLevel, PhoneLevel, PlaceLevel, SexLevel
from jingzhun.match.people import People, people_of
from jingzhun.match.shared_values import with_shared_values
from jingzhun.normalise import typed
from small_county import identity_number

NUMBER = identity_number("19520307", 213)
NEIGHBOUR = identity_number("19520307", 233)
ONE_PAIR = (np.array([0]), np.array([0]))


def person(**fields: str) -> People:
    columns = {"_file": "a.csv", "_sheet": "", **fields}
    table = pa.table({**{name: pa.array([value]) for name, value in columns.items()}, "_row": pa.array([2])})
    return people_of(typed(table, {name: name for name in fields}, TableKind.ROLL))


def wrong_at(place: int) -> str:
    return NUMBER[:place] + str((int(NUMBER[place]) + 5) % 10) + NUMBER[place + 1 :]


@pytest.mark.parametrize(
    ("left", "right", "level"),
    [
        (NUMBER, NUMBER, NumberLevel.SAME),
        (NUMBER, f" {NUMBER[:6]} {NUMBER[6:]}", NumberLevel.SAME),
        (NUMBER, NUMBER[:6] + NUMBER[8:17], NumberLevel.SAME_UPGRADED),
        (wrong_at(9), wrong_at(9), NumberLevel.SAME_BUT_FAULTY),
        (NUMBER, NUMBER[:15] + "000", NumberLevel.ROUNDED),
        (NUMBER, f"{NUMBER[0]}.{NUMBER[1:15]}E+17", NumberLevel.ROUNDED),
        (NUMBER, repr(float(NUMBER)), NumberLevel.ROUNDED_FLOAT),
        (NUMBER, str(int(float(NUMBER))), NumberLevel.ROUNDED_FLOAT),
        (NUMBER, NUMBER[:6] + "********" + NUMBER[14:], NumberLevel.FEW_KNOWN),
        (NUMBER, NUMBER[:14] + "****", NumberLevel.PARTLY_KNOWN),
        (NUMBER, "**************" + NUMBER[14:], NumberLevel.FEW_KNOWN),
        (NUMBER, "350699************", NumberLevel.MISSING),
        (NUMBER, "350699********" + NEIGHBOUR[14:], NumberLevel.DIFFERENT),
        (NUMBER, wrong_at(8), NumberLevel.ONE_DIGIT),
        (NUMBER, NUMBER[:11] + NUMBER[12] + NUMBER[11] + NUMBER[13:], NumberLevel.SWAPPED),
        (NUMBER, NUMBER[:9] + NUMBER[10:], NumberLevel.ONE_LOST_OR_ADDED),
        (NUMBER, NUMBER[:9] + "7" + NUMBER[9:], NumberLevel.ONE_LOST_OR_ADDED),
        (NUMBER, NEIGHBOUR[:9] + NEIGHBOUR[10:], NumberLevel.DIFFERENT),
        ("350699195203112000", "350699195203112000", NumberLevel.ROUNDED),
        (NUMBER, NEIGHBOUR, NumberLevel.TWO_PEOPLE),
        (NUMBER, identity_number("19610101", 11), NumberLevel.TWO_PEOPLE),
        (NUMBER, "", NumberLevel.MISSING),
        (NUMBER, "无", NumberLevel.MISSING),
    ],
)
def test_numbers(left: str, right: str, level: NumberLevel) -> None:
    for one, other in ((left, right), (right, left)):
        levels, _ = number_levels(person(id_number=one), person(id_number=other), ONE_PAIR)
        assert NumberLevel(int(levels[0])) is level


def test_a_neighbour_in_the_registration_series_is_another_person_even_when_one_digit_apart() -> None:
    levels, _ = number_levels(person(id_number=NUMBER), person(id_number=NEIGHBOUR), ONE_PAIR)
    assert sum(a != b for a, b in zip(NUMBER, NEIGHBOUR, strict=True)) <= 2
    assert NumberLevel(int(levels[0])) is NumberLevel.TWO_PEOPLE


@pytest.mark.parametrize(
    ("left", "right", "level"),
    [
        ("九峰镇福坪村12号", "平和县九峰镇福坪村民委员会12号", PlaceLevel.SAME_HOUSE),
        ("九峰镇福坪村12号", "九峰镇福坪村13号", PlaceLevel.SAME_VILLAGE),
        ("九峰镇福坪村12号", "福坪村12号", PlaceLevel.SAME_VILLAGE_NAME),
        ("九峰镇福坪村12号", "九峰镇", PlaceLevel.SAME_TOWNSHIP),
        ("九峰镇福坪村12号", "九峰镇下坪村12号", PlaceLevel.OTHER_VILLAGE),
        ("九峰镇下坪村12号", "小溪镇下坪村12号", PlaceLevel.OTHER_TOWNSHIP),
        ("九峰镇福坪村12号", "", PlaceLevel.MISSING),
        ("滨江花园3幢502室", "滨江花园 3幢502室", PlaceLevel.SAME_ADDRESS),
        ("滨江花园3幢502室", "滨江花园三期3幢502室", PlaceLevel.SIMILAR_ADDRESS),
        ("滨江花园3幢502室", "华府天地11号", PlaceLevel.MISSING),
        ("12号", "12号", PlaceLevel.MISSING),
    ],
)
def test_places(left: str, right: str, level: PlaceLevel) -> None:
    levels = place_levels(person(address=left), person(address=right), ONE_PAIR)
    assert PlaceLevel(int(levels[0])) is level


@pytest.mark.parametrize(
    ("left", "right", "level"),
    [
        ("1952-03-07", "1952.3.7", BirthLevel.SAME),
        ("1952-03-07", "1952-07-03", BirthLevel.MONTH_DAY_SWAPPED),
        ("1950-03-04", "1950-04-03", BirthLevel.MONTH_DAY_SWAPPED),
        ("1952-03-07", "1952-03-17", BirthLevel.ONE_PART_DIFFERENT),
        ("1952-03-07", "1953-03-07", BirthLevel.YEAR_OFF_BY_ONE),
        ("1952-03-07", "1952-02-12", BirthLevel.LUNAR),
        ("1953-01-21", "1952-12-07", BirthLevel.LUNAR),
        ("1952-03-07", "1952年3月", BirthLevel.PARTLY_SAME),
        ("1952-03-07", "1952年4月", BirthLevel.DIFFERENT),
        ("1952年3月", "1952年", BirthLevel.MISSING),
        ("1952-03-07", "1961-11-20", BirthLevel.DIFFERENT),
        ("1952-03-07", "", BirthLevel.MISSING),
    ],
)
def test_births_of_their_own(left: str, right: str, level: BirthLevel) -> None:
    nothing = np.zeros((1, 18), dtype=bool)
    levels = birth_levels(person(birth_date=left), person(birth_date=right), ONE_PAIR, nothing)
    assert BirthLevel(int(levels[0])) is level


@pytest.mark.parametrize(
    ("left", "right", "level"),
    [
        ("13905961234", "139 0596 1234", PhoneLevel.SAME),
        ("13905961234", "+86-139-0596-1234", PhoneLevel.SAME),
        ("13905961234", "13905961235", PhoneLevel.DIFFERENT),
        ("13905961234", "", PhoneLevel.MISSING),
        ("无", "无", PhoneLevel.MISSING),
    ],
)
def test_telephones(left: str, right: str, level: PhoneLevel) -> None:
    levels = phone_levels(person(phone=left), person(phone=right), ONE_PAIR)
    assert PhoneLevel(int(levels[0])) is level


def test_a_number_that_two_names_share_contradicts_nobody() -> None:
    columns = {"name": ["林建国", "林建国", "黄秀英"], "id_number": [NUMBER, NUMBER, NEIGHBOUR]}
    register = person(name="林建国", id_number=NEIGHBOUR)
    for names, level in (("林建国", NumberLevel.TWO_PEOPLE), ("黄秀英", NumberLevel.CONTESTED)):
        columns["name"][1] = names
        table = pa.table({**columns, "_file": ["a"] * 3, "_sheet": [""] * 3, "_row": [2, 3, 4]})
        roll = with_shared_values(people_of(typed(table, {name: name for name in columns}, TableKind.ROLL)))
        levels, _ = number_levels(roll, register, ONE_PAIR)
        assert NumberLevel(int(levels[0])) is level
        assert roll.sound.tolist() == [level is NumberLevel.TWO_PEOPLE] * 2 + [True]


def test_a_birth_date_inside_the_numbers_is_not_counted_twice() -> None:
    left, right = person(id_number=NUMBER), person(id_number=NUMBER)
    _, agreed = number_levels(left, right, ONE_PAIR)
    assert birth_levels(left, right, ONE_PAIR, agreed).tolist() == [BirthLevel.MISSING]
    assert sex_levels(left, right, ONE_PAIR, agreed).tolist() == [SexLevel.MISSING]


@pytest.mark.parametrize("stated", ["1952年3月", "1952-03-07"])
def test_the_date_of_a_faulty_number_contradicts_nobody(stated: str) -> None:
    left, right = person(id_number=wrong_at(11)), person(birth_date=stated)
    nothing = np.zeros((1, 18), dtype=bool)
    assert birth_levels(left, right, ONE_PAIR, nothing).tolist() != [BirthLevel.DIFFERENT]


def test_the_sex_of_a_faulty_number_contradicts_nobody() -> None:
    left, right = person(id_number=NUMBER, sex="男"), person(id_number=wrong_at(16))
    _, agreed = number_levels(left, right, ONE_PAIR)
    assert sex_levels(left, right, ONE_PAIR, agreed).tolist() == [SexLevel.MISSING]


def test_every_level_has_words() -> None:
    for levels in LEVELS.values():
        assert all(isinstance(level.words, str) for level in levels)
    assert len({level.words for level in NumberLevel}) == len(NumberLevel)


@pytest.mark.parametrize(
    ("cut_off", "fifteenth", "level"),
    [
        (5, 1, NumberLevel.ROUNDED_UP),
        (2, 1, NumberLevel.PARTLY_ONE_DIGIT),
        (5, -1, NumberLevel.PARTLY_ONE_DIGIT),
        (5, 0, NumberLevel.ROUNDED),
    ],
)
def test_only_what_was_cut_off_can_have_been_rounded_up(cut_off: int, fifteenth: int, level: NumberLevel) -> None:
    number = identity_number("19520307", 300 + 10 * cut_off)
    rounded = number[:14] + str(int(number[14]) + fifteenth) + "000"
    levels, _ = number_levels(person(id_number=number), person(id_number=rounded), ONE_PAIR)
    assert NumberLevel(int(levels[0])) is level


def test_a_rounded_number_that_passes_the_check_by_chance_may_be_the_same_person() -> None:
    chance = next(
        number
        for day in range(1, 28)
        for sequence in range(0, 1000, 100)
        if (number := identity_number(f"196303{day:02d}", sequence)).endswith("000")
    )
    true = next(
        number
        for sequence in range(100)
        if (number := identity_number(chance[6:14], int(chance[14]) * 100 + sequence))[:15] == chance[:15]
        and sequence > 40
    )
    levels, _ = number_levels(person(id_number=true), person(id_number=chance), ONE_PAIR)
    assert NumberLevel(int(levels[0])) is NumberLevel.ROUNDED_OR_TWO_PEOPLE
