"""Faults between households: shared telephones and accounts, families taken apart or put together, copied incomes."""

from __future__ import annotations

import re
from collections.abc import Iterable

import numpy as np

from jingzhun.sample.faults.catalogue import fault
from jingzhun.sample.faults.circumstances import STATUS, put_income
from jingzhun.sample.faults.known import tells_birth
from jingzhun.sample.faults.sheet import Planted, Sheet, Sites
from jingzhun.sample.faults.statements import ACCOUNT, PHONE

ADDRESS, LIFTED_ON = "家庭住址", "脱贫时间"
#: So many households share the telephone of an office, and so many in a row an income.
_OF_AN_OFFICE, _IN_A_ROW = 11, 9
_FEWEST_IN_VILLAGE = 10
_MOST_AT_HOUSE = 4


def plant_runs(sheet: Sheet, sites: Sites, rng: np.random.Generator) -> None:
    """One run of copied incomes, one village of one income, one telephone of an office.

    These need many households together, so they come first and take them from all others.
    """
    first = np.unique(sheet.head_row)
    village = sheet.county.roll.village
    township = sheet.county.places.township[village]
    counts = np.bincount(village)
    large = np.flatnonzero(counts >= _FEWEST_IN_VILLAGE)
    if not len(large):
        return
    chosen = int(large[np.argmin(counts[large])])
    here = np.flatnonzero(village == chosen)
    _one_income(sheet, first[here], 2640.0)
    sheet.found("JZ312", int(first[here[0]]))
    sites.free[here] = False
    runs = np.flatnonzero(township[:-_IN_A_ROW] == township[_IN_A_ROW:])
    runs = runs[[not (village[run : run + _IN_A_ROW + 1] == chosen).any() for run in runs.tolist()]]
    start = int(runs[rng.integers(0, len(runs))]) + 1 if len(runs) else 0
    run = np.arange(start, start + _IN_A_ROW)
    if start and (village[run] != chosen).all():
        _one_income(sheet, first[run], 2410.0)
        sheet.found("JZ313", int(first[run[0]]))
        sites.free[run] = False
    if len(here) >= _IN_A_ROW - 1:
        sheet.found("JZ313", int(first[here[0]]), cause="follows")
    others = np.flatnonzero(sites.free & sites.quiet)
    telephone = f"154{rng.integers(10**7, 10**8)}"
    for household in np.sort(rng.permutation(others)[:_OF_AN_OFFICE]).tolist():
        row = int(first[household])
        sheet.put(PHONE, sheet.rows_of(row), telephone)
        sheet.found("JZ307", row)
        sites.free[household] = False


def _one_income(sheet: Sheet, heads: np.ndarray, each: float) -> None:
    """The same income for several households, none of them lifted out of poverty."""
    for row in heads.tolist():
        rows = sheet.rows_of(row)
        put_income(sheet, rows, each)
        sheet.put(STATUS, rows, "未脱贫")
        sheet.put(LIFTED_ON, rows, "")


def _head(sheet: Sheet) -> np.ndarray:
    return np.asarray(sheet.relation == "户主")


def _shared(sheet: Sheet, row: int, rng: np.random.Generator, header: str) -> list[int]:
    """The entry of another household with one; both are named by the rule."""
    heads = np.flatnonzero(_head(sheet) & (sheet.cells[header] != "") & (sheet.household != sheet.household[row]))
    other = int(heads[rng.integers(0, len(heads))])
    sheet.put(header, sheet.rows_of(row), sheet.cells[header][other])
    return []


@fault("JZ306", _head, quiet=True)
def shared_telephone(sheet: Sheet, row: int, rng: np.random.Generator) -> list[int]:
    """The telephone of another household."""
    return _shared(sheet, row, rng, PHONE)


@fault("JZ308", _head)
def shared_account(sheet: Sheet, row: int, rng: np.random.Generator) -> list[int]:
    """The account of another household."""
    return _shared(sheet, row, rng, ACCOUNT)


def _village_address(sheet: Sheet, row: int) -> str:
    return "".join(str(sheet.cells[header][row]) for header in ("县(市、区、旗)", "乡（镇）", "行政村"))


def _old_head(sheet: Sheet) -> np.ndarray:
    return np.asarray(_head(sheet) & (sheet.age >= 62))


@fault("JZ310", _old_head, quiet=True)
def apart_from_children(sheet: Sheet, row: int, rng: np.random.Generator) -> list[int]:
    """A younger household of the same surname and village at the same house."""
    people, village = sheet.county.people, sheet.county.roll.village[sheet.household]
    surname = people.name[sheet.person].astype("<U1")
    gap = sheet.age[row] - sheet.age
    fit = _head(sheet) & (gap >= 20) & (gap <= 40) & (surname == surname[row]) & (village == village[row])
    others = np.flatnonzero(fit & (sheet.size > 1))
    if len(others):
        house = f"{_village_address(sheet, row)}{900 + row % 90}号"
        sheet.put(ADDRESS, sheet.rows_of(row), house)
        sheet.put(ADDRESS, sheet.rows_of(int(others[0])), house)
    return []


@fault("JZ311", lambda sheet: _head(sheet) & (sheet.size >= 4), quiet=True)
def two_families(sheet: Sheet, row: int, rng: np.random.Generator) -> None:
    """Half of the household at another house."""
    rows = sheet.rows_of(row)
    base = _village_address(sheet, row)
    sheet.put(ADDRESS, rows[:2], f"{base}{800 + row % 50}号")
    sheet.put(ADDRESS, rows[2:], f"{base}{850 + row % 50}号")


FAULTS = (shared_telephone, shared_account, apart_from_children, two_families)


def shared_by_households(sheet: Sheet) -> Iterable[Planted]:
    """Telephones, accounts and houses that several households have in common, by fault or by chance."""
    heads = np.unique(sheet.head_row)
    for header, code in ((PHONE, "JZ306"), (ACCOUNT, "JZ308")):
        texts, place, counts = np.unique(sheet.column(header)[heads], return_inverse=True, return_counts=True)
        most = 9 if code == "JZ306" else len(heads)
        long_enough = np.char.str_len(texts) >= (7 if code == "JZ306" else 12)
        for row in heads[((counts > 1) & (counts <= most) & long_enough)[place]].tolist():
            yield Planted(code, row)
    yield from _generations_apart(sheet, heads)


def _generations_apart(sheet: Sheet, heads: np.ndarray) -> Iterable[Planted]:
    """Heads of one surname, a generation apart, in two households of one house (as their addresses say it)."""
    roll = sheet.county.roll
    one_head = np.bincount(roll.household[roll.relation == "户主"], minlength=len(heads)) == 1
    at_house: dict[tuple[int, str], list[int]] = {}
    for row in heads.tolist():
        address = str(sheet.cells[ADDRESS][row])
        if number := re.search("([0-9]+)号$", address):
            at_house.setdefault((int(roll.village[roll.household[row]]), number[1]), []).append(row)
    surname = sheet.county.people.name[sheet.person].astype("<U1")
    age, certain = sheet.age, tells_birth(sheet) & one_head[sheet.household]
    for rows in at_house.values():
        known = [row for row in rows if certain[row]] if 2 <= len(rows) <= _MOST_AT_HOUSE else []
        for old in (row for row in known if age[row] >= 60):
            if any(18 <= age[old] - age[young] <= 45 and surname[young] == surname[old] for young in known):
                yield Planted("JZ310", old, "follows")
