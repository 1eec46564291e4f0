"""Dates as tables hold them: 1952-03-07, 1952.3.7, 1952年3月7日, 19520307, 52.3.7, Excel's day numbers."""

from __future__ import annotations

from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from jingzhun.fields.invalid import Invalid

#: Nobody on a list of today was born before.
OLDEST_BIRTH_YEAR = 1870
# Excel counts days from 1899-12-30; a bare number below 3654 (1910) is no date of a living person.
_EXCEL_EPOCH = np.datetime64("1899-12-30", "D")
_EXCEL_FIRST, _EXCEL_LAST = 3654, 73050
_SEPARATED = r"^(?P<year>[0-9]{4}|[0-9]{2})[-/.年](?P<month>[0-9]{1,2})[-/.月](?P<day>[0-9]{1,2})日?(?:[T ].*)?$"
_COMPACT = r"^(?P<year>[0-9]{4})(?P<month>[0-9]{2})(?P<day>[0-9]{2})$"


def parse(text: str) -> date | Invalid:
    """Read one date.

    Returns:
        The day, or ``Invalid`` where the text is empty, no date, or a day that the calendar lacks.
    """
    number = int(parse_column(pa.array([text]))[0])
    if number == 0:
        return Invalid("date", text, "不是日期")
    return date(number // 10000, number // 100 % 100, number % 100)


def parse_column(texts: pa.Array | pa.ChunkedArray) -> np.ndarray:
    """Read a column of dates.

    Args:
        texts: strings, one a row; null counts as empty.

    Returns:
        int32 array of yyyymmdd, 0 where there is no readable date. A two-digit year is taken as 19xx.
    """
    if isinstance(texts, pa.ChunkedArray):
        texts = texts.combine_chunks()
    encoded = pc.fill_null(texts.cast(pa.string()), "").dictionary_encode()
    text = pc.utf8_normalize(encoded.dictionary, form="NFKC")
    text = pc.utf8_trim_whitespace(pc.replace_substring_regex(text, pattern=r"[^0-9]*$", replacement=""))
    days = np.zeros(len(text), dtype=np.int32)
    for pattern in (_SEPARATED, _COMPACT):
        parts = pc.extract_regex(text, pattern=pattern)
        rows = np.flatnonzero(parts.is_valid().to_numpy(zero_copy_only=False))
        year, month, day = (_integers(parts, name, rows) for name in ("year", "month", "day"))
        days[rows] = real_dates(np.where(year < 100, year + 1900, year) * 10000 + month * 100 + day)
    serial = pc.match_substring_regex(text, pattern="^[0-9]{4,5}$").to_numpy(zero_copy_only=False)
    rows = np.flatnonzero(serial)
    numbers = text.take(pa.array(rows)).cast(pa.int64()).to_numpy(zero_copy_only=False)
    inside = (numbers >= _EXCEL_FIRST) & (numbers <= _EXCEL_LAST)
    days[rows[inside]] = _from_datetime(_EXCEL_EPOCH + numbers[inside])
    result: np.ndarray = days[encoded.indices.to_numpy(zero_copy_only=False)]
    return result


def _integers(parts: pa.StructArray, name: str, rows: np.ndarray) -> np.ndarray:
    found: np.ndarray = (
        pc.struct_field(parts, name).take(pa.array(rows)).cast(pa.int64()).to_numpy(zero_copy_only=False)
    )
    return found


def _from_datetime(days: np.ndarray) -> np.ndarray:
    months = days.astype("datetime64[M]")
    year = months.astype("datetime64[Y]").astype(np.int64) + 1970
    month = months.astype(np.int64) % 12 + 1
    day = (days - months).astype(np.int64) + 1
    numbers: np.ndarray = (year * 10000 + month * 100 + day).astype(np.int32)
    return numbers


def to_datetime(days: np.ndarray) -> np.ndarray:
    """Days as yyyymmdd integers turned into datetime64[s], NaT for 0."""
    known = days > 0
    year, month, day = days // 10000, days // 100 % 100, days % 100
    months = (year.astype(np.int64) - 1970).astype("datetime64[Y]").astype("datetime64[M]") + (month - 1).astype(
        np.int64
    )
    result = (months.astype("datetime64[D]") + (day - 1).astype(np.int64)).astype("datetime64[s]")
    result[~known] = np.datetime64("NaT")
    return result


def real_dates(numbers: np.ndarray) -> np.ndarray:
    """Days written as yyyymmdd, with 0 where the calendar has no such day.

    Args:
        numbers: integers of eight digits; years before 1870 count as impossible.
    """
    year, month, day = numbers // 10000, numbers // 100 % 100, numbers % 100
    leap = (year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0))
    lengths = np.array([0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31], dtype=np.int64)
    month_is_real = (month >= 1) & (month <= 12)
    length = lengths[np.where(month_is_real, month, 0)] + ((month == 2) & leap)
    real = month_is_real & (day >= 1) & (day <= length) & (year >= OLDEST_BIRTH_YEAR) & (year <= 2199)
    return np.where(real, numbers, 0).astype(np.int32)
