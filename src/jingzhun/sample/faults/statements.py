"""Faults of what the roll says of a member: schooling, health, work, insurance, posts, state, telephone and account."""

from __future__ import annotations

import numpy as np

from jingzhun.sample.circumstances import DISABLED, HEALTHY, LOST
from jingzhun.sample.faults.catalogue import Fault, Where, fault
from jingzhun.sample.faults.sheet import CARD, NAME, NUMBER, Sheet

EDUCATION, SCHOOLING, HEALTH, LABOUR = "文化程度", "在校生状况", "健康状况", "劳动技能"
WORK, POST, POST_MONTHS = "务工时间（月）", "公益性岗位", "公益性岗位(月数)"
MEDICAL, PENSION, MARITAL = "医疗保险", "养老保险", "婚姻状况"
STATE, REMARKS, PHONE, ACCOUNT = "人员状态", "备注", "户联系电话", "银行账号"


def of_person(sheet: Sheet, field: str) -> np.ndarray:
    """What is true of every row's person, by the name in ``Circumstances``."""
    return np.asarray(getattr(sheet.true.facts, field)[sheet.person])


def of_house(sheet: Sheet, field: str) -> np.ndarray:
    """What is true of every row's household, by the name in ``Living``."""
    return np.asarray(getattr(sheet.true.living, field)[sheet.household])


def aged(low: int, high: int) -> Where:
    """Rows of people of an age (both ends included)."""
    return lambda sheet: (sheet.age >= low) & (sheet.age <= high)


def written(
    code: str,
    where: Where,
    cells: dict[str, tuple[object, ...]],
    *,
    whole_household: bool = False,
    quiet: bool = False,
    also: tuple[str, ...] = (),
) -> Fault:
    """A fault that is made by writing other words.

    Args:
        code: the rule that must find it.
        where: rows that it can be planted at.
        cells: header → what the cell then says, one of several.
        whole_household: whether all rows of the household say so.
        quiet: as of ``Fault``.
        also: as of ``Fault``.
    """

    def edit(sheet: Sheet, row: int, rng: np.random.Generator) -> list[int]:
        rows = sheet.rows_of(row).tolist() if whole_household else [row]
        for header, values in cells.items():
            sheet.put(header, np.array(rows), values[int(rng.integers(0, len(values)))])
        return rows

    return Fault(code, where, edit, quiet, also)


def _works(sheet: Sheet) -> np.ndarray:
    return np.asarray(sheet.cells[WORK].astype(np.int64) > 0)


def _able(sheet: Sheet) -> np.ndarray:
    return np.asarray(
        aged(20, 55)(sheet)
        & of_person(sheet, "able")
        & (of_person(sheet, "health") == HEALTHY)
        & ~of_person(sheet, "post")
        & ~of_person(sheet, "student")
        & (
            np.bincount(sheet.household[of_person(sheet, "able")], minlength=len(sheet.true.living.size))[
                sheet.household
            ]
            > 1
        )
    )


def _cause_is_not(*causes: str) -> Where:
    return lambda sheet: ~np.isin(of_house(sheet, "cause"), causes)


def _pupil(sheet: Sheet) -> np.ndarray:
    return np.asarray((of_person(sheet, "health") == HEALTHY) & aged(7, 14)(sheet) & _cause_is_not("因学")(sheet))


def _at_high_school(sheet: Sheet) -> np.ndarray:
    schooling = of_person(sheet, "schooling")
    return np.asarray(np.char.startswith(schooling, "高中") | np.char.startswith(schooling, "本科"))


def _disabled(sheet: Sheet) -> np.ndarray:
    return np.asarray(of_person(sheet, "health") == DISABLED)


def _lost(sheet: Sheet) -> np.ndarray:
    return np.asarray(aged(25, 59)(sheet) & (of_person(sheet, "labour") == LOST))


def _not_head(sheet: Sheet) -> np.ndarray:
    return np.asarray((sheet.relation != "户主") & (sheet.size > 2))


def _grown_not_head(sheet: Sheet) -> np.ndarray:
    return np.asarray(_not_head(sheet) & aged(20, 95)(sheet))


@fault("JZ127", lambda sheet: _disabled(sheet))
def card_of_no_kind(sheet: Sheet, row: int, rng: np.random.Generator) -> None:
    """A kind of disability that does not exist."""
    card = str(sheet.cells[CARD][row])
    sheet.put(CARD, row, f"{card[:18]}9{card[19:]}")


@fault(
    "JZ128", lambda sheet: aged(25, 80)(sheet) & (of_person(sheet, "health") == HEALTHY) & _cause_is_not("因残")(sheet)
)
def card_of_the_healthy(sheet: Sheet, row: int, rng: np.random.Generator) -> None:
    """A card of somebody who is said to be healthy."""
    sheet.put(CARD, row, f"{sheet.cells[NUMBER][row]}4{rng.integers(2, 5)}")


@fault("JZ134", lambda sheet: _not_head(sheet) & aged(0, 30)(sheet), quiet=True)
def name_for_the_form(sheet: Sheet, row: int, rng: np.random.Generator) -> None:
    """Words that stand for a name."""
    sheet.put(NAME, row, ("新生儿", "测试", "XXX")[int(rng.integers(0, 3))])


