"""Cells of feedback as values."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jingzhun.casework.feedback_columns import columns_of
from jingzhun.casework.feedback_values import PROPOSALS, TRUTHS, choice, count, days, exceptions, names
from jingzhun.casework.findings import FEEDBACK_KEYS, IDENTITY_KEYS
from jingzhun.casework.visit_columns import visit_columns
from returned_sheets import HEADERS


@pytest.mark.parametrize(
    ("text", "chosen"),
    [
        ("属实", "属实"),
        (" 属 实 ", "属实"),
        ("是", "属实"),
        ("√属实", "属实"),
        ("1.属实", "属实"),
        ("不属实", "不属实"),
        ("部分属实。", "部分属实"),
        ("无法核实", "无法核实"),
        ("", None),
        ("待定", None),
        ("属实/不属实", None),
        ("☐属实 ☑不属实", None),
        ("☐属实", None),
    ],
)
def test_what_was_found_is_told_by_the_words_that_people_write(text: str, chosen: str | None) -> None:
    assert choice(text, TRUTHS) == chosen


@pytest.mark.parametrize("text", ["清退", "拟清退", "建议清退", "（清退）", "清　退"])
def test_a_proposal_is_told_by_its_words(text: str) -> None:
    assert choice(text, PROPOSALS) == "清退"


@pytest.mark.parametrize("text", ["保留 清退", "保留/清退", "不清退", "清", "取消清退"])
def test_a_proposal_that_may_mean_two_things_is_none(text: str) -> None:
    assert choice(text, PROPOSALS) is None


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2016-07-05", date(2016, 7, 5)),
        ("2016.7.5", date(2016, 7, 5)),
        ("2016年7月5日", date(2016, 7, 5)),
        ("16.7.5", date(2016, 7, 5)),
        ("１６年７月５日", date(2016, 7, 5)),
        ("20160705", date(2016, 7, 5)),
        ("42556", date(2016, 7, 5)),
        ("2016-07-05 10:30:00", date(2016, 7, 5)),
        ("7月5日", None),
        ("2016-02-30", None),
        ("2016年7月", None),
        ("", None),
    ],
)
def test_a_day_of_a_visit_is_of_this_century(text: str, day: date | None) -> None:
    assert days([text]) == [day]


@pytest.mark.parametrize(("text", "number"), [("3", 3), ("3张", 3), ("３", 3), ("三张", 3), ("3.0", 3), ("无", None)])
def test_a_count_is_a_number_with_or_without_its_word(text: str, number: int | None) -> None:
    assert count(text) == number


@pytest.mark.parametrize(
    ("cells", "people"),
    [
        (("王一", "李二"), ("王一", "李二")),
        (("王一、李二", ""), ("王一", "李二")),
        (("王一", "王 一"), ("王一",)),
        (("陈 明", ""), ("陈明",)),
        (("张三丰 李四海", ""), ("张三丰", "李四海")),
        (("无", "/"), ()),
    ],
)
def test_different_visitors_are_counted_once_each(cells: tuple[str, str], people: tuple[str, ...]) -> None:
    assert names(*cells) == people


def test_choices_and_columns_are_those_of_the_sheet_that_goes_out() -> None:
    columns = {column.key: column for column in visit_columns()}
    assert columns["truth"].choices == tuple(TRUTHS)
    assert columns["proposal"].choices == tuple(PROPOSALS)
    assert {column.key for column in visit_columns() if column.is_feedback} == set(FEEDBACK_KEYS)
    assert set(IDENTITY_KEYS) <= set(columns)
    assert {key: columns[key].header for key in HEADERS} == HEADERS


@pytest.mark.parametrize(
    ("headers", "found"),
    [
        (("处理意见（必填）", "疑 点 编 号"), {"proposal": "处理意见（必填）", "case_number": "疑 点 编 号"}),
        (("核查结果/是否属实", "核查结果/入户日期"), {"truth": "核查结果/是否属实", "visited_on": "核查结果/入户日期"}),
        (("公示/开始", "公示/结束"), {"notice_from": "公示/开始", "notice_to": "公示/结束"}),
        (("核查人１", "核查人二"), {"visitor_1": "核查人１", "visitor_2": "核查人二"}),
        (("县级意见", "意见"), {"county_opinion": "县级意见", "proposal": "意见"}),
        (("备注", "乡里自记"), {}),
    ],
)
def test_columns_are_found_by_header_or_alias(headers: tuple[str, ...], found: dict[str, str]) -> None:
    assert columns_of(headers)[0] == found


def test_a_second_column_of_one_meaning_is_told() -> None:
    found, notes = columns_of(("疑点编号", "入户日期", "入户时间"))
    assert found["visited_on"] == "入户日期"
    assert any("入户时间" in note for note in notes)


def test_an_empty_cell_a_stroke_and_the_word_none_are_three_things() -> None:
    assert not exceptions("").asked
    assert not exceptions("/").asked
    assert exceptions("无").asked
    assert exceptions("无").claimed == ()
    assert exceptions("已报废、借名登记").claimed == ("已报废", "借名登记")


@given(st.text(max_size=30))
def test_no_text_breaks_the_reading_of_a_cell(text: str) -> None:
    assert choice(text, TRUTHS) in (None, *TRUTHS)
    assert len(days([text])) == 1
    assert count(text) is None or count(text) >= 0
    assert all(names(text))
    assert all(exceptions(text).claimed)
