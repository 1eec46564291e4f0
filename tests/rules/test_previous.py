"""Last year's roll: who is who, and what may be said of who came and went."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jingzhun.rules import RULES, Roll, Rule
from jingzhun.rules.examples import Example, examples
from jingzhun.rules.previous import together
from small_county import identity_number

HEADERS = ("户编号", "姓名", "证件号码", "与户主关系", "乡镇", "出生日期", "性别")
BY_CODE = {rule.code: rule for rule in RULES}
OF_TWO_YEARS = [rule for rule in RULES if rule.needs_previous]
LIN, CHEN, HUANG = identity_number("19520307", 13), identity_number("19600102", 37), identity_number("19701123", 46)
OTHER = identity_number("19520307", 15)


def rolls(before: tuple[str, ...], now: tuple[str, ...]) -> Roll:
    """Two rolls from rows of cells separated by blanks; ``-`` is empty, and so are the cells left out."""
    frames = []
    for lines in (now, before):
        cells = [["" if cell == "-" else cell for cell in line.split()] for line in lines]
        rows = tuple(tuple(row + [""] * (len(HEADERS) - len(row))) for row in cells)
        frames.append(Example(HEADERS, ("✓",) * len(rows), rows).roll())
    return dataclasses.replace(frames[0], previous=frames[1].members)


def pairs(before: tuple[str, ...], now: tuple[str, ...]) -> list[int]:
    return together(rolls(before, now)).before.tolist()


def test_a_sound_number_is_the_same_person_whatever_else_changed() -> None:
    assert pairs((f"1 林建国 {LIN}",), (f"9 张水土 {LIN}",)) == [0]


def test_name_and_birth_make_up_for_a_number_that_is_not_sound() -> None:
    assert pairs((f"1 林建国 {LIN}",), ("9 林建国 - - - 1952-03-07",)) == [0]
    assert pairs((f"1 林建国 {LIN}",), ("9 林建国 - - - 1953-03-07",)) == [-1]


def test_two_sound_numbers_are_two_people_outside_one_household() -> None:
    assert pairs((f"1 林建国 {LIN}",), (f"9 林建国 {OTHER}",)) == [-1]
    assert pairs((f"1 林建国 {LIN}",), (f"1 林建国 {OTHER}",)) == [0]


def test_who_fits_two_people_is_left_alone() -> None:
    twins = ("1 林建国 - - - 1952-03-07", "2 林建国 - - - 1952-03-07")
    assert pairs(twins, ("9 林建国 - - - 1952-03-07",)) == [-1]


def test_another_sex_is_another_person() -> None:
    assert pairs(("1 林建国 - - - 1952-03-07 男",), ("1 林建国 - - - 1952-03-07 女",)) == [-1]


def test_a_roll_of_one_township_loses_and_gains_nobody_elsewhere() -> None:
    before = (f"1 林建国 {LIN} 户主 九峰镇", f"1 黄丽珍 {HUANG} 配偶 九峰镇")
    now = (*before, f"2 陈志明 {CHEN} 户主 山格镇")
    roll = rolls(before, now)
    for code in ("JZ320", "JZ321"):
        assert not BY_CODE[code](roll).where.any()
    back = rolls(now, before)
    assert not BY_CODE["JZ320"](back).where.any()


def test_who_was_gone_last_year_already_is_not_missed() -> None:
    before = (f"1 林建国 {LIN} 户主", f"1 黄丽珍(已故) {HUANG} 配偶")
    assert not BY_CODE["JZ320"](rolls(before, before[:1])).where.any()
    alive = (before[0], f"1 黄丽珍 {HUANG} 配偶")
    assert BY_CODE["JZ320"](rolls(alive, before[:1])).where.tolist() == [True]


def test_households_without_a_number_of_their_own_are_not_compared_by_it() -> None:
    before, now = (f"- 林建国 {LIN} 户主",), (f"7 林建国 {LIN} 户主",)
    what = BY_CODE["JZ325"](rolls(before, now))
    assert (what.where.tolist(), what.undecided.tolist()) == ([False], [True])


@pytest.mark.parametrize("rule", OF_TWO_YEARS, ids=lambda rule: rule.code)
def test_a_roll_beside_itself_has_no_changes(rule: Rule) -> None:
    for example in examples(rule):
        roll = example.roll()
        same = dataclasses.replace(roll, previous=roll.members)
        if rule.code != "JZ326":  # a removed household that is still removed is told by its status alone
            assert not rule(same).where.any()


@settings(max_examples=20, deadline=None)
@given(data=st.data())
def test_the_order_of_rows_does_not_matter(data: st.DataObject) -> None:
    rule = data.draw(st.sampled_from(OF_TWO_YEARS))
    roll = data.draw(st.sampled_from(examples(rule))).roll()
    previous = roll.previous
    assert previous is not None
    order = data.draw(st.permutations(range(len(roll.members))))
    before = data.draw(st.permutations(range(len(previous))))
    other = dataclasses.replace(
        roll,
        members=roll.members.iloc[order].reset_index(drop=True),
        previous=previous.iloc[before].reset_index(drop=True),
    )
    assert _households(rule, other) == _households(rule, roll)


def _households(rule: Rule, roll: Roll) -> tuple[set[str], set[str]]:
    what = rule(roll)
    names = roll.members["household_id"]
    return set(names[np.asarray(what.where)]), set(names[np.asarray(what.undecided)])