@fault("JZ145", lambda sheet: sheet.relation == "户主")
def account_too_short(sheet: Sheet, row: int, rng: np.random.Generator) -> list[int]:
    """An account of which half is missing."""
    rows = sheet.rows_of(row)
    sheet.put(ACCOUNT, rows, str(sheet.cells[ACCOUNT][row])[-9:])
    return [int(place) for place in rows]


@fault("JZ146", lambda sheet: sheet.relation == "户主")
def telephone_too_short(sheet: Sheet, row: int, rng: np.random.Generator) -> list[int]:
    """A mobile number short of a digit."""
    rows = sheet.rows_of(row)
    sheet.put(PHONE, rows, f"154{rng.integers(10**6, 10**7)}")
    return [int(place) for place in rows]


@fault("JZ148", lambda sheet: (sheet.relation == "户主") & of_house(sheet, "allowance") & ~of_house(sheet, "lifted"))
def listed_before_birth(sheet: Sheet, row: int, rng: np.random.Generator) -> None:
    """A household on 低保 that was listed before its head was born."""
    year = int(sheet.county.people.birth[sheet.person[row]]) // 10_000
    sheet.put("首次识别时间", sheet.rows_of(row), f"{year - 3}-06")


_RESIDENT = "城乡居民基本养老保险"
FAULTS = (
    written("JZ121", lambda sheet: aged(30, 50)(sheet) & ~of_person(sheet, "student"), {EDUCATION: ("学龄前儿童",)}),
    written(
        "JZ122", lambda sheet: aged(36, 55)(sheet) & (of_person(sheet, "education") == "初中"), {SCHOOLING: ("九年级",)}
    ),
    written("JZ123", _at_high_school, {EDUCATION: ("小学",)}),
    written("JZ124", _pupil, {SCHOOLING: ("非在校生",)}),
    written("JZ125", lambda sheet: aged(8, 14)(sheet) & _cause_is_not("缺劳力")(sheet), {LABOUR: ("普通劳动力",)}),
    written("JZ126", _able, {LABOUR: ("无劳动力", "丧失劳动力"), WORK: (0,)}),
    card_of_no_kind,
    card_of_the_healthy,
    written("JZ129", _disabled, {CARD: ("",)}),
    written("JZ130", lambda sheet: _not_head(sheet) & aged(60, 99)(sheet), {STATE: ("死亡",)}),
    written("JZ131", _grown_not_head, {STATE: ("迁出", "服刑", "失踪", "嫁出")}),
    written("JZ132", _grown_not_head, {STATE: ("长期外出", "举家外出")}),
    written("JZ133", _grown_not_head, {REMARKS: ("2015年3月死亡", "已迁出至漳州市", "2014年外嫁")}),
    name_for_the_form,
    written(
        "JZ135",
        aged(71, 90),
        {POST: ("是",), POST_MONTHS: ("6",), LABOUR: ("弱劳动力或半劳动力",)},
    ),
    written("JZ136", _lost, {POST: ("是",), POST_MONTHS: ("8",)}),
    written("JZ137", _works, {WORK: (24, 210)}),
    written("JZ138", aged(10, 15), {WORK: (6, 10)}, also=("JZ155",)),
    written("JZ139", aged(25, 55), {MEDICAL: ("城乡居民基本医疗保险、城镇职工基本医疗保险",)}),
    written("JZ140", aged(20, 90), {MEDICAL: ("未参保",)}),
    written("JZ141", aged(2, 14), {PENSION: (_RESIDENT,)}),
    written("JZ142", aged(62, 90), {PENSION: ("未参保",)}),
    written("JZ143", aged(25, 55), {MEDICAL: ("城镇职工基本医疗保险",)}),
    written("JZ144", lambda sheet: aged(16, 19)(sheet) & _not_head(sheet), {MARITAL: ("已婚",)}),
    account_too_short,
    telephone_too_short,
    written("JZ147", aged(10, 90), {"民族": ("汗族", "男")}),
    listed_before_birth,
    written(
        "JZ149",
        lambda sheet: of_house(sheet, "lifted"),
        {"首次识别时间": ("2015-11",), "脱贫时间": ("2014-12",)},
        whole_household=True,
    ),
    written("JZ150", lambda sheet: of_house(sheet, "lifted"), {"首次识别时间": ("2015-11",)}, whole_household=True),
    written(
        "JZ151", lambda sheet: of_house(sheet, "allowance"), {"享受低保政策情况": ("未享受",)}, whole_household=True
    ),
    written(
        "JZ152",
        lambda sheet: of_house(sheet, "allowance") & (sheet.relation != "户主"),
        {"享受特困供养政策情况": ("分散供养",)},
    ),
    written(
        "JZ153",
        lambda sheet: ~of_house(sheet, "allowance") & ~of_house(sheet, "hardship") & (sheet.age[sheet.head_row] > 20),
        {"首次识别时间": ("2009-05", "2011-10")},
        whole_household=True,
    ),
    written("JZ154", lambda sheet: of_house(sheet, "lifted"), {"脱贫时间": ("",)}, whole_household=True),
    written("JZ155", _lost, {WORK: (10,)}),
)
