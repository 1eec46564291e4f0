"""判定: join rules' findings and links with the policy; every finding gets its effect, every household its verdict.

"Is it the same person?" (the grade of a link) is kept apart from "does it break the policy?" (the condition):

    ============= ======================= =====================
    condition     grade of the policy     another grade
    ============= ======================= =====================
    true          doubt                   clue
    unknown       clue                    clue
    false         no finding              no finding
    ============= ======================= =====================

Unknown is what the register leaves empty or writes in words that the policy does not know; the reason says which.

An exception that is true takes what is not false out (excused, kept on record) or lowers its severity to
review. The first exception of the pack that holds is the one that counts. An exception that cannot be
decided does not hold: the visit will settle it.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from jingzhun.model import Effect, Grade, Outcome, Severity
from jingzhun.policy.conditions import decide, evaluate
from jingzhun.policy.fields import condition_fields, register_labels
from jingzhun.policy.households import household_order, households_frame
from jingzhun.policy.operators import FALSE, TRUE, UNKNOWN
from jingzhun.policy.records import EXCUSED, Policy, PolicyCondition
from jingzhun.policy.sentences import ROLL_LABELS, concatenated, in_brackets, masked, missing, shown, texts, values
from jingzhun.rules.run import FINDING_COLUMNS

if TYPE_CHECKING:
    from numpy.typing import NDArray

_ROW_NUMBERS = ("roll_row", "register_row")
_LINK_KEY = ["member", "register", "register_file", "register_sheet", "register_row"]


def judge(
    policy: Policy, members: pd.DataFrame, rule_findings: pd.DataFrame, linked: pa.Table, as_of: date
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Give every finding its effect and every household its verdict.

    Args:
        policy: the checked pack.
        members: the members frame (RangeIndex, one row a member).
        rule_findings: findings frame of the JZ rules; its ``effect`` is set here.
        linked: one row a link: ``member`` (position in ``members``), ``register``, ``grade``, ``weight``,
            ``link_reasons``, ``register_file``, ``register_sheet``, ``register_row``, ``name_raw``, ``id_raw``
            and the raw field texts of the register rows.
        as_of: day of the check; a policy that was not in force then is noted.

    Returns:
        The findings frame, doubts first, and the households frame in the order of the roll.
    """
    links = _with_roll_fields(_distinct(linked), members)
    parts = [_of_rules(policy, rule_findings, members)]
    parts += [_of_condition(policy, condition, links, members) for condition in policy.conditions]
    if not policy.covers(as_of):
        parts.append(_not_in_force(policy, as_of))
    found = _sorted(pd.concat(parts, ignore_index=True), members)
    households = households_frame(members, found[["order", "effect", "short"]])
    return found[list(FINDING_COLUMNS)], households


def _distinct(linked: pa.Table) -> pa.Table:
    """One link a member and register row: the best grade, then the greatest weight."""
    keys = linked.select([*_LINK_KEY, "grade", "weight", "link_reasons"]).to_pandas()
    ranked = keys.sort_values(
        [*_LINK_KEY, "grade", "weight", "link_reasons"], ascending=[True] * 6 + [False, True], kind="stable"
    )
    return linked.take(pa.array(ranked.index[~ranked.duplicated(_LINK_KEY)], pa.int64()))


def _with_roll_fields(links: pa.Table, members: pd.DataFrame) -> pa.Table:
    """Add what conditions may ask about the household: the day it was identified."""
    if "identified_date" not in members.columns:
        return links
    days = members["identified_date"].astype("str").to_numpy()[links.column("member").to_numpy()]
    position = links.schema.get_field_index("identified_date")
    column = pa.array(days, pa.string(), from_pandas=True)
    return (
        links.append_column("identified_date", column)
        if position < 0
        else links.set_column(position, "identified_date", column)
    )


def _of_condition(policy: Policy, condition: PolicyCondition, links: pa.Table, members: pd.DataFrame) -> pd.DataFrame:
    """The findings of one condition of the policy over the rows of its register."""
    rows = links.filter(pc.equal(links.column("register"), condition.register))
    held = decide(condition.when, condition.when_not, rows)
    kept = held != FALSE
    rows, held = rows.filter(pa.array(kept)), held[kept]
    exception = _first_exception(condition, rows)
    is_excused = np.array([each.effect == EXCUSED for each in condition.exceptions] + [False])[exception]
    excepted = exception < len(condition.exceptions)
    certain = np.isin(texts(rows, "grade").to_numpy(zero_copy_only=False), policy.grades)
    effect = np.select(
        [is_excused, (held == TRUE) & certain], [Effect.EXCUSED.value, Effect.DOUBT.value], Effect.CLUE.value
    )
    outcome = np.where((held == UNKNOWN) & ~is_excused, Outcome.UNDECIDED.value, Outcome.FOUND.value)
    severity = np.where(excepted & ~is_excused, Severity.REVIEW.value, condition.severity.value)
    found = _where_found(condition, rows, members)
    found["outcome"], found["severity"], found["effect"] = outcome, severity, effect
    return _worded(found, condition, rows, exception)


def _first_exception(condition: PolicyCondition, rows: pa.Table) -> NDArray[np.int64]:
    """For each row the position of the first exception that holds, or their number where none does."""
    first = np.full(rows.num_rows, len(condition.exceptions), dtype=np.int64)
    for position, exception in reversed(tuple(enumerate(condition.exceptions))):
        first[evaluate(exception.when, rows) == TRUE] = position
    return first


