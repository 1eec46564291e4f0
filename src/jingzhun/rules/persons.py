"""What is known of a person for certain enough to hold it against somebody.

Sex and birth date of a member come from columns of their own or from the number. Where both contradict each
other, or the number is known to hold a wrong digit, a rule must not build a second reproach on the first.
"""

from __future__ import annotations

import pandas as pd

# In these states the digits that are there can be relied on.
_SOUND = ("valid", "upgraded", "rounded", "rounded_float", "masked")


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
