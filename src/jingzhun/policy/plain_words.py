"""A condition in plain Chinese, one line a part, parts of parts further in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from jingzhun.kinds import TableKind
from jingzhun.policy.fields import codes_of, fields_for
from jingzhun.policy.operators import OPERATOR_BY_NAME
from jingzhun.policy.terms import (
    AS_OF,
    MEMBERS,
    AllOf,
    AnyOf,
    DayOf,
    Expression,
    HasFinding,
    LineOf,
    NotOf,
    Operand,
    Tally,
    Test,
)

_INDENT = "  "


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The Chinese names of what a condition names.

    Attributes:
        about: ``row``, ``member`` or ``household``.
        register: the register of the rows, ``""`` for others.
        lines: what each line of the policy is called, with its figure.
        findings: what each finding is called.
    """

    about: str
    register: str
    lines: Mapping[str, str]
    findings: Mapping[str, str]

    def field(self, name: str) -> str:
        """``车辆类型``."""
        return "核查日" if name == AS_OF else fields_for(self.about, self.register).get(name, name)


def in_words(expression: Expression, names: Vocabulary) -> list[str]:
    """A condition, line by line: ``以下任一:`` and below it its parts, each two spaces further in."""
    match expression:
        case Test():
            return [f"{names.field(expression.field)} {_asked(expression, names)}"]
        case HasFinding(code, whose):
            who = "本户" if whose == "household" else "本人"
            return [f"{who}有问题 {code} {names.findings.get(code, '')}".rstrip()]
        case Tally():
            return _tally(expression, names)
        case NotOf(part):
            return ["不是:", *_inner(in_words(part, names))]
        case AllOf(parts):
            return _joined(parts, "以下都成立:", ", 且", names)
        case AnyOf(parts):
            return _joined(parts, "以下任一成立:", ", 或", names)


def _joined(parts: tuple[Expression, ...], opening: str, link: str, names: Vocabulary) -> list[str]:
    """Tests of one field in one line, anything else below one another."""
    tests = [part for part in parts if isinstance(part, Test)]
    if len(tests) == len(parts) and len({test.field for test in tests}) == 1:
        return [f"{names.field(tests[0].field)} " + link.join(_asked(test, names) for test in tests)]
    if len(parts) == 1:
        return in_words(parts[0], names)
    return [opening, *(line for part in parts for line in _inner(_item(in_words(part, names))))]


def _item(lines: list[str]) -> list[str]:
    return [f"· {lines[0]}", *(f"{_INDENT}{line}" for line in lines[1:])]


def _inner(lines: list[str]) -> list[str]:
    return [_INDENT + line for line in lines]


def _asked(test: Test, names: Vocabulary) -> str:
    return OPERATOR_BY_NAME[test.operator].words.replace("{}", _operand(test.operand, test.field, names))


def _operand(operand: Operand, field: str, names: Vocabulary) -> str:
    if isinstance(operand, DayOf):
        return names.field(operand.field) + _offset(operand)
    if isinstance(operand, LineOf):
        line = names.lines.get(operand.line, operand.line)
        return line if operand.times == 1 else f"{line}的 {operand.times:g} 倍"
    if isinstance(operand, tuple) and operand and not isinstance(operand[0], str):
        return " 和 ".join(_number(item) for item in operand)
    codes = codes_of(field)
    if isinstance(operand, tuple):
        return "、".join(_coded(str(item), codes) for item in operand)
    return _coded(operand, codes) if isinstance(operand, str) else _number(operand)


def _coded(text: str, codes: Mapping[str, str]) -> str:
    """A code with the word that it stands for."""
    return f"{codes[text]}({text})" if text in codes else text


def _number(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    return f"{value:,.10g}" if isinstance(value, int | float) else str(value)


def _offset(other: DayOf) -> str:
    moves = ((other.years, "年"), (other.months, "个月"), (other.days, "天"))
    return "".join(f"{'后' if move > 0 else '前'} {abs(move)} {unit}" for move, unit in moves if move)


def _tally(tally: Tally, names: Vocabulary) -> list[str]:
    """``本户 机动车登记(件数, 号牌号码相同的算一件) 不小于 2, 只算:``."""
    of_members = tally.source == MEMBERS
    inner = Vocabulary(
        "member" if of_members else "row", "" if of_members else tally.source, names.lines, names.findings
    )
    what = "名册上的成员" if of_members else TableKind(tally.source).words
    how = f"{inner.field(tally.field)}合计" if tally.field else ("人数" if of_members else "件数")
    ways = [how]
    ways += ["按人平均"] if tally.per_head else []
    ways += ["按所占份额"] if tally.by_share else []
    ways += [f"{inner.field(tally.distinct)}相同的算一件"] if tally.distinct else []
    limits = ", 且".join(
        OPERATOR_BY_NAME[name].words.replace("{}", _operand(operand, "", names)) for name, operand in tally.limits
    )
    head = f"{'本户' if tally.whose == 'household' else '本人'} {what}({', '.join(ways)}) {limits}"
    if tally.where is None:
        return [head]
    return [f"{head}, 只算:", *_inner(in_words(tally.where, inner))]
