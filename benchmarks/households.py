"""Households doubted on the strength of a system's links, by one policy and one set of rules for all systems."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa

from benchmarks.counties import AS_OF, County
from benchmarks.prepared import SOURCE
from benchmarks.truth import Truth
from jingzhun.kinds import TableKind
from jingzhun.member_values import members_of
from jingzhun.model import Grade, Verdict
from jingzhun.normalise import typed
from jingzhun.policy.judge import Matter, judge
from jingzhun.policy.pack import load as load_policy
from jingzhun.rules import Roll, run_rules

POLICY = "zhangzhou-2016"


@dataclass(frozen=True)
class DoubtedHouseholds:
    """Households that a system doubts, against those to be doubted.

    Attributes:
        right, wrong: doubted, and truly to be doubted or not.
        missed: to be doubted and not doubted.
    """

    right: frozenset[str]
    wrong: frozenset[str]
    missed: frozenset[str]

    @property
    def found_share(self) -> float:
        """Share of the truly doubtful households that are doubted."""
        true = len(self.right) + len(self.missed)
        return len(self.right) / true if true else 1.0

    @property
    def wrong_share(self) -> float:
        """Share of the doubted households that are not to be doubted."""
        doubted = len(self.right) + len(self.wrong)
        return len(self.wrong) / doubted if doubted else 0.0


class HouseholdJudge:
    """Judges the households of one county: rules are run once, the policy once a system."""

    def __init__(self, county: County) -> None:
        roll = typed(county.roll, _own_names(county.roll), TableKind.ROLL)
        self._members = members_of(roll)
        self._findings, _ = run_rules(Roll(members=self._members, as_of=AS_OF))
        self._policy = load_policy(POLICY)
        self._registers = county.registers

    def doubted(self, links: pd.DataFrame) -> frozenset[str]:
        """The households that the policy doubts when these links are all there are.

        Args:
            links: ``register member position weight chosen grade``; where a system has no grades, chosen links
                count as A and the others as C.
        """
        own = np.where(links["chosen"], Grade.A.value, Grade.C.value)
        links = links.assign(grade=links["grade"].mask(links["grade"] == "", own))
        parts = [self._linked(str(register), part) for register, part in links.groupby("register")]
        parts.append(self._linked(TableKind("vehicles").value, links.iloc[:0]))
        linked = pa.concat_tables(parts, promote_options="default")
        households = judge(self._policy, Matter(self._members, self._findings, linked, AS_OF)).households
        return frozenset(households.loc[households["verdict"] == Verdict.DOUBTFUL.value, "household_id"])

    def _linked(self, register: str, links: pd.DataFrame) -> pa.Table:
        """Links as the policy wants them: beside each the texts of its register row."""
        table = self._registers[register].take(pa.array(links["position"].to_numpy(dtype=np.int64)))
        table = table.rename_columns([f"register{name}" if name in SOURCE else name for name in table.column_names])
        columns = {
            "member": pa.array(links["member"].to_numpy(dtype=np.int64)),
            "register": pa.array([register] * len(links), pa.string()),
            "grade": pa.array(links["grade"], pa.string()),
            "weight": pa.array(links["weight"].to_numpy(dtype=np.float64)),
            "link_reasons": pa.array([""] * len(links), pa.string()),
            "name_raw": table.column("name"),
            "id_raw": table.column("id_number"),
        }
        for label, values in columns.items():
            table = table.append_column(label, values)
        return table


def compare(doubted: frozenset[str], truth: Truth) -> DoubtedHouseholds:
    """Hold the doubted households against the truth."""
    true = frozenset(household for household, because in truth.doubtful.items() if because)
    return DoubtedHouseholds(right=doubted & true, wrong=doubted - true, missed=true - doubted)


def _own_names(table: pa.Table) -> dict[str, str]:
    return {label: label for label in table.column_names if label not in SOURCE}
