"""Faults of what the roll says of a household: income, cause of poverty, class, house and land."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from jingzhun.sample.circumstances import DISABLED, HEALTHY
from jingzhun.sample.faults.catalogue import Fault, Where, fault
from jingzhun.sample.faults.sheet import Sheet, body_of
from jingzhun.sample.faults.statements import LABOUR, MARITAL, STATE, aged, of_house, of_person, written

PARTS = ("工资性收入", "生产经营性收入", "财产性收入", "转移性收入")
TOTAL, EACH = "家庭年收入", "人均纯收入"
CAUSE, CLASS, STATUS, HOUSE = "致贫原因1", "户类型", "脱贫属性", "危房户"


def _head(sheet: Sheet) -> np.ndarray:
    return np.asarray(sheet.relation == "户主")


def _several(sheet: Sheet) -> np.ndarray:
    return np.asarray(_head(sheet) & (sheet.size > 1))


def _nobody(sheet: Sheet, where: np.ndarray) -> np.ndarray:
    """Heads of households in which none of the rows is."""
    return np.asarray(
        _head(sheet) & (np.bincount(sheet.household[where], minlength=sheet.household.max() + 1) == 0)[sheet.household]
    )


def _heads_and(field: str, *, holds: bool) -> Where:
    return lambda sheet: _head(sheet) & (of_house(sheet, field) == holds)


def put_income(sheet: Sheet, rows: np.ndarray, each: float) -> None:
    """Give a household another income a head, its total and its parts with it."""
    size, total = len(rows), float(sheet.cells[TOTAL][rows[0]])
    for header in PARTS:
        sheet.put(header, rows, round(float(sheet.cells[header][rows[0]]) * each * size / total, 2))
    sheet.put(TOTAL, rows, round(each * size, 2))
    sheet.put(EACH, rows, each)


def _income(code: str, where: Where, each: tuple[float, ...]) -> Fault:
    def edit(sheet: Sheet, row: int, rng: np.random.Generator) -> None:
        put_income(sheet, sheet.rows_of(row), each[int(rng.integers(0, len(each)))])

    return Fault(code, where, edit, quiet=False, also=())


def _last_row(code: str, where: Where, change: Callable[[Sheet, int], None]) -> Fault:
    """The last row of a household says something else than the others."""

    def edit(sheet: Sheet, row: int, rng: np.random.Generator) -> None:
        change(sheet, int(sheet.rows_of(row)[-1]))

    return Fault(code, where, edit, quiet=False, also=())


def _household(code: str, where: Where, cells: dict[str, tuple[object, ...]], *, quiet: bool = False) -> Fault:
    """All rows of a household say so; the rule names its first."""
    made = written(code, where, cells, whole_household=True, quiet=quiet)

    def edit(sheet: Sheet, row: int, rng: np.random.Generator) -> None:
        made.edit(sheet, row, rng)

    return Fault(code, where, edit, quiet, also=())


@fault("JZ214", _head)
def total_too_small(sheet: Sheet, row: int, rng: np.random.Generator) -> None:
    """A total of less than all heads together."""
    sheet.put(TOTAL, sheet.rows_of(row), round(float(sheet.cells[TOTAL][row]) * 0.7))


@fault("JZ215", lambda sheet: _head(sheet) & (of_house(sheet, "transfer") > 500))
def part_missing(sheet: Sheet, row: int, rng: np.random.Generator) -> None:
    """A part of the income left out."""
    sheet.put("转移性收入", sheet.rows_of(row), 0)


@fault("JZ225", lambda sheet: sheet.relation == "配偶")
def divorced_spouse(sheet: Sheet, row: int, rng: np.random.Generator) -> None:
    """Husband or wife in the household and said to be divorced."""
    sheet.put(MARITAL, row, "离婚")


@fault(
    "JZ226",
    lambda sheet: (sheet.size == 1) & (sheet.age >= 56) & (of_house(sheet, "allowance") == of_house(sheet, "hardship")),
    quiet=True,
)
def child_alone(sheet: Sheet, row: int, rng: np.random.Generator) -> None:
    """Somebody of 17 years who lives alone."""
    sheet.put_number(
        row, body_of(19_990_100 + int(rng.integers(1, 28)), 300 + 2 * int(rng.integers(0, 300)) + sheet.male[row])
    )
    for header, value in (
        (MARITAL, "未婚"),
        (LABOUR, "普通劳动力"),
        (CAUSE, "缺资金"),
        ("文化程度", "初中"),
        (CLASS, "一般贫困户"),
    ):
        sheet.put(header, row, value)
    sheet.put("享受特困供养政策情况", row, "未享受")
    sheet.put("享受低保政策情况", row, "未享受")
    sheet.put("健康状况", row, HEALTHY)
    sheet.put("残疾证号", row, "")


@fault("JZ235", lambda sheet: _nobody(sheet, sheet.cells[LABOUR] != "无劳动力") & ~of_house(sheet, "lifted"))
def wage_of_nobody(sheet: Sheet, row: int, rng: np.random.Generator) -> None:
    """Wages in a household of which nobody can work."""
    sheet.put("工资性收入", sheet.rows_of(row), 5000)


def _ill(sheet: Sheet) -> np.ndarray:
    return np.asarray(of_person(sheet, "health") != HEALTHY)


def _unfit(sheet: Sheet) -> np.ndarray:
    return np.asarray(~of_person(sheet, "able"))


def _at_school(sheet: Sheet) -> np.ndarray:
    return np.asarray(of_person(sheet, "schooling") != "非在校生")


def _put(**cells: object) -> Callable[[Sheet, int], None]:
    def change(sheet: Sheet, row: int) -> None:
        for header, value in cells.items():
            sheet.put(header, row, value)

    return change


def _ordinary(sheet: Sheet) -> np.ndarray:
    return np.asarray(_several(sheet) & ~of_house(sheet, "allowance") & ~of_house(sheet, "hardship"))


def _safe_and_poor(sheet: Sheet) -> np.ndarray:
    return np.asarray(_head(sheet) & ~of_house(sheet, "lifted") & ~of_house(sheet, "unsafe_house"))


def _owns_a_homestead(sheet: Sheet) -> np.ndarray:
    holdings = sheet.county.holdings["property"]
    alone = (holdings.co_owner < 0) & np.isin(holdings.kind, ("homestead", "collective"))
    owns = np.isin(sheet.person, holdings.owner[alone]) & ~of_house(sheet, "lifted")
    return np.asarray(owns & (sheet.size == 1))


FAULTS = (
    total_too_small,
    part_missing,
    _income("JZ216", _heads_and("lifted", holds=False), (5200.0, 6800.0)),
    _income("JZ217", _heads_and("lifted", holds=True), (1900.0, 2300.0)),
    _last_row("JZ218", _several, lambda sheet, row: sheet.put(EACH, row, float(sheet.cells[EACH][row]) + 400)),
    _household("JZ219", lambda sheet: _nobody(sheet, _ill(sheet)), {CAUSE: ("因病",)}),
    _household("JZ220", lambda sheet: _nobody(sheet, of_person(sheet, "health") == DISABLED), {CAUSE: ("因残",)}),
    _household("JZ221", lambda sheet: _nobody(sheet, _at_school(sheet)), {CAUSE: ("因学",)}),
    _household("JZ222", lambda sheet: _nobody(sheet, _unfit(sheet)), {CAUSE: ("缺劳力",)}),
    _last_row("JZ223", lambda sheet: _several(sheet) & (of_house(sheet, "cause") != "因灾"), _put(**{CAUSE: "因灾"})),
    _last_row("JZ224", _ordinary, _put(**{CLASS: "一般农户"})),
    divorced_spouse,
    child_alone,
    written("JZ227", lambda sheet: _several(sheet) & aged(60, 99)(sheet), {STATE: ("死亡",)}, also=("JZ130",)),
    written("JZ228", lambda sheet: _head(sheet) & (sheet.size == 1), {STATE: ("死亡",)}, also=("JZ130",)),
    written(
        "JZ420",
        _owns_a_homestead,
        {HOUSE: ("无房",), "住房面积（平方米）": (0,)},
        whole_household=False,
    ),
    _household("JZ229", _safe_and_poor, {HOUSE: ("无房",)}, quiet=True),
    _household("JZ230", _head, {"耕地面积（亩）": (1200, 350)}),
    _household("JZ231", _head, {"住房面积（平方米）": (6000, 980)}),
    _income("JZ233", _heads_and("lifted", holds=False), (0.35, 0.27)),
    _household("JZ234", _heads_and("lifted", holds=True), {HOUSE: ("是",)}),
    wage_of_nobody,
    _household("JZ236", _safe_and_poor, {CAUSE: ("因安全住房",)}),
    _last_row("JZ237", lambda sheet: _several(sheet) & of_house(sheet, "lifted"), _put(**{STATUS: "返贫"})),
)
