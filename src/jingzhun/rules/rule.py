"""What a rule is: metadata in a decorator, the why in the docstring, a pure function from the roll to what it found.

A rule sees whole columns and changes nothing. It marks members by two masks: those where it found
something, and those it cannot decide because a value it needs is missing. What it marks in neither is the
only pass.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar, cast

import numpy as np
import pandas as pd

from jingzhun.kinds import TableKind
from jingzhun.model import Severity

#: A boolean for each member, in the order of the roll.
Mask = pd.Series | np.ndarray
Known = TypeVar("Known")
#: What stands for last year's roll where a rule misses it.
PREVIOUS_ROLL = "去年花名册"


@dataclass(frozen=True)
class Roll:
    """What a rule may see.

    Attributes:
        members: the members frame of docs/development/architecture.md, one row a member, RangeIndex.
        as_of: the day of the check; rules never ask the clock.
        previous: the members frame of last year's roll, ``None`` where nobody has given one.
        income_line: 元 a head a year below which a household counts as poor, ``None`` where the policy states none.
        linked: by register (key of data/columns.toml) the rows that are linked to a member, one row a link: ``member``
            (position in ``members``), ``grade``, ``register_file register_sheet register_row`` and the texts of the
            register row; without an entry the register was not supplied, without rows nobody was met in it.
        unclaimed: by register one boolean a member: his name stands there beside no digit of a number, on a row that is
            linked to nobody for certain, so that it may be his.
        incomplete: registers of which a part could not be read, so that nobody's absence from them says anything.
    """

    members: pd.DataFrame
    as_of: date
    previous: pd.DataFrame | None = None
    income_line: float | None = None
    linked: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    unclaimed: Mapping[str, np.ndarray] = field(default_factory=dict)
    incomplete: frozenset[str] = frozenset()
    _known: dict[object, object] = field(init=False, repr=False, compare=False, default_factory=dict)

    def once(self, compute: Callable[[Roll], Known]) -> Known:
        """What a function makes of this roll, computed once for all rules that ask; none of them may change it."""
        if compute not in self._known:
            self._known[compute] = compute(self)
        return cast("Known", self._known[compute])

    @property
    def today(self) -> pd.Timestamp:
        """The day of the check, to be compared with columns of dates."""
        return pd.Timestamp(self.as_of)


@dataclass(frozen=True)
class Found:
    """What one rule says of the roll.

    Attributes:
        where: true for members with a finding.
        undecided: true for members that could not be decided; false wherever ``where`` is true.
        template: the reason, with columns in braces: ``末位是 {id_check}``.
        values: further columns for the template, each indexed by the positions it speaks of.
        source: for members of whom a register row says it, the columns ``register register_file register_sheet
            register_row grade``, indexed by their positions.
    """

    where: np.ndarray
    undecided: np.ndarray
    template: str
    values: Mapping[str, pd.Series] = field(default_factory=dict)
    source: pd.DataFrame | None = None


Check = Callable[[Roll], Found]


@dataclass(frozen=True)
class Rule:
    """One rule of 核查; calling it looks at a roll.

    Attributes:
        code: ``JZ1xx`` for a member, ``JZ2xx`` for a household, ``JZ3xx`` for the whole roll, ``JZ4xx`` for a member
            against the register rows that are linked to him.
        title: what is wrong, in a few words of Chinese.
        severity: how bad it is if it holds.
        needs: columns without which nothing can be said.
        fix: what the office does about it.
        check: the function.
        basis: where the rule comes from: standard, regulation or practice.
        false_alarms: when it is known to find something that is none.
        registers: registers without which nothing can be said.
        needs_previous: whether it compares with last year's roll.
    """

    code: str
    title: str
    severity: Severity
    needs: tuple[str, ...]
    fix: str
    check: Check
    basis: str
    false_alarms: str
    registers: tuple[str, ...] = ()
    needs_previous: bool = False

    def __call__(self, roll: Roll) -> Found:
        """What the rule finds in a roll."""
        return self.check(roll)

    @property
    def explanation(self) -> str:
        """The rule's docstring: what it looks for, why, and examples."""
        return inspect.getdoc(self.check) or ""

    @property
    def module(self) -> str:
        """Name of the file in which the rule stands."""
        return self.check.__module__.rpartition(".")[2]

    @property
    def follows_matching(self) -> bool:
        """Whether it looks at linked register rows, and so can run only when the roll has been matched."""
        return bool(self.registers)

    def missing(self, roll: Roll) -> tuple[str, ...]:
        """What the rule needs and is not there: columns (absent or empty throughout), registers, last year's roll."""
        columns = [column for column in self.needs if _is_absent(roll.members, column)]
        registers = [TableKind(kind).words for kind in self.registers if kind not in roll.linked]
        previous = [PREVIOUS_ROLL] if self.needs_previous and roll.previous is None else []
        return (*columns, *registers, *previous)


def rule(
    code: str,
    *,
    title: str,
    severity: Severity,
    needs: Sequence[str],
    fix: str,
    basis: str,
    false_alarms: str,
    registers: Sequence[str] = (),
    needs_previous: bool = False,
) -> Callable[[Check], Rule]:
    """Make a rule of a function; the arguments are the attributes of ``Rule``."""

    def make(check: Check) -> Rule:
        return Rule(
            code, title, severity, tuple(needs), fix, check, basis, false_alarms, tuple(registers), needs_previous
        )

    return make


def found(
    where: Mask,
    template: str,
    *,
    undecided: Mask | None = None,
    values: Mapping[str, pd.Series] | None = None,
    source: pd.DataFrame | None = None,
) -> Found:
    """Say where a rule found something and where it cannot decide.

    Args:
        where: one boolean a member.
        template: the reason in Chinese; ``{column}`` stands for a column of the members frame or of ``values``.
            Numbers go in as ``{id_masked}`` only.
        undecided: one boolean a member; a member that is found is not undecided.
        values: columns computed by the rule, indexed like the members or only by the positions found.
        source: the register rows that say so (``Found.source``).

    Raises:
        ValueError: a mask holds a missing value, which would pass for "not found".
    """
    found_at = _complete(where)
    unsure = np.zeros(len(found_at), dtype=bool) if undecided is None else _complete(undecided)
    return Found(found_at, unsure & ~found_at, template, values or {}, source)


def _complete(mask: Mask) -> np.ndarray:
    if pd.isna(mask).any():
        raise ValueError("a mask holds missing values")
    return np.asarray(mask, dtype=bool)


def _is_absent(members: pd.DataFrame, column: str) -> bool:
    if column not in members.columns:
        return True
    values = members[column]
    if len(values) and (pd.isna(values.iloc[0]) or values.iloc[0] == ""):
        return bool((values.isna() | (values == "")).all())
    return False
