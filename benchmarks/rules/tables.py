"""Invented rolls of any size with all columns that rules ask for: ``python -m benchmarks.rules.tables MEMBERS FOLDER``.

Households of four (two parents, two children) of the unassigned code 350699 in villages of 250 households. Every kind
of cell is damaged or contradictory in a few of a hundred rows, so that most rules have something to find. Beside the
roll stands that of the year before (three of a hundred changed) and what registers were linked with: one member in ten
has a row in each.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from jingzhun.kinds import TableKind, columns_data
from jingzhun.member_values import members_of
from jingzhun.normalise import typed
from jingzhun.rules import RULES
from jingzhun.rules.previous import compared_columns

SEED = 2016
_CHANCES = (0.94, 0.015, 0.015, 0.015, 0.015)
_HOUSEHOLD, _VILLAGE = 4, 1000
_WEIGHTS = np.array([7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2])
_CHECKS = np.array(list("10X98765432"))
_SURNAMES, _GIVEN = "林陈黄曾赖张李王吴刘郑叶杨许蔡", "建国秀英志明丽珍水土文辉阿珠金火春花德福美玉清华"
_RELATIONS = ("户主", "配偶", "之子", "之女")
# The first word is usual, the others stand in a few of a hundred rows.
_WORDS: dict[str, tuple[str, ...]] = {
    "health": ("健康", "长期慢性病", "患有大病", "残疾", "死亡"),
    "labour": ("普通劳动力", "无劳动力", "丧失劳动力", "弱劳动力或半劳动力", ""),
    "cause": ("缺技术", "因病", "因残", "因学", "缺劳动力"),
    "education": ("初中", "小学", "高中", "文盲或半文盲", "大专"),
    "schooling": ("非在校生", "小学", "九年级", "高中", ""),
    "category": ("一般贫困户", "低保户", "五保户", "脱贫户", "边缘易致贫户"),
    "status": ("未脱贫", "已脱贫", "返贫", "清退户", ""),
    "medical_insurance": ("城乡居民", "职工", "未参保", "商业保险", ""),
    "pension_insurance": ("城乡居民", "职工", "未参保", "商业养老保险", ""),
    "post": ("否", "是", "护林员", "", ""),
    "minimum_allowance": ("否", "是", "", "", ""),
    "special_hardship": ("否", "是", "", "", ""),
    "housing_state": ("A级", "B级", "无房", "C级", "D级"),
    "water_safe": ("是", "否", "", "", ""),
    "member_status": ("正常", "死亡", "迁出", "服刑", "失踪"),
    "remarks": ("", "本人已死亡", "户口迁出", "外出务工", "新增"),
    "dropout_reason": ("", "因病", "厌学", "", ""),
    "ethnicity": ("汉族", "畲族", "回族", "", ""),
}
_NUMBERS = {
    "work_months": (1, 12),
    "housing_area": (60, 150),
    "farmland_area": (1, 9),
    "amount": (100, 900),
}
_INCOMES = ("wage_income", "business_income", "property_income", "transfer_income")
_OF_HOUSEHOLD = (
    "housing_state",
    "minimum_allowance",
    "special_hardship",
    "cause",
    "category",
    "status",
    "housing_area",
)
_REGISTER_WORDS: dict[str, tuple[str, ...]] = {
    "status": ("正常", "正常", "在读", "存续", "注销"),
    "programme": ("农村低保金", "特困人员供养金", "耕地地力保护", "护理补贴", ""),
    "scheme": ("企业职工基本养老保险", "城乡居民基本养老保险", "职工基本医疗保险", "", ""),
    "disability_grade": ("一级", "二级", "三级", "四级", ""),
    "disability_type": ("肢体", "视力", "智力", "精神", ""),
    "use": ("住宅", "住宅", "车位", "商铺", ""),
}


def make(people: int, seed: int = SEED) -> dict[str, pa.Array]:
    """The texts of a roll by field.

    Args:
        people: how many members.
        seed: of the generator.
    """
    random = np.random.default_rng(seed)
    place = np.arange(people)
    household = place // _HOUSEHOLD
    village = household // (_VILLAGE // _HOUSEHOLD)
    head_year = 1940 + random.integers(0, 45, household[-1] + 1)[household]
    year = np.where(place % _HOUSEHOLD < 2, head_year, head_year + 25)
    month, day = random.integers(1, 13, people), random.integers(1, 29, people)
    man = np.where(place % _HOUSEHOLD == 0, 1, np.where(place % _HOUSEHOLD == 2, 1, 0))
    sequence = random.integers(1, 499, people) * 2 + man
    columns = {
        "household_id": _texts("H{:07d}", household),
        "name": pa.array(_names(random, household, people)),
        "id_number": pa.array(_identity_numbers(random, year, month, day, sequence)),
        "relation": _picked(_RELATIONS, place % _HOUSEHOLD),
        "sex": _picked(("女", "男"), np.where(random.random(people) < 0.02, 1 - man, man)),
        "birth_date": pa.array(_days(year, month, np.where(random.random(people) < 0.02, 1, day))),
        "household_size": _picked(("4", "3"), (random.random(people) < 0.01).astype(np.int64)),
        "township": _texts("第{}镇", village // 20),
        "village": _texts("第{}村", village),
        "address": _texts("第{}号", household % 400),
        "identified_date": pa.array(_days(random.integers(2013, 2016, people), month, day)),
        "exit_date": pa.array(np.where(random.random(people) < 0.02, "2015-12-31", "")),
        "post_months": pa.array(np.where(random.random(people) < 0.02, "6", "")),
        "phone": _texts("139{:08d}", household // np.where(random.random(people) < 0.02, 2, 1)),
        "bank_account": _texts("90701120{:011d}", household // np.where(random.random(people) < 0.02, 2, 1)),
        "disability_card": pa.array(np.where(random.random(people) < 0.05, "35069919520307001542", "")),
    }
    for field, (least, most) in _NUMBERS.items():
        columns[field] = _texts("{}", random.integers(least, most, people)[_row(field, household, people)])
    columns |= _incomes(random, household, people)
    for field, words in _WORDS.items():
        choice = random.choice(len(words), people, p=_CHANCES)
        columns[field] = _picked(words, choice[_row(field, household, people)])
    columns["marital_status"] = _picked(("已婚", "未婚"), (place % _HOUSEHOLD >= 2).astype(np.int64))
    return columns


def _incomes(random: np.random.Generator, household: np.ndarray, people: int) -> dict[str, pa.Array]:
    """Incomes of households that add up, but for one in a hundred."""
    parts = {field: random.integers(0, 700, household[-1] + 1) * 4 for field in _INCOMES}
    whole = np.sum(list(parts.values()), axis=0)
    parts["household_income"] = np.where(random.random(len(whole)) < 0.01, whole + 500, whole)
    parts["income"] = whole // 4
    return {field: _texts("{}", values[household]) for field, values in parts.items()}


def _row(field: str, household: np.ndarray, people: int) -> np.ndarray:
    """What is said of a household is said in all of its rows."""
    return household * _HOUSEHOLD % people if field in _OF_HOUSEHOLD else np.arange(people)


def _identity_numbers(
    random: np.random.Generator, year: np.ndarray, month: np.ndarray, day: np.ndarray, sequence: np.ndarray
) -> np.ndarray:
    """Numbers, of which two in a hundred have a wrong check character and one is that of another member."""
    body = (year * 10_000 + month * 100 + day) * 1000 + sequence
    digits = np.array([3, 5, 0, 6, 9, 9])[None, :].repeat(len(body), axis=0)
    tail = body[:, None] // 10 ** np.arange(10, -1, -1)[None, :] % 10
    check = (np.concatenate([digits, tail], axis=1) @ _WEIGHTS) % 11
    check = np.where(random.random(len(body)) < 0.02, (check + 1) % 11, check)
    numbers = np.char.add(np.char.add("350699", body.astype("U11")), _CHECKS[check])
    again = np.flatnonzero(random.random(len(body)) < 0.01)
    numbers[again] = numbers[random.integers(0, len(body), len(again))]
    return np.where(random.random(len(body)) < 0.01, "", numbers)


def _names(random: np.random.Generator, household: np.ndarray, people: int) -> np.ndarray:
    surname = np.array(list(_SURNAMES))[random.integers(0, len(_SURNAMES), household[-1] + 1)][household]
    given = np.array(list(_GIVEN))
    first, second = (given[random.integers(0, len(given), people)] for _ in range(2))
    return np.char.add(np.char.add(surname, first), second)


def _days(year: np.ndarray, month: np.ndarray, day: np.ndarray) -> np.ndarray:
    months = (year - 1970) * 12 + month - 1
    texts: np.ndarray = (months.astype("datetime64[M]").astype("datetime64[D]") + (day - 1)).astype("U10")
    return texts


def _texts(form: str, numbers: np.ndarray) -> pa.Array:
    distinct, place = np.unique(numbers, return_inverse=True)
    return pa.array([form.format(number) for number in distinct.tolist()]).take(pa.array(place))


def _picked(words: Sequence[str], place: np.ndarray) -> pa.Array:
    return pa.array(list(words)).take(pa.array(place))


def members(columns: dict[str, pa.Array], file: str) -> pd.DataFrame:
    """The members frame of a roll."""
    people = len(columns["name"])
    table = pa.table(columns)
    table = table.append_column("_file", pa.array([file] * people))
    table = table.append_column("_sheet", pa.array([""] * people))
    table = table.append_column("_row", pa.array(np.arange(2, people + 2, dtype=np.int32)))
    return members_of(typed(table, {field: field for field in columns}, TableKind.ROLL))


def year_before(columns: dict[str, pa.Array], seed: int = SEED + 1) -> dict[str, pa.Array]:
    """The roll of the year before: one of a hundred members was not there, two had another name or account."""
    random = np.random.default_rng(seed)
    kept = pa.array(np.flatnonzero(random.random(len(columns["name"])) >= 0.01))
    before = {field: values.take(kept) for field, values in columns.items()}
    for field in ("name", "birth_date", "bank_account"):
        order = np.arange(len(kept))
        other = np.flatnonzero(random.random(len(kept)) < 0.02)
        order[other] = random.permutation(other)
        before[field] = before[field].take(pa.array(order))
    return before


def linked(people: pd.DataFrame, kind: str, seed: int) -> pd.DataFrame:
    """Rows of a register linked to one member in ten."""
    random = np.random.default_rng(seed)
    member = np.flatnonzero(random.random(len(people)) < 0.1)
    rows = pd.DataFrame({"member": member, "grade": random.choice(["A", "B", "C"], len(member), p=(0.8, 0.1, 0.1))})
    rows["register_file"], rows["register_sheet"] = f"{kind}.xlsx", ""
    rows["register_row"] = np.arange(2, len(member) + 2)
    for field in ("name", "name_raw", "id_raw", "id_text"):
        rows[field] = people[field].to_numpy()[member]
    days = _days(
        random.integers(2010, 2017, len(member)), random.integers(1, 13, len(member)), np.full(len(member), 15)
    )
    for field in columns_data()["kinds"][kind]["fields"]:
        if field.endswith(("_date", "_until")):
            rows[field] = days
        elif field in _REGISTER_WORDS:
            rows[field] = np.array(_REGISTER_WORDS[field])[random.integers(0, 5, len(member))]
        elif field in ("bank_account", "household_id"):
            rows[field] = people["bank_account"].to_numpy()[(member + random.integers(0, 8, len(member))) % len(people)]
    return rows


def main(people: int, folder: Path) -> None:
    """Write the roll, that of the year before and the links as Parquet files."""
    folder.mkdir(parents=True, exist_ok=True)
    columns = make(people)
    frame = members(columns, "花名册.xlsx")
    frame.to_parquet(folder / "members.parquet")
    compared_columns(members(year_before(columns), "去年.xlsx")).to_parquet(folder / "previous.parquet")
    for number, kind in enumerate(sorted({kind for rule in RULES for kind in rule.registers})):
        pq.write_table(pa.Table.from_pandas(linked(frame, kind, SEED + number)), folder / f"linked-{kind}.parquet")


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
