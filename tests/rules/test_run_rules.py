"""The three outcomes are kept apart, and nothing of the data leaks."""

from __future__ import annotations

import dataclasses
from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jingzhun.model import Severity
from jingzhun.rules import RULES, Found, Roll, Rule, found, rule, run_rules
from jingzhun.rules.examples import AS_OF, Example
from jingzhun.rules.run import FINDING_COLUMNS

HEADERS = ("户编号", "姓名", "证件号码", "与户主关系", "性别", "出生日期", "人数", "乡镇", "行政村", "首次识别时间")


def roll_of(*rows: str, headers: tuple[str, ...] = HEADERS) -> Roll:
    """A roll from rows of cells separated by blanks, ``-`` empty."""
    cells = tuple(tuple("" if cell == "-" else cell for cell in row.split()) for row in rows)
    return Example(headers, ("✓",) * len(rows), cells).roll()


SOUND = (
    "1 张三 350699195203070015 户主 男 1952-03-07 2 九峰镇 三坑村 2014-06-30",
    "1 李四 350699195406120027 配偶 女 1954-06-12 2 九峰镇 三坑村 2014-06-30",
    "2 王五 350699196604180033 户主 男 1966-04-18 2 山格镇 平寨村 2014-06-30",
    "2 王六 350699200509100014 之子 男 2005-09-10 2 山格镇 平寨村 2014-06-30",
)
MESSY = (
    *SOUND,
    "3 赵七 350699195203070010 户主 女 1952-03-07 4 九峰镇 平寨村 2041-01-01",
    "3 赵八 350699193005010012 之子 男 - 3 山格镇 平寨村 -",
    "3 赵八 - 之女 男 2106-01-01 - - - -",
    "4 张三 350699195203070015 户主 - - - 九峰镇 三坑村 -",
    "4 - 3.50699195203070E+17 户主 - - - - - -",
    "5 王五 350699196604180000 父 - - 1 山格镇 平寨村 -",
    "6 吴□ 999999200803010017 02 - - 1 山格镇 平寨村 -",
    "7 林志强 350699195406120027 户主 男 - 1 九峰镇 三坑村 -",
)


def test_a_sound_roll_has_no_findings_and_nothing_undecided() -> None:
    findings, counts = run_rules(roll_of(*SOUND))
    assert list(findings.columns) == list(FINDING_COLUMNS)
    assert findings.empty
    assert {count.code: count.undecided for count in counts if count.undecided and not count.missing} == {}
    assert not any(count.crashed for count in counts)


def test_a_messy_roll_has_findings_of_all_three_families_and_no_rule_crashes() -> None:
    findings, counts = run_rules(roll_of(*MESSY))
    assert not [count for count in counts if count.crashed]
    assert {code[:3] for code in findings["code"]} == {"JZ1", "JZ2", "JZ3"}
    assert set(findings["outcome"]) == {"found"}
    assert set(findings["effect"]) == {""}
    assert sum(count.found for count in counts) == len(findings)
    assert findings["roll_row"].dtype == "int64"
    assert not findings.isna().any().any()


def test_full_numbers_stand_in_the_working_values_alone() -> None:
    findings, _ = run_rules(roll_of(*MESSY))
    published = findings.drop(columns=["roll_values", "register_values"]).astype(str)
    for column in published:
        assert not published[column].str.contains("[0-9]{14}", regex=True).any(), column
    assert findings["roll_values"].str.contains("350699195203070010").any()


def test_a_full_number_in_a_foreign_text_is_masked_in_the_reason() -> None:
    roll = roll_of("1 张三 - 见350699195203070015 - - - - - -")
    findings, _ = run_rules(roll)
    reason = findings.loc[findings["code"] == "JZ117", "reason"].item()
    assert "350699********0015" in reason


@pytest.mark.parametrize("household", ["13069900145", "350699100201000123"])
def test_a_household_number_that_looks_like_that_of_a_person_stays_in_the_reason(household: str) -> None:
    rows = [row.replace("1 ", f"{household} ", 1) for row in SOUND[:1]]
    findings, _ = run_rules(roll_of(*rows, "2 张三 350699195203070015 户主 男 - - - - -"))
    reasons = findings[findings["code"] == "JZ301"].set_index("household_id")["reason"]
    assert f"户{household} 张三" in reasons["2"]


def test_a_household_number_that_is_the_number_of_a_member_is_masked_in_the_reason() -> None:
    number = "350699195203070015"
    findings, _ = run_rules(roll_of(f"{number} 张三 {number} - - - - - - -", f"2 张三 {number} - - - - - - -"))
    assert not findings["reason"].str.contains(number).any()


