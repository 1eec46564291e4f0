"""The shipped packs: valid, cited, and deciding their own examples as officials would."""

from __future__ import annotations

import importlib.util
import re
from collections import Counter
from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest
from judged_tables import AS_OF, links_table, rule_findings

from jingzhun.kinds import register_kinds
from jingzhun.model import Effect, Grade, Severity
from jingzhun.policy.advice import advice_on
from jingzhun.policy.case_results import lines_of, run_cases
from jingzhun.policy.cases import read_cases
from jingzhun.policy.fields import condition_fields
from jingzhun.policy.judge import Matter, judge
from jingzhun.policy.pack import available, load, resolved_text
from jingzhun.policy.records import HOUSEHOLD
from jingzhun.policy.subject import alone

CASES = Path(__file__).parent / "cases"
PACKS = ("dibao-2021", "monitoring-2021", "template", "zhangzhou-2016")
#: Each file of examples, and the policy that it is of.
EXAMPLES = {name: name for name in PACKS} | {"dibao-county": str(CASES / "county.toml")}
#: A day in the years that a pack is for.
DAYS = {"dibao-2021": date(2025, 6, 30), "monitoring-2021": date(2023, 9, 30), "template": date(2026, 6, 30)}
#: Lines that no source fills in, and that the county has to.
UNFILLED = {
    "zhangzhou-2016": {"asset_line"},
    "dibao-2021": {"allowance_line", "disposable_line"},
    "monitoring-2021": set(),
    "template": {"allowance_line"},
}


def test_the_packs_are_those_that_the_guide_speaks_of() -> None:
    assert available() == PACKS


@pytest.mark.parametrize("name", PACKS)
def test_a_pack_is_clean_but_for_the_figures_that_a_county_must_fill_in(name: str) -> None:
    policy = load(name)
    remarks = advice_on(policy, DAYS.get(name, date(2016, 6, 30)))
    unfilled = {line.id for line in policy.lines if line.yuan is None}
    assert unfilled == UNFILLED[name]
    assert len(remarks) == len(unfilled), remarks
    assert all(any(f"({line})" in remark.what for remark in remarks) for line in unfilled)


@pytest.mark.parametrize("name", [name for name in PACKS if name != "template"])
def test_every_figure_and_every_condition_is_cited_and_every_source_says_what_it_is_for(name: str) -> None:
    policy = load(name)
    known = {basis.id for basis in policy.basis}
    assert all(condition.basis and set(condition.basis) <= known for condition in policy.conditions)
    assert all(line.basis in known for line in policy.lines)
    assert all(len(basis.note) > 10 for basis in policy.basis)
    assert not any("【" in basis.document + basis.note for basis in policy.basis)


@pytest.mark.parametrize("name", PACKS)
def test_every_exception_says_what_must_be_on_file(name: str) -> None:
    for condition in load(name).conditions:
        for exception in condition.exceptions:
            assert exception.evidence, (condition.code, exception.code)
            assert exception.manual == (exception.when is None)


@pytest.mark.parametrize("file", EXAMPLES)
def test_the_examples_of_a_pack_come_out_as_expected(file: str) -> None:
    policy = load(EXAMPLES[file])
    results = run_cases(policy, read_cases(CASES / f"{file}.toml", policy))
    assert len(results) >= (2 if file == "template" else 7)
    assert [line for result in results if not result.passed for line in lines_of(result)] == []


#: Conditions without an example: what they ask is a figure that no pack fills in.
UNTRIED = {"zhangzhou-2016": {"DEPOSIT"}, "dibao-2021": {"RIGID_INCOME"}, "monitoring-2021": set(), "template": set()}


@pytest.mark.parametrize("name", PACKS)
def test_every_condition_that_a_pack_says_itself_has_an_example_of_a_finding(name: str) -> None:
    policy = load(name)
    files = [file for file, pack in EXAMPLES.items() if pack == name or file.split("-")[0] == name.split("-")[0]]
    texts = "".join((CASES / f"{file}.toml").read_text(encoding="utf-8") for file in files)
    tried = set(re.findall(r'code = "([A-Z_]+)", effect', texts))
    said_by_others = {each.code for each in policy.conditions} if policy.differences else set()
    said_by_others -= {
        each.code
        for each in policy.differences
        if each.what == "added" or "when" in each.keys or each.part != "condition"
    }
    assert {each.code for each in policy.conditions} - said_by_others - tried == UNTRIED[name]


