"""Faults of relations within a household, of its number of members and of its place."""

from __future__ import annotations

import numpy as np

from jingzhun.sample.faults.catalogue import fault
from jingzhun.sample.faults.sheet import BIRTH, CARD, NAME, NUMBER, RELATION, SIZE, Sheet

TOWNSHIP, VILLAGE, HAMLET, ADDRESS = "乡（镇）", "行政村", "自然村", "家庭住址"
_MARRIED = "已婚"


def _is(sheet: Sheet, *relations: str) -> np.ndarray:
    return np.isin(sheet.relation, relations)


def _of_head(sheet: Sheet, values: np.ndarray) -> np.ndarray:
    return np.asarray(values[sheet.head_row])


@fault("JZ204", lambda sheet: _is(sheet, "之兄弟姐妹") & (sheet.male == _of_head(sheet, sheet.male)))
def spouse_of_same_sex(sheet: Sheet, row: int, rng: np.random.Generator) -> None:
    """A brother called husband or wife."""
    sheet.put(RELATION, row, "配偶")
    sheet.put("婚姻状况", sheet.rows_of(row), _MARRIED)


def _beside_a_spouse(sheet: Sheet) -> np.ndarray:
    return np.asarray(
        np.bincount(sheet.household[_is(sheet, "配偶")], minlength=sheet.household.max() + 1)[sheet.household] > 0
    )


@fault("JZ205", lambda sheet: _is(sheet, "之儿媳", "之母") & _beside_a_spouse(sheet) & _of_head(sheet, sheet.male))
def second_spouse(sheet: Sheet, row: int, rng: np.random.Generator) -> list[int]:
    """The daughter-in-law or the mother called wife beside the wife; the rule names the later row."""
    sheet.put(RELATION, row, "配偶")
    sheet.put("婚姻状况", row, _MARRIED)
    return [int(max(place for place in sheet.rows_of(row) if sheet.cells[RELATION][place] == "配偶"))]


@fault("JZ206", lambda sheet: _is(sheet, "之兄弟姐妹") & sheet.male)
def son_of_the_same_age(sheet: Sheet, row: int, rng: np.random.Generator) -> None:
    """A brother called son."""
    sheet.put(RELATION, row, "之子")


@fault("JZ207", lambda sheet: _is(sheet, "配偶") & ~sheet.male & (sheet.size == 2))
def mother_of_the_same_age(sheet: Sheet, row: int, rng: np.random.Generator) -> None:
    """The wife called mother."""
    sheet.put(RELATION, row, "之母")
    sheet.put("婚姻状况", sheet.rows_of(row), "丧偶")


def _sound_brother(sheet: Sheet) -> np.ndarray:
    return np.asarray(
        _is(sheet, "之兄弟姐妹") & (sheet.male == _of_head(sheet, sheet.male)) & (sheet.cells[CARD] == "")
    )


@fault("JZ208", _sound_brother, quiet=True)
def number_of_the_row_above(sheet: Sheet, row: int, rng: np.random.Generator) -> None:
    """The head's number in the brother's row too."""
    sheet.put(NUMBER, row, sheet.cells[NUMBER][row - 1])
    sheet.put(BIRTH, row, sheet.cells[BIRTH][row - 1])


@fault("JZ209", lambda sheet: _is(sheet, "之子", "之女", "之父", "之母") & (sheet.size > 2), quiet=True)
def elsewhere(sheet: Sheet, row: int, rng: np.random.Generator) -> None:
    """One member with the village of another township."""
    others = np.flatnonzero(sheet.cells[TOWNSHIP] != sheet.cells[TOWNSHIP][row])
    if len(others):
        other = int(others[rng.integers(0, len(others))])
        for header in (TOWNSHIP, VILLAGE, HAMLET, ADDRESS):
            sheet.put(header, row, sheet.cells[header][other])


@fault("JZ210", lambda sheet: _is(sheet, "之子", "之女") & (sheet.size == 2) & (sheet.age < 15) & (sheet.age > 5))
def child_as_head(sheet: Sheet, row: int, rng: np.random.Generator) -> None:
    """The child called head, and its father or mother by that name."""
    parent = int(sheet.head_row[row])
    sheet.put(RELATION, row, "户主")
    sheet.put(RELATION, parent, "之父" if sheet.male[parent] else "之母")


@fault(
    "JZ211", lambda sheet: _is(sheet, "之子", "之女") & (_of_head(sheet, sheet.age) - sheet.age < 24) & (sheet.size > 2)
)
def grandchild_too_old(sheet: Sheet, row: int, rng: np.random.Generator) -> None:
    """A child called grandchild."""
    sheet.put(RELATION, row, "之孙子" if sheet.male[row] else "之孙女")


@fault("JZ212", lambda sheet: _is(sheet, "之子", "之女") & (sheet.size > 3), quiet=True)
def name_of_the_row_above(sheet: Sheet, row: int, rng: np.random.Generator) -> None:
    """The name of the row above."""
    sheet.put(NAME, row, sheet.cells[NAME][row - 1])


@fault("JZ213", lambda sheet: _is(sheet, "户主") & (sheet.size > 1))
def sizes_differ(sheet: Sheet, row: int, rng: np.random.Generator) -> None:
    """Another number of members in the last row."""
    last = int(sheet.rows_of(row)[-1])
    sheet.put(SIZE, last, int(sheet.cells[SIZE][last]) + 1)


@fault("JZ304", lambda sheet: _is(sheet, "户主"), quiet=True)
def village_of_another_township(sheet: Sheet, row: int, rng: np.random.Generator) -> list[int]:
    """A village that lies in another township, and in that alone, in all rows of a household."""
    townships, villages = sheet.column(TOWNSHIP), sheet.county.places
    known = np.unique(villages.core, return_counts=True)
    unique = np.isin(villages.core, known[0][known[1] == 1]) & villages.is_village
    others = np.flatnonzero(unique & (villages.township != townships[row]))
    if not len(others):
        return []
    rows = sheet.rows_of(row)
    sheet.put(VILLAGE, rows, f"{villages.core[others[rng.integers(0, len(others))]]}村")
    return [int(place) for place in rows]


def _low_digit_at_end(sheet: Sheet) -> np.ndarray:
    """Counting on changes the last digit alone, so that only the first number stays sound."""
    return np.asarray(sheet.county.people.check[sheet.person] + sheet.size <= 10)


@fault("JZ305", lambda sheet: _is(sheet, "户主") & (sheet.size > 3) & _low_digit_at_end(sheet), quiet=True)
def filled_down(sheet: Sheet, row: int, rng: np.random.Generator) -> list[int]:
    """The head's number filled down over the household, one more in every row."""
    rows = [int(place) for place in sheet.rows_of(row)]
    first = int(sheet.cells[NUMBER][row])
    for step, place in enumerate(rows[1:], start=1):
        sheet.put(NUMBER, place, str(first + step))
        sheet.put(BIRTH, place, "")
        sheet.found("JZ103", place, cause="planted")
    return rows


FAULTS = (
    spouse_of_same_sex,
    second_spouse,
    son_of_the_same_age,
    mother_of_the_same_age,
    number_of_the_row_above,
    elsewhere,
    child_as_head,
    grandchild_too_old,
    name_of_the_row_above,
    sizes_differ,
    village_of_another_township,
    filled_down,
)
