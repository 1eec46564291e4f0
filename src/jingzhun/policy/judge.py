"""判定: join rules' findings and links with the policy; every finding gets its effect, every household its verdict.

``judged_rows`` decides, ``statements`` puts into words, ``changes`` asks what would alter a verdict, and ``answers``
says it all household by household.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace
from datetime import date

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from jingzhun.model import Effect, Grade, Outcome, RuleCount, Severity
from jingzhun.policy.answers import answers_frame, with_changes
from jingzhun.policy.changes import asks_of, changes_of
from jingzhun.policy.households import filled, household_order, households_frame
from jingzhun.policy.judged_rows import combined, is_doubt, judge_conditions
from jingzhun.policy.operators import FALSE, TRUE, UNKNOWN
from jingzhun.policy.records import CLUE, Policy
from jingzhun.policy.sentences import masked
from jingzhun.policy.statements import statements_of
from jingzhun.policy.subject import Answer, Context
from jingzhun.policy.unanswered import is_asked, lacks, said
from jingzhun.rules.run import FINDING_COLUMNS

#: The columns of a judged finding: those of a rule's, the exception that counts, and those that may hold.
JUDGED_COLUMNS = (*FINDING_COLUMNS, "exception", "ask")
_ROW_NUMBERS = ("roll_row", "register_row")
_LINK_KEY = ["member", "register", "register_file", "register_sheet", "register_row"]
_INTERNAL_TEXTS = ("short", "thing", "gaps", "if_held", "if_not_excused", "exception_title", "exception_evidence")


@dataclass(frozen=True)
class Matter:
    """What is to be judged.

    Attributes:
        members: the members frame (RangeIndex, one row a member).
        rule_findings: findings frame of the JZ rules; its ``effect`` is set by the judge.
        linked: one row a link: ``member`` (position in ``members``), ``register``, ``grade``, ``weight``,
            ``link_reasons``, ``register_file``, ``register_sheet``, ``register_row``, ``name_raw``, ``id_raw`` and the
            raw field texts of the register rows.
        as_of: day of the check; a policy that was not in force then is noted.
        supplied: the registers that were compared, also those in which nobody was met.
        rule_counts: what became of each rule; of a code that is not here or could not look nothing is known.
        exempt: gives findings that the exemption list silences the effect ``exempt``, and the reason; gets and returns
            the findings with their effects.
        left_out: codes of the conditions that nobody asked for.
    """

    members: pd.DataFrame
    rule_findings: pd.DataFrame
    linked: pa.Table
    as_of: date
    supplied: Collection[str] = ()
    rule_counts: tuple[RuleCount, ...] = ()
    exempt: Callable[[pd.DataFrame], pd.DataFrame] | None = field(default=None, compare=False)
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True)
class Judgement:
    """What the judge says.

    Attributes:
        findings: ``JUDGED_COLUMNS``, doubts first.
        households: ``households.HOUSEHOLD_COLUMNS``, in the order of the roll.
        answers: ``answers.ANSWER_COLUMNS``, household by household.
    """

    findings: pd.DataFrame
    households: pd.DataFrame
    answers: pd.DataFrame


def judge(policy: Policy, matter: Matter) -> Judgement:
    """Give every finding its effect and every household its verdict.

    Args:
        policy: the checked pack.
        matter: what is to be judged.
    """
    asked = tuple(each for each in policy.conditions if each.code not in matter.left_out)
    policy, members = replace(policy, conditions=asked), matter.members
    of_rules = _of_rules(policy, matter.rule_findings, members)
    context = _context(policy, matter, of_rules)
    judged = judge_conditions(policy, context)
    parts = [of_rules, *(statements_of(each) for each in judged if len(each.subject))]
    parts += _not_answered(policy, context)
    if not policy.covers(matter.as_of):
        parts.append(_not_in_force(policy, matter.as_of))
    found = _complete(pd.concat(parts, ignore_index=True))
    found["own_effect"] = found["effect"]
    if matter.exempt is not None:
        found = _exempted(found, matter.exempt)
    found = _sorted(found, members)
    households = households_frame(members, found[["order", "effect", "short"]])
    changes = changes_of(policy, context, judged, found, households)
    return Judgement(
        findings=found[list(JUDGED_COLUMNS)],
        households=with_changes(households, changes),
        answers=answers_frame(found, asks_of(judged), changes, households),
    )


def _exempted(found: pd.DataFrame, exempt: Callable[[pd.DataFrame], pd.DataFrame]) -> pd.DataFrame:
    """Findings with exemptions; what is excused would be exempt too, should its exception fail."""
    excused = found["effect"] == Effect.EXCUSED.value
    otherwise = exempt(found.assign(effect=found["effect"].mask(excused, Effect.DOUBT.value)))
    is_silenced = excused & (otherwise["effect"] == Effect.EXEMPT.value)
    return exempt(found.assign(if_not_excused=found["if_not_excused"].mask(is_silenced, "")))


def _context(policy: Policy, matter: Matter, of_rules: pd.DataFrame) -> Context:
    """What conditions may ask for."""
    links = _distinct(matter.linked)
    register = links.column("register")
    supplied = dict.fromkeys([*matter.supplied, *pc.unique(register).to_pylist()])
    return Context(
        members=matter.members,
        household=household_order(matter.members),
        linked={kind: links.filter(pc.equal(register, kind)).combine_chunks() for kind in supplied},
        findings=_rule_answers(matter, of_rules),
        as_of=matter.as_of,
        lines={line.id: line.yuan for line in policy.lines if line.yuan is not None},
    )


def _rule_answers(matter: Matter, of_rules: pd.DataFrame) -> dict[str, Answer]:
    """For each rule that looked, of which members it found something."""
    looked = [count.code for count in matter.rule_counts if not count.missing and not count.crashed]
    answers = {}
    at_member = of_rules.loc[of_rules["member"] >= 0, ["code", "outcome", "member", "grade"]]
    # What rests on a lead is not known to be so.
    at_member["outcome"] = at_member["outcome"].mask(
        (at_member["outcome"] == Outcome.FOUND.value) & (at_member["grade"] == Grade.C.value), Outcome.UNDECIDED.value
    )
    for code in dict.fromkeys([*looked, *of_rules["code"]]):
        own = at_member[at_member["code"] == code]
        answer = np.full(len(matter.members), FALSE, dtype=np.int8)
        for outcome, means in ((Outcome.UNDECIDED, UNKNOWN), (Outcome.FOUND, TRUE)):
            answer[own.loc[own["outcome"] == outcome.value, "member"].to_numpy()] = means
        answers[str(code)] = answer
    return answers


def _distinct(linked: pa.Table) -> pa.Table:
    """One link a member and register row: the best grade, then the greatest weight."""
    keys = linked.select([*_LINK_KEY, "grade", "weight", "link_reasons"]).to_pandas()
    ranked = keys.sort_values(
        [*_LINK_KEY, "grade", "weight", "link_reasons"], ascending=[True] * 6 + [False, True], kind="stable"
    )
    return linked.take(pa.array(ranked.index[~ranked.duplicated(_LINK_KEY)], pa.int64())).combine_chunks()


def _of_rules(policy: Policy, rule_findings: pd.DataFrame, members: pd.DataFrame) -> pd.DataFrame:
    """The findings of the JZ rules with their effect and the household they belong to."""
    found = rule_findings.reset_index(drop=True).reindex(columns=list(FINDING_COLUMNS))
    kinds = found[["code", "severity", "outcome"]].drop_duplicates()
    kinds["effect"] = [
        policy.effects.of(code, severity, outcome).value for code, severity, outcome in kinds.itertuples(index=False)
    ]
    found["effect"] = found.drop(columns="effect").merge(kinds, how="left")["effect"]
    # A lead of a register says no more in a rule than in a condition.
    by_grade = combined(policy, found["severity"].to_numpy(object), filled(found["grade"]).to_numpy(object))
    accuses = (found["effect"] == Effect.DOUBT.value) & (found["outcome"] == Outcome.FOUND.value)
    found["effect"] = found["effect"].mask(accuses & (by_grade == CLUE), Effect.CLUE.value)
    found["severity"] = found["severity"].mask(accuses & is_doubt(by_grade), pd.Series(by_grade))
    rows = pd.DataFrame(
        {
            "roll_file": members["_file"],
            "roll_sheet": members["_sheet"],
            "roll_row": members["_row"],
            "order": household_order(members),
            "member": np.arange(len(members)),
        }
    )
    at_row = found[["roll_file", "roll_sheet", "roll_row"]].merge(
        rows.drop_duplicates(["roll_file", "roll_sheet", "roll_row"]), how="left"
    )
    by_name = found["household_id"].map(
        pd.Series(rows["order"].to_numpy(), index=members["household_id"]).groupby(level=0).first()
    )
    found["order"] = at_row["order"].fillna(by_name).fillna(-1).astype("int64")
    found["member"] = at_row["member"].fillna(-1).astype("int64")
    name = filled(found["member_name"])
    found["reason"] = masked(filled(found["reason"]))
    found["short"] = masked(found["title"] + (": " + name).where(name != "", ""))
    found["thing"] = found["short"]
    return found


def _not_in_force(policy: Policy, as_of: date) -> pd.DataFrame:
    """A note on the whole run: the policy was not in force on the day of the check."""
    until = "今" if policy.valid_to is None else str(policy.valid_to)
    note = {
        "code": "POLICY",
        "title": "政策规则不在有效期内",
        "outcome": Outcome.FOUND.value,
        "severity": Severity.NOTE.value,
        "effect": Effect.NOTE.value,
        "reason": f"核查日 {as_of} 不在“{policy.title}”的有效期 {policy.valid_from} 至 {until} 之内",
        "fix": "换用当时有效的政策规则, 或用 --as-of 写明核查日",
        "short": "",
    }
    return pd.DataFrame([note | {"order": -1, "member": -1}])


def _not_answered(policy: Policy, context: Context) -> list[pd.DataFrame]:
    """A note on the whole run for each condition that nobody can answer as things stand."""
    lines = {line.id: line for line in policy.lines}
    asked = [each for each in policy.conditions if is_asked(each, context)]
    told = [(each, said(lacking, lines)) for each in asked if (lacking := lacks(each, context))]
    notes = [
        {
            "code": "POLICY",
            "title": "有的情形没有判断",
            "outcome": Outcome.UNDECIDED.value,
            "severity": Severity.NOTE.value,
            "effect": Effect.NOTE.value,
            "reason": f"“{condition.title}”({condition.code})没有判断: {what}",
            "fix": fix,
            "short": "",
            "order": -1,
            "member": -1,
        }
        for condition, (what, fix) in told
    ]
    return [pd.DataFrame([note]) for note in notes]


def _complete(found: pd.DataFrame) -> pd.DataFrame:
    """Every column filled: texts with ``""``, row numbers with 0."""
    known = [*found.columns, *JUDGED_COLUMNS, *_INTERNAL_TEXTS, "held", "place"]
    found = found.reindex(columns=list(dict.fromkeys(known)))
    for column in (*JUDGED_COLUMNS, *_INTERNAL_TEXTS):
        found[column] = found[column].fillna(0).astype("int64") if column in _ROW_NUMBERS else filled(found[column])
    found["held"] = found["held"].eq(True)
    for column in ("order", "member", "place"):
        found[column] = found[column].fillna(-1).astype("int64")
    return found


def _sorted(found: pd.DataFrame, members: pd.DataFrame) -> pd.DataFrame:
    """Doubts first, then by severity, then in the order of the roll; what concerns no household comes last."""
    ranks = pd.DataFrame(
        {
            "effect": found["effect"].map({each.value: rank for rank, each in enumerate(Effect)}),
            "severity": found["severity"].map({each.value: rank for rank, each in enumerate(Severity)}),
            "order": found["order"].where(found["order"] >= 0, len(members)),
            "member": found["member"],
        }
        | {column: found[column] for column in ("code", "register_file", "register_sheet", "register_row", "reason")}
    )
    return found.loc[ranks.sort_values(list(ranks.columns), kind="stable").index].reset_index(drop=True)
