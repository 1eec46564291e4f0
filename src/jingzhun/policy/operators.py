"""The operators of a policy condition, each a function on whole columns that answers true, false or unknown.

An answer is an int8 array of ``TRUE`` (1), ``UNKNOWN`` (0) and ``FALSE`` (-1). A missing value, one that
cannot be read as a number or a date, or a column that the table lacks is UNKNOWN, never FALSE. ``empty``
and ``not_empty`` ask about the absence itself and are always decided; ``known`` is TRUE for a value and
UNKNOWN without one.

Text is compared after NFKC, trimming and upper-casing, so that ``ｋ33`` begins with ``K``. A cell of codes
(``severe|disabled``) is each of them. Dates may be partial (``2014``, ``2014-06``, ``201406``): they are compared as
the span of days they can mean, and numbers as the interval they can mean (an age of which only the year of birth is
known); where it lies on both sides of the limit the answer is UNKNOWN.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from jingzhun.policy.subject import Answer, Subject
from jingzhun.policy.terms import DayOf, LineOf
from jingzhun.policy.values import Interval, Span, moved, plain

TRUE, UNKNOWN, FALSE = 1, 0, -1

#: Fields whose cells may hold several codes, and what stands between them.
_CODES, _SEPARATOR = "_code", "|"


@dataclass(frozen=True, slots=True)
class Operator:
    """One word of the condition language.

    Attributes:
        name: the key in the policy file.
        takes: what its value must be: ``text``, ``texts``, ``number``, ``date``, ``flag`` (only true), ``field`` (of
            days), ``range`` (two numbers or two dates) or ``line``.
        words: what it says in Chinese, with ``{}`` for the operand.
        answer: computes the answers of one field of a subject.
        example: a condition that uses it, for error messages.
    """

    name: str
    takes: str
    words: str
    answer: Callable[[Subject, str, Any], Answer]
    example: str


def answer(decided: pa.Array) -> Answer:
    """Turn Arrow booleans into answers: null becomes UNKNOWN."""
    known = pc.fill_null(pc.cast(decided, pa.int8()), 2).to_numpy(zero_copy_only=False)
    return np.select([known == 1, known == 0], [TRUE, FALSE], UNKNOWN).astype(np.int8)


def _opposite(of: Callable[[Subject, str, Any], Answer]) -> Callable[[Subject, str, Any], Answer]:
    return lambda subject, field, operand: np.negative(of(subject, field, operand))


def _any_of(answers: list[Answer]) -> Answer:
    return np.asarray(np.maximum.reduce(answers), dtype=np.int8)


def _is_in(subject: Subject, field: str, texts: tuple[str, ...]) -> Answer:
    values = subject.texts(field)
    if field.endswith(_CODES):
        framed = pc.binary_join_element_wise("", values, "", _SEPARATOR)
        patterns = [f"{_SEPARATOR}{plain(text)}{_SEPARATOR}" for text in texts]
        return _any_of([answer(pc.match_substring(framed, pattern=pattern)) for pattern in patterns])
    found = pc.is_in(values, value_set=pa.array([plain(text) for text in texts], pa.string()))
    return answer(pc.if_else(pc.is_null(values), None, found))


def _equals(subject: Subject, field: str, text: str) -> Answer:
    return _is_in(subject, field, (text,))


def _starts_with(subject: Subject, field: str, texts: tuple[str, ...]) -> Answer:
    values = subject.texts(field)
    return _any_of([answer(pc.starts_with(values, pattern=plain(text))) for text in texts])


def _contains_any(subject: Subject, field: str, texts: tuple[str, ...]) -> Answer:
    values = subject.texts(field)
    return _any_of([answer(pc.match_substring(values, pattern=plain(text))) for text in texts])


def _empty(subject: Subject, field: str, _: bool) -> Answer:
    return answer(pc.is_null(subject.texts(field)))


def _known(subject: Subject, field: str, _: bool) -> Answer:
    return np.maximum(_opposite(_empty)(subject, field, True), np.int8(UNKNOWN))


def at_least(number: Interval, limit: float) -> Answer:
    """Whether numbers, known as intervals, are at least a limit."""
    low, high = number
    return np.select([low >= limit, high < limit], [TRUE, FALSE], UNKNOWN).astype(np.int8)


def at_most(number: Interval, limit: float) -> Answer:
    """Whether they are at most a limit."""
    low, high = number
    return np.select([high <= limit, low > limit], [TRUE, FALSE], UNKNOWN).astype(np.int8)


def above(number: Interval, limit: float) -> Answer:
    """Whether they are above a limit."""
    return np.negative(at_most(number, limit))


def below(number: Interval, limit: float) -> Answer:
    """Whether they are below a limit."""
    return np.negative(at_least(number, limit))


def within(number: Interval, limits: tuple[float, float]) -> Answer:
    """Whether they lie between two limits, or on one of them."""
    return np.minimum(at_least(number, limits[0]), at_most(number, limits[1]))


#: What may be asked of a number, be it a field or a sum.
COMPARISONS: dict[str, Callable[[Interval, Any], Answer]] = {
    "at_least": at_least,
    "at_most": at_most,
    "above": above,
    "below": below,
    "between": within,
}
_LINE = "_line"


def compared(number: Interval, operator: str, operand: Any, lines: dict[str, float]) -> Answer:
    """Answer ``at_least``, ``above_line`` … of numbers.

    Args:
        number: the least and the greatest that each can be; NaN unknown.
        operator: one of ``COMPARISONS``, or one with ``_line`` behind it.
        operand: a number, two, or a ``LineOf``.
        lines: the lines of the policy; one that is not here makes the answer UNKNOWN.
    """
    if isinstance(operand, LineOf):
        operator, operand = operator.removesuffix(_LINE), lines.get(operand.line, np.nan) * operand.times
    return COMPARISONS[operator](number, operand)


def _of_number(name: str) -> Callable[[Subject, str, Any], Answer]:
    def ask(subject: Subject, field: str, operand: Any) -> Answer:
        lines = {} if subject.context is None else dict(subject.context.lines)
        return compared(subject.numbers(field), name, operand, lines)

    return ask


def _between(subject: Subject, field: str, limits: tuple[Any, Any]) -> Answer:
    if not isinstance(limits[0], date):
        return within(subject.numbers(field), limits)
    return np.minimum(np.negative(_before(subject, field, limits[0])), np.negative(_after(subject, field, limits[1])))


def _before(subject: Subject, field: str, day: date) -> Answer:
    limit = np.full(len(subject), day.year * 10000 + day.month * 100 + day.day)
    return _earlier(subject.days(field), (limit, limit))


def _after(subject: Subject, field: str, day: date) -> Answer:
    limit = np.full(len(subject), day.year * 10000 + day.month * 100 + day.day)
    return _earlier((limit, limit), subject.days(field))


def _day_of(subject: Subject, other: DayOf) -> Span:
    first, last = subject.days(other.field)
    if not (other.years or other.months or other.days):
        return first, last
    return (
        moved(first, years=other.years, months=other.months, offset=other.days),
        moved(last, years=other.years, months=other.months, offset=other.days),
    )


def _before_field(subject: Subject, field: str, other: DayOf) -> Answer:
    return _earlier(subject.days(field), _day_of(subject, other))


def _after_field(subject: Subject, field: str, other: DayOf) -> Answer:
    return _earlier(_day_of(subject, other), subject.days(field))


def _earlier(left: Span, right: Span) -> Answer:
    known = (left[0] > 0) & (right[0] > 0)
    surely = known & (left[1] < right[0])
    surely_not = known & (left[0] >= right[1])
    return np.select([surely, surely_not], [TRUE, FALSE], UNKNOWN).astype(np.int8)


_AFTER_FIELD = '{ field = "registered_date", after_field = "identified_date", plus_months = 6 }'
OPERATORS = (
    Operator("equals", "text", "是“{}”", _equals, '{ field = "status", equals = "现势" }'),
    Operator("in", "texts", "是{}", _is_in, '{ field = "plate_kind", in = ["01", "02"] }'),
    Operator("not_in", "texts", "不是{}", _opposite(_is_in), '{ field = "plate_kind", not_in = ["07", "08"] }'),
    Operator("starts_with", "texts", "以{}开头", _starts_with, '{ field = "vehicle_class", starts_with = ["K", "H"] }'),
    Operator("contains_any", "texts", "含{}", _contains_any, '{ field = "status", contains_any = ["E", "M", "注销"] }'),
    Operator(
        "not_contains_any",
        "texts",
        "不含{}",
        _opposite(_contains_any),
        '{ field = "status", not_contains_any = ["E", "M", "P"] }',
    ),
    Operator("empty", "flag", "没有填", _empty, '{ field = "status", empty = true }'),
    Operator("not_empty", "flag", "填了", _opposite(_empty), '{ field = "status", not_empty = true }'),
    Operator("known", "flag", "填了(没填就无法判定)", _known, '{ field = "right_nature", known = true }'),
    Operator("at_least", "number", "不小于 {}", _of_number("at_least"), '{ field = "area", at_least = 90 }'),
    Operator("at_most", "number", "不大于 {}", _of_number("at_most"), '{ field = "area", at_most = 30 }'),
    Operator("above", "number", "大于 {}", _of_number("above"), '{ field = "area", above = 90 }'),
    Operator("below", "number", "小于 {}", _of_number("below"), '{ field = "area", below = 30 }'),
    Operator("between", "range", "在 {} 之间(含两端)", _between, '{ field = "area", between = [30, 90] }'),
    *(
        Operator(
            f"{name}_line",
            "line",
            f"{words} {{}}",
            _of_number(f"{name}_line"),
            f'{{ field = "area", {name}_line = "income_line", times = 1.5 }}',
        )
        for name, words in (("at_least", "不小于"), ("at_most", "不大于"), ("above", "大于"), ("below", "小于"))
    ),
    Operator("before", "date", "早于 {}", _before, '{ field = "registered_date", before = 2014-01-01 }'),
    Operator("after", "date", "晚于 {}", _after, '{ field = "registered_date", after = 2014-12-31 }'),
    Operator(
        "on_or_after",
        "date",
        "不早于 {}",
        _opposite(_before),
        '{ field = "registered_date", on_or_after = 2014-01-01 }',
    ),
    Operator(
        "before_field",
        "field",
        "早于{}",
        _before_field,
        '{ field = "registered_date", before_field = "identified_date" }',
    ),
    Operator("after_field", "field", "晚于{}", _after_field, _AFTER_FIELD),
    Operator(
        "on_or_after_field",
        "field",
        "不早于{}",
        _opposite(_before_field),
        '{ field = "registered_date", on_or_after_field = "as_of", plus_years = -2 }',
    ),
)
OPERATOR_BY_NAME = {operator.name: operator for operator in OPERATORS}
