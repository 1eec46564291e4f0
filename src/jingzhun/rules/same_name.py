"""What two names say of two members whose numbers are one number, or nearly so."""

from __future__ import annotations

import numpy as np
import pandas as pd

from jingzhun.fields.name_codes import NameCodes
from jingzhun.fields.name_levels import AGREEING_NAMES, NameLevel, levels


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


def in_words(levels_of_pairs: pd.Series) -> pd.Series:
    """The levels as findings explain them."""
    return levels_of_pairs.map({level: level.words for level in NameLevel}).astype("str")
