"""Dates in the writings that tables use."""

from __future__ import annotations

from datetime import date

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jingzhun.fields.birthdate import parse, parse_column, parse_partial_column, to_datetime, to_texts
from jingzhun.fields.invalid import Invalid


@pytest.mark.parametrize(
    "text",
    [
        "1952-03-07",
        "1952.3.7",
        "1952/03/07",
        "1952年3月7日",
        "19520307",
        "52.3.7",
        "19060",
        "1952-03-07 00:00:00",
        "1952/3/7 0:00",
        "1952-03-07T00:00:00.000Z",
        "19520307000000",
        "19520307.0",
        "19060.5",
        "１９５２－３－７",
        "1952 年 3 月 7 日",
        "1952、3、7",
        "1952 3 7",
        "1952—03—07",
        "'1952-03-07",
        "1952年3月7日生",
        "520307",
        "52年3月7日",
        "一九五二年三月七日",
        "五二年三月七日",
    ],
)
def test_one_day_in_many_writings(text: str) -> None:
    assert parse(text) == date(1952, 3, 7)


@pytest.mark.parametrize("text", ["", "长期", "1952-02-30", "1952-13-01", "7", "00000000", "05.3.7", "3月7日"])
def test_what_is_no_day_is_not_guessed(text: str) -> None:
    assert isinstance(parse(text), Invalid)
    assert parse_partial_column(pa.array([text])).tolist() == [0]


@pytest.mark.parametrize(
    ("text", "partial"),
    [
        ("52年3月", 19520300),
        ("1952-03", 19520300),
        ("1952.3", 19520300),
        ("195203", 19520300),
        ("1952年3月", 19520300),
        ("一九五二年三月", 19520300),
        ("19520300", 19520300),
        ("1952-03-00", 19520300),
        ("1952年", 19520000),
        ("1952", 19520000),
        ("52年", 19520000),
        ("1952-00-00", 19520000),
        ("1952.1", 19520000),  # may have been 1952.10 before a spreadsheet read it as a number
        ("1952.10", 19521000),
        ("3/7/1952", 19520000),  # 7 March or 3 July
        ("201406", 20140600),
    ],
)
def test_what_is_not_said_is_not_made_up(text: str, partial: int) -> None:
    assert parse_partial_column(pa.array([text])).tolist() == [partial]
    assert parse_column(pa.array([text])).tolist() == [0]
    assert isinstance(parse(text), Invalid)


@pytest.mark.parametrize(("text", "day"), [("17/03/1952", 17), ("03/17/1952", 17), ("3.3.1952", 3)])
def test_a_year_at_the_end_is_read_where_one_order_alone_is_possible(text: str, day: int) -> None:
    assert parse(text) == date(1952, 3, day)


@pytest.mark.parametrize(
    "text", ["农历1952.3.7", "1952-03-07(农历)", "1952年正月初七", "1952年腊月", "旧历五二年三月七日", "1952年闰3月7日"]
)
def test_lunar_dates_are_undecided_and_say_so(text: str) -> None:
    found = parse(text)
    assert isinstance(found, Invalid)
    assert "农历" in found.why
    assert parse_partial_column(pa.array([text])).tolist() == [0]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("不详", "没有写日期"),
        ("52年3月", "只写到月"),
        ("1952", "只能确定年份"),
        ("三月", "不是日期, 或者不能确定是哪一天"),
    ],
)
def test_the_reason_is_told(text: str, why: str) -> None:
    found = parse(text)
    assert isinstance(found, Invalid)
    assert found.why == why


def test_day_numbers_count_from_the_epoch_of_their_workbook() -> None:
    serials = pa.array(["19060", "44197", "3653", "73051"])
    assert parse_column(serials).tolist() == [19520307, 20210101, 0, 0]
    # 1,462 days lie between 1899-12-30 and 1904-01-01.
    assert parse_column(pa.array(["17598"]), epoch_1904=True).tolist() == [19520307]


def test_partial_dates_in_words() -> None:
    numbers = parse_partial_column(pa.array(["1952.3.7", "52年3月", "1952年", "不详", None]))
    assert to_texts(numbers).to_pylist() == ["1952-03-07", "1952-03", "1952", "", ""]


@settings(deadline=None)  # the first example loads Arrow's kernels
@given(st.dates(date(1930, 1, 1), date(2099, 12, 31)))
def test_chinese_numerals_say_the_same_as_digits(day: date) -> None:
    year = "".join("〇一二三四五六七八九"[int(digit)] for digit in f"{day.year}")
    assert parse(f"{year}年{in_chinese(day.month)}月{in_chinese(day.day)}日") == day


def in_chinese(number: int) -> str:
    tens, ones = divmod(number, 10)
    return ("" if tens < 2 else "〇一二三"[tens]) + "十" * (tens > 0) + "〇一二三四五六七八九"[ones] * (ones > 0)


@settings(deadline=None, max_examples=40)
@given(st.lists(st.one_of(st.text(max_size=12), st.from_regex(r"[0-9]{1,4}[-./年][0-9]{1,2}[-./月]?[0-9]{0,2}日?"))))
def test_any_text_gives_a_real_date_or_none_and_the_column_agrees_with_its_values(texts: list[str]) -> None:
    numbers = parse_partial_column(pa.array(texts, type=pa.string())).tolist()
    for text, number in zip(texts, numbers, strict=True):
        year, month, day = number // 10000, number // 100 % 100, number % 100
        assert number == 0 or date(year, month or 1, day or 1)
        assert not (day and not month)
        assert parse_partial_column(pa.array([text])).tolist() == [number]


@given(st.lists(st.dates(date(1900, 1, 1), date(2099, 12, 31))))
def test_written_days_come_back(days: list[date]) -> None:
    numbers = parse_column(pa.array([day.isoformat() for day in days], type=pa.string()))
    assert numbers.tolist() == [int(f"{day:%Y%m%d}") for day in days]
    assert [str(day) for day in to_datetime(numbers).astype("datetime64[D]")] == [day.isoformat() for day in days]
