from __future__ import annotations

from datetime import date

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jingzhun.policy.conditions import decide, evaluate, fields_of
from jingzhun.policy.operators import FALSE, OPERATORS, TRUE, UNKNOWN
from jingzhun.policy.terms import AllOf, AnyOf, DayOf, Expression, LineOf, NotOf, Test
from jingzhun.policy.values import column, day_spans, numbers, plain

# One row for each of true, unknown, false: "yes" is in the set, "" is missing, "no" is not.
VALUES = {TRUE: "yes", UNKNOWN: "", FALSE: "no"}
WORDS = {TRUE: True, UNKNOWN: None, FALSE: False}
OPERANDS = {
    "text": "A",
    "texts": ("A",),
    "number": 1,
    "date": date(2014, 1, 1),
    "flag": True,
    "field": DayOf("other"),
    "range": (1, 2),
    "line": LineOf("income_line"),
}


def ask(operator: str, operand: object, *values: str | None, **others: list[str]) -> list[int]:
    table = pa.table({"field": pa.array(values, pa.string())} | others)
    return evaluate(Test("field", operator, operand), table).tolist()  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("operator", "operand", "yes", "no"),
    [
        ("equals", "现势", ["现势", " 现势 "], ["历史", "无"]),
        ("in", ("01", "02"), ["01", "０２"], ["1", "07"]),
        ("not_in", ("07", "08"), ["01"], ["07", "０８"]),
        ("starts_with", ("K", "h"), ["K33", "ｋ31", " H11", "h"], ["M21", "XK"]),
        ("contains_any", ("E", "M", "注销"), ["EM", "ge", "已注销"], ["A", "GQ"]),
        ("not_contains_any", ("E", "M", "P"), ["A", "GQ"], ["EM", "ＱＰ"]),
        ("at_least", 90, ["90", "１２０㎡", "1,200", "0.5万元", "90 平方米", "1e3"], ["89.9", "0", "-100"]),
        ("at_most", 30, ["30.0元", "-1"], ["30.01", "3千元"]),
        (
            "before",
            date(2014, 1, 1),
            ["2013-12-31", "2013", "2013年12月", "20131231"],
            ["2014-01-01", "2014", "2014/1"],
        ),
        ("after", date(2014, 12, 31), ["2015-01-01", "2015", "2015.1.1"], ["2014-12-31", "2014-12", "2013"]),
        ("on_or_after", date(2014, 1, 1), ["2014-01-01", "2014", "2014-01-01 08:30:00"], ["2013-12-31", "2013"]),
    ],
)
def test_an_operator_says_yes_and_no(operator: str, operand: object, yes: list[str], no: list[str]) -> None:
    assert ask(operator, operand, *yes) == [TRUE] * len(yes)
    assert ask(operator, operand, *no) == [FALSE] * len(no)


@pytest.mark.parametrize(
    ("operator", "operand", "unreadable"),
    [
        ("at_least", 90, ["约百平", "3亩", "12-15", "九十"]),
        ("before", date(2014, 6, 15), ["2014", "2014-06", "2014-02-30", "不详", "2014-13-01", "1"]),
        ("after", date(2014, 6, 15), ["2014", "201406"]),
    ],
)
def test_what_cannot_be_read_or_is_too_vague_is_unknown(operator: str, operand: object, unreadable: list[str]) -> None:
    assert ask(operator, operand, *unreadable) == [UNKNOWN] * len(unreadable)


@pytest.mark.parametrize("operator", [each for each in OPERATORS if each.name not in ("empty", "not_empty")])
def test_a_missing_value_or_column_is_unknown_for_every_operator(operator: object) -> None:
    operand = OPERANDS[operator.takes]  # type: ignore[attr-defined]
    name = operator.name  # type: ignore[attr-defined]
    table = pa.table({"field": pa.array(["", None, " ", "-", "不详"]), "other": ["2014-01-01"] * 5})
    assert evaluate(Test("field", name, operand), table).tolist() == [UNKNOWN] * 5
    assert evaluate(Test("absent", name, operand), table).tolist() == [UNKNOWN] * 5


def test_empty_asks_about_the_absence_itself_and_is_always_decided() -> None:
    table = pa.table({"field": pa.array(["", None, "/", "无", "A"])})
    assert evaluate(Test("field", "empty", True), table).tolist() == [TRUE, TRUE, TRUE, FALSE, FALSE]
    assert evaluate(Test("field", "not_empty", True), table).tolist() == [FALSE, FALSE, FALSE, TRUE, TRUE]
    assert evaluate(Test("field", "known", True), table).tolist() == [UNKNOWN, UNKNOWN, UNKNOWN, TRUE, TRUE]
    assert evaluate(Test("absent", "empty", True), table).tolist() == [TRUE] * 5


def test_dates_compare_with_another_column_of_the_same_row() -> None:
    bought = ["2015-03-01", "2013-03-01", "2014", "", "2014-06-30"]
    identified = ["2014-06", "2014-06-30", "2014-06-30", "2014", "2014-06-30"]
    table = pa.table({"bought": bought, "identified": identified})
    after = evaluate(Test("bought", "after_field", DayOf("identified")), table).tolist()
    assert after == [TRUE, FALSE, UNKNOWN, UNKNOWN, FALSE]
    assert evaluate(Test("bought", "before_field", DayOf("identified")), table).tolist()[:2] == [FALSE, TRUE]
    assert evaluate(Test("bought", "on_or_after_field", DayOf("identified")), table).tolist()[4] == TRUE


