"""The verdict of every household: doubtful when at least one finding is a doubt, with the reasons in short."""

from __future__ import annotations

import numpy as np
import pandas as pd

from jingzhun.model import Effect, Verdict

HOUSEHOLD_COLUMNS = (
    "household_id",
    "verdict",
    "reasons",
    "head_name",
    "township",
    "village",
    "members",
    "doubts",
    "corrections",
    "clues",
    "excused",
    "exempt",
    "changes",
)
#: Which effect each count of a household counts.
_COUNTS = {
    "doubts": Effect.DOUBT,
    "corrections": Effect.CORRECT,
    "clues": Effect.CLUE,
    "excused": Effect.EXCUSED,
    "exempt": Effect.EXEMPT,
}


def households_frame(members: pd.DataFrame, effects: pd.DataFrame) -> pd.DataFrame:
    """Sum up the findings of each household.

    Args:
        members: the members frame.
        effects: one row a finding, the most serious first: ``order`` (household, as numbered by
            :func:`household_order`; -1 for none), ``effect`` and ``short`` (the reason in a few words).

    Returns:
        One row a household, in the order of the roll, with ``HOUSEHOLD_COLUMNS`` but ``changes``; only doubts are
        given as reasons.
    """
    order = household_order(members)
    count = int(order.max()) + 1 if len(order) else 0
    first = _speaker_rows(members, order)
    of_household = effects[effects["order"] >= 0]
    counts = {
        name: np.bincount(of_household.loc[of_household["effect"] == effect.value, "order"], minlength=count)
        for name, effect in _COUNTS.items()
    }
    doubts = of_household[of_household["effect"] == Effect.DOUBT.value]
    reasons = doubts.drop_duplicates(["order", "short"]).groupby("order")["short"].agg("；".join)
    frame = pd.DataFrame(
        {
            "household_id": first["household_id"].to_numpy(),
            "verdict": np.where(counts["doubts"] > 0, Verdict.DOUBTFUL.value, Verdict.CLEAR.value),
            "reasons": reasons.reindex(range(count), fill_value="").to_numpy(),
            "head_name": first["name_raw"].to_numpy(),
            "township": first["township_raw"].to_numpy(),
            "village": first["village_raw"].to_numpy(),
            "members": np.bincount(order, minlength=count),
            **counts,
        }
    )
    text_columns = ["household_id", "verdict", "reasons", "head_name", "township", "village"]
    return frame.astype(dict.fromkeys(text_columns, "str"))[list(HOUSEHOLD_COLUMNS[:-1])]


def household_order(members: pd.DataFrame) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """For each member the number of the household, counted from 0 in the order of the roll."""
    return np.asarray(pd.factorize(members["household"])[0], dtype=np.int64)


def _speaker_rows(members: pd.DataFrame, order: np.ndarray[tuple[int], np.dtype[np.int64]]) -> pd.DataFrame:
    """The row that stands for each household: its first head, or its first member where it has none."""
    ranked = pd.DataFrame({"order": order, "other": (members["relation"] != "head").to_numpy()})
    ranked = ranked.sort_values(["order", "other"], kind="stable")
    positions = ranked.index[~ranked["order"].duplicated()].to_numpy()
    return members.reindex(columns=["household_id", "name_raw", "township_raw", "village_raw"], fill_value="").take(
        positions
    )


def filled(column: pd.Series) -> pd.Series:
    """A column of texts with ``""`` where nothing stands."""
    if column.dtype == "str":
        return column.fillna("")
    return column.astype("object").where(column.notna(), "").astype("str")
