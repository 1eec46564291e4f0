"""Policy packs: TOML files that say, with date, area and source, what counts and which exceptions hold.

A pack is checked completely before it is used; the format is explained in docs/guide/policy.md.
"""

from __future__ import annotations

import hashlib
import re
from importlib import resources
from pathlib import Path

from jingzhun.errors import PolicyError
from jingzhun.kinds import register_kinds
from jingzhun.model import Effect, Grade, Severity
from jingzhun.policy.conditions import fields_of
from jingzhun.policy.expression import read_when
from jingzhun.policy.fields import condition_fields
from jingzhun.policy.node import Node, nearest, unknown
from jingzhun.policy.phrases import read_phrases
from jingzhun.policy.places import Places
from jingzhun.policy.records import (
    EXCUSED,
    REVIEW,
    Basis,
    Policy,
    PolicyCondition,
    RuleEffects,
    StandingException,
)
from jingzhun.policy.toml_text import parse_toml
from jingzhun.rules.registry import RULES

_TOP = {
    "name": 'name = "zhangzhou-2016"',
    "title": 'title = "漳州市平和县2016年建档立卡核查"',
    "area": 'area = "福建省漳州市平和县"',
    "valid_from": "valid_from = 2016-01-01",
    "valid_to": "valid_to = 2020-12-31",
    "grades": 'grades = ["A", "B"]',
    "effects": '[effects]\n  default = "correct"',
    "basis": '[[basis]]\n  id = "…"\n  document = "…"\n  note = "…"',
    "condition": '[[condition]]\n  code = "CAR"\n  …',
}
_EFFECTS = {
    "default": 'default = "correct"',
    "notes": 'notes = "note"',
    "undecided": 'undecided = "note"',
    "doubt": 'doubt = ["JZ301"]',
    "correct": 'correct = ["JZ103"]',
    "clue": 'clue = ["JZ302"]',
    "note": 'note = ["JZ110"]',
}
_BASIS = {
    "id": 'id = "assistance-2014"',
    "document": 'document = "社会救助暂行办法"',
    "number": 'number = "国务院令第649号"',
    "date": "date = 2014-02-21",
    "clause": 'clause = "第五十八条"',
    "note": 'note = "可以向哪些部门查询"',
}
_CONDITION = {
    "code": 'code = "CAR"',
    "title": 'title = "机动车"',
    "register": 'register = "vehicles"',
    "severity": 'severity = "red_line"',
    "basis": 'basis = ["assistance-2014"]',
    "question": 'question = "车是谁出资买的, 现在谁在用?"',
    "show": 'show = ["名下有", " {vehicle_class|车辆}", " {plate}"]',
    "details": 'details = ["{registered_date} 登记", "状态{status}"]',
    "needs": 'needs = ["vehicle_class"]',
    "when": 'when = { field = "vehicle_class", starts_with = ["K", "H"] }',
    "when_not": 'when_not = { field = "vehicle_class", contains_any = ["挂车"] }',
    "exception": '[[condition.exception]]\n  code = "MOTORCYCLE"\n  …',
}
_EXCEPTION = {
    "code": 'code = "MOTORCYCLE"',
    "title": 'title = "摩托车"',
    "evidence": 'evidence = "行驶证"',
    "effect": 'effect = "excused"',
    "when": 'when = { field = "vehicle_class", starts_with = ["M"] }',
}
_LISTED_EFFECTS = (Effect.DOUBT, Effect.CORRECT, Effect.CLUE, Effect.NOTE)
_CONDITION_CODE = re.compile(r"(?!JZ)[A-Z][A-Z0-9_]*")


def available() -> tuple[str, ...]:
    """The names of the shipped packs, in alphabetical order."""
    folder = resources.files("jingzhun.policy") / "packs"
    return tuple(sorted(item.name.removesuffix(".toml") for item in folder.iterdir() if item.name.endswith(".toml")))


def load(name: str | Path) -> Policy:
    """Read and check a policy.

    Args:
        name: a shipped pack (see :func:`available`) or the path of a TOML file.

    Raises:
        PolicyError: there is none, or it is not valid; the message names line, key and the nearest valid one.
    """
    if str(name) in available():
        item = resources.files("jingzhun.policy") / "packs" / f"{name}.toml"
        return parse(item.read_bytes(), f"{name}.toml")
    path = Path(name)
    try:
        return parse(path.read_bytes(), str(path))
    except FileNotFoundError as error:
        fix = f"写随程序带的政策规则({'、'.join(available())}), 或自己的 .toml 文件的路径"
        raise PolicyError(unknown("政策规则", str(name), available()), fix=fix) from error
    except OSError as error:
        why = "是文件夹" if path.is_dir() else "不许读取" if isinstance(error, PermissionError) else "读不出"
        fix = f"给出能打开的 .toml 文件, 或写随程序带的政策规则({'、'.join(available())})"
        raise PolicyError(f"政策规则打不开({why})", where=str(path), fix=fix) from error


def parse(source: bytes, file: str) -> Policy:
    """Check the text of a pack; see :func:`load`."""
    text, data = parse_toml(source, file, PolicyError, 'title = "机动车"')
    return _policy(Node(data, (), file, Places(text, data), _TOP), hashlib.sha256(source).hexdigest())


