"""The cells of the roll before they are written: faults change them, and say what is to be found."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from jingzhun.fields.idcard import check_character
from jingzhun.sample.clerks import Written
from jingzhun.sample.columns import dashed
from jingzhun.sample.county import County
from jingzhun.sample.damage import NONE
from jingzhun.sample.ownership import REGISTERS
from jingzhun.sample.places import COUNTY_CODE
from jingzhun.sample.roll_columns import TrueRoll, true_roll

NAME, NUMBER, BIRTH, CARD = "姓名", "证件号码", "出生日期", "残疾证号"
_PLAIN = re.compile("[0-9]{17}[0-9X]")
RELATION, SEX, SIZE, HOUSEHOLD = "与户主关系", "性别", "人数", "户编号"


class Planted(NamedTuple):
    """What a rule must find.

    Attributes:
        code: the rule or the condition of the policy.
        place: row of the roll, 0-based.
        cause: ``planted``, ``damage``, ``copied`` (a number) or ``follows`` (from one of these): why it is so.
        exception: what excuses the register row, ``""`` if nothing.
        register: kind of the register row that says it, ``""`` if none.
        row: that row, 0-based, -1 if none.
    """

    code: str
    place: int
    cause: str = "planted"
    exception: str = ""
    register: str = ""
    row: int = -1


@dataclass
class Sheet:
    """The roll while faults are put into it.

    Attributes:
        county, written, true: what is true, and what the clerks made of names and numbers.
        cells: header → what the cells hold, one entry a row; texts and numbers.
        planted: what rules must find, as far as faults have been planted.
    """

    county: County
    written: Written
    true: TrueRoll
    cells: dict[str, np.ndarray]
    planted: list[Planted] = field(default_factory=list)

    @property
    def household(self) -> np.ndarray:
        """Household of every row."""
        return self.county.roll.household

    @property
    def person(self) -> np.ndarray:
        """Person of every row."""
        return self.county.roll.person

    @property
    def relation(self) -> np.ndarray:
        """Relation to the head, before the faults planted here."""
        return self.county.roll.relation

    @property
    def age(self) -> np.ndarray:
        """Full years of every row's person."""
        return np.asarray(self.true.facts.age[self.person])

    @property
    def male(self) -> np.ndarray:
        """Sex of every row's person."""
        return np.asarray(self.county.people.male[self.person])

    @property
    def size(self) -> np.ndarray:
        """How many rows the household of every row has."""
        return np.asarray(np.bincount(self.household)[self.household])

    @property
    def head_row(self) -> np.ndarray:
        """First row of every row's household, which is its head's."""
        first = np.flatnonzero(np.diff(self.household, prepend=-1))
        rows = np.zeros(int(self.household.max()) + 1, dtype=np.int64)
        rows[self.household[first]] = first
        return np.asarray(rows[self.household])

    def rows_of(self, place: int) -> np.ndarray:
        """All rows of the household of a row."""
        return np.flatnonzero(self.household == self.household[place])

    def column(self, header: str) -> np.ndarray:
        """The cells of a column as texts, for comparisons."""
        return np.array([str(cell) for cell in self.cells[header].tolist()])

    def put(self, header: str, places: int | np.ndarray, value: object) -> None:
        """Change cells; a number stays one."""
        for place in np.atleast_1d(places).tolist():
            self.cells[header][place] = value

    def put_number(self, place: int, body: int) -> None:
        """Give a row a sound number made of 17 digits, with the birth date that a clerk copies out of it."""
        self.put(NUMBER, place, number_of(body))
        self.put(BIRTH, place, _birth_in(number_of(body)))

    def found(self, code: str, place: int, **more: object) -> None:
        """Note what a rule must find."""
        self.planted.append(Planted(code, int(place), **more))  # type: ignore[arg-type]


def number_of(body: int) -> str:
    """A number with the check digit that its 17 digits demand."""
    return str(body) + check_character(str(body))