def test_a_lead_is_never_more_than_a_visit_and_of_assets_only_a_clue_in_monitoring() -> None:
    for name in PACKS:
        combine = load(name).combine
        assert {combine.of(severity, Grade.C) for severity in Severity} <= {"clue", "note", "review"}
    monitoring = load("monitoring-2021")
    assert {monitoring.combine.of(Severity.REVIEW, grade) for grade in Grade} == {"clue"}
    assert all(each.severity is not Severity.RED_LINE or each.code == "PAID_DEAD" for each in monitoring.conditions), (
        "assets veto nobody"
    )


def test_every_register_that_offices_compare_has_a_condition() -> None:
    judged = {condition.register for condition in load("zhangzhou-2016").conditions}
    # These three work the other way round: what a claim lacks is for the rules.
    assert {kind.value for kind in register_kinds()} - judged == {"disability", "enrolment", "medical"}


def test_codes_of_conditions_are_the_same_in_all_packs_and_say_the_same() -> None:
    titles = Counter((condition.code, condition.register) for name in PACKS for condition in load(name).conditions)
    registers: dict[str, set[str]] = {}
    for code, register in titles:
        registers.setdefault(code, set()).add(register)
    assert all(len(kinds) == 1 for kinds in registers.values())


@pytest.mark.parametrize("name", PACKS)
def test_a_pack_written_as_one_text_is_the_same_policy(name: str, tmp_path: Path) -> None:
    policy = load(name)
    path = tmp_path / "合成.toml"
    path.write_text(resolved_text(policy), encoding="utf-8")
    again = load(path)
    assert again.digest == policy.digest
    assert again.conditions == policy.conditions


def test_a_line_without_an_amount_decides_nothing_and_is_said_once(members) -> None:  # type: ignore[no-untyped-def]
    rows = [{"register": "deposits", "member": member, "register_row": member + 2} for member in range(3)]
    links = links_table(*rows).append_column("balance_fen", pa.array([9e9, 9e9, 9e9]))
    judgement = judge(load("zhangzhou-2016"), Matter(members, rule_findings(), links, AS_OF, supplied=["deposits"]))
    (note,) = judgement.findings.to_dict("records")
    assert (note["code"], note["effect"]) == ("POLICY", Effect.NOTE.value)
    assert "人均存款限额" in note["reason"]
    assert "asset_line" in note["fix"]
    assert set(judgement.households["verdict"]) == {"clear"}


def test_a_register_that_was_not_supplied_makes_no_household_undecided(members) -> None:  # type: ignore[no-untyped-def]
    policy = load("dibao-2021")
    assert any(condition.about == HOUSEHOLD for condition in policy.conditions)
    findings = judge(policy, Matter(members, rule_findings(), links_table(), date(2025, 6, 30))).findings
    assert set(findings["code"]) <= {"POLICY"}
    assert (findings["effect"] == Effect.NOTE.value).all()


def test_the_page_of_policies_is_up_to_date() -> None:
    root = Path(__file__).parents[2]
    spec = importlib.util.spec_from_file_location("build_policy_page", root / "scripts" / "build_policy_page.py")
    assert spec is not None
    assert spec.loader is not None
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    assert script.PAGE.read_text(encoding="utf-8") == script.page(), "run scripts/build_policy_page.py"


def test_a_pack_that_begins_on_a_day_of_its_own_does_not_end_with_the_one_that_it_extends() -> None:
    assert load("zhangzhou-2016").valid_to == date(2020, 12, 31)
    assert load("dibao-2021").valid_to is None
    assert load(CASES / "county.toml").valid_from == date(2021, 7, 1)


@pytest.mark.parametrize(("register", "share"), [("property", "50%"), ("vessels", "1/2")])
def test_a_share_that_stands_in_a_column_of_its_own_counts(register: str, share: str) -> None:
    table = pa.table({"ownership": ["按份共有", "单独所有", ""], "ownership_share": [share, "", ""]})
    assert "share" in condition_fields(register)
    least, most = alone(table).numbers("share")
    assert least[:2].tolist() == most[:2].tolist() == [0.5, 1.0]
    assert least[2] != least[2]
