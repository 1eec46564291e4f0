"""A policy as plain data that an official can read: for ``jingzhun policy show`` and for programs."""

from __future__ import annotations

from typing import Any

from jingzhun.kinds import TableKind
from jingzhun.model import Effect, Grade, Severity
from jingzhun.policy.plain_words import Vocabulary, in_words
from jingzhun.policy.records import CLUE, EXCUSED, HOUSEHOLD, ROW, Difference, Line, Policy, PolicyCondition
from jingzhun.rules.registry import RULES

_PARTS = {
    "condition": "条件",
    "exception": "例外",
    "basis": "依据",
    "line": "线",
    "effect": "核查规则的处理",
    "combine": "把握与轻重",
    "head": "开头",
}
_DONE = {"added": "新增", "changed": "改动", "dropped": "去掉"}


def described(policy: Policy) -> dict[str, Any]:
    """Everything that a policy says; keys are English, values as officials read them, texts and lists only."""
    return {
        "name": policy.name,
        "title": policy.title,
        "area": policy.area,
        "valid_from": policy.valid_from.isoformat(),
        "valid_to": "" if policy.valid_to is None else policy.valid_to.isoformat(),
        "digest": policy.digest,
        "files": [
            {"name": each.name, "title": each.title, "file": each.file, "sha256": each.sha256} for each in policy.chain
        ],
        "differences": [_difference(each) for each in policy.differences],
        "combine": [
            {"severity": row.words, **{grade.value: _result(policy.combine.of(row, grade)) for grade in Grade}}
            for row in Severity
        ],
        "lines": [_line(each, policy) for each in policy.lines],
        "effects": _effects(policy),
        "conditions": [_condition(each, policy) for each in policy.conditions],
        "basis": [
            {
                "id": each.id,
                "document": each.document,
                "number": each.number,
                "date": "" if each.date is None else each.date.isoformat(),
                "clause": each.clause,
                "valid_from": "" if each.valid_from is None else each.valid_from.isoformat(),
                "valid_to": "" if each.valid_to is None else each.valid_to.isoformat(),
                "area": each.area,
                "note": each.note,
            }
            for each in policy.basis
        ],
    }


def _difference(each: Difference) -> dict[str, Any]:
    return {"what": _DONE[each.what], "part": _PARTS[each.part], "code": each.code, "keys": list(each.keys)}


def _result(result: str) -> str:
    """``疑点(红线)``."""
    if result == CLUE:
        return Effect.CLUE.words
    severity = Severity(result)
    return Effect.NOTE.words if severity == Severity.NOTE else f"{Effect.DOUBT.words}({severity.words})"


def _line(line: Line, policy: Policy) -> dict[str, Any]:
    cited = next(each.cited for each in policy.basis if each.id == line.basis)
    return {
        "id": line.id,
        "title": line.title,
        "yuan": line.yuan,
        "year": line.year,
        "basis": line.basis,
        "cited": cited,
    }


def _effects(policy: Policy) -> list[dict[str, Any]]:
    """What becomes of the findings of rules: those that are named first, then all others."""
    titles = {rule.code: rule.title for rule in RULES}
    listed = [
        {"codes": code, "title": titles.get(code, f"{code} 开头的规则"), "effect": effect.words}
        for code, effect in policy.effects.listed
    ]
    usual = (
        ("其余规则查出的问题", policy.effects.default),
        ("其中轻重为提示的", policy.effects.notes),
        ("无法判定的", policy.effects.undecided),
    )
    return [*listed, *({"codes": "", "title": title, "effect": effect.words} for title, effect in usual)]


def _amount(line: Line) -> str:
    return "没有填" if line.yuan is None else f"{line.yuan:,.10g} 元/人·年"


def vocabulary_of(condition: PolicyCondition, policy: Policy) -> Vocabulary:
    """The Chinese names of what a condition may name."""
    lines = {line.id: f"{line.title}({_amount(line)})" for line in policy.lines}
    findings = {rule.code: rule.title for rule in RULES} | {each.code: each.title for each in policy.conditions}
    return Vocabulary(condition.about, condition.register, lines, findings)


def _condition(condition: PolicyCondition, policy: Policy) -> dict[str, Any]:
    names = vocabulary_of(condition, policy)
    cited = {each.id: each.cited for each in policy.basis}
    on_roll = "户(名册)" if condition.about == HOUSEHOLD else "成员(名册)"
    return {
        "code": condition.code,
        "title": condition.title,
        "about": TableKind(condition.register).words if condition.about == ROW else on_roll,
        "severity": condition.severity.words,
        "basis": [{"id": each, "cited": cited[each]} for each in condition.basis],
        "question": condition.question,
        "when": in_words(condition.when, names),
        "when_not": [] if condition.when_not is None else in_words(condition.when_not, names),
        "needs": [names.field(field) for field in condition.needs],
        "exceptions": [
            {
                "code": each.code,
                "title": each.title,
                "effect": "不计" if each.effect == EXCUSED else "仍列疑点, 须复核",
                "manual": each.manual,
                "evidence": each.evidence,
                "basis": [{"id": source, "cited": cited[source]} for source in each.basis],
                "when": [] if each.when is None else in_words(each.when, names),
            }
            for each in condition.exceptions
        ],
    }
