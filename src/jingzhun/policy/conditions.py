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

How a judge asks::

    context = Context(members, household_order(members), linked, findings, as_of, {"income_line": 2855.0})
    subject = subject_of(condition, context)       # linked rows, members or households
    held = decide(condition.when, condition.when_not, subject)
    excused = evaluate(exception.when, subject)    # manual exceptions have no ``when``
    subject.member, subject.household              # whom each answer is about
    subject.written("plate")                       # its text, for reasons
    context = context.with_findings({"CAR": …})    # for conditions that ask for the findings of others

Conditions on rows are asked first, then those on members, then those on households: only what came before can be asked
for as a finding.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from jingzhun.policy.operators import FALSE, OPERATOR_BY_NAME, TRUE, UNKNOWN, compared
from jingzhun.policy.subject import Answer, Context, Subject, alone
from jingzhun.policy.tallies import source_of, totals
from jingzhun.policy.terms import AllOf, AnyOf, DayOf, Expression, HasFinding, NotOf, Tally, Test

if TYPE_CHECKING:
    import pyarrow as pa

    from jingzhun.policy.records import PolicyCondition


def subject_of(condition: PolicyCondition, context: Context) -> Subject:
    """What a condition is asked about: the linked rows of its register, the members, or the households."""
    if condition.about == "member":
        return context.people()
    return context.households() if condition.about == "household" else context.rows(condition.register)


def evaluate(expression: Expression, subject: Subject | pa.Table) -> Answer:
    """Answer a condition for every row of a subject.

    Args:
        expression: the condition.
        subject: linked rows, members or households, or a table by itself; a missing column or value makes its
            tests unknown.

    Returns:
        int8 array, one a row: TRUE (1), UNKNOWN (0), FALSE (-1).
    """
    if not isinstance(subject, Subject):
        subject = alone(subject)
    match expression:
        case Test(field, operator, operand):
            return OPERATOR_BY_NAME[operator].answer(subject, field, operand)
        case HasFinding():
            return _has_finding(expression, subject)
        case Tally():
            return _tally(expression, subject)
        case AllOf(parts):
            return np.asarray(np.minimum.reduce([evaluate(part, subject) for part in parts]), dtype=np.int8)
        case AnyOf(parts):
            return np.asarray(np.maximum.reduce([evaluate(part, subject) for part in parts]), dtype=np.int8)
        case NotOf(part):
            return np.negative(evaluate(part, subject))


def decide(when: Expression, when_not: Expression | None, subject: Subject | pa.Table) -> Answer:
    """Answer a condition that may also say when it does not hold.

    Args:
        when: true where the condition holds.
        when_not: true where it does not; it goes before ``when``. With it, what neither knows is UNKNOWN; without
            it, the answer is that of ``when``.
        subject: see :func:`evaluate`.
    """
    holds = evaluate(when, subject)
    if when_not is None:
        return holds
    return np.where(evaluate(when_not, subject) == TRUE, FALSE, np.maximum(holds, UNKNOWN)).astype(np.int8)


def _has_finding(asked: HasFinding, subject: Subject) -> Answer:
    context = subject.context
    found = None if context is None else context.findings.get(asked.code)
    if context is None or found is None:
        return np.full(len(subject), UNKNOWN, dtype=np.int8)
    if asked.whose == "member":
        return found[subject.member]
    return _greatest(found, context.household, context.household_count)[subject.household]


def _greatest(answers: Answer, group: np.ndarray, size: int) -> Answer:
    """The greatest answer of each group."""
    most = np.full(size, FALSE, dtype=np.int8)
    for level in (UNKNOWN, TRUE):
        most[group[answers == level]] = level
    return most


def _tally(tally: Tally, subject: Subject) -> Answer:
    context = subject.context
    source = None if context is None else source_of(tally, context)
    if context is None or source is None:
        return np.full(len(subject), UNKNOWN, dtype=np.int8)
    every = np.full(len(source), TRUE, dtype=np.int8)
    held = every if tally.where is None else evaluate(tally.where, source)
    low, high = totals(tally, source, held, context)
    whom = subject.member if tally.whose == "member" else subject.household
    number = (low[whom], high[whom])
    answers = [compared(number, operator, operand, dict(context.lines)) for operator, operand in tally.limits]
    return np.asarray(np.minimum.reduce(answers), dtype=np.int8)


def leaves_of(expression: Expression) -> tuple[Test | HasFinding | Tally, ...]:
    """The questions that a condition joins, in the order they are written; not those inside counts and sums."""
    match expression:
        case Test() | HasFinding() | Tally():
            return (expression,)
        case AllOf(parts) | AnyOf(parts):
            return tuple(leaf for part in parts for leaf in leaves_of(part))
        case NotOf(part):
            return leaves_of(part)


def tests_of(expression: Expression) -> tuple[Test, ...]:
    """The tests of fields among :func:`leaves_of`."""
    return tuple(leaf for leaf in leaves_of(expression) if isinstance(leaf, Test))


def fields_of(expression: Expression) -> tuple[str, ...]:
    """The fields a condition asks for, each once, in the order they are written; not those inside counts and sums."""
    fields: list[str] = []
    for test in tests_of(expression):
        fields += [test.field, test.operand.field] if isinstance(test.operand, DayOf) else [test.field]
    return tuple(dict.fromkeys(fields))
