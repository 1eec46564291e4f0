"""Amounts in the writings that tables use (domain.md 2.1: watch 元 vs 万元)."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jingzhun.fields.invalid import Invalid
from jingzhun.fields.money import parse, parse_column, unit_above, unit_of_header


@pytest.mark.parametrize(
    ("text", "yuan"),
    [
        ("1200", "1200"),
        ("1,200.00", "1200"),
        ("1，234，567.89", "1234567.89"),
        ("１，２００．５０", "1200.50"),
        ("¥1,200", "1200"),
        ("￥ 1200元", "1200"),
        ("人民币1200元整", "1200"),
        ("1200块", "1200"),
        ("1200元/月", "1200"),
        ("3.5万元", "35000"),
        ("3.5万", "35000"),
        ("1亿元", "100000000"),
        ("1.2E+04", "12000"),
        ("1.5e-1", "0.15"),
        ("-300", "-300"),
        ("¥-300.5", "-300.5"),
        ("（1,200.00）", "-1200"),
        ("0", "0"),
        ("0.00", "0"),
        (".5", "0.5"),
        ("0.005", "0.01"),
        ("1199.999999999", "1200"),
        ("'1200", "1200"),
    ],
)
def test_one_amount_in_many_writings(text: str, yuan: str) -> None:
    assert parse(text) == Decimal(yuan)


@pytest.mark.parametrize("text", ["", "无", "/", "-", "—", "不详", "NULL"])
def test_nothing_written_is_not_nothing_paid(text: str) -> None:
    found = parse(text)
    assert isinstance(found, Invalid)
    assert found.why == "没有写金额"
    assert parse_column(pa.array([text])).to_pylist() == [None]


@pytest.mark.parametrize(
    "text",
    ["约1200", "1,20", "1200亩", "3.5万6", "(300", "300)", "-(300)-", "--300", "12345678901234", "1e20", ",", "."],
)
def test_what_can_not_be_told_is_not_guessed(text: str) -> None:
    assert isinstance(parse(text), Invalid)


@pytest.mark.parametrize(
    ("header", "unit"),
    [
        ("注册资本(万元)", 10_000),
        ("金额（元）", 1),
        ("补助金额(元/月)", 1),
        ("金额[千元]", 1_000),
        ("金额/万元", 10_000),
        ("金额（单位：万元）", 10_000),
        ("注册资本万元", 10_000),
        ("注册资本_万元", 10_000),
        ("注册资本-万元", 10_000),
        ("注册资本、万元", 10_000),
        ("注册资本 万元", 10_000),
        ("注册资本（万）", 10_000),
        ("注册资本 单位：万元", 10_000),
        ("注册资本(单位：人民币万元)", 10_000),
        ("补助金额元/月", 1),
        ("金额千元", 1_000),
        ("应发工资", None),
        ("单元", None),
        ("不动产单元", None),
        ("注册资本(万美元)", None),
        ("元旦补贴", None),
        ("不动产单元号", None),
    ],
)
def test_the_header_says_the_unit(header: str, unit: int | None) -> None:
    assert unit_of_header(header) == unit


@pytest.mark.parametrize(
    ("rows", "unit"),
    [
        ([["企业名单"], ["", "", "单位：万元"]], "万元"),
        ([["制表单位：民政局", "（金额单位: 人民币万元）"]], "万元"),
        ([["单位：", "", "万元"]], "万元"),
        ([["单位：元"]], "元"),
        ([["单位：万元"], ["单位：元"]], ""),
        ([["填报单位：万元镇"], ["单位：亩"]], ""),
        ([], ""),
    ],
)
def test_a_line_above_the_header_says_the_unit(rows: list[list[str]], unit: str) -> None:
    assert unit_above(rows) == unit


def test_a_unit_in_the_cell_goes_before_that_of_the_header() -> None:
    cells = pa.array(["3.5", "35000元", "2万", None, "无"])
    assert parse_column(cells, unit=10_000).to_pylist() == [3_500_000, 3_500_000, 2_000_000, None, None]


amounts = st.decimals(min_value=-(10**9), max_value=10**9, places=4)
UNITS = {"": 1, "元": 1, "千元": 1_000, "万元": 10_000, "亿": 10**8}


@settings(deadline=None, max_examples=40)
@given(st.lists(st.tuples(amounts, st.sampled_from(list(UNITS)), st.booleans())))
def test_a_column_agrees_with_exact_decimals(cells: list[tuple[Decimal, str, bool]]) -> None:
    texts = [f"{amount:,}{unit}" if grouped else f"{amount:f}{unit}" for amount, unit, grouped in cells]
    expected = []
    for amount, unit, _ in cells:
        fen = (abs(amount) * UNITS[unit] * 100).quantize(Decimal(1), rounding=ROUND_HALF_UP)
        expected.append(int(fen.copy_sign(amount)) if fen < 10**17 else None)
    assert parse_column(pa.array(texts, type=pa.string())).to_pylist() == expected


@settings(deadline=None, max_examples=40)
@given(st.lists(st.text(alphabet="0123456789,.-+()¥元万E/无 ", max_size=10)))
def test_a_column_equals_its_values_one_by_one(texts: list[str]) -> None:
    column = parse_column(pa.chunked_array([pa.array(texts, type=pa.string())])).to_pylist()
    for text, fen in zip(texts, column, strict=True):
        alone = parse(text)
        assert (isinstance(alone, Invalid) and fen is None) or alone * 100 == fen
