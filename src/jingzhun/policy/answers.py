"""The answer for a household, statement by statement: why, what is excused, what is to be asked, what would alter it.

Every statement is a row of one long table, so that an answer can be read by people and by programs alike.
"""

from __future__ import annotations

from enum import StrEnum

import numpy as np
import pandas as pd

from jingzhun.model import Effect, Outcome
from jingzhun.policy.changes import Change
from jingzhun.policy.households import filled

#: Where a statement comes from.
_PLACE = ("roll_file", "roll_sheet", "roll_row", "register", "register_file", "register_sheet", "register_row")
ANSWER_COLUMNS = (
    *("household_id", "part", "kind", "code", "title", "severity", "grade", "effect", "member_name"),
    *_PLACE,
    *("thing", "exception", "exception_title", "text", "evidence", "verdict"),
)
_ROW_NUMBERS = ("roll_row", "register_row")
#: Households list so many changes in a few words; ``answers`` has all.
_MOST_TOLD = 6


class Part(StrEnum):
    """What a statement of an answer is."""

    REASON = "reason"
    EXCUSED = "excused"
    EXEMPT = "exempt"
    CLUE = "clue"
    UNDECIDED = "undecided"
    ASK = "ask"
    CORRECT = "correct"
    CHANGE = "change"

    @property
    def words(self) -> str:
        """The part as reports head it."""
        return {
            "reason": "为什么是疑点户",
            "excused": "按例外不计",
            "exempt": "已豁免",
            "clue": "待查, 不作疑点",
            "undecided": "无法判定",
            "ask": "入户要问: 是否属于例外",
            "correct": "名册须整改",
            "change": "什么会改变结论",
        }[self.value]


_PART_OF_EFFECT = {
    Effect.DOUBT.value: Part.REASON.value,
    Effect.EXCUSED.value: Part.EXCUSED.value,
    Effect.EXEMPT.value: Part.EXEMPT.value,
    Effect.CLUE.value: Part.CLUE.value,
    Effect.CORRECT.value: Part.CORRECT.value,
}


def answers_frame(
    found: pd.DataFrame, asks: pd.DataFrame, changes: pd.DataFrame, households: pd.DataFrame
) -> pd.DataFrame:
    """The statements of all answers.

    Args:
        found: all judged findings in their order (RangeIndex), with the columns of ``statements``.
        asks: the exceptions that may hold (``changes.asks_of``).
        changes: what would alter verdicts (``changes.changes_of``).
        households: the verdicts, in the order of the roll.

    Returns:
        ``ANSWER_COLUMNS``: by household, then by part, then in the order of the findings. ``verdict`` is the one that
        would follow; ``kind`` that of a change, or of an exception to ask for: ``manual`` where no data can show it,
        ``unknown`` where the data are silent. A household of which nothing is to be said has no row.
    """
    own = found[(found["order"] >= 0) & found["effect"].isin(_PART_OF_EFFECT)]
    parts = own["effect"].map(_PART_OF_EFFECT)
    undecided = (own["outcome"] == Outcome.UNDECIDED.value) & (parts == Part.CLUE.value)
    own = own.assign(
        part=parts.mask(undecided, Part.UNDECIDED.value),
        text=own["reason"],
        evidence=own["exception_evidence"],
        finding=own.index,
        verdict="",
        kind="",
    )
    told = pd.concat([own, _asked(own, asks, changes), _changed(found, changes)], ignore_index=True)
    told["household_id"] = households["household_id"].to_numpy()[told["order"].to_numpy(np.int64)]
    rank = {part.value: place for place, part in enumerate(Part)}
    told = told.assign(rank=told["part"].map(rank)).sort_values(["order", "rank", "finding"], kind="stable")
    told = told.reindex(columns=list(ANSWER_COLUMNS)).reset_index(drop=True)
    return pd.DataFrame(
        {
            name: told[name].fillna(0).astype("int64") if name in _ROW_NUMBERS else filled(told[name])
            for name in ANSWER_COLUMNS
        }
    )


def with_changes(households: pd.DataFrame, changes: pd.DataFrame) -> pd.DataFrame:
    """The households with ``changes``: what would alter the verdict, in words."""
    few = changes[changes.groupby("order").cumcount() < _MOST_TOLD]
    said = few.groupby("order")["text"].agg("；".join)
    more = changes.groupby("order").size() - _MOST_TOLD
    said = said + more.map(lambda count: f"；另有 {count} 种, 见 jingzhun explain" if count > 0 else "")
    return households.assign(changes=said.reindex(range(len(households)), fill_value="").astype("str").to_numpy())


def _asked(own: pd.DataFrame, asks: pd.DataFrame, changes: pd.DataFrame) -> pd.DataFrame:
    """The exceptions that visitors ask for, and whether they alone would alter the verdict."""
    asked = own.drop(columns=["exception", "evidence", "exception_title"]).merge(asks, on=["code", "place"])
    decisive = changes[changes["kind"] == Change.EXCEPTION_HOLDS.value]
    verdict = asked[["finding", "exception"]].merge(
        decisive[["finding", "exception", "verdict"]], on=["finding", "exception"], how="left"
    )["verdict"]
    return asked.assign(
        part=Part.ASK.value,
        kind=np.where(asked["manual"].eq(True), "manual", "unknown"),
        text="“" + asked["thing"] + "”是否属于“" + asked["exception_title"] + "”",
        verdict=filled(verdict).to_numpy(),
    )


def _changed(found: pd.DataFrame, changes: pd.DataFrame) -> pd.DataFrame:
    """The changes, with the finding of which they speak."""
    own = [name for name in ("code", "title", "severity", "effect", *_PLACE) if name not in changes.columns]
    at = found[own].reindex(changes["finding"].to_numpy()).reset_index(drop=True)
    return pd.concat([changes.reset_index(drop=True), at], axis=1).assign(part=Part.CHANGE.value)
