"""What the conditions of a policy are asked about: linked rows, members or households, with the roll behind them.

A :class:`Context` holds everything that a run knows; :meth:`Context.rows`, :meth:`Context.people` and
:meth:`Context.households` make a :class:`Subject` of it, whose columns conditions read:

    ==================== ======================= ============================ ================================
    field                subject: linked rows    subject: members             subject: households
    ==================== ======================= ============================ ================================
    ``vehicle_class``    the row                 --                           --
    ``labour_code``      --                      the member                   the head, else the first member
                                                                              on whose row it is not empty
    ``roll.labour_code`` the row's member        --                           --
    ``household.cause``  the household           the household                --
    ``age``              --  (``roll.age``)      full years on the day of     as for members, of the head
                                                 the check
    ``share``            the owner's share of    --                           --
                         a property (0 to 1)
    ``grade``            the link's grade        --                           --
    ``identified_date``  as ``roll.…``; where    the member                   the household
                         the member's is empty,
                         the household's
    ==================== ======================= ============================ ================================
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from jingzhun.policy.terms import AS_OF, OF_HOUSEHOLD, OF_MEMBER
from jingzhun.policy.values import Interval, Span, as_numbers, cleaned, day_spans, numbers, shares

Answer = NDArray[np.int8]
Positions = NDArray[np.int64]

#: Typed columns that a field of the roll has beside its text: the days that it can mean.
_SPAN_OF = {"identified_date": "identified", "exit_date": "exit"}
#: Fields of linked rows that are the member's, or where that is empty the household's.
_OF_ROLL = ("identified_date",)


@dataclass(frozen=True)
class Context:
    """Everything that a condition may ask for.

    Attributes:
        members: the members frame, RangeIndex.
        household: the number of each member's household, from 0 in the order of the roll
            (``households.household_order``).
        linked: the linked rows of each register that was supplied (none met: a table without rows), with ``member``
            (position in ``members``), ``grade``, ``register_file``, ``register_sheet``, ``register_row`` and the texts
            and ``…_fen`` of the register's fields. A register that is not here was not supplied: what is asked of it
            is unknown.
        findings: for each code that was looked for one answer a member: TRUE found, UNKNOWN undecided or only a clue,
            FALSE nothing found. A code that is not here is unknown.
        as_of: the day of the check.
        lines: the lines of the policy, in 元 a head and year.
    """

    members: pd.DataFrame
    household: Positions
    linked: Mapping[str, pa.Table]
    findings: Mapping[str, Answer]
    as_of: date
    lines: Mapping[str, float]

    def with_findings(self, findings: Mapping[str, Answer]) -> Context:
        """The same with further findings: conditions on households may ask for those on rows and members."""
        return replace(self, findings={**self.findings, **findings})

    @property
    def household_count(self) -> int:
        """How many households there are."""
        return int(self.household.max()) + 1 if len(self.household) else 0

    def rows(self, register: str) -> Subject:
        """The linked rows of a register; none where it was not supplied."""
        table = self.linked.get(register)
        return self.subject(pa.table({"member": pa.array([], pa.int64())}) if table is None else table)

    def subject(self, table: pa.Table) -> Subject:
        """Linked rows, with ``member``."""
        member = np.asarray(table.column("member").to_numpy(), dtype=np.int64)
        return Subject(table, member, self.household[member], self)

    def people(self) -> Subject:
        """The members."""
        member = np.arange(len(self.members), dtype=np.int64)
        return Subject(None, member, self.household, self)

    def households(self) -> Subject:
        """The households; ``member`` is the head's position, or that of the first member."""
        first = self._spokesmen
        return Subject(None, first, np.arange(len(first), dtype=np.int64), self, of_household=True)

    @cached_property
    def _spokesmen(self) -> Positions:
        """For each household its first head, or its first member where it has none."""
        return self._first_of(np.ones(len(self.members), dtype=bool))[0]

    def _first_of(self, told: NDArray[np.bool_]) -> tuple[Positions, NDArray[np.bool_]]:
        """For each household the first member that is told (heads before others), else the first; and whether it is."""
        is_head = (
            (self.members["relation"] == "head").to_numpy(dtype=bool)
            if "relation" in self.members
            else np.zeros(len(told), dtype=bool)
        )
        order = np.lexsort((~is_head, ~told, self.household))
        first = order[np.diff(self.household[order], prepend=-1) != 0]
        return first, told[first]

    def raw(self, field: str, member: Positions) -> pa.Array | None:
        """A column of the roll as it stands, of some members; None where the roll has no such column."""
        if field not in self.members.columns:
            return None
        return pa.array(self.members[field].take(member), from_pandas=True)

    def teller(self, field: str) -> Positions:
        """For each household the member on whose row a field stands: the head if it does, else the first."""
        if field not in self.members.columns:
            return self._spokesmen
        known = cleaned(pa.array(self.members[field], from_pandas=True).cast(pa.string())).is_valid()
        return self._first_of(np.asarray(known.to_numpy(zero_copy_only=False), dtype=bool))[0]


