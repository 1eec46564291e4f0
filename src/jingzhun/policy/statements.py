"""Findings of the policy in words: what was found of whom, why it counts, which exception holds or may hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from jingzhun.model import Effect, Grade, Outcome, Severity
from jingzhun.policy.counted import counted_words
from jingzhun.policy.fields import fields_for, register_labels
from jingzhun.policy.judged_rows import JudgedRows
from jingzhun.policy.records import HOUSEHOLD, ROW
from jingzhun.policy.sentences import ROLL_LABELS, concatenated, in_brackets, masked, missing, shown, texts, values

if TYPE_CHECKING:
    from jingzhun.policy.subject import Subject

_OF_ROLL = ("_file", "_sheet", "_row", "id_masked")
#: What stands between several exceptions.
BETWEEN = "；"
_GRADE_WORDS = {each.value: f"{each.value} {each.words}" for each in Grade}
_SEVERITY_WORDS = {each.value: each.words for each in Severity}
_ASKED = (Effect.DOUBT.value, Effect.CLUE.value)


def statements_of(judged: JudgedRows) -> pd.DataFrame:
    """The findings of one condition.

    Returns:
        One row for each of ``judged``, in its order: the columns of a finding, and besides

        - ``exception``: code of the exception that counts; ``ask``: those that may hold, each with its evidence;
        - ``order`` and ``member``: number of the household, position of the member;
        - ``thing``: what it speaks of in a few words; ``short``: the same with the grade;
        - ``evidence``: what the exception that counts needs on file;
        - ``place``: its place in ``judged``;
        - ``gaps``: why it cannot be decided;
        - ``held``: whether the condition holds; ``if_held``: what the policy would make of it then; ``if_not_excused``:
          the same if the exception that counts did not hold.
    """
    condition = judged.condition
    rows = _written(judged)
    found = _where_found(judged, rows)
    found["outcome"], found["severity"], found["effect"] = judged.outcome, judged.severity, judged.effect
    found["held"], found["if_held"], found["if_not_excused"] = judged.held > 0, judged.if_held, judged.if_not_excused
    found["place"] = np.arange(len(found))
    for column in ("code", "title", "evidence"):
        of_exceptions = [str(getattr(each, column)) for each in condition.exceptions]
        told = np.array([*of_exceptions, ""], dtype=object)[judged.exception]
        found["exception" if column == "code" else f"exception_{column}"] = told
    found["ask"] = _asks(judged)
    name = pa.array(found["member_name"], pa.string())
    if condition.about == HOUSEHOLD:
        name = concatenated(name, "户")
    spoken = _in_yuan(judged.subject, rows)
    told_of = concatenated(name, " ", shown(spoken, condition.show)).to_pandas().str.rstrip()
    found["thing"] = masked(told_of)
    details = in_brackets(_details(judged, spoken)).to_pandas()
    found["gaps"] = _gaps(judged, rows)
    return _worded(found, judged, told_of, told_of + details, texts(rows, "link_reasons").to_pandas())


def _in_yuan(subject: Subject, rows: pa.Table) -> pa.Table:
    """Texts with the amounts of money that were understood in 元: 213 under 注册资本(万元) is 2,130,000元."""
    for field in rows.column_names:
        yuan = subject.yuan(field)
        if yuan is not None:
            said = {amount: f"{amount:,.2f}".removesuffix(".00") + "元" for amount in np.unique(yuan[~np.isnan(yuan)])}
            column = pa.array([said.get(amount) for amount in yuan.tolist()], pa.string())
            column = pc.coalesce(column, rows.column(field))
            rows = rows.set_column(rows.column_names.index(field), field, column)
    return rows


def _written(judged: JudgedRows) -> pa.Table:
    """Every text that the words of a condition may need, as one table."""
    subject, condition = judged.subject, judged.condition
    phrases = {phrase.field for phrase in (*condition.show, *condition.details) if phrase.field}
    fields = [*register_labels(condition.register)] if condition.about == ROW else []
    fields += [*phrases, *condition.needs, "link_reasons", "register_file", "register_sheet"]
    fields = [field for field in dict.fromkeys(fields) if field not in ("share", "age")]
    return pa.table({field: subject.written(field) for field in fields})


def _where_found(judged: JudgedRows, rows: pa.Table) -> pd.DataFrame:
    """Who and where: the columns of the finding that come from the roll and the register."""
    subject, condition = judged.subject, judged.condition
    context = subject.context
    if context is None:
        raise ValueError("conditions are judged on a roll")
    shown_of_roll = [name for name in (*ROLL_LABELS, *_OF_ROLL) if name in context.members.columns]
    people = context.members[list(dict.fromkeys(shown_of_roll))].take(subject.member).reset_index(drop=True)
    roll = pa.table({field: _text_column(people, field) for field in ROLL_LABELS})
    is_row = condition.about == ROW
    register_values = values(rows, register_labels(condition.register)).to_pandas() if is_row else ""
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
            "register_row": _register_rows(subject) if is_row else 0,
            "grade": judged.grade,
            "roll_values": values(roll, ROLL_LABELS).to_pandas(),
            "register_values": register_values,
            "order": subject.household,
            "member": subject.member,
        }
    )


def _register_rows(subject: Subject) -> np.ndarray:
    if subject.table is None or not len(subject):
        return np.zeros(len(subject), dtype=np.int64)
    return np.asarray(subject.table.column("register_row").to_numpy(), dtype=np.int64)


def _text_column(frame: pd.DataFrame, field: str) -> pa.Array:
    if field not in frame.columns:
        return pa.array([""] * len(frame), pa.string())
    return pa.array(frame[field].astype("str"), pa.string(), from_pandas=True)


def _details(judged: JudgedRows, rows: pa.Table) -> pa.Array:
    """What stands in brackets, and the owner's share where it is known and not the whole."""
    told = shown(rows, judged.condition.details, ", ").to_pandas()
    if judged.condition.about == ROW:
        least, most = judged.subject.numbers("share")
        is_part = (least == most) & (least < 1)
        known = pd.Series(np.where(is_part, least, 0.0))
        words = {share: f"本人占{100 * share:.4g}%" if share else "" for share in known.unique()}
        percent = known.map(words).astype("str")
        both = (told != "") & (percent != "")
        told = told + pd.Series(np.where(both, ", ", ""), dtype="str") + percent
    return pa.array(told, pa.string())


