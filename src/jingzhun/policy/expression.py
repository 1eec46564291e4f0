"""Reading the ``when`` of a policy file into a condition, with every field, operator and operand checked."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from math import isfinite
from typing import Any

from jingzhun.policy.fields import Scope, check_named, codes_of, read_whose
from jingzhun.policy.node import Node, unknown
from jingzhun.policy.operators import OPERATOR_BY_NAME, OPERATORS, Operator
from jingzhun.policy.places import Path
from jingzhun.policy.tally_text import TALLY_KEYS, read_tally
from jingzhun.policy.terms import AllOf, AnyOf, DayOf, Expression, HasFinding, LineOf, NotOf, Operand, Test
from jingzhun.policy.values import plain

JOINS = ("all", "any", "not")
_OFFSETS = ("plus_years", "plus_months", "plus_days")
EXAMPLES = {operator.name: operator.example for operator in OPERATORS} | {
    "field": '{ field = "status", equals = "现势" }',
    "all": "{ all = [ {…}, {…} ] }",
    "any": "{ any = [ {…}, {…} ] }",
    "not": "{ not = {…} }",
    "finding": '{ finding = "JZ203" }',
    "whose": '{ finding = "JZ203", whose = "household" }',
    "times": '{ field = "income", above_line = "allowance_line", times = 1.5 }',
    **dict.fromkeys(_OFFSETS, '{ field = "registered_date", after_field = "as_of", plus_years = -2 }'),
    **TALLY_KEYS,
}
_TAKES = {
    "text": "一个文字",
    "texts": "文字的列表, 至少一项",
    "number": "数字, 不加引号",
    "date": "日期, 不加引号",
    "flag": "true (要相反的意思请换用相反的词)",
    "field": "另一个字段名",
    "range": "两个数字或两个日期, 小的在前",
    "line": "[lines] 里的一个名称",
}


def read_when(node: Node, scope: Scope, key: str = "when") -> Expression:
    """Read the ``when`` of a condition or an exception: one test, or a list of tests that must all hold.

    Args:
        node: the table that holds ``when``.
        scope: what the condition may name.
        key: ``when``, ``when_not`` or ``where``.

    Raises:
        PolicyError: an unknown field, operator or operand.
    """
    return _read(node, node.table[key], (key,), scope)


def _read(node: Node, value: Any, path: Path, scope: Scope) -> Expression:
    part = node.below(path, {}, EXAMPLES)
    if isinstance(value, list) and value:
        return _joined([_read(node, item, (*path, index), scope) for index, item in enumerate(value)])
    if not isinstance(value, dict) or not value:
        part.fail("条件应写成 { field = …, … } 或它们的列表, 不能为空", fix=f"例如 when = {EXAMPLES['starts_with']}")
    part = node.below(path, value, EXAMPLES)
    part.check_keys(())
    joins = [key for key in value if key in JOINS]
    if joins:
        return _read_join(node, part, path, scope, joins[0])
    if "finding" in value:
        return _finding(part, scope)
    if "count" in value or "sum" in value:
        return read_tally(part, scope, read_when, read_operand)
    return _tests(part, scope)


def _read_join(node: Node, part: Node, path: Path, scope: Scope, join: str) -> Expression:
    if len(part.table) > 1:
        part.fail(f"“{join}” 不能与别的键写在同一对花括号里", key=join, fix="拆成各自的花括号, 放进一个列表")
    inner = part.table[join]
    if join == "not":
        return NotOf(_read(node, inner, (*path, "not"), scope))
    if not isinstance(inner, list) or not inner:
        part.wrong(join, "条件的列表, 至少一项")
    parts = tuple(_read(node, item, (*path, join, index), scope) for index, item in enumerate(inner))
    return AllOf(parts) if join == "all" else AnyOf(parts)


def _joined(parts: list[Expression]) -> Expression:
    return parts[0] if len(parts) == 1 else AllOf(tuple(parts))


def _finding(part: Node, scope: Scope) -> HasFinding:
    """Read ``{ finding = "JZ203" }``; of a household's rule, and in a condition on households, anyone's counts."""
    for key in part.table:
        if key not in ("finding", "whose"):
            part.fail(f"“{key}” 不能与 “finding” 写在同一对花括号里", key=key, fix=f"例如 {EXAMPLES['finding']}")
    code = part.text("finding")
    check_named(part, "finding", code, scope.findings, "问题代码")
    of_household = scope.about == "household" or code.startswith("JZ2")
    return HasFinding(code, read_whose(part, scope, "household" if of_household else "member"))


def _tests(part: Node, scope: Scope) -> Expression:
    """Read ``{ field = …, operator = operand, … }``; several operators on one field must all hold."""
    part.check_keys(("field",))
    field = part.text("field")
    check_named(part, "field", field, scope.fields)
    names = [name for name in part.table if name in OPERATOR_BY_NAME]
    foreign = [name for name in part.table if name not in ("field", "times", *_OFFSETS, *OPERATOR_BY_NAME)]
    if foreign:
        part.fail(f"“{foreign[0]}” 不能与 “field” 写在一起", key=foreign[0], fix=f"例如 {EXAMPLES[foreign[0]]}")
    if not names:
        part.fail(f"字段 “{field}” 没有写判断方式", key="field", fix=f"例如 {EXAMPLES['starts_with']}")
    _check_companions(part, names)
    tests = []
    for name in names:
        operand = read_operand(part, OPERATOR_BY_NAME[name], scope)
        _check_codes(part, field, name, operand)
        tests.append(Test(field, name, operand))
    return _joined(list(tests))


def _check_companions(part: Node, names: list[str]) -> None:
    """``times`` and ``plus_…`` say nothing without an operator that takes them."""
    takes = {OPERATOR_BY_NAME[name].takes for name in names}
    for key, needed, what in (("times", "line", "…_line"), *((offset, "field", "…_field") for offset in _OFFSETS)):
        if key in part.table and needed not in takes:
            part.fail(f"“{key}” 只能同 “{what}” 一起写", key=key, fix=f"例如 {EXAMPLES[key]}")


def _check_codes(part: Node, field: str, name: str, operand: Operand) -> None:
    """A field of codes is asked by its codes, not by words."""
    codes = codes_of(field)
    if not codes or OPERATOR_BY_NAME[name].takes == "flag":
        return
    if name not in ("equals", "in", "not_in"):
        part.fail(f"“{field}” 存的是代码, 只能用 equals、in、not_in", key=name, fix=f"代码有: {_listed(codes)}")
    for code in operand if isinstance(operand, tuple) else (operand,):
        if code not in codes:
            by_word = [known for known, word in codes.items() if word == code]
            fix = f"改为 “{by_word[0]}”" if by_word else f"代码有: {_listed(codes)}"
            part.fail(unknown(f"“{field}” 的代码", str(code), codes), key=name, fix=fix)


def _listed(codes: Mapping[str, str]) -> str:
    return "、".join(f"{code} {word}" for code, word in codes.items())


def read_operand(part: Node, operator: Operator, scope: Scope) -> Operand:
    """The operand of an operator, checked."""
    value = part.table[operator.name]
    if operator.takes == "texts":
        texts = part.texts(operator.name)
        if not all(plain(text) for text in texts):
            part.wrong(operator.name, _TAKES["texts"])
        return texts
    if operator.takes == "field":
        other = part.text(operator.name)
        check_named(part, operator.name, other, scope.days())
        return DayOf(other, *(_whole(part, offset) for offset in _OFFSETS))
    if operator.takes == "line":
        return _line(part, operator.name, scope)
    if operator.takes == "range":
        return _range(part, operator.name, value)
    fits = {
        "text": isinstance(value, str) and bool(plain(value)),
        "number": _is_number(value),
        "date": _is_day(value),
        "flag": value is True,
    }
    if not fits[operator.takes]:
        part.wrong(operator.name, _TAKES[operator.takes])
    operand: Operand = value
    return operand


def _line(part: Node, key: str, scope: Scope) -> LineOf:
    line = part.text(key)
    if line not in scope.lines:
        what = unknown("线", line, scope.lines) if scope.lines else f"不认识的线 “{line}”, 文件里没有 [lines]"
        fix = f'在 [lines] 里写上, 例如 {line} = {{ yuan = 2855, basis = "…", year = 2016 }}'
        part.fail(what, key=key, fix=fix)
    times = part.table.get("times", 1.0)
    if not _is_number(times) or times <= 0:
        part.wrong("times", "大于 0 的数字")
    return LineOf(line, float(times))


def _range(part: Node, key: str, value: Any) -> Operand:
    pair = isinstance(value, list) and len(value) == 2
    if not pair or not (all(map(_is_number, value)) or all(map(_is_day, value))) or value[0] > value[1]:
        part.wrong(key, _TAKES["range"])
    return (value[0], value[1])


def _whole(part: Node, key: str) -> int:
    value = part.table.get(key, 0)
    if not isinstance(value, int) or isinstance(value, bool) or abs(value) > 100_000:
        part.wrong(key, "整数, 可以是负数")
    return value


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value)


def _is_day(value: Any) -> bool:
    return isinstance(value, date) and not isinstance(value, datetime)
