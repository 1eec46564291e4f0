"""What a condition of a policy is made of; it is data, read by ``expression.py`` and answered by ``conditions.py``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

#: The day of the check, where a condition asks for a day.
AS_OF = "as_of"
#: What stands before a field of the member's own row on the roll, and of the household's.
OF_MEMBER, OF_HOUSEHOLD = "roll.", "household."
#: The rows of the roll as something that can be counted, beside the registers.
MEMBERS = "members"


@dataclass(frozen=True, slots=True)
class DayOf:
    """The day that stands in another field, moved by an offset; the field may be ``as_of``, the day of the check."""

    field: str
    years: int = 0
    months: int = 0
    days: int = 0


@dataclass(frozen=True, slots=True)
class LineOf:
    """A line of the policy (``income_line``), times a factor; in 元 a head and year."""

    line: str
    times: float = 1.0


Operand = str | float | bool | date | tuple[str, ...] | tuple[float, float] | tuple[date, date] | DayOf | LineOf


@dataclass(frozen=True, slots=True)
class Test:
    """One question to one field, e.g. whether ``vehicle_class`` begins with K or H."""

    __test__ = False  # the name is the glossary's; pytest must not collect it

    field: str
    operator: str
    operand: Operand


@dataclass(frozen=True, slots=True)
class HasFinding:
    """Whether the member (``whose`` = ``member``) or anyone of the household has a finding of this code."""

    code: str
    whose: str


@dataclass(frozen=True, slots=True)
class Tally:
    """How many rows of a register, or members of the roll, a household has, or what they sum up to.

    Attributes:
        source: a register, or ``members``.
        field: the field that is summed up; ``""`` counts rows.
        where: which rows count; None for all.
        whose: ``household`` or ``member``.
        distinct: rows that agree in this field are one; ``""`` where each is one.
        per_head: the sum is divided by the number of members on the roll.
        by_share: each row counts with the owner's share.
        limits: (operator, operand) on the number, which must all hold.
    """

    source: str
    field: str
    where: Expression | None
    whose: str
    distinct: str
    per_head: bool
    by_share: bool
    limits: tuple[tuple[str, Operand], ...]


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


Expression = Test | HasFinding | Tally | AllOf | AnyOf | NotOf
