"""Households judged again with one thing changed: a link less, a link confirmed, another day of identification.

Every trial is a copy of one household with its links; all copies are judged at once by the same code as the roll, so
that counts, sums and conditions on households answer as they would.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from jingzhun.model import Effect, Grade
from jingzhun.policy.judged_rows import judge_conditions
from jingzhun.policy.records import Policy
from jingzhun.policy.subject import Context, Positions

#: What a trial changes: one link is not the member's; none of a member's links is his; one link is surely the
#: member's; the household was identified on another day.
WITHOUT_LINK, WITHOUT_MEMBER, CONFIRMED, IDENTIFIED = "without_link", "without_member", "confirmed", "identified"
TRIAL_COLUMNS = ("what", "order", "member", "register", "row", "day")


@dataclass(frozen=True)
class _Groups:
    """Positions by household: those of household h are ``order[start[h]:start[h] + count[h]]``."""

    order: Positions
    start: Positions
    count: Positions

    @classmethod
    def of(cls, household: Positions, size: int) -> _Groups:
        count = np.bincount(household, minlength=size)
        return cls(np.argsort(household, kind="stable"), np.cumsum(count) - count, count)

    def of_trials(self, orders: Positions) -> tuple[Positions, Positions]:
        """The positions of the households of trials one after the other, and the trial of each."""
        counts = self.count[orders]
        trial = np.repeat(np.arange(len(orders)), counts)
        within = np.arange(len(trial)) - np.repeat(np.cumsum(counts) - counts, counts)
        return self.order[self.start[orders][trial] + within], trial


def doubts_of(policy: Policy, context: Context, found: pd.DataFrame, trials: pd.DataFrame) -> NDArray[np.int64]:
    """How many doubts the household of each trial then has.

    Args:
        policy: the checked pack.
        context: what the roll was judged with.
        found: all judged findings, with ``order`` and ``member``.
        trials: one row a trial with ``TRIAL_COLUMNS``; ``row`` is the position in ``context.linked[register]``, -1
            where it does not apply, ``day`` the day of identification as ``2015-03-01``.

    Returns:
        One number a trial, in their order.
    """
    if trials.empty:
        return np.zeros(0, dtype=np.int64)
    orders = trials["order"].to_numpy(np.int64)
    people = _Groups.of(context.household, context.household_count)
    origin, trial = people.of_trials(orders)
    changed = Context(
        members=_identified(context.members.take(origin).reset_index(drop=True), trials["day"].to_numpy()[trial]),
        household=trial,
        linked={kind: _links(kind, context, people, trials) for kind in context.linked},
        findings={code: answer[origin] for code, answer in context.findings.items()},
        as_of=context.as_of,
        lines=context.lines,
    )
    exempt = found[found["effect"] == Effect.EXEMPT.value]
    exempted = set(zip(exempt["member"], exempt["code"], strict=True))
    doubts = _doubts_of_rules(found, context, trials)
    for judged in judge_conditions(policy, changed):
        at = np.flatnonzero(judged.effect == Effect.DOUBT.value)
        members = origin[judged.subject.member[at]]
        counts = np.array([(member, judged.condition.code) not in exempted for member in members.tolist()], dtype=bool)
        doubts += np.bincount(judged.subject.household[at][counts], minlength=len(trials))
    return doubts


def _links(kind: str, context: Context, people: _Groups, trials: pd.DataFrame) -> pa.Table:
    """The links of a register for all trials, each with its change."""
    table = context.linked[kind]
    member = table.column("member").to_numpy()
    rows, trial = _Groups.of(context.household[member], context.household_count).of_trials(
        trials["order"].to_numpy(np.int64)
    )
    what = trials["what"].to_numpy()[trial]
    is_it = (trials["register"].to_numpy()[trial] == kind) & (trials["row"].to_numpy()[trial] == rows)
    is_his = trials["member"].to_numpy()[trial] == member[rows]
    kept = ~((what == WITHOUT_LINK) & is_it) & ~((what == WITHOUT_MEMBER) & is_his)
    changed = table.take(pa.array(rows))
    place = np.empty(len(context.members), dtype=np.int64)
    place[people.order] = np.arange(len(place)) - np.repeat(people.start, people.count)
    size = people.count[trials["order"].to_numpy(np.int64)]
    first = np.cumsum(size) - size
    grade = np.asarray(changed.column("grade").to_numpy(zero_copy_only=False), dtype=object)
    grade[(what == CONFIRMED) & is_it] = Grade.A.value
    for name, values in (
        ("member", pa.array(first[trial] + place[member[rows]], pa.int64())),
        ("grade", pa.array(grade, pa.string())),
    ):
        changed = changed.set_column(changed.schema.get_field_index(name), name, values)
    return changed.filter(pa.array(kept)).combine_chunks()


def _identified(members: pd.DataFrame, day: NDArray[np.object_]) -> pd.DataFrame:
    """Members of trials with another day of identification, as text and as the days that it means."""
    other = day != ""
    if not other.any():
        return members
    days = pd.Series(pd.to_datetime(pd.Series(day).where(other), format="%Y-%m-%d").to_numpy(), index=members.index)
    changes = {"identified_date": pd.Series(day, index=members.index, dtype="str")}
    changes |= dict.fromkeys(("identified_first", "identified_last"), days)
    known = {name: values for name, values in changes.items() if name in members.columns}
    return members.assign(**{name: members[name].where(~other, values) for name, values in known.items()})


def _doubts_of_rules(found: pd.DataFrame, context: Context, trials: pd.DataFrame) -> NDArray[np.int64]:
    """The doubts that rules raise, without those that rest on a register row that a trial takes away."""
    doubts = found[(found["effect"] == Effect.DOUBT.value) & found["code"].str.startswith("JZ") & (found["order"] >= 0)]
    by_household = np.bincount(doubts["order"], minlength=context.household_count)
    total: NDArray[np.int64] = by_household[trials["order"].to_numpy(np.int64)]
    on_rows = doubts[doubts["register_row"] > 0]
    if on_rows.empty:
        return total
    keys = ["member", "register", "register_file", "register_sheet", "register_row"]
    without = trials.reset_index(names="trial")
    without = without[without["what"] == WITHOUT_LINK].merge(link_keys(context), on=["register", "row", "member"])
    gone = [without.merge(on_rows[keys], on=keys)["trial"]]
    of_member = trials.reset_index(names="trial")
    of_member = of_member[of_member["what"] == WITHOUT_MEMBER]
    gone.append(of_member[["trial", "member"]].merge(on_rows[["member"]], on="member")["trial"])
    lost: NDArray[np.int64] = np.bincount(pd.concat(gone).to_numpy(np.int64), minlength=len(trials))
    return total - lost


def link_keys(context: Context) -> pd.DataFrame:
    """Every link by ``register`` and ``row``, with its member, household, grade and place in the register."""
    columns = ["member", "grade", "register_file", "register_sheet", "register_row"]
    parts: Iterable[pd.DataFrame] = (
        table.select(columns).to_pandas().assign(register=kind, row=np.arange(table.num_rows))
        for kind, table in context.linked.items()
    )
    empty = pd.DataFrame({name: pd.Series(dtype="int64" if name == "member" else "str") for name in columns})
    keys = pd.concat([empty.assign(register="", row=0), *parts], ignore_index=True)
    keys[["member", "row", "register_row"]] = keys[["member", "row", "register_row"]].astype("int64")
    return keys.assign(order=context.household[keys["member"].to_numpy()])
