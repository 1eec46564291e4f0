"""What a policy pack says, once it is checked: sources, lines, conditions with their exceptions, effects of rules."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from jingzhun.model import Effect, Grade, Outcome, Severity
from jingzhun.policy.phrases import Phrase
from jingzhun.policy.terms import Expression

# What an exception does: take the finding out, or leave the doubt but only to be reviewed.
EXCUSED, REVIEW = "excused", "review"

#: What a condition is about: a linked row of a register, a member of the roll, or a household.
ROW, MEMBER, HOUSEHOLD = "row", "member", "household"

# What a finding may become by severity and grade, beside a severity: a doubt is red_line or review.
CLUE = "clue"


@dataclass(frozen=True, slots=True)
class Basis:
    """A source of the policy: a document with number, date and clause as far as known, and what it is relied on for.

    Attributes:
        date: day on which the document was issued.
        valid_from, valid_to: days between which it is in force, as far as known.
        area: where it holds, ``""`` where the pack's own area says so.
        where: file and line, for messages.
    """

    id: str
    document: str
    number: str
    clause: str
    note: str
    valid_from: date | None = None
    valid_to: date | None = None
    area: str = ""
    date: date | None = None
    where: str = field(default="", compare=False)

    @property
    def cited(self) -> str:
        """``社会救助暂行办法, 国务院令第649号, 第五十八条``."""
        return ", ".join(part for part in (self.document, self.number, self.clause) if part)


@dataclass(frozen=True, slots=True)
class Line:
    """A figure that conditions compare with: 收入线, 低保标准 …

    Attributes:
        id: its key in ``[lines]``; ``income_line`` is also handed to the rules.
        title: what officials call it.
        yuan: 元 a head and year; None where the pack leaves it to the county to fill in.
        basis: id of the source.
        year: the year for which it was set, None where it holds for all.
    """

    id: str
    title: str
    yuan: float | None
    basis: str
    year: int | None
    where: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Combination:
    """What grade and severity make of a finding together.

    Attributes:
        cells: (severity, grade, result); a result is ``red_line`` or ``review`` (both doubts, of that severity),
            ``clue`` or ``note``.
    """

    cells: tuple[tuple[str, str, str], ...]

    def of(self, severity: str, grade: str) -> str:
        """The result; what stands on the roll itself has no grade (``""``) and keeps its severity."""
        return {(row, column): result for row, column, result in self.cells}.get((severity, grade), severity)

    @property
    def doubting(self) -> tuple[str, ...]:
        """The grades with which some finding can be a doubt."""
        doubts = {column for _, column, result in self.cells if result in (Severity.RED_LINE, Severity.REVIEW)}
        return tuple(grade.value for grade in Grade if grade in doubts)


@dataclass(frozen=True, slots=True)
class StandingException:
    """A named case in which a condition is not held against the household.

    Attributes:
        evidence: what must be on file for the exception to be relied on.
        effect: ``excused``, or ``review``: still a doubt, but only to be reviewed.
        when: where it is seen in the data; None where it cannot be seen there (``manual``).
        manual: it never excuses by itself; visitors ask for it, with its evidence.
        basis: ids of the sources, beside those of the condition.
    """

    code: str
    title: str
    evidence: str
    effect: str
    when: Expression | None
    manual: bool = False
    basis: tuple[str, ...] = ()
    where: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class PolicyCondition:
    """What is not allowed of a member's row in a register, of a member, or of a household.

    Attributes:
        about: ``row`` (of ``register``), ``member`` or ``household``.
        register: the register whose linked rows are tested; ``""`` unless ``about`` is ``row``.
        basis: ids of the sources.
        question: what the visitors ask.
        show: what follows the member's name in reasons (名下有 小型轿车K33 闽E12345).
        details: what stands in brackets after it (2012-06-22 登记).
        needs: the fields that decide; where they are empty, reasons name them.
        when: true where the condition holds.
        when_not: true where it does not; None where the opposite of ``when`` is the answer
            (:func:`jingzhun.policy.conditions.decide`).
        where: file and line, for messages.
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
    about: str = ROW
    where: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class RuleEffects:
    """What becomes of the findings of the JZ rules.

    Attributes:
        default: effect of a finding whose code is not listed.
        notes: effect of a finding of severity note.
        undecided: effect of what could not be decided.
        listed: code, or the beginning of one (``JZ4``), and effect of the rules that are named.
    """

    default: Effect
    notes: Effect
    undecided: Effect
    listed: tuple[tuple[str, Effect], ...]

    def of(self, code: str, severity: str, outcome: str) -> Effect:
        """The effect of a finding; only what was found is a doubt.

        A listed code goes before its severity; the beginning of one does not, and the longest counts.
        """
        if outcome == Outcome.CRASHED:
            return Effect.NOTE
        if outcome == Outcome.UNDECIDED:
            return self.undecided
        listed = dict(self.listed)
        if code in listed:
            return listed[code]
        if severity == Severity.NOTE:
            return self.notes
        near = max((start for start in listed if code.startswith(start)), key=len, default="")
        return listed.get(near, self.default)


@dataclass(frozen=True, slots=True)
class PackSource:
    """One file of a policy: the pack itself, or one that it extends.

    Attributes:
        name, title: as the file says.
        file: where it was read from.
        sha256: of its bytes.
    """

    name: str
    title: str
    file: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Difference:
    """One way in which a pack differs from the one that it extends.

    Attributes:
        what: ``added``, ``changed`` or ``dropped``.
        part: ``condition``, ``exception``, ``basis``, ``line``, ``effect``, ``combine`` or ``head``.
        code: code, id or key of that part; an exception as ``CAR/MOTORCYCLE``.
        keys: the keys that are written anew, where it is changed.
    """

    what: str
    part: str
    code: str
    keys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Policy:
    """A checked pack, with everything that it takes over from the packs it extends.

    Attributes:
        combine: what grade and severity make of a finding together.
        lines: the figures that conditions compare with.
        file: where it was read from.
        digest: SHA-256 of what the policy says, however it is written and from however many files it is made.
        chain: the files that it was made of, the outermost base first and the pack itself last.
        differences: how it differs from the pack that it extends itself.
        text: the whole policy as one TOML text, which reads as the same policy.
    """

    name: str
    title: str
    area: str
    valid_from: date
    valid_to: date | None
    combine: Combination
    lines: tuple[Line, ...]
    effects: RuleEffects
    basis: tuple[Basis, ...]
    conditions: tuple[PolicyCondition, ...]
    file: str = field(compare=False)
    digest: str
    chain: tuple[PackSource, ...] = ()
    differences: tuple[Difference, ...] = ()
    text: str = ""

    def covers(self, day: date) -> bool:
        """Whether the policy was in force on a day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)

    @property
    def grades(self) -> tuple[str, ...]:
        """The grades of a link that can raise a doubt."""
        return self.combine.doubting

    @property
    def income_line(self) -> float | None:
        """元 a head and year below which a household is poor; None where the policy names none."""
        return next((line.yuan for line in self.lines if line.id == "income_line"), None)
