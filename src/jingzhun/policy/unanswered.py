"""Conditions that nobody can answer as things stand: a line without an amount, a register that was not supplied.

To call every household undecided for that would bury what was found. Such a condition keeps what is true all the same,
and the run says once what it lacks.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from jingzhun.kinds import TableKind
from jingzhun.policy.records import ROW, Line, PolicyCondition
from jingzhun.policy.subject import Context
from jingzhun.policy.terms import MEMBERS, AllOf, AnyOf, Expression, LineOf, NotOf, Tally, Test


def lacks(condition: PolicyCondition, context: Context) -> tuple[str, ...]:
    """The lines and registers that the ``when`` of a condition asks for and that are not there, by id and kind.

    Args:
        condition: the condition.
        context: what is known; lines without an amount are not in it.
    """
    parts = tuple(_parts(condition.when))
    lines = dict.fromkeys(line for part in parts for line in _lines(part) if line not in context.lines)
    registers = dict.fromkeys(
        part.source
        for part in parts
        if isinstance(part, Tally) and part.source != MEMBERS and part.source not in context.linked
    )
    return (*lines, *registers)


def is_asked(condition: PolicyCondition, context: Context) -> bool:
    """Whether a run is about what a condition asks: its register was supplied, or one of those that it counts.

    Offices compare with what they have; that a register which nobody sent was not looked at needs no note.
    """
    if condition.about == ROW:
        return condition.register in context.linked
    counted = {part.source for part in _parts(condition.when) if isinstance(part, Tally) and part.source != MEMBERS}
    return not counted or not counted.isdisjoint(context.linked)


def said(lacking: tuple[str, ...], lines: Mapping[str, Line]) -> tuple[str, str]:
    """What a condition lacks and how to mend it, in Chinese.

    Args:
        lacking: see :func:`lacks`; at least one.
        lines: the lines of the policy by id.
    """
    unfilled = [name for name in lacking if name in lines]
    registers = [TableKind(name).words for name in lacking if name not in lines]
    what = [f"政策规则里没有填“{lines[name].title}”(元/人·年)" for name in unfilled]
    what += [f"没有提供{words}" for words in registers]
    fixes = [f"查到当地的数字后写进政策规则: [lines] 里 {name} = {{ yuan = …, basis = … }}" for name in unfilled]
    fixes += [f"要判断的, 连同{words}再核查一次" for words in registers]
    return ", ".join(what), "; ".join(fixes)


def _parts(expression: Expression) -> Iterator[Expression]:
    match expression:
        case AllOf(parts) | AnyOf(parts):
            for part in parts:
                yield from _parts(part)
        case NotOf(part):
            yield from _parts(part)
        case _:
            yield expression


def _lines(part: Expression) -> tuple[str, ...]:
    match part:
        case Test(_, _, operand):
            operands = [operand]
        case Tally():
            operands = [operand for _, operand in part.limits]
        case _:
            operands = []
    return tuple(operand.line for operand in operands if isinstance(operand, LineOf))
