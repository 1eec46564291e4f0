"""Columns that speak of a member's household, one entry a member."""

from __future__ import annotations

import pandas as pd

from jingzhun.fields import relation

SPOUSES = ("spouse", "husband", "wife")


def first_of_household(members: pd.DataFrame) -> pd.Series:
    """True for the first row of each household."""
    return ~members["household"].duplicated()


def is_head(members: pd.DataFrame) -> pd.Series:
    """True for heads of household."""
    return members["relation"] == "head"


def count_in_household(members: pd.DataFrame, mask: pd.Series) -> pd.Series:
    """How many members of a member's household the mask holds for."""
    return mask.groupby(members["household"]).transform("sum")


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
