"""Ask the codes of a column (fields/roll_words.py) a question; the work is done once a distinct cell."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import numpy as np
import pandas as pd

from jingzhun.fields.roll_words import SEPARATOR


def says(codes: pd.Series, wanted: Collection[str]) -> np.ndarray:
    """True where a cell says one of the wanted codes, among others or alone."""
    place, distinct = pd.factorize(codes)
    holds = [not set(wanted).isdisjoint(str(cell).split(SEPARATOR)) for cell in distinct]
    return np.asarray(holds, dtype=bool)[place]


def look_up(codes: pd.Series, numbers: Mapping[str, float]) -> np.ndarray:
    """The number that stands for each code; NaN where the table has none or the cell says several things."""
    place, distinct = pd.factorize(codes)
    return np.array([numbers.get(str(cell), np.nan) for cell in distinct], dtype=np.float64)[place]


def numbered(codes: pd.Series) -> np.ndarray:
    """A number for each distinct text, NaN for the empty one, so that households can compare them."""
    place, distinct = pd.factorize(codes)
    return np.where((np.asarray(distinct, dtype=object) == "")[place], np.nan, place)
