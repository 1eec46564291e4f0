"""Rules against linked register rows: who may be accused, and where a register's silence says nothing."""

from __future__ import annotations

import dataclasses

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jingzhun.rules import RULES, Roll, Rule
from jingzhun.rules.examples import Example, examples
from jingzhun.rules.linked import FEWEST_MET, household_without_record, rows_of, said, without_record
from small_county import identity_number

BY_CODE = {rule.code: rule for rule in RULES}
AGAINST_REGISTERS = [rule for rule in RULES if rule.registers]
#: What they find is that the register has the number under another name, whoever is meant; hence they go by any grade.
OF_THE_NUMBER_ITSELF = {"JZ405"}


def county(townships: dict[str, int], met: dict[str, int], *, grade: str = "A") -> Roll:
    """People who all claim a disability; in each township the first few stand in the register."""
    rows, linked = [], []
    for township, people in townships.items():
        for number in range(people):
            if number < met.get(township, 0):
                linked.append(len(rows))
            birth = f"19{40 + number % 40}0101"
            rows.append((f"户{len(rows)}", "张三", identity_number(birth, 1), "残疾", township))
    headers = ("户编号", "姓名", "证件号码", "健康状况", "乡镇")
    roll = Example(headers, ("✓",) * len(rows), tuple(rows)).roll()
    register = pd.DataFrame(
        {
            "member": np.array(linked, dtype=np.int64),
            "grade": grade,
            "register_file": "残联.xlsx",
            "register_sheet": "",
            "register_row": np.arange(2, len(linked) + 2),
        }
    )
    return dataclasses.replace(roll, linked={"disability": register})


def everybody(roll: Roll) -> pd.Series:
    return pd.Series(data=True, index=roll.members.index)


@pytest.mark.parametrize("look", [without_record, household_without_record])
def test_who_is_not_in_a_register_that_covers_his_township_is_found(look: object) -> None:
    roll = county({"九峰镇": 10}, {"九峰镇": 8})
    found, undecided = look(roll, "disability", everybody(roll))  # type: ignore[operator]
    assert np.flatnonzero(found).tolist() == [8, 9]
    assert not undecided.any()


@pytest.mark.parametrize("look", [without_record, household_without_record])
def test_a_register_of_one_township_accuses_nobody_elsewhere(look: object) -> None:
    roll = county({"九峰镇": 10, "山格镇": 10}, {"九峰镇": 9, "山格镇": 1})
    found, undecided = look(roll, "disability", everybody(roll))  # type: ignore[operator]
    assert set(roll.members["township"][found]) == {"九峰"}
    assert set(roll.members["township"][undecided]) == {"山格"}
    assert undecided.sum() == 9


def test_a_register_that_hardly_meets_anybody_accuses_nobody() -> None:
    roll = county({"九峰镇": 4}, {"九峰镇": FEWEST_MET - 1})
    found, undecided = without_record(roll, "disability", everybody(roll))
    assert not found.any()
    assert undecided.sum() == 4 - (FEWEST_MET - 1)


def test_a_register_of_which_a_part_could_not_be_read_accuses_nobody_by_its_silence() -> None:
    roll = dataclasses.replace(county({"九峰镇": 10}, {"九峰镇": 8}), incomplete=frozenset({"disability"}))
    found, undecided = without_record(roll, "disability", everybody(roll))
    assert not found.any()
    assert undecided.sum() == 2


def test_a_number_by_which_nobody_can_be_found_proves_no_absence() -> None:
    roll = county({"九峰镇": 10}, {"九峰镇": 8})
    members = roll.members.copy()
    members.loc[9, "id_state"] = "masked"
    found, undecided = without_record(dataclasses.replace(roll, members=members), "disability", everybody(roll))
    assert (np.flatnonzero(found).tolist(), np.flatnonzero(undecided).tolist()) == ([8], [9])


