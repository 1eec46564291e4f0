"""Texts of a table as values that conditions compare: cleaned words, numbers, and the days that a date can mean."""

from __future__ import annotations

import re
from fractions import Fraction

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from jingzhun.fields import birthdate

# What people write after a number; anything else (亩, 公顷) makes the amount unknown rather than wrong.
_NUMBER = (
    r"^[约¥]?(?P<digits>[+-]?[0-9]+(?:\.[0-9]+)?(?:E[+-]?[0-9]{1,2})?)(?P<scale>[万亿千]?)"
    r"(?:元|人民币|平方米|平米|M2|个月|月|年|岁|人|户|套|辆|次)?$"
)
# What people write into a cell that has no value.
_NO_VALUE = pa.array(["", "-", "--", "—", "/", "\\", "NULL", "NAN", "#N/A", "不详", "未知", "未填"])
_SCALES = (("千", 1e3), ("万", 1e4), ("亿", 1e8))
_DATE = (
    r"^(?P<year>[12][0-9]{3})(?:[-/.年]?(?P<month>1[0-2]|0?[1-9])(?:[-/.月]?(?P<day>3[01]|[12][0-9]|0?[1-9])日?)?月?)?年?"
    r"(?:[ T][0-9:.]+)?$"
)
_PERCENT = re.compile(r"([0-9]+(?:\.[0-9]+)?)[%]")
_FRACTION = re.compile(r"([0-9]{1,3})/([0-9]{1,3})")
_CHINESE_FRACTION = re.compile("([二三四五六七八九十0-9]{1,2})分之([一二三四五六七八九十0-9]{1,2})")
_DIGITS = {word: number for number, word in enumerate("一二三四五六七八九十", start=1)}

Interval = tuple[NDArray[np.float64], NDArray[np.float64]]
Span = tuple[NDArray[np.int64], NDArray[np.int64]]


def cleaned(raw: pa.Array) -> pa.Array:
    """Text after NFKC, trimming and upper-casing; null where nothing is said.

    Besides the empty cell, ``-``, ``/``, ``不详`` and the like say nothing; ``无`` is a statement and is kept.
    """
    clean = pc.utf8_upper(pc.utf8_trim_whitespace(pc.utf8_normalize(raw.cast(pa.string()), form="NFKC")))
    return pc.if_else(pc.is_in(clean, value_set=_NO_VALUE), None, clean)


def column(table: pa.Table, field: str) -> pa.Array:
    """One column, :func:`cleaned`; all null when the table has no such column."""
    if field not in table.column_names:
        return pa.nulls(table.num_rows, pa.string())
    return cleaned(table.column(field).combine_chunks())


def plain(text: str) -> str:
    """One text of a policy file, cleaned as the columns are."""
    return str(cleaned(pa.array([text], pa.string()))[0].as_py() or "")


def numbers(texts: pa.Array) -> NDArray[np.float64]:
    """Read amounts such as ``1,200元``, ``3.5万元``, ``86.5㎡``; NaN where there is none.

    Args:
        texts: cleaned text.

    Returns:
        One float a row, in the unit itself (元, 平方米).
    """
    bare = pc.replace_substring_regex(texts, pattern=r"[\s,]", replacement="")
    parts = pc.extract_regex(bare, pattern=_NUMBER)
    digits = pc.cast(pc.struct_field(parts, "digits"), pa.float64()).to_numpy(zero_copy_only=False)
    scale = np.ones(len(texts))
    written = pc.fill_null(pc.struct_field(parts, "scale"), "")
    for word, factor in _SCALES:
        scale[pc.equal(written, word).to_numpy(zero_copy_only=False)] = factor
    return np.asarray(digits, dtype=np.float64) * scale


def serials_as_days(texts: pa.Array) -> pa.Array:
    """Day numbers of a spreadsheet program (41760) as days (2014-05-01); every other text stays as it is."""
    are_serials = pc.fill_null(pc.match_substring_regex(texts, pattern="^[1-9][0-9]{4}$"), False)
    if not pc.any(are_serials).as_py():
        return texts
    days = birthdate.to_texts(birthdate.parse_column(texts))
    return pc.if_else(pc.and_(are_serials, pc.not_equal(days, "")), days, texts)


