"""The operators of a policy condition, each a function on whole columns that answers true, false or unknown.

An answer is an int8 array of ``TRUE`` (1), ``UNKNOWN`` (0) and ``FALSE`` (-1). A missing value, one that
cannot be read as a number or a date, or a column that the table lacks is UNKNOWN, never FALSE. ``empty``
and ``not_empty`` ask about the absence itself and are always decided; ``known`` is TRUE for a value and
UNKNOWN without one.

Text is compared after NFKC, trimming and upper-casing, so that ``ｋ33`` begins with ``K``.
Dates may be partial (``2014``, ``2014-06``, ``201406``): they are compared as the span of days they can
mean, and where the span lies on both sides of the limit the answer is UNKNOWN.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from jingzhun.fields import birthdate

TRUE, UNKNOWN, FALSE = 1, 0, -1

Answer = NDArray[np.int8]
Operand = str | float | bool | date | tuple[str, ...]

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


@dataclass(frozen=True, slots=True)
class Operator:
    """One word of the condition language.

    Attributes:
        name: the key in the policy file.
        takes: what its value must be: ``text``, ``texts``, ``number``, ``date``, ``flag`` (only true) or ``field``.
        answer: computes the answers of one field of a table.
        example: a condition that uses it, for error messages.
    """

    name: str
    takes: str
    answer: Callable[[pa.Table, str, Any], Answer]
    example: str


def column(table: pa.Table, field: str) -> pa.Array:
    """One column as cleaned text, null where missing; all null when the table has no such column.

    Besides the empty cell, ``-``, ``/``, ``不详`` and the like are missing; ``无`` is a statement and is kept.
    """
    if field not in table.column_names:
        return pa.nulls(table.num_rows, pa.string())
    raw = table.column(field).combine_chunks().cast(pa.string())
    clean = pc.utf8_upper(pc.utf8_trim_whitespace(pc.utf8_normalize(raw, form="NFKC")))
    return pc.if_else(pc.is_in(clean, value_set=_NO_VALUE), None, clean)


def plain(text: str) -> str:
    """One text of a policy file, cleaned as the columns are."""
    return str(column(pa.table({"text": [text]}), "text")[0].as_py() or "")


def answer(decided: pa.Array) -> Answer:
    """Turn Arrow booleans into answers: null becomes UNKNOWN."""
    known = pc.fill_null(pc.cast(decided, pa.int8()), 2).to_numpy(zero_copy_only=False)
    return np.select([known == 1, known == 0], [TRUE, FALSE], UNKNOWN).astype(np.int8)


def numbers(texts: pa.Array) -> NDArray[np.float64]:
    """Read amounts such as ``1,200元``, ``3.5万元``, ``86.5㎡``; NaN where there is none.

    Args:
        texts: cleaned text, as from :func:`column`.

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


def day_spans(texts: pa.Array) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
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


def _whole(texts: pa.Array) -> NDArray[np.int64]:
    filled = pc.if_else(pc.equal(pc.fill_null(texts, ""), ""), "0", texts)
    return np.asarray(pc.cast(filled, pa.int64()).to_numpy(zero_copy_only=False), dtype=np.int64)


def _month_length(year: NDArray[np.int64], month: NDArray[np.int64]) -> NDArray[np.int64]:
    lengths = np.array([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])
    leap = (year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0))
    return np.asarray(lengths[month - 1] + (leap & (month == 2)), dtype=np.int64)


def _opposite(of: Callable[[pa.Table, str, Any], Answer]) -> Callable[[pa.Table, str, Any], Answer]:
    return lambda table, field, operand: np.negative(of(table, field, operand))


def _is_in(table: pa.Table, field: str, texts: tuple[str, ...]) -> Answer:
    values = column(table, field)
    found = pc.is_in(values, value_set=pa.array([plain(text) for text in texts], pa.string()))
    return answer(pc.if_else(pc.is_null(values), None, found))


def _equals(table: pa.Table, field: str, text: str) -> Answer:
    return _is_in(table, field, (text,))


def _starts_with(table: pa.Table, field: str, texts: tuple[str, ...]) -> Answer:
    values = column(table, field)
    answers = [answer(pc.starts_with(values, pattern=plain(text))) for text in texts]
    return np.asarray(np.maximum.reduce(answers), dtype=np.int8)


def _contains_any(table: pa.Table, field: str, texts: tuple[str, ...]) -> Answer:
    values = column(table, field)
    answers = [answer(pc.match_substring(values, pattern=plain(text))) for text in texts]
    return np.asarray(np.maximum.reduce(answers), dtype=np.int8)


