"""Dates as tables hold them: 1952-03-07, 1952.3.7, 1952年3月7日, 19520307, 52.3.7, 一九五二年三月七日, day numbers.

Where a text gives only year and month (52年3月, 1952-03, 195203) or only the year, what it gives is kept and nothing
is made up. What may mean two days is none: 农历 dates, 3/7/1952, a year of two digits that may be of either century.
"""

from __future__ import annotations

from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from jingzhun.fields.invalid import Invalid

#: Nobody on a list of today was born before.
OLDEST_BIRTH_YEAR = 1870
_LAST_YEAR = 2199
# Of years with two digits these are of the last century; 05 may be 1905 or 2005.
_FIRST_CERTAIN_YEAR = 30
# Excel counts days from 1899-12-30, on old Macs from 1904-01-01 (ECMA-376 part 1, 18.17.4.1); a bare number below
# 3654 (1910) is no date of a living person, and 1870 to 2199 is a year.
_EPOCH_1900, _EPOCH_1904 = np.datetime64("1899-12-30", "D"), np.datetime64("1904-01-01", "D")
_EXCEL_FIRST, _EXCEL_LAST = 3654, 73050

_LUNAR = r"[农阴腊闰廿]|旧历|正月|冬月|初[一二三四五六七八九十0-9]|除夕"
_CHINESE_NUMERALS = r"[〇○零一二三四五六七八九十]"
_TIME = r"(?:[T ]+[0-9:.+Z]*)?$"
_YEAR = r"^(?P<year>[0-9]{4}|[0-9]{2})"
_LONG_YEAR = r"^(?P<year>[0-9]{4})"
_MONTH = r"(?P<month>[0-9]{1,2})"
_DAY = r"(?P<day>[0-9]{1,2})"
# Year, month and day; those that a text lacks are 0.
_FORMS = (
    _YEAR + r"[-/.年 ]" + _MONTH + r"[-/.月 ]" + _DAY + _TIME,
    _LONG_YEAR + r"(?P<month>[0-9]{2})(?P<day>[0-9]{2})(?:[0-2][0-9][0-5][0-9][0-5][0-9])?(?:\.0*)?" + _TIME,
    _LONG_YEAR + r"[-/.年]" + _MONTH + "$",
    r"^(?P<year>[0-9]{2})年" + _MONTH + "$",
    r"^(?P<year>(?:1[89]|2[01])[0-9]{2})(?P<month>0[0-9]|1[0-2])(?:\.0*)?$",
    # 520307 where it is no year with a month.
    r"^(?P<year>[3-9][0-9])(?P<month>0[1-9]|1[0-2])(?P<day>[0-3][0-9])$",
    r"^(?P<year>[0-9]{4}年?|[0-9]{2}年|19[0-9]{2}\.0+)$",
)
# 3/7/1952 is 7 March in America and 3 July in Britain; 3/17/1952 is one day only.
_YEAR_LAST = r"^(?P<first>[0-9]{1,2})[-/.](?P<second>[0-9]{1,2})[-/.](?P<year>[0-9]{4})" + _TIME
# The number 1952.1 may have been 1952.10 before a spreadsheet dropped the zero.
_ZERO_MAY_BE_LOST = r"^[0-9]{4}\.1$"
_NOTHING = ("", "无", "不详", "未知", "不明", "空", "/", "-", "长期", "待补", "NULL", "NONE", "NAN", "N/A", "#N/A")


