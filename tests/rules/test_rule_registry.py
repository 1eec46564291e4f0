"""Folder = tuple = pages: nobody can add a rule that does not run or is not documented."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest

import jingzhun.rules
from jingzhun.kinds import register_kinds
from jingzhun.rules import RULES, Rule

ROOT = Path(__file__).parents[2]
EACH_RULE = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)


@pytest.fixture(scope="module")
def builder() -> ModuleType:
    spec = importlib.util.spec_from_file_location("build_rule_pages", ROOT / "scripts" / "build_rule_pages.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_file_is_registered_and_every_rule_has_a_file() -> None:
    folder = Path(jingzhun.rules.__file__).parent
    files = {path.stem for path in folder.glob("jz[0-9]*.py")}
    assert files == {rule.module for rule in RULES}


def test_rules_run_in_the_order_of_their_codes_and_codes_are_unique() -> None:
    codes = [rule.code for rule in RULES]
    assert codes == sorted(set(codes))


def test_there_are_rules_for_member_household_roll_and_registers() -> None:
    assert len(RULES) >= 70
    assert {rule.code[:3] for rule in RULES} == {"JZ1", "JZ2", "JZ3", "JZ4"}


@EACH_RULE
def test_only_rules_against_registers_wait_for_matching(rule: Rule) -> None:
    assert rule.follows_matching == rule.code.startswith("JZ4")
    assert set(rule.registers) <= set(register_kinds())


@EACH_RULE
def test_every_rule_says_where_it_comes_from_and_when_it_is_wrong(rule: Rule) -> None:
    assert rule.basis
    assert rule.false_alarms


def test_titles_and_explanations_differ() -> None:
    assert len({rule.title for rule in RULES}) == len(RULES)
    assert len({rule.explanation.splitlines()[0] for rule in RULES}) == len(RULES)


@EACH_RULE
def test_file_and_code_agree(rule: Rule) -> None:
    assert rule.module.startswith(rule.code.lower() + "_")
    assert re.fullmatch(r"JZ[1234][0-9]{2}", rule.code)


@EACH_RULE
def test_every_rule_says_how_to_mend_it_and_what_it_needs(rule: Rule) -> None:
    assert rule.fix
    assert rule.needs


def test_pages_are_those_of_the_rules(builder: ModuleType) -> None:
    pages = builder.pages()
    written = {path.name: path.read_text(encoding="utf-8") for path in (ROOT / "docs" / "rules").glob("*.md")}
    assert written.keys() == pages.keys()
    stale = [name for name, text in pages.items() if written[name] != text]
    assert not stale, "run scripts/build_rule_pages.py"
