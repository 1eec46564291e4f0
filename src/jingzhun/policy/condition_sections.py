"""Reading ``[[condition]]`` and ``[[condition.exception]]`` of a policy file."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence

from jingzhun.kinds import register_kinds
from jingzhun.model import Severity
from jingzhun.policy import pack_keys
from jingzhun.policy.conditions import fields_of
from jingzhun.policy.expression import read_when
from jingzhun.policy.fields import Scope, condition_fields, fields_for, roll_fields
from jingzhun.policy.node import Node, unknown
from jingzhun.policy.phrases import read_phrases
from jingzhun.policy.records import (
    EXCUSED,
    HOUSEHOLD,
    MEMBER,
    REVIEW,
    ROW,
    PolicyCondition,
    StandingException,
)
from jingzhun.policy.terms import MEMBERS
from jingzhun.rules.registry import RULES

_CODE = re.compile(r"(?!JZ)[A-Z][A-Z0-9_]*")
#: A condition may ask for findings of conditions on smaller things, which are answered before it.
_ORDER = (ROW, MEMBER, HOUSEHOLD)
_NEEDED = ("code", "title", "severity", "question", "show", "when")


def read_conditions(
    nodes: Sequence[Node], basis_ids: Collection[str], lines: Mapping[str, str]
) -> tuple[PolicyCondition, ...]:
    """Read all conditions.

    Args:
        nodes: their tables.
        basis_ids: ids of the sources.
        lines: the lines, with their titles.

    Raises:
        PolicyError: a key, field, code or word is not known, or needed and not there.
    """
    unique(nodes, "code", "条件代码")
    return tuple(_condition(node, nodes, basis_ids, lines) for node in nodes)


def unique(nodes: Sequence[Node], key: str, what: str) -> list[str]:
    """The values of a key over several tables, which must all differ."""
    seen: list[str] = []
    for node in nodes:
        node.check_keys((key,))
        value = node.text(key)
        if value in seen:
            node.fail(f"{what} “{value}” 重复", key=key, fix="换一个没有用过的代码")
        seen.append(value)
    return seen


def _condition(
    node: Node, nodes: Sequence[Node], basis_ids: Collection[str], lines: Mapping[str, str]
) -> PolicyCondition:
    node.check_keys(_NEEDED)
    about, register = _about(node)
    fields = fields_for(about, register)
    scope = Scope(about, fields, lines, _findings(nodes, about), _countable())
    # Reasons show what stands on the row itself, or on the roll.
    shown = condition_fields(register) if register else roll_fields()
    for key, known, what in (("basis", basis_ids, "依据编号"), ("needs", list(fields), "字段")):
        for word in node.texts(key):
            if word not in known:
                node.fail(unknown(what, word, known), key=key, fix=f"例如 {pack_keys.CONDITION[key]}")
    if "drop" in node.table:
        node.fail("“drop” 只能写在上级政策已有的条件里", key="drop", fix="去掉这一行")
    exceptions = node.list_of("exception", pack_keys.EXCEPTION)
    unique(exceptions, "code", "例外代码")
    when = read_when(node, scope)
    severities = (Severity.RED_LINE.value, Severity.REVIEW.value, Severity.NOTE.value)
    return PolicyCondition(
        code=_code(node),
        title=node.text("title"),
        about=about,
        register=register,
        severity=Severity(node.choice("severity", severities, "轻重")),
        basis=node.texts("basis"),
        question=node.text("question"),
        show=read_phrases(node, "show", shown),
        details=read_phrases(node, "details", shown),
        needs=node.texts("needs", tuple(field for field in fields_of(when) if field in fields)),
        when=when,
        when_not=read_when(node, scope, "when_not") if "when_not" in node.table else None,
        exceptions=tuple(_exception(inner, scope, basis_ids) for inner in exceptions),
        where=node.where(),
    )


def _about(node: Node) -> tuple[str, str]:
    """What a condition is about, and the register of its rows."""
    if "about" not in node.table:
        node.check_keys(("register",))
        return ROW, node.choice("register", [kind.value for kind in register_kinds()], "部门数据")
    if "register" in node.table:
        node.fail("“about” 和 “register” 只能写一个", key="about", fix="查部门数据的写 register, 查名册的写 about")
    return node.choice("about", (MEMBER, HOUSEHOLD), "对象"), ""


def _findings(nodes: Sequence[Node], about: str) -> dict[str, str]:
    """The codes of findings that a condition may ask for, with their titles."""
    earlier = _ORDER[: _ORDER.index(about)]
    others = {
        str(other.table.get("code")): str(other.table.get("title", ""))
        for other in nodes
        if other.table.get("about", ROW) in earlier
    }
    return {rule.code: rule.title for rule in RULES} | others


def _countable() -> dict[str, str]:
    return {kind.value: kind.words for kind in register_kinds()} | {MEMBERS: "名册上的成员"}


def _exception(node: Node, scope: Scope, basis_ids: Collection[str]) -> StandingException:
    node.check_keys(("code", "title", "evidence"))
    manual = "manual" in node.table
    if manual and node.table["manual"] is not True:
        node.wrong("manual", "true, 不要就不写")
    if manual == ("when" in node.table):
        what = "“manual” 和 “when” 只能写一个" if manual else "缺少必填的键 “when”"
        fix = f"数据里看得出的写 {pack_keys.EXCEPTION['when']}; 只能入户问的写 manual = true"
        node.fail(what, key="manual" if manual else "", fix=fix)
    for word in node.texts("basis"):
        if word not in basis_ids:
            node.fail(unknown("依据编号", word, basis_ids), key="basis", fix=f"例如 {pack_keys.EXCEPTION['basis']}")
    return StandingException(
        code=_code(node),
        title=node.text("title"),
        evidence=node.text("evidence"),
        effect=node.choice("effect", (EXCUSED, REVIEW), "例外处理", EXCUSED),
        when=None if manual else read_when(node, scope),
        manual=manual,
        basis=node.texts("basis"),
        where=node.where(),
    )


def _code(node: Node) -> str:
    code = node.text("code")
    if _CODE.fullmatch(code) is None:
        node.fail(f"代码 “{code}” 应为大写字母, 且不以 JZ 开头", key="code", fix=f"例如 {node.examples['code']}")
    return code
