"""Dates in the writings that tables use."""

from __future__ import annotations

from datetime import date

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jingzhun.fields.birthdate import parse, parse_column, to_datetime
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
        "１９５２－３－７",
    ],
)
def test_one_day_in_many_writings(text: str) -> None:
    assert parse(text) == date(1952, 3, 7)


@pytest.mark.parametrize("text", ["", "长期", "1952-02-30", "1952-13-01", "7", "00000000"])
def test_what_is_no_day_is_not_guessed(text: str) -> None:
    assert isinstance(parse(text), Invalid)


@given(st.lists(st.dates(date(1900, 1, 1), date(2099, 12, 31))))
def test_written_days_come_back(days: list[date]) -> None:
    numbers = parse_column(pa.array([day.isoformat() for day in days], type=pa.string()))
    assert numbers.tolist() == [int(f"{day:%Y%m%d}") for day in days]
    assert [str(day) for day in to_datetime(numbers).astype("datetime64[D]")] == [day.isoformat() for day in days]
