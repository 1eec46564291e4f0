"""Reading the sections of a policy file that are no conditions: [combine], [lines], [effects], [[basis]]."""

from __future__ import annotations

import re
from collections.abc import Collection

from jingzhun.model import Effect, Grade, Severity
from jingzhun.policy import pack_keys
from jingzhun.policy.node import Node, nearest, unknown
from jingzhun.policy.records import CLUE, Basis, Combination, Line, RuleEffects
from jingzhun.rules.registry import RULES

_LISTED_EFFECTS = (Effect.DOUBT, Effect.CORRECT, Effect.CLUE, Effect.NOTE)
_FAMILY = re.compile(r"JZ[0-9]{0,2}")
_LINE_ID = re.compile(r"[a-z][a-z0-9_]*")
_LINE_TITLES = {"income_line": "收入线", "allowance_line": "低保标准", "monitoring_line": "监测范围"}
#: Results from the mildest on, to see that none is harsher than its severity.
_MILD_TO_HARSH = (Severity.NOTE.value, CLUE, Severity.REVIEW.value, Severity.RED_LINE.value)
_SEVERITIES = (Severity.RED_LINE, Severity.REVIEW, Severity.NOTE)


def read_combination(node: Node) -> Combination:
    """Read ``[combine]``; what it does not say: A and B keep the severity, of C a clue is made.

    Raises:
        PolicyError: a lead (C) would be more than a visit, or a result harsher than its severity.
    """
    node.check_keys(())
    cells = []
    for severity in _SEVERITIES:
        row = node.inner(severity.value, pack_keys.CELLS)
        row.check_keys(())
        for grade in Grade:
            weakest = Severity.NOTE.value if severity == Severity.NOTE else CLUE
            usual = weakest if grade == Grade.C else severity.value
            result = row.choice(grade.value, _MILD_TO_HARSH, "结果", usual)
            _check_cell(row, severity, grade, result)
            cells.append((severity.value, grade.value, result))
    return Combination(tuple(cells))


def _check_cell(row: Node, severity: Severity, grade: Grade, result: str) -> None:
    rank = _MILD_TO_HARSH.index
    if grade == Grade.C and result == Severity.RED_LINE:
        fix = '线索(C)最多入户复核, 改为 C = "review" 或 C = "clue"'
        row.fail("线索(C)不能作红线", key=grade.value, fix=fix)
    if rank(result) > rank(severity.value) and result != CLUE:
        fix = f'改为 {grade.value} = "{severity.value}" 或更轻的'
        row.fail(f"结果 “{result}” 比轻重 “{severity.value}” 还重", key=grade.value, fix=fix)


def read_lines(node: Node, basis_ids: Collection[str]) -> tuple[Line, ...]:
    """Read ``[lines]``: ``income_line = { yuan = 2855, basis = "…", year = 2016 }``; ``yuan`` may be left open."""
    lines = []
    for name in node.table:
        value = node.table[name]
        if not isinstance(value, dict) or _LINE_ID.fullmatch(name) is None:
            fix = f"例如 {pack_keys.TOP['lines'].partition('  ')[2]}"
            node.fail(f"“{name}” 应写成 名称 = {{ yuan = …, basis = … }}, 名称用小写字母", key=name, fix=fix)
        part = node.below((name,), value, pack_keys.LINE)
        part.check_keys(("basis",))
        yuan, year = part.table.get("yuan"), part.table.get("year")
        if yuan is not None and not _is_amount(yuan):
            part.wrong("yuan", "大于 0 的数字(元/人·年)")
        if year is not None and (not isinstance(year, int) or not 1949 <= year <= 2999):
            part.wrong("year", "年份")
        basis = part.text("basis")
        if basis not in basis_ids:
            part.fail(unknown("依据编号", basis, basis_ids), key="basis", fix=f"例如 {pack_keys.LINE['basis']}")
        title = part.text("title", _LINE_TITLES.get(name, name))
        amount = None if yuan is None else float(yuan)
        lines.append(Line(name, title, amount, basis, year, node.where(name)))
    return tuple(lines)


def _is_amount(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 < value < float("inf")


def read_effects(node: Node) -> RuleEffects:
    """Read ``[effects]``."""
    node.check_keys(("default",))
    titles = {rule.code: rule.title for rule in RULES}
    names = [effect.value for effect in _LISTED_EFFECTS]
    mild = [name for name in names if name != Effect.DOUBT]
    listed: dict[str, Effect] = {}
    for effect in _LISTED_EFFECTS:
        for code in node.texts(effect.value):
            _check_rule(node, effect.value, code, titles)
            if code in listed:
                node.fail(f"规则 “{code}” 写了两次", key=effect.value, fix="只保留一处")
            listed[code] = effect
    return RuleEffects(
        default=Effect(node.choice("default", names, "处理")),
        notes=Effect(node.choice("notes", mild, "处理", Effect.NOTE.value)),
        undecided=Effect(node.choice("undecided", mild, "处理", Effect.NOTE.value)),
        listed=tuple(listed.items()),
    )


def _check_rule(node: Node, key: str, code: str, titles: dict[str, str]) -> None:
    """A rule, or the beginning that a family of rules has in common."""
    if code in titles or (_FAMILY.fullmatch(code) and any(known.startswith(code) for known in titles)):
        return
    near = nearest(code, titles)
    fix = f"例如 “{near}” ({titles[near]})" if near else f"例如 {pack_keys.EFFECTS[key]}"
    node.fail(unknown("核查规则", code, titles), key=key, fix=fix)


def read_basis(node: Node) -> Basis:
    """Read one ``[[basis]]``."""
    node.check_keys(("id", "document", "note"))
    valid_from, valid_to = node.day("valid_from"), node.day("valid_to")
    if valid_from is not None and valid_to is not None and valid_to < valid_from:
        node.fail("“valid_to” 早于 “valid_from”", key="valid_to", fix=f"例如 {pack_keys.BASIS['valid_to']}")
    return Basis(
        id=node.text("id"),
        document=node.text("document"),
        number=node.text("number"),
        date=node.day("date"),
        clause=node.text("clause"),
        note=node.text("note"),
        valid_from=valid_from,
        valid_to=valid_to,
        area=node.text("area"),
        where=node.where(),
    )
