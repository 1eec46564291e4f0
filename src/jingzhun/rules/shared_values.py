"""A telephone or an account that stands with several households, and who the others are."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from jingzhun.rules.households import PLACE, place
from jingzhun.rules.joined import joined

_OTHERS_NAMED = 3
#: So many households may be relatives that share a telephone; more share that of an office.
MOST_OF_A_FAMILY = 9


@dataclass(frozen=True)
class SharedValue:
    """Where a value stands with several households.

    Attributes:
        households: for each member with how many households his value stands; 0 where he has none.
        codes: a number for each member's value, -1 where he has none.
        leads: true for the first member of a household with a value; a household is told once.
    """

    households: np.ndarray
    codes: np.ndarray
    leads: np.ndarray

    def others(self, members: pd.DataFrame, where: np.ndarray) -> pd.Series:
        """The other households in words, for the members where something was found."""
        shown = self.leads & np.isin(self.codes, np.unique(self.codes[where]))
        rows = members.loc[shown, ["household", "household_id", "name_raw"]]
        rows = rows.assign(code=self.codes[shown], position=np.flatnonzero(shown))
        rows["place"] = place(members.loc[shown, list(PLACE)])
        rows = rows.sort_values(["code", "household_id", "position"], kind="stable")
        rows["text"] = "户" + rows["household_id"].astype("str") + " " + rows["name_raw"].astype("str")
        rows["text"] += (" (" + rows["place"] + ")").where(rows["place"] != "", "")
        # Of each value the first few households, one more than are named, for one of them may be his own.
        few = rows[rows.groupby("code").cumcount() <= _OTHERS_NAMED]
        asked = pd.DataFrame({"position": np.flatnonzero(where), "code": self.codes[where]})
        asked["household"] = members["household"].to_numpy()[asked["position"]]
        pairs = asked.merge(few[["code", "household", "text"]], on="code", suffixes=("", "_other"))
        pairs = pairs[pairs["household"] != pairs["household_other"]]
        named = pairs[pairs.groupby("position").cumcount() < _OTHERS_NAMED]
        text = joined(named["text"], named["position"])
        total = pd.Series(self.households[where] - 1, index=np.flatnonzero(where))
        return text + ("等 " + total.astype("str") + " 户").where(total > _OTHERS_NAMED, "").reindex(text.index)


def shared(members: pd.DataFrame, values: pd.Series) -> SharedValue:
    """Which values stand with several households.

    Args:
        members: the roll.
        values: one text a member, ``""`` where there is none.
    """
    codes, _ = pd.factorize(values.where(values != ""), use_na_sentinel=True)
    there = np.flatnonzero(codes >= 0)
    pairs = pd.DataFrame({"code": codes[there], "household": members["household"].to_numpy()[there]})
    leads = np.zeros(len(members), dtype=bool)
    leads[there[~pairs.duplicated().to_numpy()]] = True
    counts = np.bincount(codes[leads], minlength=1)
    households = np.where(codes >= 0, counts[np.maximum(codes, 0)], 0)
    return SharedValue(households, codes, leads)
