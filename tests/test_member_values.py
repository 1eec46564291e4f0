"""The further columns of the roll as rules see them."""

from __future__ import annotations

import pandas as pd
import pyarrow as pa

from jingzhun.kinds import TableKind
from jingzhun.member_values import members_of
from jingzhun.normalise import typed


def members(**columns: list[str]) -> pd.DataFrame:
    count = len(next(iter(columns.values())))
    table = pa.table({name: pa.array(texts, type=pa.string()) for name, texts in columns.items()})
    for label in ("_file", "_sheet"):
        table = table.append_column(label, pa.array([""] * count))
    table = table.append_column("_row", pa.array(range(count), type=pa.int64()))
    return members_of(typed(table, {name: name for name in columns}, TableKind.ROLL))


def test_what_the_roll_lacks_is_not_in_the_frame() -> None:
    frame = members(name=["张三"], household_id=["1"])
    of_cells = [name for name in frame if name.endswith(("_code", "_number", "_first", "_digits"))]
    assert set(of_cells) == {"id_number", "id_digits"}


def test_money_and_numbers_are_numbers_or_unknown() -> None:
    frame = members(
        name=["张三"] * 4,
        household_id=["1"] * 4,
        income=["2,855", "0.3万元", "", "不详"],
        work_months=["10", "6个月", "无", "１２"],
    )
    assert frame["income_fen"].fillna(-1).tolist() == [285_500, 300_000, -1, -1]
    assert frame["work_months_number"].fillna(-1).tolist() == [10, 6, -1, 12]


def test_a_date_stands_for_the_days_that_it_can_mean() -> None:
    frame = members(name=["张三"] * 4, household_id=["1"] * 4, exit_date=["2016", "2016-02", "2016-03-05", "未定"])
    assert frame["exit_first"].dt.strftime("%Y-%m-%d").fillna("").tolist() == [
        "2016-01-01",
        "2016-02-01",
        "2016-03-05",
        "",
    ]
    assert frame["exit_last"].dt.strftime("%Y-%m-%d").fillna("").tolist() == [
        "2016-12-31",
        "2016-02-29",
        "2016-03-05",
        "",
    ]


def test_accounts_and_telephones_are_their_digits() -> None:
    frame = members(
        name=["张三"] * 3,
        household_id=["1"] * 3,
        phone=["+86 138 0000 1234", "0596-2345678", "无"],
        bank_account=["6217 0001 2345 6789", "123", ""],
    )
    assert frame["phone_digits"].tolist() == ["13800001234", "05962345678", ""]
    assert frame["bank_digits"].tolist() == ["6217000123456789", "", ""]


def test_words_become_codes() -> None:
    frame = members(
        name=["张三"] * 2, household_id=["1"] * 2, health=["患有大病", "?"], schooling=["八年级", "非在校生"]
    )
    assert frame["health_code"].tolist() == ["severe", ""]
    assert frame["schooling_code"].tolist() == ["junior", "none"]
