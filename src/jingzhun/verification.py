"""核查: the rules look at the roll before it is matched (JZ1 to JZ3), and then at what it was linked with (JZ4)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from jingzhun.comparison import ComparedRegister, Comparison
from jingzhun.fields import idcard
from jingzhun.fields.idcard import IdState
from jingzhun.match.link import PERSON
from jingzhun.match.people import People
from jingzhun.model import RuleCount, UnreadFile
from jingzhun.rules import Roll, Rule, run_rules
from jingzhun.rules.linked import ACCUSING_GRADES


@dataclass(frozen=True)
class Verified:
    """What rules have said.

    Attributes:
        findings: their findings, rule by rule.
        counts: one a rule, in the order of the rules.
    """

    findings: pd.DataFrame
    counts: tuple[RuleCount, ...]


def verify_roll(roll: Roll, rules: Sequence[Rule]) -> Verified:
    """Run the rules that look at the roll alone.

    Args:
        roll: the roll.
        rules: all rules that are asked for.
    """
    return Verified(*run_rules(roll, tuple(rule for rule in rules if not rule.follows_matching)))


def verify_links(
    before: Verified,
    roll: Roll,
    people: People,
    compared: Comparison,
    unread: Sequence[UnreadFile],
    rules: Sequence[Rule],
) -> Verified:
    """Run the rules that look at what the roll was linked with, and put their answers behind those of the others.

    Args:
        before: what the other rules have said.
        roll: the roll.
        people: its members as matching sees them.
        compared: what the registers say of it.
        unread: files of the case that could not be read or were not used.
        rules: all rules that are asked for.
    """
    linked = linked_rows(compared)
    unclaimed = {each.kind.value: _unclaimed(people, each, linked[each.kind.value]) for each in compared.registers}
    matched = replace(roll, linked=linked, unclaimed=unclaimed, incomplete=_incomplete(linked, compared, unread))
    findings, counts = run_rules(matched, tuple(rule for rule in rules if rule.follows_matching))
    together = pd.concat([before.findings, findings], ignore_index=True) if len(findings) else before.findings
    return Verified(together, tuple(sorted((*before.counts, *counts), key=lambda count: count.code)))


def linked_rows(compared: Comparison) -> dict[str, pd.DataFrame]:
    """The linked rows of every register that was read, without rows where nobody was met (``Roll.linked``)."""
    links = compared.links
    return {
        kind.value: links.filter(pc.equal(links.column("register"), kind.value)).to_pandas()
        for kind in dict.fromkeys(count.item.kind for count in compared.counts)
    }


def _unclaimed(people: People, register: ComparedRegister, linked: pd.DataFrame) -> np.ndarray:
    """Whose name stands in a register beside no number, on a row of nobody in particular (``Roll.unclaimed``)."""
    sure = linked[linked["grade"].isin(ACCUSING_GRADES)].drop_duplicates(PERSON)
    state = idcard.parse_column(pa.array(sure["id_text"], type=pa.string())).state
    named = pa.array(sure["name"][~np.isin(state, (IdState.VALID, IdState.UPGRADED))], type=pa.string())
    place = pc.index_in(named, value_set=people.distinct_names).drop_null().to_numpy(zero_copy_only=False)
    claimed = np.bincount(place, minlength=len(people.distinct_names))
    is_named = np.asarray(pc.not_equal(people.distinct_names, ""))
    open_names = (register.found.scored.unnumbered > claimed) & is_named
    unclaimed: np.ndarray = open_names[people.name_index]
    return unclaimed


def _incomplete(linked: Collection[str], compared: Comparison, unread: Sequence[UnreadFile]) -> frozenset[str]:
    """The registers of which a part may be missing: a table broke, or a file could not be read, be it of any kind."""
    if any(file.is_error for file in unread):
        return frozenset(linked)
    return frozenset(item.kind.value for item in compared.broken)
