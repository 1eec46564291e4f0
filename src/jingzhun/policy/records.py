"""What a policy pack says, once it is checked: sources, conditions with their exceptions, and the effects of rules."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from jingzhun.model import Effect, Outcome, Severity
from jingzhun.policy.conditions import Expression
from jingzhun.policy.phrases import Phrase

# What an exception does: take the finding out, or leave the doubt but only to be reviewed.
EXCUSED, REVIEW = "excused", "review"


@dataclass(frozen=True, slots=True)
class Basis:
    """A source of the policy: a document with number, date and clause as far as known, and what it is relied on for."""

    id: str
    document: str
    number: str
    date: date | None
    clause: str
    note: str

    @property
    def cited(self) -> str:
        """``社会救助暂行办法, 国务院令第649号, 第五十八条``."""
        return ", ".join(part for part in (self.document, self.number, self.clause) if part)


@dataclass(frozen=True, slots=True)
class StandingException:
    """A named case in which a condition is not held against the household.

    Attributes:
        evidence: what must be on file for the exception to be relied on.
        effect: ``excused``, or ``review``: still a doubt, but only to be reviewed.
    """

    code: str
    title: str
    evidence: str
    effect: str
    when: Expression


@dataclass(frozen=True, slots=True)
class PolicyCondition:
    """What is not allowed of a member's row in a register.

    Attributes:
        basis: ids of the sources.
        question: what the visitors ask.
        show: what follows the member's name in reasons (名下有 小型轿车K33 闽E12345).
        details: what stands in brackets after it (2012-06-22 登记).
        needs: the fields that decide; where they are empty, reasons name them.
        when: true where the condition holds.
        when_not: true where it does not; None where the opposite of ``when`` is the answer
            (:func:`jingzhun.policy.conditions.decide`).
    """

    code: str
    title: str
    register: str
    severity: Severity
    basis: tuple[str, ...]
    question: str
    show: tuple[Phrase, ...]
    details: tuple[Phrase, ...]
    needs: tuple[str, ...]
    when: Expression
    when_not: Expression | None
    exceptions: tuple[StandingException, ...]


@dataclass(frozen=True, slots=True)
class RuleEffects:
    """What becomes of the findings of the JZ rules.

    Attributes:
        default: effect of a finding whose code is not listed.
        notes: effect of a finding of severity note.
        undecided: effect of what could not be decided.
        listed: code and effect of the rules that are named.
    """

    default: Effect
    notes: Effect
    undecided: Effect
    listed: tuple[tuple[str, Effect], ...]

    def of(self, code: str, severity: str, outcome: str) -> Effect:
        """The effect of a finding; a listed code goes before its severity, and only what was found is a doubt."""
        if outcome == Outcome.CRASHED:
            return Effect.NOTE
        if outcome == Outcome.UNDECIDED:
            return self.undecided
        return dict(self.listed).get(code, self.notes if severity == Severity.NOTE else self.default)


@dataclass(frozen=True, slots=True)
class Policy:
    """A checked pack.

    Attributes:
        grades: grades of a link that can raise a doubt; the others give clues.
        file: where it was read from.
        digest: SHA-256 of its text.
    """

    name: str
    title: str
    area: str
    valid_from: date
    valid_to: date | None
    grades: tuple[str, ...]
    effects: RuleEffects
    basis: tuple[Basis, ...]
    conditions: tuple[PolicyCondition, ...]
    file: str
    digest: str

    def covers(self, day: date) -> bool:
        """Whether the policy was in force on a day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)
