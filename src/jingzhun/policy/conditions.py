"""Conditions of a policy: tests on columns, joined by all, any and not, in three-valued logic.

A condition is data (TOML), not code: nothing is evaluated but the operators of ``operators.py``. The logic
is that of Kleene (S. C. Kleene, Introduction to Metamathematics, 1952, section 64; the same as NULL in
SQL), on the order false < unknown < true:

    ====== ======== ======= ========     =======  =======
    ALL    true     unknown false        NOT
    ====== ======== ======= ========     =======  =======
    true   true     unknown false        true     false
    unknown unknown unknown false        unknown  unknown
    false  false    false   false        false    true
    ====== ======== ======= ========     =======  =======

    ====== ======== ======= ========
    ANY    true     unknown false
    ====== ======== ======= ========
    true   true     true    true
    unknown true    unknown unknown
    false  true     unknown false
    ====== ======== ======= ========

So ALL is the least of its parts, ANY the greatest, and NOT changes the sign of 1, 0, -1.

A policy condition may say both when it holds and when it does not (``when`` and ``when_not``). Then silence is
no answer: what neither of them knows, such as a word that nobody foresaw, is unknown and not false.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from jingzhun.policy.operators import FALSE, OPERATOR_BY_NAME, TRUE, UNKNOWN, Answer, Operand

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass(frozen=True, slots=True)
class Test:
    """One question to one field, e.g. whether ``vehicle_class`` begins with K or H."""

    __test__ = False  # the name is the glossary's; pytest must not collect it

    field: str
    operator: str
    operand: Operand


@dataclass(frozen=True, slots=True)
class AllOf:
    """Every part holds."""

    parts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one part holds."""

    parts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class NotOf:
    """The part does not hold."""

    part: Expression


Expression = Test | AllOf | AnyOf | NotOf


def evaluate(expression: Expression, table: pa.Table) -> Answer:
    """Answer a condition for every row of a table.

    Args:
        expression: the condition.
        table: text columns; a missing column or value makes its tests unknown.

    Returns:
        int8 array of ``table.num_rows``: TRUE (1), UNKNOWN (0), FALSE (-1).
    """
    match expression:
        case Test(field, operator, operand):
            return OPERATOR_BY_NAME[operator].answer(table, field, operand)
        case AllOf(parts):
            return np.asarray(np.minimum.reduce([evaluate(part, table) for part in parts]), dtype=np.int8)
        case AnyOf(parts):
            return np.asarray(np.maximum.reduce([evaluate(part, table) for part in parts]), dtype=np.int8)
        case NotOf(part):
            return np.negative(evaluate(part, table))


def decide(when: Expression, when_not: Expression | None, table: pa.Table) -> Answer:
    """Answer a condition that may also say when it does not hold.

    Args:
        when: true where the condition holds.
        when_not: true where it does not; it goes before ``when``. With it, what neither knows is UNKNOWN; without
            it, the answer is that of ``when``.
        table: see :func:`evaluate`.
    """
    holds = evaluate(when, table)
    if when_not is None:
        return holds
    return np.where(evaluate(when_not, table) == TRUE, FALSE, np.maximum(holds, UNKNOWN)).astype(np.int8)


def fields_of(expression: Expression) -> tuple[str, ...]:
    """The fields a condition asks for, each once, in the order they are written."""
    match expression:
        case Test(field, operator, operand):
            other = (str(operand),) if OPERATOR_BY_NAME[operator].takes == "field" else ()
            return (field, *other)
        case AllOf(parts) | AnyOf(parts):
            return tuple(dict.fromkeys(field for part in parts for field in fields_of(part)))
        case NotOf(part):
            return fields_of(part)