def test_texts_of_policy_and_column_are_cleaned_alike() -> None:
    assert plain(" ｋ33　") == column(pa.table({"field": ["K33"]}), "field")[0].as_py() == "K33"
    assert numbers(pa.array(["3.5万元", "86.5M2", None])).tolist()[:2] == [35000.0, 86.5]
    first, last = day_spans(pa.array(["41760", "2", "350699"]))  # the first is how a spreadsheet keeps 2014-05-01
    assert (first.tolist(), last.tolist()) == ([20140501, 0, 0], [20140501, 0, 0])
    first, last = day_spans(pa.array(["2016-02", "1900-02-29"]))
    assert (first.tolist(), last.tolist()) == ([20160201, 0], [20160229, 0])


@pytest.mark.parametrize("left", [TRUE, UNKNOWN, FALSE])
@pytest.mark.parametrize("right", [TRUE, UNKNOWN, FALSE])
def test_all_and_any_follow_the_truth_tables_of_sql(left: int, right: int) -> None:
    table = pa.table({"left": [VALUES[left]], "right": [VALUES[right]]})
    parts = (Test("left", "equals", "yes"), Test("right", "equals", "yes"))
    values = {WORDS[left], WORDS[right]}
    both = False if False in values else None if None in values else True
    either = True if True in values else None if None in values else False
    assert WORDS[int(evaluate(AllOf(parts), table)[0])] is both
    assert WORDS[int(evaluate(AnyOf(parts), table)[0])] is either
    assert WORDS[int(evaluate(NotOf(parts[0]), table)[0])] is {True: False, False: True, None: None}[WORDS[left]]


FIELDS = ("a", "b", "c")
TESTS = st.sampled_from(FIELDS).map(lambda field: Test(field, "equals", "yes"))
EXPRESSIONS: st.SearchStrategy[Expression] = st.recursive(
    TESTS,
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: AllOf(tuple(parts))),
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: AnyOf(tuple(parts))),
        inner.map(NotOf),
    ),
    max_leaves=8,
)
ROWS = st.lists(st.tuples(*[st.sampled_from(["yes", "no", ""])] * 3), min_size=1, max_size=6)


def table_of(rows: list[tuple[str, ...]]) -> pa.Table:
    return pa.table({field: [row[at] for row in rows] for at, field in enumerate(FIELDS)})


@given(EXPRESSIONS, ROWS)
def test_an_answer_never_changes_when_a_missing_value_becomes_known(
    expression: Expression, rows: list[tuple[str, ...]]
) -> None:
    """What is decided without a value stays decided the same whatever the value turns out to be."""
    before = evaluate(expression, table_of(rows))
    for value in ("yes", "no"):
        after = evaluate(expression, table_of([tuple(cell or value for cell in row) for row in rows]))
        assert UNKNOWN not in after
        assert (after[before != UNKNOWN] == before[before != UNKNOWN]).all()


@given(EXPRESSIONS, EXPRESSIONS, ROWS)
def test_de_morgan_and_double_negation(left: Expression, right: Expression, rows: list[tuple[str, ...]]) -> None:
    table = table_of(rows)
    not_both = evaluate(NotOf(AllOf((left, right))), table)
    assert (not_both == evaluate(AnyOf((NotOf(left), NotOf(right))), table)).all()
    assert (evaluate(NotOf(NotOf(left)), table) == evaluate(left, table)).all()


@given(EXPRESSIONS, ROWS, st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(expression: Expression, rows: list[tuple[str, ...]], chance: object) -> None:
    order = list(range(len(rows)))
    chance.shuffle(order)  # type: ignore[attr-defined]
    shuffled = evaluate(expression, table_of([rows[at] for at in order]))
    assert (shuffled == evaluate(expression, table_of(rows))[order]).all()


def test_no_rows_and_chunked_columns_are_answered() -> None:
    none = pa.table({"field": pa.array([], pa.string())})
    chunked = pa.table({"field": pa.chunked_array([["yes"], ["no", None]])})
    for operator in OPERATORS:
        answer = evaluate(Test("field", operator.name, OPERANDS[operator.takes]), none)  # type: ignore[arg-type]
        assert answer.shape == (0,)
        assert answer.dtype == np.int8
    assert evaluate(Test("field", "equals", "yes"), chunked).tolist() == [TRUE, FALSE, UNKNOWN]


def test_fields_of_names_each_field_once_in_order() -> None:
    dates = Test("registered_date", "after_field", DayOf("identified_date"))
    expression = AllOf((Test("status", "empty", True), NotOf(AnyOf((dates, Test("status", "empty", True))))))
    assert fields_of(expression) == ("status", "registered_date", "identified_date")


def test_what_neither_when_nor_when_not_knows_is_unknown() -> None:
    table = pa.table({"field": ["yes", "no", "other", "", "yes and no"]})
    when, when_not = Test("field", "contains_any", ("yes",)), Test("field", "contains_any", ("no",))
    assert decide(when, when_not, table).tolist() == [TRUE, FALSE, UNKNOWN, UNKNOWN, FALSE]
    assert decide(when, None, table).tolist() == [TRUE, FALSE, FALSE, UNKNOWN, TRUE]


@given(EXPRESSIONS, EXPRESSIONS, ROWS)
def test_with_when_not_nothing_is_false_that_it_does_not_name(
    when: Expression, when_not: Expression, rows: list[tuple[str, ...]]
) -> None:
    table = table_of(rows)
    decided = decide(when, when_not, table)
    assert ((decided == FALSE) == (evaluate(when_not, table) == TRUE)).all()
    assert (evaluate(when, table)[decided == TRUE] == TRUE).all()