def day_spans(texts: pa.Array) -> Span:
    """Read dates as the first and last day they can mean, as yyyymmdd; 0 where there is none.

    ``2014-06-30`` is one day, ``2014-06`` and ``201406`` a month, ``2014`` a year. A day that does not
    exist (30 February) is no date. A bare number of five digits is the day's number in a spreadsheet program.
    """
    texts = serials_as_days(texts)
    parts = pc.extract_regex(texts, pattern=_DATE)
    year, month, day = (_whole(pc.struct_field(parts, name)) for name in ("year", "month", "day"))
    first_month, last_month = np.where(month == 0, 1, month), np.where(month == 0, 12, month)
    length = _month_length(year, last_month)
    exists = (year > 0) & (day <= length)
    first = year * 10000 + first_month * 100 + np.where(day == 0, 1, day)
    last = year * 10000 + last_month * 100 + np.where(day == 0, length, day)
    return np.where(exists, first, 0), np.where(exists, last, 0)


def moved(days: NDArray[np.int64], *, years: int, months: int, offset: int) -> NDArray[np.int64]:
    """Days (yyyymmdd, 0 unknown) moved by years and months, then by ``offset`` days.

    A day that the month does not have becomes the month's last: a month after 31 January is 28 February.
    """
    month_number = days // 10000 * 12 + days // 100 % 100 - 1 + years * 12 + months
    year, month = month_number // 12, month_number % 12 + 1
    day = np.minimum(days % 100, _month_length(year, month))
    known = (days > 0) & (year > 0) & (year < 10000)
    if not offset:
        return np.where(known, year * 10000 + month * 100 + day, 0)
    start = np.where(known, month_number - 1970 * 12, 0).astype("datetime64[M]").astype("datetime64[D]")
    return np.where(known, as_numbers(start + np.where(known, day - 1, 0) + offset), 0)


def as_numbers(days: NDArray[np.datetime64]) -> NDArray[np.int64]:
    """Days as yyyymmdd, 0 where there is none."""
    known = ~np.isnat(days)
    filled = np.where(known, days, np.datetime64("1970-01-01")).astype("datetime64[D]")
    months = filled.astype("datetime64[M]")
    number, day = months.astype(np.int64), (filled - months.astype("datetime64[D]")).astype(np.int64) + 1
    year, month = number // 12 + 1970, number % 12 + 1
    return np.where(known, year * 10000 + month * 100 + day, 0)


def shares(texts: pa.Array) -> Interval:
    """The share of the owner that a text tells: ``单独所有`` 1, ``按份共有(50%)`` 0.5, ``三分之一``.

    Args:
        texts: cleaned text of 共有情况 and of what stands beside the owner's name.

    Returns:
        The least and the greatest share; where co-owners are named and no share is, or several are, 0 and 1; NaN where
        nothing is said.
    """
    encoded = pc.fill_null(texts, "").dictionary_encode()
    read = [_share(str(text)) for text in encoded.dictionary.to_pylist()]
    table = np.array(read or [(np.nan, np.nan)], dtype=np.float64)[np.asarray(encoded.indices)]
    return table[:, 0], table[:, 1]


def _share(text: str) -> tuple[float, float]:
    said = {Fraction(percent) / 100 for percent in _PERCENT.findall(text)}
    said |= {Fraction(int(part), int(whole)) for part, whole in _FRACTION.findall(text) if int(whole)}
    said |= {Fraction(_digit(part), _digit(whole)) for whole, part in _CHINESE_FRACTION.findall(text) if _digit(whole)}
    told = {float(share) for share in said if 0 < share <= 1}
    if len(told) == 1:
        return min(told), min(told)
    if "单独" in text and not told:
        return 1.0, 1.0
    return (0.0, 1.0) if told or "共" in text or "按份" in text else (np.nan, np.nan)


def _digit(word: str) -> int:
    return int(word) if word.isdecimal() else _DIGITS.get(word, 0)


def _whole(texts: pa.Array) -> NDArray[np.int64]:
    filled = pc.if_else(pc.equal(pc.fill_null(texts, ""), ""), "0", texts)
    return np.asarray(pc.cast(filled, pa.int64()).to_numpy(zero_copy_only=False), dtype=np.int64)


def _month_length(year: NDArray[np.int64], month: NDArray[np.int64]) -> NDArray[np.int64]:
    lengths = np.array([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])
    leap = (year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0))
    return np.asarray(lengths[month - 1] + (leap & (month == 2)), dtype=np.int64)
