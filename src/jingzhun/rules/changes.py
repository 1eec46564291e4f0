"""What changed from last year's roll to this year's: households, and who came and went."""

from __future__ import annotations

import numpy as np
import pandas as pd

from jingzhun.rules.households import SPOUSES
from jingzhun.rules.joined import joined
from jingzhun.rules.persons import certain_birth
from jingzhun.rules.presence import dead, gone
from jingzhun.rules.previous import Together, previous_members, together
from jingzhun.rules.rule import Roll

#: Relations of those who married into a household.
MARRIED_IN = (*SPOUSES, "daughter_in_law", "son_in_law", "granddaughter_in_law", "grandson_in_law")
_SOUND = ("valid", "upgraded")
_MOST_NAMED = 3
_TOLD_APART_BY = ["name", "id_state", "birth_stated", "id_birth"]


def newcomers(roll: Roll) -> np.ndarray:
    """True for members who were not on last year's roll although the core of their household was."""
    both = together(roll)
    known = np.isin(roll.members["household"].to_numpy(), both.household_now)
    return np.asarray((both.before < 0) & both.compared_now & known)


def leavers(roll: Roll) -> pd.DataFrame:
    """Who stood on last year's roll and is gone, although his household is still there.

    Returns:
        ``household`` (of today), ``name_raw id_masked`` and ``unsure`` (he may be a newcomer of the household under a
        name or number that was changed); those whom last year's roll called dead or away are left out.
    """
    both, previous = together(roll), previous_members(roll)
    left = (both.now < 0) & both.compared_before & (both.household_now >= 0)
    left &= ~dead(previous) & ~gone(previous) & (previous["name"] != "").to_numpy()
    people = previous.loc[left, ["name_raw", "id_masked", *_TOLD_APART_BY]]
    people = people.assign(
        household=both.household_now[left], birth=certain_birth(people), position=np.flatnonzero(left)
    )
    came = roll.members.loc[newcomers(roll), ["household", *_TOLD_APART_BY]]
    came = came.assign(birth=certain_birth(came))
    pairs = people.merge(came, on="household", suffixes=("", "_new"))
    alike = (pairs["birth"] == pairs["birth_new"]) | (pairs["name"] == pairs["name_new"])
    faulty = ~pairs["id_state"].isin(_SOUND) | ~pairs["id_state_new"].isin(_SOUND)
    unsure: pd.Series = people["position"].isin(pairs.loc[alike | faulty, "position"])
    return pd.DataFrame(people.assign(unsure=unsure))


def named(people: pd.DataFrame) -> pd.Series:
    """People in words by household: the first few names with their masked numbers."""
    words = people["name_raw"].astype("str") + " (" + people["id_masked"].astype("str") + ")"
    words = words.str.replace(" ()", "", regex=False)
    ordered = people.assign(text=words).sort_values(["household", "text"], kind="stable")
    few = ordered[ordered.groupby("household").cumcount() < _MOST_NAMED]
    text = joined(few["text"], few["household"])
    total = people.groupby("household").size().reindex(text.index)
    return pd.Series(text + ("等 " + total.astype("str") + " 人").where(total > _MOST_NAMED, ""), dtype="str")


def household_before(both: Together, roll: Roll) -> pd.Series:
    """For each member the household (``previous.household``) that he stood in last year, -1 where he was not there."""
    before = both.of_before(previous_members(roll)["household"])
    return before.reindex(roll.members.index, fill_value=-1).astype("int64")