@dataclass(frozen=True)
class Subject:
    """Rows, members or households that conditions are asked about.

    Attributes:
        table: the linked rows; None where members or households are asked about.
        member: position of each one's member in the members frame.
        household: number of each one's household.
        context: what else is known; None in a table by itself.
        of_household: whether households are asked about.
    """

    table: pa.Table | None
    member: Positions
    household: Positions
    context: Context | None
    of_household: bool = False

    def __len__(self) -> int:
        return len(self.member)

    def take(self, kept: NDArray[np.bool_]) -> Subject:
        """Only those that are marked."""
        table = None if self.table is None else self.table.filter(pa.array(kept))
        return replace(self, table=table, member=self.member[kept], household=self.household[kept])

    def written(self, field: str) -> pa.Array:
        """A field as it is written, for reasons; ``""`` where nothing is."""
        raw = self._raw(field)
        return pa.array([""] * len(self), pa.string()) if raw is None else pc.fill_null(raw.cast(pa.string()), "")

    def yuan(self, field: str) -> NDArray[np.float64] | None:
        """An amount of money in 元, NaN where none was understood; None for fields that are none."""
        typed = self._raw(field, "_fen")
        if typed is None:
            return None
        return np.asarray(typed.cast(pa.float64()).to_numpy(zero_copy_only=False), dtype=np.float64) / 100.0

    def texts(self, field: str) -> pa.Array:
        """A field as cleaned text, null where nothing is said."""
        raw = self._raw(field)
        return pa.nulls(len(self), pa.string()) if raw is None else cleaned(raw)

    def numbers(self, field: str) -> Interval:
        """A field as the least and the greatest number that it can mean, NaN unknown; money in 元."""
        name = field.removeprefix(OF_MEMBER).removeprefix(OF_HOUSEHOLD)
        if name == "age":
            return self._ages(field)
        if name == "share":
            told = (self.written(column) for column in ("ownership", "ownership_share", "name_note"))
            return shares(pc.binary_join_element_wise(*told, " "))
        for suffix, unit in (("_fen", 100.0), ("_number", 1.0)):
            typed = self._raw(field, suffix)
            if typed is not None:
                values = np.asarray(typed.cast(pa.float64()).to_numpy(zero_copy_only=False), dtype=np.float64) / unit
                return values, values
        values = numbers(self.texts(field))
        return values, values

    def days(self, field: str) -> Span:
        """A field as the first and the last day that it can mean, as yyyymmdd; 0 unknown."""
        if field == AS_OF:
            day = 0 if self.context is None else _number(self.context.as_of)
            return np.full(len(self), day), np.full(len(self), day)
        prefix = field[: -len(name)] if (name := field.split(".")[-1]) != field else ""
        if name == "birth_date" and (prefix or self.table is None):
            return self._births(prefix)
        span = _SPAN_OF.get(name, "")
        first = self._raw(f"{prefix}{name}", replaced=f"{span}_first") if span else None
        last = self._raw(f"{prefix}{name}", replaced=f"{span}_last") if span else None
        if first is not None and last is not None:
            return _as_days(first), _as_days(last)
        return day_spans(self.texts(field))

    def _births(self, prefix: str) -> Span:
        """The day of birth of a sound number, else as far as it is stated."""
        day = self._raw(f"{prefix}birth")
        first, last = day_spans(self.texts(f"{prefix}birth_partial"))
        if day is None:
            return first, last
        known = _as_days(day)
        return np.where(known > 0, known, first), np.where(known > 0, known, last)

    def _ages(self, field: str) -> Interval:
        """Full years on the day of the check."""
        first, last = self._births(field[: -len("age")])
        today = 0 if self.context is None else _number(self.context.as_of)
        least, most = (np.where((day > 0) & (day <= today), (today - day) // 10000, np.nan) for day in (last, first))
        return least, most

    def _raw(self, field: str, suffix: str = "", *, replaced: str = "") -> pa.Array | None:
        """A column, or that which stands beside it (``suffix``, ``replaced``); None where there is none."""
        prefix = next((known for known in (OF_MEMBER, OF_HOUSEHOLD) if field.startswith(known)), "")
        name = field.removeprefix(prefix)
        column = replaced or name + suffix
        if self.table is not None:
            if prefix + column in self.table.column_names:
                return self.table.column(prefix + column).combine_chunks()
            if not prefix and name not in _OF_ROLL:
                return None
        if self.context is None:
            return None
        if prefix == OF_HOUSEHOLD or self.of_household:
            return self._of_household(name, column)
        own = self.context.raw(column, self.member)
        if name not in _OF_ROLL or self.table is None or prefix or own is None:
            return own
        spoken = cleaned(self.context.raw(name, self.member) or own).is_valid()
        return pc.if_else(spoken, own, self._of_household(name, column))

    def _of_household(self, name: str, column: str) -> pa.Array | None:
        """A column of the member on whose row the household's value stands."""
        context = self.context
        return None if context is None else context.raw(column, context.teller(name)[self.household])


def alone(table: pa.Table) -> Subject:
    """Rows of a table by itself, with nothing known of members, findings and other registers."""
    none = np.full(table.num_rows, -1, dtype=np.int64)
    return Subject(table, none, none, None)


def _number(day: date) -> int:
    return day.year * 10000 + day.month * 100 + day.day


def _as_days(values: pa.Array) -> NDArray[np.int64]:
    """A column of days (datetime64, or yyyymmdd) as yyyymmdd, 0 unknown."""
    days = values.cast(pa.timestamp("s")).to_numpy(zero_copy_only=False).astype("datetime64[D]")
    return as_numbers(days)