def parse(text: str) -> date | Invalid:
    """Read one date.

    Returns:
        The day, or ``Invalid`` where the text is empty, no date, a date without its day, one of the lunar calendar,
        or a day that the calendar lacks.
    """
    number = int(parse_partial_column(pa.array([text]))[0])
    if number % 100:
        return date(number // 10000, number // 100 % 100, number % 100)
    return Invalid("date", text, _why_not(text, number))


def _why_not(text: str, partial: int) -> str:
    if text.strip().upper() in _NOTHING:
        return "没有写日期"
    if pc.match_substring_regex(pa.scalar(text), pattern=_LUNAR).as_py():
        return "是农历日期, 不能直接与公历比对"
    if partial:
        return "只能确定年份" if partial // 100 % 100 == 0 else "只写到月"
    return "不是日期, 或者不能确定是哪一天"


def parse_column(texts: pa.Array | pa.ChunkedArray, *, epoch_1904: bool = False) -> np.ndarray:
    """Read a column of dates of which all parts are known.

    Args:
        texts: strings, one a row; null counts as empty.
        epoch_1904: whether bare day numbers come from a workbook that counts from 1904.

    Returns:
        int32 array of yyyymmdd, 0 where there is no readable date or the day is not said. A two-digit year from 30 on
        is taken as 19xx; a smaller one may be of either century and is not read.
    """
    partial = parse_partial_column(texts, epoch_1904=epoch_1904)
    return np.where(partial % 100 > 0, partial, 0).astype(np.int32)


def parse_partial_column(texts: pa.Array | pa.ChunkedArray, *, epoch_1904: bool = False) -> np.ndarray:
    """Read a column of dates as far as they are said.

    Args:
        texts: strings, one a row; null counts as empty.
        epoch_1904: whether bare day numbers come from a workbook that counts from 1904.

    Returns:
        int32 array of yyyymmdd with 00 for a day or month that is not said (19520300, 19520000), and 0 where
        there is no readable date.
    """
    if isinstance(texts, pa.ChunkedArray):
        texts = texts.combine_chunks()
    encoded = pc.fill_null(texts.cast(pa.string()), "").dictionary_encode()
    if not pc.any(pc.not_equal(encoded.dictionary, "")).as_py():
        return np.zeros(len(texts), dtype=np.int32)
    text = _plain(encoded.dictionary)
    days = np.zeros(len(text), dtype=np.int32)
    open_rows = np.arange(len(text))
    for form in _FORMS:
        parts = pc.extract_regex(text.take(pa.array(open_rows)), pattern=form)
        is_of_form = parts.is_valid().to_numpy(zero_copy_only=False)
        days[open_rows[is_of_form]] = _numbers(parts.filter(pa.array(is_of_form)))
        open_rows = open_rows[~is_of_form]
    rest = text.take(pa.array(open_rows))
    days[open_rows] = _year_last(rest)
    days = _with_serials(text, days, _EPOCH_1904 if epoch_1904 else _EPOCH_1900)
    ambiguous = pc.match_substring_regex(text, pattern=_ZERO_MAY_BE_LOST).to_numpy(zero_copy_only=False)
    days[ambiguous] = days[ambiguous] // 10000 * 10000
    result: np.ndarray = days[encoded.indices.to_numpy(zero_copy_only=False)]
    return result


def _plain(texts: pa.Array) -> pa.Array:
    """Date texts in one spelling: NFKC, Arabic digits, ``-`` for what separates; empty where they are lunar."""
    text = pc.utf8_normalize(texts, form="NFKC")
    text = pc.if_else(pc.match_substring_regex(text, pattern=_LUNAR), "", text)
    chinese = pc.match_substring_regex(text, pattern=_CHINESE_NUMERALS)
    if pc.any(chinese).as_py():
        text = pc.if_else(chinese, _arabic(text), text)
    text = pc.replace_substring_regex(text, pattern=r"^[\s'\"‘’“”]+|[^0-9年]*$", replacement="")
    text = pc.replace_substring_regex(text, pattern=r"\s*([-/.年月])\s*", replacement=r"\1")
    text = pc.replace_substring_regex(text, pattern=r"([0-9])\s*[—–_、,~\\]\s*([0-9])", replacement=r"\1-\2")
    # Once more: the digit between two separators takes part in one replacement only.
    return pc.replace_substring_regex(text, pattern=r"([0-9])\s*[—–_、,~\\]\s*([0-9])", replacement=r"\1-\2")


def _arabic(text: pa.Array) -> pa.Array:
    """Chinese numerals of dates in Arabic digits: 一九五二年十二月二十五日 becomes 1952年12月25日."""
    for value, numerals in enumerate(("〇○零", "一", "二", "三", "四", "五", "六", "七", "八", "九")):
        text = pc.replace_substring_regex(text, pattern=f"[{numerals}]", replacement=str(value))
    # RE2 reads \10 as group 1 and a zero.
    for tens, digits in (("([1-3])十([1-9])", r"\1\2"), ("([1-3])十", r"\10"), ("十([1-9])", r"1\1"), ("十", "10")):
        text = pc.replace_substring_regex(text, pattern=tens, replacement=digits)
    return text


def _numbers(parts: pa.StructArray) -> np.ndarray:
    """Year, month and day of texts of one form as yyyymmdd, 00 for what they lack, 0 where they are no date."""
    names = [field.name for field in parts.type]
    zeros = np.zeros(len(parts), dtype=np.int64)
    year, month, day = (_integers(parts, name) if name in names else zeros for name in ("year", "month", "day"))
    return _dates(year, month, day)


def _dates(year: np.ndarray, month: np.ndarray, day: np.ndarray) -> np.ndarray:
    short = (year < 100) & (year >= _FIRST_CERTAIN_YEAR)
    year = np.where(short, year + 1900, year)
    full = real_dates(year * 10000 + month * 100 + day)
    real_year = (year >= OLDEST_BIRTH_YEAR) & (year <= _LAST_YEAR)
    partial = np.where(real_year & (day == 0) & (month <= 12), year * 10000 + month * 100, 0)
    return np.where(day > 0, full, partial).astype(np.int32)


def _integers(parts: pa.StructArray, name: str) -> np.ndarray:
    digits = pc.replace_substring_regex(pc.struct_field(parts, name), pattern=r"年|\.0*$", replacement="")
    found: np.ndarray = digits.cast(pa.int64()).to_numpy(zero_copy_only=False)
    return found


def _year_last(text: pa.Array) -> np.ndarray:
    """Dates that end in the year: a day where only one reading is possible, else the year alone."""
    days = np.zeros(len(text), dtype=np.int32)
    parts = pc.extract_regex(text, pattern=_YEAR_LAST)
    rows = np.flatnonzero(parts.is_valid().to_numpy(zero_copy_only=False))
    found = parts.take(pa.array(rows))
    year, first, second = (_integers(found, name) for name in ("year", "first", "second"))
    month_first, day_first = _dates(year, first, second), _dates(year, second, first)
    either = np.where(month_first == 0, day_first, np.where(day_first == 0, month_first, year * 10000))
    days[rows] = np.where(month_first == day_first, month_first, either)
    return days


def _with_serials(text: pa.Array, days: np.ndarray, epoch: np.datetime64) -> np.ndarray:
    """The days with those that are written as Excel's day numbers."""
    serial = pc.match_substring_regex(text, pattern=r"^[0-9]{4,5}(?:\.[0-9]+)?$").to_numpy(zero_copy_only=False)
    rows = np.flatnonzero(serial & (days == 0))
    whole = pc.replace_substring_regex(text.take(pa.array(rows)), pattern=r"\..*$", replacement="")
    numbers = whole.cast(pa.int64()).to_numpy(zero_copy_only=False)
    inside = (numbers >= _EXCEL_FIRST) & (numbers <= _EXCEL_LAST)
    days[rows[inside]] = _from_datetime(epoch + numbers[inside])
    return days


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


def to_texts(partial: np.ndarray) -> pa.Array:
    """Dates as ``parse_partial_column`` gives them, as far as they are said: 1952-03-07, 1952-03, 1952 or nothing."""
    distinct, place = np.unique(partial, return_inverse=True)
    texts = pa.array([_written(number) for number in distinct.tolist()], type=pa.string())
    return texts.take(pa.array(place))


def _written(number: int) -> str:
    whole = f"{number // 10000:04d}-{number // 100 % 100:02d}-{number % 100:02d}"
    return whole.removesuffix("-00").removesuffix("-00") if number else ""


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
    real = month_is_real & (day >= 1) & (day <= length) & (year >= OLDEST_BIRTH_YEAR) & (year <= _LAST_YEAR)
    return np.where(real, numbers, 0).astype(np.int32)
