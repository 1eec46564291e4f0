"""Reading counts and sums: ``{ count = "vehicles", where = {…}, at_least = 2 }``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from jingzhun.policy.fields import Scope, check_named, fields_for, read_whose
from jingzhun.policy.node import Node
from jingzhun.policy.operators import COMPARISONS, OPERATOR_BY_NAME, Operator
from jingzhun.policy.terms import MEMBERS, Expression, Operand, Tally

_COUNT = '{ count = "vehicles", where = { field = "status", equals = "A" }, at_least = 2 }'
_SUM = '{ sum = "capital", of = "business", at_least = 500000 }'
#: The keys of counts and sums, with an example of each.
TALLY_KEYS = {
    "count": _COUNT,
    "sum": _SUM,
    "of": _SUM,
    "where": _COUNT,
    "distinct": '{ count = "property", distinct = "unit_number", at_least = 2 }',
    "per_head": '{ sum = "balance", of = "deposits", per_head = true, above_line = "allowance_line", times = 2 }',
    "by_share": '{ sum = "area", of = "property", by_share = true, above = 150 }',
}
_LIMITS = (*COMPARISONS, *(f"{name}_line" for name in COMPARISONS if name != "between"))
_WHERE = "where"

ReadWhen = Callable[[Node, Scope, str], Expression]
ReadOperand = Callable[[Node, Operator, Scope], Operand]


def read_tally(part: Node, scope: Scope, read_when: ReadWhen, read_operand: ReadOperand) -> Tally:
    """Read a count or a sum.

    Args:
        part: its table.
        scope: what the condition that holds it may name.
        read_when: reads ``where``.
        read_operand: reads a limit.

    Raises:
        PolicyError: an unknown register, field or key, or no limit.
    """
    verb = "count" if "count" in part.table else "sum"
    known = {"count", "where", "whose", "distinct", "times", *_LIMITS}
    if verb == "sum":
        known = known - {"count"} | {"sum", "of", "per_head", "by_share"}
    for key in part.table:
        if key not in known:
            part.fail(f"“{key}” 不能与 “{verb}” 写在一起", key=key, fix=f"例如 {TALLY_KEYS[verb]}")
    source = _source(part, "count" if verb == "count" else "of", scope)
    inner = _inside(scope, source)
    field = part.text("sum") if verb == "sum" else ""
    if field:
        check_named(part, "sum", field, inner.fields)
    distinct = part.text("distinct")
    if distinct:
        check_named(part, "distinct", distinct, inner.fields)
    names = [name for name in part.table if name in _LIMITS]
    if not names:
        part.fail(f"“{verb}” 没有写界限", key=verb, fix=f"例如 {TALLY_KEYS[verb]}")
    if "times" in part.table and not any(OPERATOR_BY_NAME[name].takes == "line" for name in names):
        part.fail("“times” 只能同 “…_line” 一起写", key="times", fix=f"例如 {TALLY_KEYS['per_head']}")
    by_share = _flag(part, "by_share")
    if by_share and "share" not in inner.fields:
        part.fail(f"“{source}” 没有份额, 不能用 “by_share”", key="by_share", fix=f"例如 {TALLY_KEYS['by_share']}")
    return Tally(
        source=source,
        field=field,
        where=read_when(part, inner, _WHERE) if _WHERE in part.table else None,
        whose=read_whose(part, scope, "household"),
        distinct=distinct,
        per_head=_flag(part, "per_head"),
        by_share=by_share,
        limits=tuple((name, _number_limit(part, name, scope, read_operand)) for name in names),
    )


def _source(part: Node, key: str, scope: Scope) -> str:
    if key not in part.table:
        part.fail("“sum” 要同 “of” 一起写, 说明是哪种部门数据", key="sum", fix=f"例如 {TALLY_KEYS['sum']}")
    source = part.text(key)
    if not scope.registers:
        part.fail("计数、合计里面不能再写计数、合计", key=key, fix="把它放到外面, 用 all 并列")
    check_named(part, key, source, scope.registers, "部门数据")
    return source


def _inside(scope: Scope, source: str) -> Scope:
    """What ``where`` may name: the fields of the rows that are counted; no counts inside counts."""
    if source == MEMBERS:
        return replace(scope, about="member", fields=fields_for("member", ""), registers={})
    return replace(scope, about="row", fields=fields_for("row", source), registers={})


def _number_limit(part: Node, name: str, scope: Scope, read_operand: ReadOperand) -> Operand:
    operand = read_operand(part, OPERATOR_BY_NAME[name], scope)
    if isinstance(operand, tuple) and not isinstance(operand[0], int | float):
        part.wrong(name, "两个数字, 小的在前")
    return operand


def _flag(part: Node, key: str) -> bool:
    if key in part.table and part.table[key] is not True:
        part.wrong(key, "true, 不要就不写")
    return key in part.table
