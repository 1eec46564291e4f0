"""What is known of a person for certain enough to hold it against somebody.

Sex and birth date of a member come from columns of their own or from the number. Where both contradict each
other, or the number is known to hold a wrong digit, a rule must not build a second reproach on the first.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from jingzhun.rules.rule import Roll

# In these states the digits that are there can be relied on.
_SOUND = ("valid", "upgraded", "rounded", "rounded_float", "masked")
# Beyond it JZ112 doubts the birth date itself.
_LONGEST_LIFE = 120


def certain_birth(members: pd.DataFrame) -> pd.Series:
    """Birth dates as datetime64, NaT where unknown, contradicted or only read from a number with a wrong digit."""
    stated, by_number = members["birth_stated"], members["id_birth"].where(members["id_state"].isin(_SOUND))
    contradicted = stated.notna() & by_number.notna() & (stated != by_number)
    return stated.fillna(by_number).where(~contradicted)


def certain_sex(members: pd.DataFrame) -> pd.Series:
    """``男`` or ``女``, and ``""`` where unknown, contradicted or only read from a number with a wrong digit."""
    stated = members["sex_stated"]
    by_number = members["id_sex"].where(members["id_state"].isin(_SOUND), "")
    contradicted = (stated != "") & (by_number != "") & (stated != by_number)
    return stated.where(stated != "", by_number).where(~contradicted, "")


def age(members: pd.DataFrame, as_of: date) -> pd.Series:
    """Whole years of age on a day; NaN where the birth date is not certain or cannot be (unborn, above 120)."""
    born = certain_birth(members).to_numpy().astype("datetime64[D]")
    month = born.astype("datetime64[M]")
    year = month.astype("datetime64[Y]")
    day_of_year = (month - year).astype(np.int64) * 100 + (born - month).astype(np.int64) + 1
    today = (as_of.month - 1) * 100 + as_of.day
    years = as_of.year - 1970 - year.astype(np.int64) - (day_of_year > today)
    known = ~np.isnat(born) & (born <= np.datetime64(as_of)) & (years <= _LONGEST_LIFE)
    return pd.Series(np.where(known, years, np.nan), index=members.index, dtype="float64")


def ages(roll: Roll) -> pd.Series:
    """The members' :func:`age` on the day of the check, to be asked for by ``roll.once(ages)``."""
    return age(roll.members, roll.as_of)
