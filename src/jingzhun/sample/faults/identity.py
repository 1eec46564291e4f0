"""Faults of numbers, names, sexes and birth dates."""

from __future__ import annotations

import numpy as np

from jingzhun.sample.faults.catalogue import fault
from jingzhun.sample.faults.sheet import BIRTH, CARD, NAME, NUMBER, RELATION, SEX, Sheet, body_of, number_of


def _grown(sheet: Sheet) -> np.ndarray:
    return np.asarray((sheet.age >= 30) & (sheet.age < 60))


def _child(sheet: Sheet) -> np.ndarray:
    return np.asarray(
        (sheet.age < 5)
        & (sheet.size > 2)
        & (sheet.cells[CARD] == "")
        & np.isin(sheet.relation, ("之子", "之女", "之孙子", "之孙女"))
    )


def _lives_alone(sheet: Sheet) -> np.ndarray:
    return np.asarray((sheet.size == 1) & (sheet.age >= 70) & (sheet.cells[CARD] == ""))


@fault("JZ104", _grown, quiet=True)
def impossible_birth(sheet: Sheet, row: int, rng: np.random.Generator) -> None:
    """The 31st of June, with the right check digit."""
    year = int(sheet.county.people.birth[sheet.person[row]]) // 10_000
    sheet.put(
        NUMBER, row, number_of(body_of(year * 10_000 + 631, 101 + 2 * int(rng.integers(0, 300)) + sheet.male[row]))
    )
    sheet.put(BIRTH, row, "")


@fault("JZ108", _child, quiet=True)
def placeholder(sheet: Sheet, row: int, rng: np.random.Generator) -> None:
    """A number that begins with 999999, for a child not yet registered."""
    birth = int(sheet.county.people.birth[sheet.person[row]])
    sheet.put(NUMBER, row, f"999999{birth}{rng.integers(100, 999)}0")
    sheet.put(BIRTH, row, "")


@fault("JZ109", _grown, quiet=True)
def unreadable(sheet: Sheet, row: int, rng: np.random.Generator) -> None:
    """Words where the number should stand."""
    sheet.put(NUMBER, row, ("身份证丢失", "在外务工未带回", "户口本遗失待补办")[int(rng.integers(0, 3))])
    sheet.put(BIRTH, row, "")


@fault("JZ110", _grown, quiet=True)
def other_document(sheet: Sheet, row: int, rng: np.random.Generator) -> None:
    """The number of a travel permit for residents of Hong Kong and Macau."""
    sheet.put(NUMBER, row, f"H{rng.integers(10_000_000, 99_999_999)}")
    sheet.put(BIRTH, row, "")


@fault("JZ111", _child, quiet=True)
def not_yet_born(sheet: Sheet, row: int, rng: np.random.Generator) -> None:
    """A sound number with a birth date after the day of the check."""
    sheet.put_number(
        row, body_of(20_170_100 + int(rng.integers(1, 28)), 200 + 2 * int(rng.integers(0, 300)) + sheet.male[row])
    )


@fault("JZ112", _lives_alone, quiet=True)
def too_old(sheet: Sheet, row: int, rng: np.random.Generator) -> None:
    """A sound number of somebody who would be more than 120 years old."""
    day = 18_880_100 + int(rng.integers(1, 28))
    sheet.put_number(row, body_of(day, 200 + 2 * int(rng.integers(0, 300)) + sheet.male[row]))


@fault("JZ113", _lives_alone, quiet=True)
def other_sex(sheet: Sheet, row: int, rng: np.random.Generator) -> None:
    """The other sex ticked, of somebody who lives alone."""
    sheet.put(SEX, row, "女" if sheet.male[row] else "男")


@fault("JZ114", _grown, quiet=True)
def other_birth(sheet: Sheet, row: int, rng: np.random.Generator) -> None:
    """A day of the same year, as the lunar calendar has it."""
    birth = int(sheet.county.people.birth[sheet.person[row]])
    month, day = birth // 100 % 100, birth % 100
    month = month - 1 if month > 1 else 2
    sheet.put(BIRTH, row, f"{birth // 10_000}-{month:02d}-{min(day, 28):02d}")


@fault("JZ115", _child, quiet=True)
def nameless(sheet: Sheet, row: int, rng: np.random.Generator) -> None:
    """No name."""
    sheet.put(NAME, row, "")


@fault("JZ117", lambda sheet: np.isin(sheet.relation, ("之子", "之女")))
def unknown_relation(sheet: Sheet, row: int, rng: np.random.Generator) -> None:
    """A relation left empty, or in words that no list knows."""
    sheet.put(RELATION, row, ("", "同住", "见户口簿")[int(rng.integers(0, 3))])


@fault("JZ119", lambda sheet: (sheet.relation == "户主") & ~sheet.true.living.lifted[sheet.household])
def identified_later(sheet: Sheet, row: int, rng: np.random.Generator) -> list[int]:
    """Listed after the day of the check, in all rows of a household."""
    rows = sheet.rows_of(row)
    sheet.put("首次识别时间", rows, f"2016-{int(rng.integers(8, 13)):02d}")
    return [int(place) for place in rows]


@fault("JZ120", lambda sheet: (sheet.relation == "配偶") & (sheet.size > 2), quiet=True)
def two_in_a_cell(sheet: Sheet, row: int, rng: np.random.Generator) -> None:
    """A name of two people, as of somebody who was never given a row."""
    sheet.put(NAME, row, f"{sheet.cells[NAME][row]}、{sheet.cells[NAME][sheet.head_row[row]][0]}小妹")


FAULTS = (
    impossible_birth,
    placeholder,
    unreadable,
    other_document,
    not_yet_born,
    too_old,
    other_sex,
    other_birth,
    nameless,
    unknown_relation,
    identified_later,
    two_in_a_cell,
)
