"""Counts and sums per household or member, as intervals: what is not known makes them wider, never smaller.

A row counts for certain where its condition is TRUE and its link is of grade A or B; where the condition is UNKNOWN, or
the link is only a lead (C), it may count or not. So of one certain and one uncertain car "at least 2" is UNKNOWN, "at
least 1" TRUE, and "at least 3" FALSE. A register that was not supplied makes every number unknown.

A register row that is linked to several members of a household (a house that husband and wife own together) counts
once for the household. Amounts are taken to be none below 0 where they are not known.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow.compute as pc
from numpy.typing import NDArray

from jingzhun.model import Grade
from jingzhun.policy.subject import Answer, Context, Subject
from jingzhun.policy.terms import MEMBERS, Tally
from jingzhun.policy.values import Interval

_CERTAIN = (Grade.A.value, Grade.B.value)
_SOURCE = ("register_file", "register_sheet", "register_row")


def source_of(tally: Tally, context: Context) -> Subject | None:
    """The rows or members that a tally goes over; None where the register was not supplied."""
    if tally.source == MEMBERS:
        return context.people()
    return context.rows(tally.source) if tally.source in context.linked else None


def totals(tally: Tally, source: Subject, held: Answer, context: Context) -> Interval:
    """The least and the greatest number for each household, or each member.

    Args:
        tally: what is counted or summed up.
        source: its rows (:func:`source_of`).
        held: whether each of them counts.
        context: what is known.
    """
    by_member = tally.whose == "member"
    size = len(context.members) if by_member else context.household_count
    surely = (held > 0) & _is_certain(tally, source)
    maybe = held >= 0
    low, high = _amounts(tally, source)
    rows = pd.DataFrame(
        {
            "group": source.member if by_member else source.household,
            "least": np.where(surely, low, np.where(maybe, np.minimum(low, 0), 0.0)),
            "most": np.where(surely, high, np.where(maybe, np.maximum(high, 0), 0.0)),
            "surely": surely,
        }
    )[maybe]
    if (keys := _keys(tally, source)) is not None:
        rows["key"] = keys[maybe]
        rows = rows.sort_values(["group", "key", "surely", "most", "least"], kind="stable")
        rows = rows.drop_duplicates(["group", "key"], keep="last")
    # Sums of fractions depend on their order, and answers must not.
    rows = rows.sort_values(["group", "least", "most"], kind="stable")
    sums = [np.bincount(rows["group"], weights=rows[name], minlength=size) for name in ("least", "most")]
    least, most = (np.asarray(total, dtype=np.float64).round(6) for total in sums)
    if tally.per_head:
        heads = np.maximum(np.bincount(context.household, minlength=size), 1)
        return least / heads, most / heads
    return least, most


def _is_certain(tally: Tally, source: Subject) -> NDArray[np.bool_]:
    if tally.source == MEMBERS:
        return np.ones(len(source), dtype=bool)
    grades = pc.is_in(source.written("grade"), value_set=pc.cast(list(_CERTAIN), "string"))
    return np.asarray(grades.to_numpy(zero_copy_only=False), dtype=bool)


def _amounts(tally: Tally, source: Subject) -> Interval:
    """What each row adds: 1, or its amount, which may be anything from 0 on where it is not known."""
    one = np.ones(len(source), dtype=np.float64)
    low, high = source.numbers(tally.field) if tally.field else (one, one)
    low = np.nan_to_num(low, nan=0.0)
    high = np.nan_to_num(high, nan=np.inf, posinf=np.inf)
    if not tally.by_share:
        return low, high
    least, most = source.numbers("share")
    return low * np.where(np.isnan(least), 0.0, least), high * np.where(np.isnan(most), 1.0, most)


def _keys(tally: Tally, source: Subject) -> NDArray[np.int64] | None:
    """Rows with the same key are one thing; None where each is one."""
    if tally.source == MEMBERS or source.table is None or (tally.by_share and not tally.distinct):
        return None
    if not set(_SOURCE) <= set(source.table.column_names):
        own = pd.Series(np.arange(len(source)).astype(str))
    else:
        own = source.written(_SOURCE[0]).to_pandas()
        for name in _SOURCE[1:]:
            own = own + "\x00" + source.written(name).to_pandas()
    if tally.distinct:
        value = source.texts(tally.distinct).to_pandas()
        own = ("\x01" + value).where(value.notna(), own)
    return np.asarray(pd.factorize(own)[0], dtype=np.int64)