def _asks(judged: JudgedRows) -> pd.Series:
    """The exceptions that may hold of what counts, each with the evidence that it needs."""
    asks = pd.Series("", index=range(len(judged.subject)), dtype="str")
    counts = np.isin(judged.effect, _ASKED)
    for exception, possible in zip(judged.condition.exceptions, judged.possible, strict=True):
        said = f"{exception.title}(须有: {exception.evidence})"
        asks = asks.where(~(possible & counts), asks + (asks.map(bool).map({True: BETWEEN, False: ""}) + said))
    return asks


def _gaps(judged: JudgedRows, rows: pa.Table) -> pd.Series:
    """Why a row cannot be decided: the columns that it lacks, or else its words that the policy does not know."""
    condition = judged.condition
    labels = fields_for(condition.about, condition.register)
    needs = {field: labels[field] for field in condition.needs if field in labels}
    where = "登记" if condition.about == ROW else "名册"
    gaps, words = missing(rows, needs).to_pandas(), values(rows, needs).to_pandas()
    unknown_words: pd.Series = f"{where}写法政策规则里没有, 须人工查看: " + words
    told = unknown_words.where(gaps == "", f"{where}栏目不全, 须人工查看: 缺 " + gaps)
    told = told.where((gaps != "") | (words != ""), "资料不全, 程序不能判定, 须人工查看")
    return told.where(judged.outcome == Outcome.UNDECIDED.value, "").astype("str")


def _worded(
    found: pd.DataFrame, judged: JudgedRows, told: pd.Series, in_full: pd.Series, same_person: pd.Series
) -> pd.DataFrame:
    """Add the reason, the short reason for the household, and what to do."""
    condition = judged.condition
    grade = found["grade"].map({"": "", **_GRADE_WORDS}).astype("str")
    compared = ("。比对 " + grade + ": " + same_person).where(grade != "", "") + counted_words(judged)
    own = condition.severity.words
    counts = f"属{condition.title}(" + found["severity"].map(_SEVERITY_WORDS) + ")"
    lowered = (found["severity"] != condition.severity.value) & (found["exception"] == "")
    by_grade = f"属{condition.title}({own}), 因比对只到这个等级, 按政策规则作" + found["severity"].map(_SEVERITY_WORDS)
    by_policy = counts + ", 按政策规则只列待查, 不列疑点"
    weak = counts + ", 但是否同一人把握不足, 待查, 不据此列为疑点"
    # What is not known to hold is only said to have been looked for.
    holds = np.where(found["held"], "属", "查") + condition.title
    excused = holds + ", 按例外“" + found["exception_title"] + "”不计, 记录备查"
    review = counts + ", 有“" + found["exception_title"] + "”情形"
    effect = found["effect"]
    is_excused, is_clue, is_doubt = (effect == each.value for each in (Effect.EXCUSED, Effect.CLUE, Effect.DOUBT))
    why = np.select(
        [is_excused, is_clue & judged.by_grade, is_clue, found["exception"] != "", lowered & is_doubt],
        [excused, weak, by_policy, review, by_grade],
        counts,
    )
    is_undecided = found["outcome"] == Outcome.UNDECIDED.value
    decided = in_full + ", " + pd.Series(why, dtype="str", index=found.index)
    found["reason"] = masked(decided.where(~is_undecided, found["gaps"] + "。" + in_full) + compared)
    evidence = found["exception_evidence"]
    found["fix"] = np.select(
        [is_excused, is_clue & ~is_undecided & judged.by_grade, evidence != ""],
        [
            "核对并留存: " + evidence,
            "先核实是否同一人; " + condition.question,
            condition.question + " 须有: " + evidence,
        ],
        condition.question,
    )
    found["short"] = masked(told + ("(" + grade + ")").where(grade != "", ""))
    return found
