"""Members of different households who bear the same number, pair by pair."""

from __future__ import annotations

import numpy as np
import pandas as pd

from jingzhun.fields.name_levels import NameLevel
from jingzhun.rules.households import PLACE, place, seat
from jingzhun.rules.joined import joined
from jingzhun.rules.numbers import has_all_digits
from jingzhun.rules.rule import Roll
from jingzhun.rules.same_name import agrees, in_words, name_levels

# A number on more rows than this was filled in by machine and is nobody's; its pairs are not enumerated.
MOST_BEARERS = 30
_OTHERS_NAMED = 3
_COMPARED = ["name", "sex_stated", "id_sex"]


def bearers(roll: Roll) -> pd.Series:
    """How many rows bear a member's complete number, 0 where it is not complete; computed once a roll."""
    return roll.once(_bearers)


def _bearers(roll: Roll) -> pd.Series:
    members = roll.members
    complete = has_all_digits(members)
    numbers = members.loc[complete, "id_digits"]
    sizes: pd.Series = numbers.groupby(numbers).transform("size").reindex(members.index, fill_value=0)
    return sizes


def contested(roll: Roll) -> np.ndarray:
    """True for members whose complete number stands beside another name too: one of the two is not its owner's."""
    members = roll.members
    rows = np.flatnonzero(bearers(roll) > 1)
    shared = members[["id_digits", "name"]].iloc[rows]
    names = shared.drop_duplicates().groupby("id_digits").size()
    mask = np.zeros(len(members), dtype=bool)
    mask[rows] = shared["id_digits"].map(names).to_numpy() > 1
    return mask


def pairs_sharing_number(roll: Roll) -> pd.DataFrame:
    """Pairs of members of different households with the same complete number; computed once a roll.

    Returns:
        Columns ``left`` and ``right`` (positions; each pair appears in both directions), ``one_person``, and
        ``words``, how the names relate.
    """
    return roll.once(_pairs_sharing_number)


def _pairs_sharing_number(roll: Roll) -> pd.DataFrame:
    members = roll.members
    shared = bearers(roll).between(2, MOST_BEARERS)
    rows = members.loc[shared, ["id_digits", "household"]].assign(position=np.flatnonzero(shared))
    pairs = rows.merge(rows, on="id_digits", suffixes=("_left", "_right"))
    pairs = pairs[pairs["household_left"] != pairs["household_right"]]
    result = pd.DataFrame({"left": pairs["position_left"], "right": pairs["position_right"]}).reset_index(drop=True)
    left, right = (members[_COMPARED].iloc[result[side]].reset_index(drop=True) for side in ("left", "right"))
    names = name_levels(left["name"], right["name"])
    one_person = _are_one_person(left, right, names)
    words = in_words(names) + np.where(agrees(names) & ~one_person, ", 性别不同", "")
    return result.assign(one_person=one_person, words=words)


def _are_one_person(left: pd.DataFrame, right: pd.DataFrame, names: pd.Series) -> pd.Series:
    """Which pairs that share a number are one person, rather than two of whom one was given the other's number.

    A mistyped number may go with a name that is close by chance: the stated sexes must not tell the two apart,
    and siblings' names (one character different) need sexes that speak for one person.
    """
    one, other = left["sex_stated"], right["sex_stated"]
    sexes_differ = (one != other) & (one != "") & (other != "")
    sexes_agree = (one == left["id_sex"]) & (other == right["id_sex"])
    slip = (names == NameLevel.ONE_DIFFERENT) & sexes_agree
    return (names == NameLevel.SAME) | agrees(names) & ~sexes_differ | slip


def marked(members: pd.DataFrame, pairs: pd.DataFrame) -> pd.Series:
    """True for members on the left of a pair."""
    mask = pd.Series(data=False, index=members.index)
    mask.iloc[pairs["left"].unique()] = True
    return mask


def others(members: pd.DataFrame, pairs: pd.DataFrame, words: pd.Series) -> pd.Series:
    """For each member on the left of a pair, the members on the right in words, as many as fit.

    Args:
        members: the roll.
        pairs: columns ``left`` and ``right``.
        words: what is to be said of each pair.
    """
    right = members[["household_id", "name_raw", "_sheet", "_row", *PLACE]].iloc[pairs["right"]]
    where = place(right)
    where = where.where(where == "", where + " ") + seat(right)
    texts = "户" + right["household_id"].astype("str") + " " + right["name_raw"] + " (" + where
    texts = pd.Series(texts.to_numpy(), index=pairs.index) + ", " + words + ")"
    ordered = pairs.assign(text=texts).sort_values(["left", "right"])
    number = ordered.groupby("left").cumcount()
    few = ordered[number < _OTHERS_NAMED]
    named = joined(few["text"], few["left"], "; ")
    total = ordered.groupby("left").size()
    more = ("等 " + total.astype("str") + " 处").where(total > _OTHERS_NAMED, "")
    return named + more
