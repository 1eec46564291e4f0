"""Conditions that look beyond one row: at the member, the household, other registers and findings."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from asked_tables import context_of, linked, roll
from hypothesis import given
from hypothesis import strategies as st

from jingzhun.policy.conditions import evaluate
from jingzhun.policy.operators import FALSE, TRUE, UNKNOWN
from jingzhun.policy.subject import Context
from jingzhun.policy.terms import AllOf, AnyOf, DayOf, Expression, HasFinding, LineOf, NotOf, Operand, Tally, Test
from jingzhun.policy.values import moved, shares

FAMILY = roll(
    {"household": 7, "relation": "spouse", "labour_code": "ordinary", "birth": pd.Timestamp("1960-10-02")},
    {"household": 7, "relation": "head", "health_code": "severe|disabled", "birth": pd.Timestamp("1956-10-01")},
    {"household": 3, "relation": "head", "labour_code": "none", "cause_code": "illness", "birth_partial": "1950"},
)
CAR = Test("status", "equals", "A")


def count(limit: int, **changes: object) -> Tally:
    usual = {"source": "vehicles", "field": "", "where": CAR, "whose": "household", "distinct": ""}
    return Tally(**{**usual, "per_head": False, "by_share": False, "limits": (("at_least", limit),), **changes})  # type: ignore[arg-type]


def total(field: str, operator: str, limit: Operand, **changes: object) -> Tally:
    return count(0, field=field, where=None, limits=((operator, limit),), **changes)


def households(expression: Expression, context: Context) -> list[int]:
    return evaluate(expression, context.households()).tolist()


def test_a_row_can_ask_for_its_member_and_the_household() -> None:
    rows = context_of(FAMILY, {"vehicles": linked({"member": 0}, {"member": 1}, {"member": 2})}).rows("vehicles")
    assert evaluate(Test("roll.labour_code", "in", ("ordinary",)), rows).tolist() == [TRUE, UNKNOWN, FALSE]
    assert evaluate(Test("household.labour_code", "in", ("ordinary",)), rows).tolist() == [TRUE, TRUE, FALSE]
    assert evaluate(Test("household.cause_code", "equals", "illness"), rows).tolist() == [UNKNOWN, UNKNOWN, TRUE]
    assert evaluate(Test("roll.absent", "equals", "A"), rows).tolist() == [UNKNOWN] * 3


def test_each_code_of_a_cell_counts_and_only_whole_codes_do() -> None:
    people = context_of(FAMILY).people()
    assert evaluate(Test("health_code", "in", ("disabled",)), people).tolist() == [UNKNOWN, TRUE, UNKNOWN]
    assert evaluate(Test("health_code", "not_in", ("severe",)), people).tolist() == [UNKNOWN, FALSE, UNKNOWN]
    assert evaluate(Test("health_code", "in", ("able", "sev")), people).tolist() == [UNKNOWN, FALSE, UNKNOWN]


def test_a_household_is_asked_by_its_head_or_by_whoever_says_it() -> None:
    context = context_of(FAMILY)
    assert context.households().member.tolist() == [1, 2]
    assert households(Test("labour_code", "in", ("ordinary",)), context) == [TRUE, FALSE]
    assert households(Test("health_code", "in", ("disabled",)), context) == [TRUE, UNKNOWN]


def test_age_is_in_full_years_and_a_bare_year_of_birth_leaves_it_open() -> None:
    people = context_of(FAMILY).people()
    assert evaluate(Test("age", "at_least", 60), people).tolist() == [FALSE, TRUE, TRUE]
    assert evaluate(Test("age", "between", (55, 60)), people).tolist() == [TRUE, TRUE, FALSE]
    assert evaluate(Test("age", "at_least", 66), people).tolist() == [FALSE, FALSE, UNKNOWN]


def test_a_sale_before_identification_and_offsets_of_days_are_decided_by_the_member() -> None:
    members = roll({"identified_date": "2014-06", "relation": "head"}, {"identified_date": ""})
    rows = [{"member": 0, "registered_date": "2014-05-31"}, {"member": 1, "registered_date": "2014-07-01"}]
    cars = context_of(members, {"vehicles": linked(*rows)}).rows("vehicles")
    assert evaluate(Test("registered_date", "before_field", DayOf("identified_date")), cars).tolist() == [TRUE, FALSE]
    assert evaluate(Test("registered_date", "before_field", DayOf("identified_date", months=1)), cars).tolist() == [
        TRUE,
        UNKNOWN,
    ]
    within_three_years = Test("registered_date", "on_or_after_field", DayOf("as_of", years=-3))
    assert evaluate(within_three_years, cars).tolist() == [TRUE, TRUE]
    assert evaluate(Test("registered_date", "after_field", DayOf("as_of", years=-2)), cars).tolist() == [FALSE] * 2


@given(st.dates(date(1900, 1, 1), date(2090, 1, 1)), st.integers(-90, 90), st.integers(-60, 60), st.integers(-900, 900))
def test_days_move_as_the_calendar_says(day: date, years: int, months: int, days: int) -> None:
    start = day.year * 10000 + day.month * 100 + day.day
    result = int(moved(np.array([start]), years=years, months=months, offset=days)[0])
    expected = pd.Timestamp(day) + pd.DateOffset(years=years, months=months) + pd.DateOffset(days=days)
    # pandas adds years and months together and then falls back to the last day of the month, as we do.
    assert result == expected.year * 10000 + expected.month * 100 + expected.day
    assert moved(np.array([0]), years=years, months=months, offset=days).tolist() == [0]


def test_one_certain_and_one_uncertain_car_are_at_least_one_perhaps_two_never_three() -> None:
    cars = linked({"status": "A"}, {"status": ""}, {"status": "E"})
    context = context_of(FAMILY.iloc[:2].reset_index(drop=True), {"vehicles": cars})
    assert [households(count(limit), context)[0] for limit in (1, 2, 3)] == [TRUE, UNKNOWN, FALSE]


def test_a_lead_counts_as_uncertain_and_a_register_that_nobody_sent_as_unknown() -> None:
    cars = linked({"status": "A", "grade": "B"}, {"status": "A", "grade": "C"})
    context = context_of(FAMILY, {"vehicles": cars, "property": linked()})
    assert households(count(1), context) == [TRUE, FALSE]
    assert households(count(2), context) == [UNKNOWN, FALSE]
    assert households(count(1, source="property", where=None), context) == [FALSE, FALSE]
    assert households(count(1, source="payroll", where=None), context) == [UNKNOWN, UNKNOWN]


def test_a_house_that_two_members_own_is_one_house_and_so_are_rows_of_one_unit() -> None:
    houses = linked(
        {"member": 0, "register_row": 5, "unit_number": "1"},
        {"member": 1, "register_row": 5, "unit_number": "1"},
        {"member": 1, "register_row": 6, "unit_number": "1"},
        {"member": 1, "register_row": 7, "unit_number": ""},
    )
    context = context_of(FAMILY, {"property": houses})
    in_all = [households(count(limit, source="property", where=None), context)[0] for limit in (3, 4)]
    assert in_all == [TRUE, FALSE]
    apart = [households(count(n, source="property", where=None, distinct="unit_number"), context)[0] for n in (2, 3)]
    assert apart == [TRUE, FALSE]
    of_member = count(3, source="property", where=None, whose="member")
    assert evaluate(of_member, context.people()).tolist() == [FALSE, TRUE, FALSE]


def test_sums_per_head_and_by_share() -> None:
    deposits = linked({"balance": "5000"}, {"member": 1, "balance": "3000元"}, {"member": 2, "balance": ""})
    context = context_of(FAMILY, {"deposits": deposits})
    per_head = [
        households(
            total("balance", "above_line", LineOf("income_line", times), source="deposits", per_head=True), context
        )
        for times in (1.3, 4 / 3)
    ]
    assert per_head == [[TRUE, UNKNOWN], [FALSE, UNKNOWN]]
    houses = linked(
        {"area": "100", "ownership": "按份共有(50%)"},
        {"area": "80", "ownership": "共同共有"},
        {"member": 2, "area": "90"},
    )
    context = context_of(FAMILY, {"property": houses})
    shared = [
        households(total("area", "at_least", n, source="property", by_share=True), context) for n in (50, 51, 131)
    ]
    assert shared == [[TRUE, UNKNOWN], [UNKNOWN, UNKNOWN], [FALSE, FALSE]]


def test_members_are_counted_like_rows() -> None:
    able = count(1, source="members", where=Test("labour_code", "in", ("ordinary",)))
    assert households(able, context_of(FAMILY)) == [TRUE, FALSE]
    assert households(NotOf(able), context_of(FAMILY)) == [FALSE, TRUE]


def test_findings_of_a_member_and_of_anyone_in_the_household() -> None:
    context = context_of(FAMILY, {}, {"JZ204": [FALSE, TRUE, UNKNOWN]})
    assert evaluate(HasFinding("JZ204", "member"), context.people()).tolist() == [FALSE, TRUE, UNKNOWN]
    assert evaluate(HasFinding("JZ204", "household"), context.people()).tolist() == [TRUE, TRUE, UNKNOWN]
    assert households(HasFinding("JZ204", "household"), context) == [TRUE, UNKNOWN]
    assert households(HasFinding("JZ999", "household"), context) == [UNKNOWN, UNKNOWN]
    assert households(HasFinding("CAR", "household"), context.with_findings({"CAR": np.full(3, FALSE, np.int8)})) == [
        FALSE,
        FALSE,
    ]


@pytest.mark.parametrize(
    ("text", "least", "most"),
    [
        ("单独所有", 1, 1),
        ("按份共有 50%", 0.5, 0.5),
        ("按份共有(1/3)", 1 / 3, 1 / 3),
        ("三分之一", 1 / 3, 1 / 3),
        ("共同共有", 0, 1),
        ("张三30%,李四70%", 0, 1),
        ("按份共有120%", 0, 1),
        ("", np.nan, np.nan),
    ],
)
def test_the_share_of_an_owner(text: str, least: float, most: float) -> None:
    low, high = shares(pa.array([text]))
    assert low.tolist() == pytest.approx([least], nan_ok=True)
    assert high.tolist() == pytest.approx([most], nan_ok=True)


def test_a_context_without_members_or_rows_is_answered() -> None:
    context = context_of(FAMILY.iloc[:0].reset_index(drop=True), {"vehicles": linked()})
    for subject in (context.people(), context.households(), context.rows("vehicles"), context.rows("payroll")):
        for expression in (CAR, count(1), HasFinding("JZ204", "household"), Test("age", "at_least", 3)):
            assert evaluate(expression, subject).tolist() == []


# ── a reference that looks at one row after the other ───────────────────────────────────────────────────────────────

VALUES = ("yes", "no", "")
SAID = {"yes": TRUE, "no": FALSE, "": UNKNOWN}


def plain_answer(
    expression: Expression, at: int, cars: list[dict[str, object]], members: pd.DataFrame, subject: str
) -> int:
    """The answer for one member (``people``) or one car (``rows``), by the definition."""
    member = int(cars[at]["member"]) if subject == "rows" else at  # type: ignore[call-overload]
    home = members["household"][member]
    match expression:
        case AllOf(parts):
            return min(plain_answer(part, at, cars, members, subject) for part in parts)
        case AnyOf(parts):
            return max(plain_answer(part, at, cars, members, subject) for part in parts)
        case NotOf(part):
            return -plain_answer(part, at, cars, members, subject)
        case Test(field, _, _):
            if field.startswith("roll.") or subject == "people":
                return SAID[members[field.removeprefix("roll.")][member]]
            return SAID[str(cars[at][field])]
        case HasFinding(_, whose):
            near = (
                [n for n in range(len(members)) if members["household"][n] == home]
                if whose == "household"
                else [member]
            )
            return max(int(members["found"][n]) for n in near)
        case Tally():
            return plain_tally(expression, member, cars, members)


def plain_tally(tally: Tally, member: int, cars: list[dict[str, object]], members: pd.DataFrame) -> int:
    """How many register rows surely and perhaps count, each once."""
    home = members["household"][member]
    best: dict[object, int] = {}
    for at, car in enumerate(cars):
        owner = int(car["member"])  # type: ignore[call-overload]
        if (owner != member) if tally.whose == "member" else (members["household"][owner] != home):
            continue
        held = TRUE if tally.where is None else plain_answer(tally.where, at, cars, members, "rows")
        held = min(held, UNKNOWN) if car["grade"] == "C" else held
        best[car["register_row"]] = max(best.get(car["register_row"], FALSE), held)
    least = sum(held == TRUE for held in best.values())
    most = sum(held != FALSE for held in best.values())
    limit = int(tally.limits[0][1])  # type: ignore[arg-type]
    return TRUE if least >= limit else FALSE if most < limit else UNKNOWN


def expressions(of_rows: bool) -> st.SearchStrategy[Expression]:
    fields = ("a", "b", "roll.x", "roll.y") if of_rows else ("x", "y")
    leaves: st.SearchStrategy[Expression] = st.sampled_from(fields).map(lambda field: Test(field, "equals", "yes"))
    leaves |= st.sampled_from(("member", "household")).map(lambda whose: HasFinding("F", whose))
    inside = st.sampled_from(("a", "roll.x")).map(lambda field: Test(field, "equals", "yes"))
    leaves |= st.builds(
        lambda where, whose, limit: count(limit, where=where, whose=whose),
        st.none() | inside | inside.map(NotOf),
        st.sampled_from(("member", "household")),
        st.integers(1, 3),
    )
    return st.recursive(
        leaves,
        lambda inner: st.one_of(
            st.lists(inner, min_size=1, max_size=3).map(lambda parts: AllOf(tuple(parts))),
            st.lists(inner, min_size=1, max_size=3).map(lambda parts: AnyOf(tuple(parts))),
            inner.map(NotOf),
        ),
        max_leaves=6,
    )


MEMBERS = st.lists(
    st.fixed_dictionaries(
        {
            "household": st.integers(0, 2),
            "x": st.sampled_from(VALUES),
            "y": st.sampled_from(VALUES),
            "found": st.sampled_from([TRUE, UNKNOWN, FALSE]),
        }
    ),
    min_size=1,
    max_size=5,
)
CARS = st.lists(
    st.fixed_dictionaries(
        {
            "member": st.integers(0, 4),
            "register_row": st.integers(1, 4),
            "grade": st.sampled_from("ABC"),
            "a": st.sampled_from(VALUES),
            "b": st.sampled_from(VALUES),
        }
    ),
    max_size=6,
)


@given(expressions(of_rows=True), expressions(of_rows=False), MEMBERS, CARS, st.randoms(use_true_random=False))
def test_whole_columns_say_what_one_row_after_the_other_says_in_any_order(
    of_rows: Expression,
    of_people: Expression,
    people: list[dict[str, object]],
    cars: list[dict[str, object]],
    chance: object,
) -> None:
    members = roll(*people)
    cars = [car for car in cars if int(car["member"]) < len(members)]  # type: ignore[call-overload]
    chance.shuffle(cars)  # type: ignore[attr-defined]
    context = context_of(members, {"vehicles": linked(*cars)}, {"F": members["found"].tolist()})
    by_row = [plain_answer(of_rows, at, cars, members, "rows") for at in range(len(cars))]
    by_member = [plain_answer(of_people, at, cars, members, "people") for at in range(len(members))]
    assert evaluate(of_people, context.people()).tolist() == by_member
    if cars:
        assert evaluate(of_rows, context.rows("vehicles")).tolist() == by_row