def _empty(table: pa.Table, field: str, _: bool) -> Answer:
    return answer(pc.is_null(column(table, field)))


def _known(table: pa.Table, field: str, _: bool) -> Answer:
    return np.maximum(_opposite(_empty)(table, field, True), np.int8(UNKNOWN))


def _numbers_of(table: pa.Table, field: str) -> NDArray[np.float64]:
    """The numbers of a field; of money the typed amount, which knows the unit in the header, in 元."""
    amounts = f"{field}_fen"
    if amounts not in table.column_names:
        return numbers(column(table, field))
    return np.asarray(pc.divide(table.column(amounts).cast(pa.float64()), 100.0).to_numpy(), dtype=np.float64)


def _at_least(table: pa.Table, field: str, limit: float) -> Answer:
    values = _numbers_of(table, field)
    return np.select([values >= limit, values < limit], [TRUE, FALSE], UNKNOWN).astype(np.int8)


def _at_most(table: pa.Table, field: str, limit: float) -> Answer:
    values = _numbers_of(table, field)
    return np.select([values <= limit, values > limit], [TRUE, FALSE], UNKNOWN).astype(np.int8)


def _before(table: pa.Table, field: str, day: date) -> Answer:
    limit = np.full(table.num_rows, day.year * 10000 + day.month * 100 + day.day)
    return _earlier(day_spans(column(table, field)), (limit, limit))


def _after(table: pa.Table, field: str, day: date) -> Answer:
    limit = np.full(table.num_rows, day.year * 10000 + day.month * 100 + day.day)
    return _earlier((limit, limit), day_spans(column(table, field)))


def _before_field(table: pa.Table, field: str, other: str) -> Answer:
    return _earlier(day_spans(column(table, field)), day_spans(column(table, other)))


def _after_field(table: pa.Table, field: str, other: str) -> Answer:
    return _before_field(table, other, field)


def _earlier(
    left: tuple[NDArray[np.int64], NDArray[np.int64]], right: tuple[NDArray[np.int64], NDArray[np.int64]]
) -> Answer:
    known = (left[0] > 0) & (right[0] > 0)
    surely = known & (left[1] < right[0])
    surely_not = known & (left[0] >= right[1])
    return np.select([surely, surely_not], [TRUE, FALSE], UNKNOWN).astype(np.int8)


OPERATORS = (
    Operator("equals", "text", _equals, '{ field = "status", equals = "现势" }'),
    Operator("in", "texts", _is_in, '{ field = "plate_kind", in = ["01", "02"] }'),
    Operator("not_in", "texts", _opposite(_is_in), '{ field = "plate_kind", not_in = ["07", "08"] }'),
    Operator("starts_with", "texts", _starts_with, '{ field = "vehicle_class", starts_with = ["K", "H"] }'),
    Operator("contains_any", "texts", _contains_any, '{ field = "status", contains_any = ["E", "M", "注销"] }'),
    Operator(
        "not_contains_any",
        "texts",
        _opposite(_contains_any),
        '{ field = "status", not_contains_any = ["E", "M", "P"] }',
    ),
    Operator("empty", "flag", _empty, '{ field = "status", empty = true }'),
    Operator("not_empty", "flag", _opposite(_empty), '{ field = "status", not_empty = true }'),
    Operator("known", "flag", _known, '{ field = "right_nature", known = true }'),
    Operator("at_least", "number", _at_least, '{ field = "area", at_least = 90 }'),
    Operator("at_most", "number", _at_most, '{ field = "area", at_most = 30 }'),
    Operator("before", "date", _before, '{ field = "registered_date", before = 2014-01-01 }'),
    Operator("after", "date", _after, '{ field = "registered_date", after = 2014-12-31 }'),
    Operator("on_or_after", "date", _opposite(_before), '{ field = "registered_date", on_or_after = 2014-01-01 }'),
    Operator("before_field", "field", _before_field, '{ field = "registered_date", before_field = "identified_date" }'),
    Operator("after_field", "field", _after_field, '{ field = "registered_date", after_field = "identified_date" }'),
    Operator(
        "on_or_after_field",
        "field",
        _opposite(_before_field),
        '{ field = "registered_date", on_or_after_field = "identified_date" }',
    ),
)
OPERATOR_BY_NAME = {operator.name: operator for operator in OPERATORS}