def _where_found(condition: PolicyCondition, rows: pa.Table, members: pd.DataFrame) -> pd.DataFrame:
    """Who and where: the columns of the finding that come from the roll and the register."""
    people = members.take(rows.column("member").to_numpy()).reset_index(drop=True)
    order = household_order(members)
    roll = pa.table({field: _text_column(people, field) for field in ROLL_LABELS})
    return pd.DataFrame(
        {
            "code": condition.code,
            "title": condition.title,
            "household_id": people["household_id"],
            "roll_file": people["_file"],
            "roll_sheet": people["_sheet"],
            "roll_row": people["_row"],
            "member_name": people["name_raw"],
            "id_masked": people["id_masked"],
            "register": condition.register,
            "register_file": texts(rows, "register_file").to_pandas(),
            "register_sheet": texts(rows, "register_sheet").to_pandas(),
            "register_row": rows.column("register_row").to_numpy(),
            "grade": texts(rows, "grade").to_pandas(),
            "roll_values": values(roll, ROLL_LABELS).to_pandas(),
            "register_values": values(rows, register_labels(condition.register)).to_pandas(),
            "order": order[rows.column("member").to_numpy()],
            "member": rows.column("member").to_numpy(),
        }
    )


def _text_column(frame: pd.DataFrame, field: str) -> pa.Array:
    if field not in frame.columns:
        return pa.array([""] * len(frame), pa.string())
    return pa.array(frame[field].astype("str"), pa.string(), from_pandas=True)


def _worded(
    found: pd.DataFrame, condition: PolicyCondition, rows: pa.Table, exception: NDArray[np.int64]
) -> pd.DataFrame:
    """Add the reason, the short reason for the household, and what to do."""
    name = pa.array(found["member_name"], pa.string())
    thing = concatenated(name, " ", shown(rows, condition.show))
    details = in_brackets(shown(rows, condition.details, ", "))
    told = concatenated(thing, details).to_pandas()
    grade = found["grade"].map({each.value: f"{each.value} {each.words}" for each in Grade}).fillna("")
    same = grade + ": " + texts(rows, "link_reasons").to_pandas()
    titles = np.array([each.title for each in condition.exceptions] + [""])[exception]
    evidence = np.array([each.evidence for each in condition.exceptions] + [""])[exception]
    severity = found["severity"].map({each.value: each.words for each in Severity})
    counts = f"属{condition.title}(" + severity + ")"
    weak = counts + ", 但是否同一人把握不足, 待查, 不据此列为疑点"
    excused = f"属{condition.title}, 按例外“" + pd.Series(titles, dtype="str") + "”不计, 记录备查"
    review = counts + ", 有“" + pd.Series(titles, dtype="str") + "”情形"
    is_excused = (found["effect"] == Effect.EXCUSED.value).to_numpy()
    is_undecided = (found["outcome"] == Outcome.UNDECIDED.value).to_numpy()
    is_clue = (found["effect"] == Effect.CLUE.value).to_numpy()
    why = np.select([is_excused, is_clue, titles != ""], [excused, weak, review], counts)
    decided = told + ", " + pd.Series(why, dtype="str")
    undecided = _undecided(condition, rows) + "。" + told
    found["reason"] = masked(decided.where(~is_undecided, undecided) + "。比对 " + same)
    found["fix"] = np.select(
        [is_excused, is_clue & ~is_undecided, evidence != ""],
        [
            "核对并留存: " + pd.Series(evidence, dtype="str"),
            "先核实是否同一人; " + condition.question,
            condition.question + " 须有: " + pd.Series(evidence, dtype="str"),
        ],
        condition.question,
    )
    found["short"] = masked(thing.to_pandas() + "(" + grade + ")")
    return found


def _undecided(condition: PolicyCondition, rows: pa.Table) -> pd.Series:
    """Why a row cannot be decided: the columns that it lacks, or else its words that the policy does not know."""
    labels = condition_fields(condition.register)
    needs = {field: labels[field] for field in condition.needs}
    gaps, words = missing(rows, needs).to_pandas(), values(rows, needs).to_pandas()
    unknown_words: pd.Series = "登记写法政策规则里没有, 须人工查看: " + words
    return unknown_words.where(gaps == "", "登记栏目不全, 须人工查看: 缺 " + gaps)


def _of_rules(policy: Policy, rule_findings: pd.DataFrame, members: pd.DataFrame) -> pd.DataFrame:
    """The findings of the JZ rules with their effect and the household they belong to."""
    found = rule_findings.reset_index(drop=True).reindex(columns=list(FINDING_COLUMNS))
    kinds = found[["code", "severity", "outcome"]].drop_duplicates()
    kinds["effect"] = [
        policy.effects.of(code, severity, outcome).value for code, severity, outcome in kinds.itertuples(index=False)
    ]
    found["effect"] = found.drop(columns="effect").merge(kinds, how="left")["effect"]
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
    name = found["member_name"].fillna("")
    found["reason"] = masked(found["reason"].fillna("").astype("str"))
    found["short"] = masked(found["title"] + (": " + name).where(name != "", ""))
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


def _sorted(found: pd.DataFrame, members: pd.DataFrame) -> pd.DataFrame:
    """Doubts first, then by severity, then in the order of the roll; what concerns no household comes last."""
    for column in FINDING_COLUMNS:
        found[column] = (
            found[column].fillna(0).astype("int64")
            if column in _ROW_NUMBERS
            else found[column].fillna("").astype("str")
        )
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
