"""Every ✗, ? and ✓ row in every rule's docstring is run; the file is the specification of the rules."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from jingzhun.rules import RULES, Rule, run_rules
from jingzhun.rules.examples import FOUND, PASSED, UNDECIDED, Example, examples

roll_of = cache(Example.roll)

CASES = [
    pytest.param(rule, example, id=f"{rule.code}-{number}")
    for rule in RULES
    for number, example in enumerate(examples(rule), start=1)
]


@pytest.mark.parametrize(("rule", "example"), CASES)
def test_rule_says_what_its_examples_say(rule: Rule, example: Example) -> None:
    what = rule(roll_of(example))
    said = np.where(what.where, FOUND, np.where(what.undecided, UNDECIDED, PASSED))
    assert tuple(said) == example.marks


@pytest.mark.parametrize(("rule", "example"), CASES)
def test_findings_carry_a_reason_and_the_raw_values(rule: Rule, example: Example) -> None:
    findings, (count,) = run_rules(roll_of(example), (rule,))
    assert count.crashed == ""
    assert count.found == example.marks.count(FOUND)
    assert count.undecided == example.marks.count(UNDECIDED)
    assert (findings["reason"].str.len() > 3).all()
    assert findings["roll_values"].str.startswith("姓名=").all()
    assert not findings["reason"].str.contains("[0-9]{13}|nan|NaT|None|<NA>|[{}]", regex=True).any()


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_every_rule_shows_something_found_and_something_passed(rule: Rule) -> None:
    marks = {mark for example in examples(rule) for mark in example.marks}
    assert {FOUND, PASSED} <= marks


def test_an_example_with_a_cell_too_few_is_refused() -> None:
    def check() -> None:
        """说明。

           姓名    证件号码
        ✗  张三
        """

    with pytest.raises(ValueError, match="2 个表头"):
        examples(_rule_of(check))


def test_an_example_with_a_strange_header_is_refused() -> None:
    def check() -> None:
        """说明。

           名字
        ✗  张三
        """

    with pytest.raises(ValueError, match="名字"):
        examples(_rule_of(check))


def _rule_of(check: object) -> Rule:
    template = RULES[0]
    return replace(template, check=check)  # type: ignore[arg-type]