def test_a_rule_that_crashes_is_counted_without_the_data_and_stops_no_other() -> None:
    @rule("JZ199", title="坏规则", severity=Severity.NOTE, needs=["name"], fix="修", basis="无", false_alarms="无")
    def broken(roll: Roll) -> Found:
        raise KeyError("350699195203070015")

    findings, counts = run_rules(roll_of(*MESSY), (broken, *RULES))
    assert counts[0].crashed.startswith("KeyError")
    assert "350699" not in counts[0].crashed
    assert (counts[0].found, counts[0].undecided) == (0, 0)
    assert len(findings) == sum(count.found for count in counts[1:]) > 0


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(lambda roll: found(roll.members["name"] == "", "{no_such_column}"), id="unknown column"),
        pytest.param(lambda roll: found(np.array([True]), "短"), id="mask too short"),
        pytest.param(lambda roll: found(pd.Series([True, None] * 6), "缺"), id="mask with a missing value"),
        pytest.param(lambda roll: None, id="no answer"),
    ],
)
def test_a_wrong_answer_is_a_crash_and_never_a_pass(answer: object) -> None:
    def check(roll: Roll) -> Found:
        return answer(roll)  # type: ignore[operator, no-any-return]

    bad = Rule("JZ199", "坏规则", Severity.NOTE, ("relation",), "修", check, "依据", "没有")
    findings, (count,) = run_rules(roll_of(*MESSY), (bad,))
    assert count.crashed
    assert findings.empty


def test_a_column_that_the_roll_lacks_is_said_once_for_the_roll() -> None:
    roll = roll_of("1 张三", "2 李四", headers=("户编号", "姓名"))
    findings, counts = run_rules(roll)
    undecided = {count.code: count.undecided for count in counts}
    assert undecided["JZ103"] == undecided["JZ201"] == undecided["JZ119"] == 1
    assert findings.empty
    by_code = {rule.code: rule for rule in RULES}
    assert by_code["JZ103"].missing(roll) == ("id_text",)
    assert by_code["JZ119"].missing(roll) == ("identified_date",)


def test_an_empty_roll_gives_an_empty_account() -> None:
    roll = roll_of(*SOUND)
    empty = dataclasses.replace(roll, members=roll.members.iloc[:0])
    findings, counts = run_rules(empty)
    assert list(findings.columns) == list(FINDING_COLUMNS)
    assert all((count.found, count.undecided, count.crashed) == (0, 0, "") for count in counts)


def test_the_roll_is_not_changed() -> None:
    roll = roll_of(*MESSY)
    before = roll.members.copy(deep=True)
    run_rules(roll)
    pd.testing.assert_frame_equal(roll.members, before)


def test_a_finding_has_precedence_over_undecided() -> None:
    what = found(np.array([True, False]), "x", undecided=np.array([True, True]))
    assert what.where.tolist() == [True, False]
    assert what.undecided.tolist() == [False, True]


# The rules that look at neighbouring rows.
ORDERED = {"JZ305", "JZ313"}


# The same households several times over: more neighbours that can change places, in no more time.
CROWD = roll_of(*(f"{copy}{row}" for copy in "甲乙丙" for row in MESSY))


@pytest.fixture(scope="module")
def found_in_order() -> set[tuple[str, str]]:
    return _households(CROWD)


@settings(max_examples=12, deadline=None)
@given(order=st.permutations(range(len(CROWD.members))))
def test_the_same_households_are_found_in_whatever_order_the_rows_stand(
    order: list[int], found_in_order: set[tuple[str, str]]
) -> None:
    shuffled = CROWD.members.iloc[order].reset_index(drop=True)
    assert _households(dataclasses.replace(CROWD, members=shuffled)) == found_in_order


def _households(roll: Roll) -> set[tuple[str, str]]:
    """Code and household of all that the rules find."""
    asked = [rule for rule in RULES if rule.code not in ORDERED and not rule.missing(roll)]
    found_by = {rule.code: rule(roll).where for rule in asked}
    return {(code, each) for code, where in found_by.items() for each in roll.members["household_id"][where]}


def test_the_day_of_the_check_decides_what_is_in_the_future() -> None:
    roll = roll_of("1 张三 350699200803010028 户主 女 - - - - -")
    assert roll.as_of == AS_OF
    assert "JZ111" not in set(run_rules(roll)[0]["code"])
    assert "JZ111" in set(run_rules(dataclasses.replace(roll, as_of=date(2007, 1, 1)))[0]["code"])
