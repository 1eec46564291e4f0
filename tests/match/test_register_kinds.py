"""Every kind of register is typed and compared, whatever fields of its own it has."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from jingzhun.fields.idcard import IdState
from jingzhun.kinds import TableKind, register_kinds
from jingzhun.match.link import best_links
from jingzhun.match.score import roll_side, score_batch
from jingzhun.normalise import typed
from jingzhun.policy.conditions import evaluate
from jingzhun.policy.operators import FALSE, TRUE, UNKNOWN
from jingzhun.policy.terms import Test
from jingzhun.read.columns.mapping import match_columns, usual_headers
from small_county import CHEN, LIN, ROLL, ROLL_HEADER, identity_number

HOME = "九峰镇福坪村12号"
DEATHS_HEADER = ["逝者姓名", "逝者证件号", "性别", "户籍地址", "死亡日期", "火化证号", "家属姓名", "家属身份证号"]
DEATHS = [
    ["林建国", LIN, "男", HOME, "2015-11-02", "0001", "黄秀英", CHEN],
    ["陈志明", "", "男", "九峰镇福坪村30号", "2015-12-24", "0002", "", ""],
    ["游金水", identity_number("19400101", 11), "男", "小溪镇东大社区3号", "2015-12-25", "0003", "", ""],
]


def batch_of(headers: list[str], rows: list[list[str]], file: str) -> pa.RecordBatch:
    columns = {
        header: pa.array(cells, type=pa.string())
        for header, cells in zip(headers, zip(*rows, strict=True), strict=True)
    }
    source = {"_file": pa.array([file] * len(rows)), "_sheet": pa.array([""] * len(rows))}
    return pa.RecordBatch.from_pydict({**columns, **source, "_row": pa.array(range(2, len(rows) + 2), type=pa.int64())})


@pytest.fixture(scope="module")
def side():
    headers, rows = list(ROLL_HEADER), [list(row) for row in ROLL]
    mapping = match_columns(headers, rows, TableKind.ROLL).fields
    return roll_side(typed(batch_of(headers, rows, "roll.xlsx"), mapping, TableKind.ROLL))


def test_a_list_of_deaths_is_compared_with_the_roll(side):
    kind = TableKind("deaths")
    mapping = match_columns(DEATHS_HEADER, DEATHS, kind).fields
    scored = score_batch(side, batch_of(DEATHS_HEADER, DEATHS, "deaths.xlsx"), mapping, kind)
    assert scored.rows == 3
    pairs = scored.pairs.to_pylist()
    found = {(pair["member"], pair["register_row"]): pair for pair in pairs}
    # 林建国 by his number, 陈志明 by name and house; nobody by the number of a relative.
    assert set(found) == {(0, 2), (2, 3)}
    assert found[0, 2]["death_date"] == "2015-11-02"
    links = best_links(side, np.arange(len(ROLL)), [scored], kind).links.to_pylist()
    weights = {link["member"]: link["weight"] for link in links}
    assert weights[0] > weights[2] > 0


@pytest.mark.parametrize("kind", register_kinds())
def test_every_register_is_typed_and_compared(side, kind):
    titles = usual_headers(kind)
    values = {
        "name": "林建国",
        "id_number": LIN,
        "sex": "男",
        kind.place_field: HOME,
        "township": "九峰镇",
        "village": "福坪",
    }
    row = [values.get(field, f"{title}1") for field, title in titles.items()]
    batch = batch_of(list(titles.values()), [row], "register.xlsx")
    mapping = match_columns(list(titles.values()), [row], kind).fields
    assert mapping == titles
    (person,) = typed(batch, mapping, kind).to_pylist()
    assert (person["name"], person["id_state"], person["sex"]) == ("林建国", IdState.VALID, 1)
    assert (person["house"], person["village"]) == (("12", "福坪") if kind.place_field in titles else ("", ""))
    scored = score_batch(side, batch, mapping, kind)
    (pair,) = scored.pairs.to_pylist()
    assert pair["member"] == 0
    # No field bears the name of what a link says.
    links = best_links(side, np.arange(len(ROLL)), [scored], kind).links
    assert len(set(links.column_names)) == len(links.column_names)
    assert links.column("grade").to_pylist() == ["A"]
    assert {field for field in titles if field not in pair} <= {"sex"}  # stands there as sex_raw


def test_the_policy_can_ask_for_an_amount_in_the_unit_of_its_column(side):
    kind, header = TableKind("payroll"), ["单位名称", "姓名", "身份证号", "实发工资(万元)"]
    rows = [["县医院", "林建国", LIN, "0.45"], ["县医院", "陈志明", CHEN, "无"]]
    mapping = match_columns(header, rows, kind).fields
    pairs = score_batch(side, batch_of(header, rows, "pay.xlsx"), mapping, kind).pairs
    assert ask_at_least(pairs, 4500.0) == [TRUE, UNKNOWN]
    assert ask_at_least(pairs, 4500.1) == [FALSE, UNKNOWN]


def ask_at_least(pairs: pa.Table, limit: float) -> list[int]:
    answers: list[int] = evaluate(Test("pay", "at_least", limit), pairs).tolist()
    return answers
