"""Columns that speak of a member's household, one entry a member."""

from __future__ import annotations

import numpy as np
import pandas as pd

from jingzhun.fields import relation

SPOUSES = ("spouse", "husband", "wife")
#: The columns of which :func:`place` is made.
PLACE = ("township_raw", "township", "village_raw", "village")


def first_of_household(members: pd.DataFrame) -> pd.Series:
    """True for the first row of each household."""
    return ~members["household"].duplicated()


def is_head(members: pd.DataFrame) -> pd.Series:
    """True for heads of household."""
    return members["relation"] == "head"


def count_in_household(members: pd.DataFrame, mask: pd.Series) -> pd.Series:
    """How many members of a member's household the mask holds for."""
    household = members["household"].to_numpy()
    return pd.Series(np.bincount(household[mask.to_numpy()], minlength=len(members))[household], index=members.index)


def any_in_household(members: pd.DataFrame, mask: pd.Series | np.ndarray) -> np.ndarray:
    """True for all members of a household of whom the mask holds for at least one."""
    house = members["household"].to_numpy()
    counts = np.bincount(house[np.asarray(mask)], minlength=house.max(initial=0) + 1)
    return np.asarray(counts[house] > 0)


def bounds_in_household(members: pd.DataFrame, values: pd.Series | np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The least and the greatest value within each member's household; NaN in both where none is known."""
    house = members["household"].to_numpy()
    numbers = np.asarray(values, dtype=np.float64)
    known = ~np.isnan(numbers)
    least, most = (np.full(house.max(initial=0) + 1, limit) for limit in (np.inf, -np.inf))
    np.minimum.at(least, house[known], numbers[known])
    np.maximum.at(most, house[known], numbers[known])
    return np.where(np.isinf(least), np.nan, least)[house], np.where(np.isinf(most), np.nan, most)[house]


def value_of_household(members: pd.DataFrame, values: pd.Series | np.ndarray) -> np.ndarray:
    """What the rows of a household agree on; NaN where none states it, or two state different values."""
    least, most = bounds_in_household(members, values)
    return np.where(least == most, least, np.nan)


def first_text(members: pd.DataFrame, texts: pd.Series, where: pd.Series | np.ndarray) -> pd.Series:
    """The first text that is not empty in the household of each member found.

    Args:
        members: the roll.
        texts: one a member.
        where: the members found.
    """
    return _texts(members, texts, where).drop_duplicates("household").pipe(_at, members, where)


def two_texts(members: pd.DataFrame, field: str, where: pd.Series | np.ndarray) -> dict[str, pd.Series]:
    """Two cells that mean different things, as ``one`` and ``other``, from the household of each member found.

    Args:
        members: the roll, with the field and its code.
        field: a field whose words have codes.
        where: the members found.
    """
    told = _texts(members, members[field].where(members[f"{field}_code"] != "", ""), where)
    told["code"] = members[f"{field}_code"].loc[told.index]
    distinct = told.drop_duplicates(["household", "code"])
    later = distinct[distinct["household"].duplicated()].drop_duplicates("household")
    return {"one": _at(distinct.drop_duplicates("household"), members, where), "other": _at(later, members, where)}


def _texts(members: pd.DataFrame, texts: pd.Series, where: pd.Series | np.ndarray) -> pd.DataFrame:
    """Household and text of the rows that have one, of the households in which a member was found."""
    told = any_in_household(members, where) & (texts != "").to_numpy()
    return pd.DataFrame({"household": members["household"][told], "text": texts[told]})


def _at(by_household: pd.DataFrame, members: pd.DataFrame, where: pd.Series | np.ndarray) -> pd.Series:
    """The text of a household at each member found."""
    house = members["household"][np.asarray(where)]
    return by_household.set_index("household")["text"].reindex(house).set_axis(house.index)


def of_head(members: pd.DataFrame, column: pd.Series) -> pd.Series:
    """The head's entry of a column for each member; missing where the household has no head or several."""
    heads = is_head(members) & (count_in_household(members, is_head(members)) == 1)
    by_household = pd.Series(column[heads].to_numpy(), index=members.loc[heads, "household"], dtype=column.dtype)
    # Reindexing keeps the column's type even where no household has just one head.
    return by_household.reindex(members["household"]).set_axis(members.index)


def related(members: pd.DataFrame, *, generation: int) -> pd.Series:
    """True for members in the head's direct line, so many generations above (+) or below (-)."""
    return members["relation"].isin(relation.codes(generation=generation, blood=True))


def place(members: pd.DataFrame) -> pd.Series:
    """Township and village as one text, as written where written."""
    township = members["township_raw"].where(members["township_raw"] != "", members["township"])
    village = members["village_raw"].where(members["village_raw"] != "", members["village"])
    return township + village


def seat(members: pd.DataFrame) -> pd.Series:
    """Where a member stands on the roll: sheet and row."""
    row = "第" + members["_row"].astype("int64").astype("str") + "行"
    sheet = members["_sheet"].astype("str")
    return row.where(sheet == "", "〈" + sheet + "〉" + row)