def _policy(top: Node, digest: str) -> Policy:
    top.check_keys(("name", "title", "area", "valid_from", "effects", "basis", "condition"))
    valid_from, valid_to = top.day("valid_from"), top.day("valid_to")
    if valid_from is None or (valid_to is not None and valid_to < valid_from):
        top.fail("“valid_to” 早于 “valid_from”", key="valid_to", fix=f"例如 {_TOP['valid_to']}")
    grades = top.texts("grades", (Grade.A.value, Grade.B.value))
    for grade in grades:
        if grade not in set(Grade):
            top.fail(
                unknown("等级", grade, [known.value for known in Grade]), key="grades", fix=f"例如 {_TOP['grades']}"
            )
    basis = tuple(_basis(node) for node in top.list_of("basis", _BASIS))
    nodes = top.list_of("condition", _CONDITION)
    if not basis or not nodes:
        top.fail("至少要有一段 [[basis]] 和一段 [[condition]]", fix=f"例如 {_TOP['basis']}")
    ids = _unique(top.list_of("basis", _BASIS), "id", "依据编号")
    _unique(nodes, "code", "条件代码")
    return Policy(
        name=top.text("name"),
        title=top.text("title"),
        area=top.text("area"),
        valid_from=valid_from,
        valid_to=valid_to,
        grades=grades,
        effects=_rule_effects(top.inner("effects", _EFFECTS)),
        basis=basis,
        conditions=tuple(_condition(node, ids) for node in nodes),
        file=top.file,
        digest=digest,
    )


def _rule_effects(node: Node) -> RuleEffects:
    node.check_keys(("default",))
    titles = {rule.code: rule.title for rule in RULES}
    names = [effect.value for effect in _LISTED_EFFECTS]
    mild = [name for name in names if name != Effect.DOUBT]
    listed: dict[str, Effect] = {}
    for effect in _LISTED_EFFECTS:
        for code in node.texts(effect.value):
            if code not in titles:
                near = nearest(code, titles)
                fix = f"例如 “{near}” ({titles[near]})" if near else f"例如 {_EFFECTS[effect.value]}"
                node.fail(unknown("核查规则", code, titles), key=effect.value, fix=fix)
            if code in listed:
                node.fail(f"规则 “{code}” 写了两次", key=effect.value, fix="只保留一处")
            listed[code] = effect
    return RuleEffects(
        default=Effect(node.choice("default", names, "处理")),
        notes=Effect(node.choice("notes", mild, "处理", Effect.NOTE.value)),
        undecided=Effect(node.choice("undecided", mild, "处理", Effect.NOTE.value)),
        listed=tuple(listed.items()),
    )


def _basis(node: Node) -> Basis:
    node.check_keys(("id", "document", "note"))
    return Basis(
        id=node.text("id"),
        document=node.text("document"),
        number=node.text("number"),
        date=node.day("date"),
        clause=node.text("clause"),
        note=node.text("note"),
    )


def _condition(node: Node, basis_ids: list[str]) -> PolicyCondition:
    node.check_keys(("code", "title", "register", "severity", "basis", "question", "show", "when"))
    register = node.choice("register", [kind.value for kind in register_kinds()], "部门数据")
    fields = condition_fields(register)
    for key, known, what in (("basis", basis_ids, "依据编号"), ("needs", list(fields), "字段")):
        for word in node.texts(key):
            if word not in known:
                node.fail(unknown(what, word, known), key=key, fix=f"例如 {_CONDITION[key]}")
    exceptions = node.list_of("exception", _EXCEPTION)
    _unique(exceptions, "code", "例外代码")
    when = read_when(node, fields)
    return PolicyCondition(
        code=_code(node),
        title=node.text("title"),
        register=register,
        severity=Severity(node.choice("severity", (Severity.RED_LINE.value, Severity.REVIEW.value), "轻重")),
        basis=node.texts("basis"),
        question=node.text("question"),
        show=read_phrases(node, "show", fields),
        details=read_phrases(node, "details", fields),
        needs=node.texts("needs", fields_of(when)),
        when=when,
        when_not=read_when(node, fields, "when_not") if "when_not" in node.table else None,
        exceptions=tuple(_exception(inner, fields) for inner in exceptions),
    )


def _exception(node: Node, fields: dict[str, str]) -> StandingException:
    node.check_keys(("code", "title", "evidence", "when"))
    return StandingException(
        code=_code(node),
        title=node.text("title"),
        evidence=node.text("evidence"),
        effect=node.choice("effect", (EXCUSED, REVIEW), "例外处理", EXCUSED),
        when=read_when(node, fields),
    )


def _code(node: Node) -> str:
    code = node.text("code")
    if _CONDITION_CODE.fullmatch(code) is None:
        node.fail(f"代码 “{code}” 应为大写字母, 且不以 JZ 开头", key="code", fix=f"例如 {node.examples['code']}")
    return code


def _unique(nodes: list[Node], key: str, what: str) -> list[str]:
    """The values of a key over several tables, which must all differ."""
    seen: list[str] = []
    for node in nodes:
        node.check_keys((key,))
        value = node.text(key)
        if value in seen:
            node.fail(f"{what} “{value}” 重复", key=key, fix="换一个没有用过的代码")
        seen.append(value)
    return seen
