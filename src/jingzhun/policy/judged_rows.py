"""What the conditions of a policy make of linked rows, members and households, before a word is written about it.

"Is it the same person?" (the grade of a link) is kept apart from "does it break the policy?" (the condition):

    ============= ===============================================
    condition     effect
    ============= ===============================================
    true          what ``[combine]`` says of severity and grade
    unknown       clue
    false         none
    ============= ===============================================

Unknown is what the register leaves empty or writes in words that the policy does not know.

An exception that is true takes what is not false out (excused, kept on record) or lowers its severity to review. Of
several that hold one that takes out counts before one that lowers, and of those the first of the pack: a farm truck
that was sold in time is not held against anyone for being a farm truck too. One that cannot be decided, or that no data
can show (``manual``), does not hold: it is possible, and the visit will settle it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from jingzhun.model import Effect, Grade, Outcome, Severity
from jingzhun.policy.conditions import decide, evaluate, subject_of
from jingzhun.policy.operators import FALSE, TRUE, UNKNOWN
from jingzhun.policy.records import EXCUSED, HOUSEHOLD, MEMBER, REVIEW, ROW, Policy, PolicyCondition, StandingException
from jingzhun.policy.subject import Answer, Context, Subject
from jingzhun.policy.unanswered import lacks

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Words = NDArray[np.object_]

_DOUBTS = (Severity.RED_LINE.value, Severity.REVIEW.value)
#: Conditions may ask for the findings of those before them.
_STAGES = (ROW, MEMBER, HOUSEHOLD)


@dataclass(frozen=True)
class JudgedRows:
    """What one condition says of those that it is about, without those of which it is false.

    Attributes:
        condition: the condition.
        subject: the linked rows, members or households.
        held: TRUE or UNKNOWN.
        exception: position of the exception that counts, or their number where none does.
        possible: for each exception whether it may hold as far as the data tell; it does not count.
        effect: what the policy makes of it.
        severity: the severity that it then has.
        outcome: found, or undecided where the condition is unknown and nothing excuses it.
        by_grade: whether it is no doubt because of the grade of its link alone.
        if_held: what the policy would make of it if the condition held (a result of ``[combine]``, or excused).
        if_not_excused: the same if besides the exception that counts did not hold; another may.
        clears: for each exception whether it is no doubt once that one is proven.
    """

    condition: PolicyCondition
    subject: Subject
    held: Answer
    exception: NDArray[np.int64]
    possible: tuple[NDArray[np.bool_], ...]
    effect: Words
    severity: Words
    outcome: Words
    by_grade: NDArray[np.bool_]
    if_held: Words
    if_not_excused: Words
    clears: tuple[NDArray[np.bool_], ...]

    @property
    def grade(self) -> Words:
        """The grade of the link of each row; what stands on the roll itself has none."""
        return grades_of(self.condition, self.subject)


def judge_conditions(policy: Policy, context: Context) -> list[JudgedRows]:
    """Apply every condition of a policy: to rows, then to members, then to households."""
    judged: dict[str, JudgedRows] = {}
    for stage in _STAGES:
        at_stage = [condition for condition in policy.conditions if condition.about == stage]
        for condition in at_stage:
            judged[condition.code] = judge_condition(policy, condition, context)
        context = context.with_findings({each.code: _found_by_member(judged[each.code], context) for each in at_stage})
    return [judged[condition.code] for condition in policy.conditions]


def judge_condition(policy: Policy, condition: PolicyCondition, context: Context) -> JudgedRows:
    """Apply one condition to everything that it is about."""
    subject = subject_of(condition, context)
    # Most registers have nothing to say of most trials: asking nobody takes as long as asking a thousand.
    nobody = np.zeros(0, dtype=np.int8)
    held = decide(condition.when, condition.when_not, subject) if len(subject) else nobody
    kept = np.asarray(held == TRUE if lacks(condition, context) else held != FALSE, dtype=bool)
    subject, held = subject.take(kept), held[kept]
    answers = [_exception_answers(each, subject) for each in condition.exceptions]
    exception = _that_counts(condition.exceptions, answers, len(subject))
    excuses = _effects(condition, exception) == EXCUSED
    asked, grade = _severities(condition, exception), grades_of(condition, subject)
    result = combined(policy, asked, grade)
    lowered = combined(policy, np.full(len(subject), Severity.REVIEW.value, dtype=object), grade)
    best = np.full(len(subject), Grade.A.value if condition.about == ROW else "", dtype=object)
    effect = np.select(
        [excuses, (held == TRUE) & np.isin(result, _DOUBTS), result == Effect.NOTE.value],
        [Effect.EXCUSED.value, Effect.DOUBT.value, Effect.NOTE.value],
        Effect.CLUE.value,
    ).astype(object)
    undecided = (held == UNKNOWN) & ~excuses
    return JudgedRows(
        condition=condition,
        subject=subject,
        held=held,
        exception=exception,
        possible=tuple(_is_possible(each, answer) for each, answer in zip(condition.exceptions, answers, strict=True)),
        effect=effect,
        severity=np.where(effect == Effect.DOUBT.value, result, asked).astype(object),
        outcome=np.where(undecided, Outcome.UNDECIDED.value, Outcome.FOUND.value).astype(object),
        by_grade=~is_doubt(result) & is_doubt(combined(policy, asked, best)),
        if_held=np.where(excuses, EXCUSED, result).astype(object),
        if_not_excused=_without(policy, condition, answers, exception, grade),
        clears=tuple(
            np.full(len(subject), True) if each.effect == EXCUSED else ~is_doubt(lowered)
            for each in condition.exceptions
        ),
    )


def _without(
    policy: Policy, condition: PolicyCondition, answers: list[Answer], exception: NDArray[np.int64], grade: Words
) -> Words:
    """What the policy makes of it when the condition holds and the exception that counts does not."""
    other = _that_counts(condition.exceptions, answers, len(exception), but=exception)
    result = combined(policy, _severities(condition, other), grade)
    return np.where(_effects(condition, other) == EXCUSED, EXCUSED, result).astype(object)


def _effects(condition: PolicyCondition, exception: NDArray[np.int64]) -> Words:
    """What the exceptions that count do, ``""`` where none does."""
    return np.array([*(each.effect for each in condition.exceptions), ""], dtype=object)[exception]


def _severities(condition: PolicyCondition, exception: NDArray[np.int64]) -> Words:
    """The severity that is left by the exceptions that count."""
    lowered = _effects(condition, exception) == REVIEW
    return np.where(lowered, Severity.REVIEW.value, condition.severity.value).astype(object)


def is_doubt(result: Words) -> NDArray[np.bool_]:
    """Whether results of ``[combine]`` are doubts."""
    return np.isin(result, _DOUBTS)


def combined(policy: Policy, severity: Words, grade: Words) -> Words:
    """``Combination.of`` on columns."""
    result = severity.copy()
    for each in Severity:
        for known in ("", *Grade):
            result[(severity == each.value) & (grade == known)] = policy.combine.of(each.value, str(known))
    return result


def grades_of(condition: PolicyCondition, subject: Subject) -> Words:
    """The grade of the link of each row; what stands on the roll itself has none."""
    if condition.about != ROW:
        return np.full(len(subject), "", dtype=object)
    return np.asarray(subject.written("grade").to_numpy(zero_copy_only=False), dtype=object)


def _exception_answers(exception: StandingException, subject: Subject) -> Answer:
    """Whether an exception holds; one that says no ``when`` can never be seen in the data."""
    if exception.when is None or not len(subject):
        return np.full(len(subject), UNKNOWN, dtype=np.int8)
    return evaluate(exception.when, subject)


def _that_counts(
    exceptions: tuple[StandingException, ...],
    answers: list[Answer],
    size: int,
    but: NDArray[np.int64] | None = None,
) -> NDArray[np.int64]:
    """Of the exceptions that hold the one that counts, leaving out ``but``; their number where there is none."""
    counts = np.full(size, len(exceptions), dtype=np.int64)
    for position in sorted(range(len(exceptions)), key=lambda at: (exceptions[at].effect == EXCUSED, -at)):
        if not exceptions[position].manual:
            holds = answers[position] == TRUE
            counts[holds if but is None else holds & (but != position)] = position
    return counts


def _is_possible(exception: StandingException, answer: Answer) -> NDArray[np.bool_]:
    return np.asarray(answer != FALSE if exception.manual else answer == UNKNOWN, dtype=bool)


def _found_by_member(judged: JudgedRows, context: Context) -> Answer:
    """What other conditions hear of this one, by member: TRUE for a doubt, UNKNOWN for a clue.

    A doubt that rests on a lead (C) is UNKNOWN too: a lead is a visit at most, also by way of another condition.
    """
    answers = np.full(len(context.members), FALSE, dtype=np.int8)
    is_lead = judged.grade == Grade.C.value
    is_found = (judged.effect == Effect.DOUBT.value) & ~is_lead
    is_open = np.isin(judged.effect, (Effect.CLUE.value, Effect.DOUBT.value))
    for which, answer in ((is_open, UNKNOWN), (is_found, TRUE)):
        answers[judged.subject.member[which]] = answer
    if judged.condition.about == HOUSEHOLD:
        for_household = np.full(context.household_count, FALSE, dtype=np.int8)
        for_household[judged.subject.household] = answers[judged.subject.member]
        return for_household[context.household]
    return answers