def body_of(day: int, sequence: int) -> int:
    """17 digits of somebody born on a day (yyyymmdd, possible or not)."""
    return (int(COUNTY_CODE) * 10**8 + day) * 1000 + sequence


def clean_sheet(county: County, written: Written, number_cells: list[object]) -> Sheet:
    """The roll as the clerks wrote it, before further faults.

    Birth dates and cards are copied out of the number: where that is damaged there is no date, so that the column
    tells nothing that the number does not.
    """
    true = true_roll(county)
    mentions = written.roll
    cells = {header: column.astype(object) for header, column in true.columns.items()}
    cells[NAME] = mentions.name.astype(object)
    cells[NUMBER] = _objects(number_cells)
    damaged = mentions.number_damage != NONE
    cells[BIRTH] = _objects(
        ["" if bad else _birth_in(str(cell)) for bad, cell in zip(damaged, number_cells, strict=True)]
    )
    card = true.facts.disability[county.roll.person]
    own = county.people.number[county.roll.number_of]
    stated = np.array([str(cell) if _PLAIN.fullmatch(str(cell)) else "" for cell in number_cells])
    cells[CARD] = np.where(card == "", "", np.strings.add(np.where(stated == "", own, stated), card)).astype(object)
    return Sheet(county, written, true, cells)


def _objects(values: list[object]) -> np.ndarray:
    """An array of objects, also of texts and numbers mixed."""
    cells = np.empty(len(values), dtype=object)
    cells[:] = values
    return cells


def _birth_in(number: str) -> str:
    """The birth date that stands in a number of 18 characters."""
    return str(dashed(np.array([int(number[6:14])]))[0]) if len(number) == 18 and number[6:14].isdigit() else ""


class Sites:
    """Households where a fault may be planted: each serves once, so that faults do not mix.

    Those that are to be doubted, counted somebody twice, are already faulty or hold a damaged number or name are left
    alone.
    """

    def __init__(self, rng: np.random.Generator, sheet: Sheet) -> None:
        roll, written = sheet.county.roll, sheet.written
        households = len(roll.household_id)
        self.rng = rng
        self._sheet = sheet
        self.free = np.ones(households, dtype=bool)
        heads = np.bincount(roll.household[roll.relation == "户主"], minlength=households)
        rows = np.bincount(roll.household, minlength=households)
        bad = (written.roll.number_damage != NONE) | (written.roll.name_damage != NONE)
        bad |= roll.size != rows[roll.household]
        bad |= (roll.number_of != roll.person) | np.isin(roll.person, roll.number_of[roll.number_of != roll.person])
        bad |= np.isin(roll.person, np.concatenate([sheet.county.plan.moved, *sheet.county.plan.owners.values()]))
        bad |= _against_sex(sheet)
        self.free[roll.household[bad]] = False
        self.free[heads != 1] = False
        self.free[sheet.county.plan.into] = False
        mentioned = np.unique(np.concatenate([written.registers[register].person for register in REGISTERS]))
        loud = np.zeros(households, dtype=bool)
        loud[roll.household[np.isin(roll.person, mentioned)]] = True
        self.quiet = ~loud

    def take(self, where: np.ndarray, count: int, *, quiet: bool = False) -> Iterator[int]:
        """Rows that fit, each of another household; fewer where there are not so many.

        Args:
            where: one boolean a row of the roll.
            count: how many.
            quiet: only households of which no register holds anybody, as the fault changes names, numbers or places.
        """
        household = self._sheet.household
        fit = where & self.free[household] & (self.quiet[household] if quiet else True)
        rows = self.rng.permutation(np.flatnonzero(fit))
        _, first = np.unique(household[rows], return_index=True)
        for row in rows[np.sort(first)][:count].tolist():
            self.free[household[row]] = False
            yield row


def _against_sex(sheet: Sheet) -> np.ndarray:
    said = np.select(
        [np.isin(sheet.relation, ("之子", "之孙子")), np.isin(sheet.relation, ("之女", "之孙女"))],
        [True, False],
        sheet.male,
    )
    return np.asarray(said != sheet.male)
