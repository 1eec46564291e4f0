"""Which register rows or members a count or a sum rests on, in words: a reason must lead to them."""

from __future__ import annotations

import numpy as np
import pandas as pd

from jingzhun.model import Grade
from jingzhun.policy.conditions import evaluate, leaves_of
from jingzhun.policy.judged_rows import JudgedRows
from jingzhun.policy.operators import FALSE, TRUE
from jingzhun.policy.subject import Context, Subject
from jingzhun.policy.tallies import source_of
from jingzhun.policy.terms import MEMBERS, Tally

#: So many rows are named; a household that has more is looked up in the ledger.
_MOST_NAMED = 6
#: In what order: the surest first, then as they stand in the registers.
_SORTED_BY = ("grade", "register_file", "register_sheet", "register_row")
_GRADE_WORDS = {each.value: f" {each.value} {each.words}" for each in Grade}


def counted_words(judged: JudgedRows) -> pd.Series:
    """What the counts and sums of a condition rest on: ``。算上的: 不动产.xlsx 第 334 行(张娜 A 确证)``.

    Args:
        judged: what a condition says.

    Returns:
        One text for each of those that it is about, ``""`` where nothing was counted. Rows that may count or not are
        marked.
    """
    subject = judged.subject
    words = pd.Series("", index=range(len(subject)), dtype="str")
    tallies = [leaf for leaf in leaves_of(judged.condition.when) if isinstance(leaf, Tally)]
    context = subject.context
    if not tallies or context is None or not len(subject):
        return words
    # The same row may stand in several counts.
    told = pd.concat([_named(tally, subject, context) for tally in tallies], ignore_index=True)
    told = told.drop_duplicates(["at", "words"]).sort_values(["at", *_SORTED_BY], kind="stable", ignore_index=True)
    place = told.groupby("at").cumcount()
    some = told[place < _MOST_NAMED].groupby("at")["words"].agg("、".join)
    more = told.groupby("at").size() - _MOST_NAMED
    said = "。算上的: " + some + more.map(lambda count: f"、另有 {count} 处" if count > 0 else "")
    words.loc[said.index] = said.astype("str")
    return words


def _named(tally: Tally, subject: Subject, context: Context) -> pd.DataFrame:
    """The rows that a count takes in, by the position (``at``) of the one that it counts for."""
    source = source_of(tally, context)
    if source is None:
        empty = {name: pd.Series(dtype="str") for name in (*_SORTED_BY[:-1], "words")}
        return pd.DataFrame(empty | {name: pd.Series(dtype="int64") for name in ("at", "register_row")})
    by_member = tally.whose == "member"
    asked = subject.member if by_member else subject.household
    group = source.member if by_member else source.household
    source = source.take(np.isin(group, asked))
    held = np.full(len(source), TRUE, dtype=np.int8) if tally.where is None else evaluate(tally.where, source)
    source, held = source.take(held != FALSE), held[held != FALSE]
    rows = _told(tally, source).assign(group=source.member if by_member else source.household)
    rows["words"] += np.where(held == TRUE, "", "(说不准)")
    places = pd.DataFrame({"group": asked, "at": np.arange(len(asked))})
    return places.merge(rows, on="group").drop(columns="group")


def _told(tally: Tally, source: Subject) -> pd.DataFrame:
    """Where each row stands and whose it is; of a member of the roll the name alone, and its place on the roll."""
    if source.context is None:
        raise ValueError("counts go over a roll")
    names = source.context.members["name_raw"].take(source.member).reset_index(drop=True).astype("str")
    if tally.source == MEMBERS:
        place = {"grade": "", "register_file": "", "register_sheet": "", "register_row": source.member}
        return pd.DataFrame({**place, "words": names})
    told = pd.DataFrame({field: source.written(field).to_pandas().astype("str") for field in _SORTED_BY})
    where = told["register_file"] + (" › " + told["register_sheet"]).where(told["register_sheet"] != "", "")
    graded = names + told["grade"].map(_GRADE_WORDS).fillna("")
    words = where + " 第 " + told["register_row"] + " 行(" + graded + ")"
    return told.assign(register_row=pd.to_numeric(told["register_row"]), words=words)
