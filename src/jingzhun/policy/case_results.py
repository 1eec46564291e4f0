"""Running an office's examples: the judge decides each case as a household of its own."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from jingzhun.kinds import TableKind
from jingzhun.member_values import members_of
from jingzhun.model import Effect, Outcome, RuleCount, Severity, Verdict
from jingzhun.normalise import typed
from jingzhun.policy.cases import Case
from jingzhun.policy.conditions import leaves_of
from jingzhun.policy.judge import Matter, judge
from jingzhun.policy.records import Policy
from jingzhun.policy.terms import Tally
from jingzhun.rules.registry import RULES
from jingzhun.rules.run import FINDING_COLUMNS

_KEYS = {"code": "code", "effect": "effect", "severity": "severity", "exception": "exception", "member": "member_name"}
_WEIGHT = 20.0
_LINK_TEXTS = (
    "register",
    "grade",
    "link_reasons",
    "register_file",
    "register_sheet",
    "name_raw",
    "id_raw",
    "name_cell",
)
_NO_LINKS = pa.schema(
    [
        *((name, pa.string()) for name in _LINK_TEXTS),
        *(("member", pa.int64()), ("register_row", pa.int64()), ("weight", pa.float64())),
    ]
)


@dataclass(frozen=True, slots=True)
class CaseResult:
    """What came of one case.

    Attributes:
        missing: what was expected and did not come out.
        unexpected: what came out and was not expected: ``code effect severity exception member_name reason``.
        verdict: of the household.
    """

    case: Case
    missing: tuple[Mapping[str, str], ...]
    unexpected: tuple[Mapping[str, str], ...]
    verdict: str

    @property
    def passed(self) -> bool:
        """Whether everything came out as expected, and nothing else."""
        return not self.missing and not self.unexpected and self.case.verdict in ("", self.verdict)


def run_cases(policy: Policy, cases: Sequence[Case]) -> list[CaseResult]:
    """Judge cases and compare what comes out with what is expected, in their order.

    Every finding of the policy's conditions must be expected; findings of rules are given, not tested. Cases of one day
    are judged together, each a household of its own, as long as no count asks for a register that only some have.
    """
    counted = _counted(policy)
    alike: dict[tuple[date, frozenset[str]], list[int]] = {}
    for at, case in enumerate(cases):
        alike.setdefault((case.as_of, counted & frozenset(case.supplied)), []).append(at)
    results = {
        at: result
        for places in alike.values()
        for at, result in zip(places, _judged(policy, [cases[at] for at in places]), strict=True)
    }
    return [results[at] for at in range(len(cases))]


def _counted(policy: Policy) -> frozenset[str]:
    """The registers that counts and sums of a policy go over."""
    parts = [
        part
        for condition in policy.conditions
        for part in (condition.when, condition.when_not, *(each.when for each in condition.exceptions))
        if part is not None
    ]
    return frozenset(leaf.source for part in parts for leaf in leaves_of(part) if isinstance(leaf, Tally))


def _judged(policy: Policy, cases: Sequence[Case]) -> list[CaseResult]:
    """Cases of one day for which the same registers count as supplied."""
    members = _members(cases)
    first = np.cumsum([0, *(len(case.members) for case in cases)])
    matter = Matter(
        members=members,
        rule_findings=_rule_findings(cases, members, first),
        linked=_linked(cases, first),
        as_of=cases[0].as_of,
        supplied=sorted({register for case in cases for register in case.supplied}),
        rule_counts=tuple(RuleCount(rule.code, rule.title, rule.severity.value, 0, 0) for rule in RULES),
    )
    judgement = judge(policy, matter)
    codes = {condition.code for condition in policy.conditions}
    found = judgement.findings[judgement.findings["code"].isin(codes)]
    verdicts = judgement.households.set_index("household_id")["verdict"]
    results = []
    for case, at in zip(cases, first, strict=False):
        household = members["household_id"].iloc[at]
        own = found[found["household_id"] == household].to_dict("records")
        results.append(_result(case, own, str(verdicts[household])))
    return results


def _result(case: Case, found: Sequence[Mapping[Hashable, Any]], verdict: str) -> CaseResult:
    left = [{**{key: str(row[column]) for key, column in _KEYS.items()}, "reason": str(row["reason"])} for row in found]
    missing = []
    # What asks for more is matched first, so that a vaguer expectation does not take its finding.
    for wanted in sorted(case.expect, key=len, reverse=True):
        fitting = [each for each in left if all(each[key] == value for key, value in wanted.items())]
        if fitting:
            left.remove(fitting[0])
        else:
            missing.append(wanted)
    return CaseResult(case, tuple(missing), tuple(left), verdict)


def _members(cases: Sequence[Case]) -> pd.DataFrame:
    """The members frame: one household a case."""
    rows = [{**each, "household_id": f"样例{at}"} for at, case in enumerate(cases, start=1) for each in case.members]
    fields = list(dict.fromkeys(field for row in rows for field in row))
    raw = _raw(rows, fields, list(range(1, len(rows) + 1)))
    return members_of(typed(raw, {field: field for field in fields}, TableKind.ROLL))


def _raw(rows: Sequence[Mapping[str, str]], fields: Sequence[str], places: list[int]) -> pa.Table:
    """Rows as they come from a file."""
    columns = {field: pa.array([row.get(field, "") for row in rows], pa.string()) for field in fields}
    none = pa.array([""] * len(rows), pa.string())
    return pa.table({**columns, "_file": none, "_sheet": none, "_row": pa.array(places, pa.int64())})


def _linked(cases: Sequence[Case], first: np.ndarray) -> pa.Table:
    """The rows of the cases as links; ``first`` is the position of each case's first member."""
    rows = [(row, int(start) + row[1]) for case, start in zip(cases, first, strict=False) for row in case.rows]
    parts = []
    for register in dict.fromkeys(row[0] for row, _ in rows):
        places = [at for at, (row, _) in enumerate(rows) if row[0] == register]
        fields = list(dict.fromkeys(field for at in places for field in rows[at][0][3]))
        raw = _raw([rows[at][0][3] for at in places], fields, places)
        table = typed(raw, {field: field for field in fields}, register)
        own = [rows[at] for at in table.column("_row").to_pylist()]
        for name, values in (
            ("member", pa.array([member for _, member in own], pa.int64())),
            ("grade", pa.array([row[2] for row, _ in own], pa.string())),
            ("register", pa.array([register.value] * len(own), pa.string())),
            ("register_row", pa.array([at + 1 for at in table.column("_row").to_pylist()], pa.int64())),
            ("weight", pa.array([_WEIGHT] * len(own), pa.float64())),
            ("link_reasons", pa.array(["样例"] * len(own), pa.string())),
            ("register_file", pa.array(["样例"] * len(own), pa.string())),
            ("register_sheet", pa.array([""] * len(own), pa.string())),
        ):
            table = table.append_column(name, values)
        parts.append(table)
    return pa.concat_tables([_NO_LINKS.empty_table(), *parts], promote_options="default")


