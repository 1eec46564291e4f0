"""Reading the ``when`` of a policy file into a condition, with every field and operator checked."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from math import isfinite
from typing import Any

from jingzhun.policy.conditions import AllOf, AnyOf, Expression, NotOf, Test
from jingzhun.policy.node import Node, nearest, unknown
from jingzhun.policy.operators import OPERATOR_BY_NAME, OPERATORS, Operand, Operator, plain
from jingzhun.policy.places import Path

JOINS = ("all", "any", "not")
_EXAMPLES = {operator.name: operator.example for operator in OPERATORS} | {
    "field": '{ field = "status", equals = "现势" }',
    "all": "{ all = [ {…}, {…} ] }",
    "any": "{ any = [ {…}, {…} ] }",
    "not": "{ not = {…} }",
}
_TAKES = {
    "text": "一个文字",
    "texts": "文字的列表, 至少一项",
    "number": "数字, 不加引号",
    "date": "日期, 不加引号",
    "flag": "true (要相反的意思请换用相反的词)",
    "field": "另一个字段名",
}


def read_when(node: Node, fields: Mapping[str, str], key: str = "when") -> Expression:
    """Read the ``when`` of a condition or an exception: one test, or a list of tests that must all hold.

    Args:
        node: the table that holds ``when``.
        fields: the fields that may be asked for, with their Chinese names.
        key: ``when`` or ``when_not``.

    Raises:
        PolicyError: an unknown field, operator or operand.
    """
    return _read(node, node.table[key], (key,), fields)


def _read(node: Node, value: Any, path: Path, fields: Mapping[str, str]) -> Expression:
    part = Node({}, (*node.path, *path), node.file, node.places, _EXAMPLES)
    if isinstance(value, list) and value:
        return _joined([_read(node, item, (*path, index), fields) for index, item in enumerate(value)])
    if not isinstance(value, dict) or not value:
        part.fail("条件应写成 { field = …, … } 或它们的列表, 不能为空", fix=f"例如 when = {_EXAMPLES['starts_with']}")
    part = Node(value, part.path, part.file, part.places, _EXAMPLES)
    part.check_keys(())
    joins = [key for key in value if key in JOINS]
    if not joins:
        return _tests(part, fields)
    if len(value) > 1:
        part.fail(f"“{joins[0]}” 不能与别的键写在同一对花括号里", key=joins[0], fix="拆成各自的花括号, 放进一个列表")
    inner = value[joins[0]]
    if joins[0] == "not":
        return NotOf(_read(node, inner, (*path, "not"), fields))
    if not isinstance(inner, list) or not inner:
        part.wrong(joins[0], "条件的列表, 至少一项")
    parts = tuple(_read(node, item, (*path, joins[0], index), fields) for index, item in enumerate(inner))
    return AllOf(parts) if joins[0] == "all" else AnyOf(parts)


def _joined(parts: list[Expression]) -> Expression:
    return parts[0] if len(parts) == 1 else AllOf(tuple(parts))


def _tests(part: Node, fields: Mapping[str, str]) -> Expression:
    """Read ``{ field = …, operator = operand, … }``; several operators on one field must all hold."""
    part.check_keys(("field",))
    field = part.text("field")
    _check_field(part, "field", field, fields)
    names = [name for name in part.table if name != "field"]
    if not names:
        part.fail(f"字段 “{field}” 没有写判断方式", key="field", fix=f"例如 {_EXAMPLES['starts_with']}")
    return _joined([Test(field, name, _operand(part, OPERATOR_BY_NAME[name], fields)) for name in names])


def _check_field(part: Node, key: str, field: str, fields: Mapping[str, str]) -> None:
    if field not in fields:
        near = nearest(field, fields)
        fix = f"改为 {key} = “{near}” ({fields[near]})" if near else f"例如 {_EXAMPLES[key]}"
        part.fail(unknown("字段", field, fields), key=key, fix=fix)


def _operand(part: Node, operator: Operator, fields: Mapping[str, str]) -> Operand:
    value = part.table[operator.name]
    if operator.takes == "texts":
        texts = part.texts(operator.name)
        if not all(plain(text) for text in texts):
            part.wrong(operator.name, _TAKES["texts"])
        return texts
    if operator.takes == "field":
        other = part.text(operator.name)
        _check_field(part, operator.name, other, fields)
        return other
    fits = {
        "text": isinstance(value, str) and bool(plain(value)),
        "number": isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value),
        "date": isinstance(value, date) and not isinstance(value, datetime),
        "flag": value is True,
    }
    if not fits[operator.takes]:
        part.wrong(operator.name, _TAKES[operator.takes])
    operand: Operand = value
    return operand