@pytest.mark.parametrize("look", [without_record, household_without_record])
def test_a_name_on_a_row_of_nobody_without_a_sound_number_proves_no_absence(look: object) -> None:
    roll = county({"九峰镇": 10}, {"九峰镇": 8})
    named = np.arange(10) == 9
    hidden = dataclasses.replace(roll, unclaimed={"disability": named, "medical": np.ones(10, dtype=bool)})
    found, undecided = look(hidden, "disability", everybody(roll))  # type: ignore[operator]
    assert (np.flatnonzero(found).tolist(), np.flatnonzero(undecided).tolist()) == ([8], [9])


@pytest.mark.parametrize(
    "wrong",
    [
        {"id_birth": pd.Timestamp("1888-01-14")},
        {"birth_stated": pd.Timestamp("1950-05-05")},
        {"name": "李四", "id_digits": identity_number("19480101", 1)},
    ],
    ids=["older than people become", "another birth date stated", "another's number"],
)
def test_a_number_that_is_hardly_his_own_proves_no_absence(wrong: dict[str, object]) -> None:
    roll = county({"九峰镇": 10}, {"九峰镇": 8})
    members = roll.members.copy()
    for column, value in wrong.items():
        members.loc[9, column] = value
    found, undecided = without_record(dataclasses.replace(roll, members=members), "disability", everybody(roll))
    assert not found[9]
    assert undecided[9]


def test_a_link_of_grade_c_neither_accuses_nor_acquits() -> None:
    roll = county({"九峰镇": 10}, {"九峰镇": 8}, grade="C")
    found, undecided = without_record(roll, "disability", everybody(roll))
    assert np.flatnonzero(found).tolist() == [8, 9]
    assert undecided.sum() == 8
    spoken = said(roll, rows_of(roll, "disability"))
    assert not spoken.where.any()
    assert spoken.unsure.sum() == 8


def cases() -> list[tuple[Rule, Example]]:
    return [(rule, example) for rule in AGAINST_REGISTERS for example in examples(rule)]


@pytest.mark.parametrize(("rule", "example"), cases(), ids=lambda each: getattr(each, "code", ""))
def test_no_rule_finds_anything_by_links_of_grade_c_or_without_links(rule: Rule, example: Example) -> None:
    roll = example.roll()
    weak = {kind: rows.assign(grade="C") for kind, rows in roll.linked.items()}
    nobody = {kind: rows.iloc[:0] for kind, rows in roll.linked.items()}
    assert not rule(dataclasses.replace(roll, linked=nobody)).where.any()
    what = rule(dataclasses.replace(roll, linked=weak))
    if what.source is not None and rule.code not in OF_THE_NUMBER_ITSELF:
        assert not what.where.any()


@pytest.mark.parametrize(("rule", "example"), cases(), ids=lambda each: getattr(each, "code", ""))
def test_a_finding_names_the_register_row_that_says_so(rule: Rule, example: Example) -> None:
    what = rule(example.roll())
    if what.source is not None:
        said_of = what.source.loc[np.flatnonzero(what.where)]
        assert said_of["register"].isin(rule.registers).all()
        assert said_of["grade"].isin(["A", "B", "C"] if rule.code in OF_THE_NUMBER_ITSELF else ["A", "B"]).all()
        assert (said_of["register_row"] >= 2).all()


@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_the_order_of_rows_does_not_matter(data: st.DataObject) -> None:
    rule, example = data.draw(st.sampled_from(cases()))
    roll = example.roll()
    order = data.draw(st.permutations(range(len(roll.members))))
    place = np.argsort(order)
    linked = {}
    for kind, rows in roll.linked.items():
        shuffled = rows.iloc[data.draw(st.permutations(range(len(rows))))]
        linked[kind] = shuffled.assign(member=place[shuffled["member"]]).reset_index(drop=True)
    members = roll.members.iloc[order].reset_index(drop=True)
    unclaimed = {kind: mask[list(order)] for kind, mask in roll.unclaimed.items()}
    other = dataclasses.replace(roll, members=members, linked=linked, unclaimed=unclaimed)
    assert _households(rule, other) == _households(rule, roll)


def _households(rule: Rule, roll: Roll) -> tuple[set[str], set[str]]:
    what = rule(roll)
    names = roll.members["household_id"]
    return set(names[what.where]), set(names[what.undecided])
