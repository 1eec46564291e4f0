"""What two names say of two members whose numbers are one number, or nearly so."""

from __future__ import annotations

import numpy as np
import pandas as pd

from jingzhun.fields.name_codes import NameCodes
from jingzhun.fields.name_levels import AGREEING_NAMES, NameLevel, levels

_SURNAME, _LONGEST = "林", 4


def name_levels(left: pd.Series, right: pd.Series) -> pd.Series:
    """How two columns of names relate, pair by pair.

    Args:
        left: one cleaned name a pair.
        right: the other name, same index.

    Returns:
        ``NameLevel`` of each pair (int8), same index.
    """
    pairs = np.arange(len(left))
    return pd.Series(levels(NameCodes(left), pairs, NameCodes(right), pairs), index=left.index)


def agrees(levels_of_pairs: pd.Series) -> pd.Series:
    """True where the names are those of one person (``AGREEING_NAMES``)."""
    return levels_of_pairs.isin(AGREEING_NAMES)


def share_a_character(left: pd.Series, right: pd.Series) -> pd.Series:
    """True where the given names have a character at the same place that is the same, or sounds or looks alike.

    So do the names of a person that several slips have changed, and those of brothers and sisters.

    Args:
        left: one cleaned name a pair.
        right: the other name, same index.
    """
    alike = pd.Series(data=False, index=left.index)
    for place in range(1, _LONGEST):
        one, other = left.str.slice(place, place + 1), right.str.slice(place, place + 1)
        # A character alone would count as a surname.
        alike |= (one != "") & (other != "") & agrees(name_levels(_SURNAME + one, _SURNAME + other))
    return alike


def in_words(levels_of_pairs: pd.Series) -> pd.Series:
    """The levels as findings explain them."""
    return levels_of_pairs.map({level: level.words for level in NameLevel}).astype("str")
