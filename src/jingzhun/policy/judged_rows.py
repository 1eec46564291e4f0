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

An exception that is true takes what is not false out (excused, kept on record) or lowers its severity to review. The
first exception of the pack that holds is the one that counts. One that cannot be decided, or that no data can show
(``manual``), does not hold: it is possible, and the visit will settle it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from jingzhun.model import Effect, Grade, Outcome, Severity
from jingzhun.policy.conditions import decide, evaluate, subject_of
from jingzhun.policy.operators import FALSE, TRUE, UNKNOWN
from jingzhun.policy.records import EXCUSED, HOUSEHOLD, MEMBER, ROW, Policy, PolicyCondition, StandingException
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
        sure: what the policy would make of it if the condition held and no exception did (a result of ``[combine]``).
    """

    condition: PolicyCondition
    subject: Subject
    held: Answer
    exception: NDArray[np.int64]
    possible: tuple[NDArray[np.bool_], ...]
    effect: Words
    severity: Words
    outcome: Words
    sure: Words

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
    exception = _first_that_holds(condition.exceptions, answers, len(subject))
    excuses = np.array([each.effect == EXCUSED for each in condition.exceptions] + [False])[exception]
    lowered = (exception < len(answers)) & ~excuses
    own = np.full(len(subject), condition.severity.value, dtype=object)
    asked = np.where(lowered, Severity.REVIEW.value, own).astype(object)
    grade = grades_of(condition, subject)
    result = combined(policy, asked, grade)
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
        sure=combined(policy, own, grade),
    )


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


def _first_that_holds(exceptions: tuple[StandingException, ...], answers: list[Answer], size: int) -> NDArray[np.int64]:
    first = np.full(size, len(exceptions), dtype=np.int64)
    for position in reversed(range(len(exceptions))):
        if not exceptions[position].manual:
            first[answers[position] == TRUE] = position
    return first


def _is_possible(exception: StandingException, answer: Answer) -> NDArray[np.bool_]:
    return np.asarray(answer != FALSE if exception.manual else answer == UNKNOWN, dtype=bool)


def _found_by_member(judged: JudgedRows, context: Context) -> Answer:
    """What other conditions hear of this one: TRUE for a doubt, UNKNOWN for a clue, by member."""
    answers = np.full(len(context.members), FALSE, dtype=np.int8)
    for effect, answer in ((Effect.CLUE, UNKNOWN), (Effect.DOUBT, TRUE)):
        answers[judged.subject.member[judged.effect == effect.value]] = answer
    if judged.condition.about == HOUSEHOLD:
        for_household = np.full(context.household_count, FALSE, dtype=np.int8)
        for_household[judged.subject.household] = answers[judged.subject.member]
        return for_household[context.household]
    return answers