def _rule_findings(cases: Sequence[Case], members: pd.DataFrame, first: np.ndarray) -> pd.DataFrame:
    """What rules have found of the first member of each case, as it says."""
    rules = {rule.code: rule for rule in RULES}
    rows = [
        {
            **dict.fromkeys(FINDING_COLUMNS, ""),
            "household_id": members["household_id"].iloc[at],
            "roll_file": members["_file"].iloc[at],
            "roll_sheet": members["_sheet"].iloc[at],
            "roll_row": int(members["_row"].iloc[at]),
            "register_row": 0,
            "member_name": members["name_raw"].iloc[at],
            "code": code,
            "title": rules[code].title,
            "severity": rules[code].severity.value,
            "outcome": Outcome.FOUND.value,
        }
        for case, at in zip(cases, first, strict=False)
        for code in case.findings
    ]
    return pd.DataFrame(rows, columns=list(FINDING_COLUMNS))


def lines_of(result: CaseResult) -> list[str]:
    """A result for a person: one line where it is as expected, else what was expected, what came out and why."""
    case = result.case
    if result.passed:
        return [f"符合    {case.title}"]
    lines = [f"不符合  {case.title} ({case.where})"]
    lines += [f"  应有而没有: {_told(each)}" for each in result.missing]
    for each in result.unexpected:
        lines += [f"  得到了: {_told(each)}", f"    理由: {each['reason']}"]
    if case.verdict not in ("", result.verdict):
        lines.append(f"  结论应为 {Verdict(case.verdict).words}, 得到 {Verdict(result.verdict).words}")
    return lines


def as_data(result: CaseResult) -> dict[str, Any]:
    """A result for programs."""
    return {
        "title": result.case.title,
        "where": result.case.where,
        "passed": result.passed,
        "missing": [dict(each) for each in result.missing],
        "unexpected": [dict(each) for each in result.unexpected],
        "verdict": result.verdict,
    }


def _told(finding: Mapping[str, str]) -> str:
    """``CAR 不计, 红线, 例外 MOTORCYCLE, 林建国``: a finding, expected or found."""
    words = [f"{finding['code']} {Effect(finding['effect']).words}"]
    if finding.get("severity"):
        words.append(Severity(finding["severity"]).words)
    if finding.get("exception"):
        words.append(f"例外 {finding['exception']}")
    if finding.get("member"):
        words.append(finding["member"])
    return ", ".join(words)
