"""Whether the cause of poverty that a household gives shows in any of its members."""

from __future__ import annotations

import numpy as np
import pandas as pd

from jingzhun.rules.codes import says
from jingzhun.rules.households import any_in_household, first_of_household


def unsupported(
    members: pd.DataFrame, cause: str, shown: pd.Series | np.ndarray, unknown: pd.Series | np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Households that give a cause which no member shows.

    Args:
        members: the roll, with ``cause_code``.
        cause: the code of the cause; a household gives it where the row of any member does.
        shown: true for members who show it.
        unknown: true for members of whom the roll does not say.

    Returns:
        Two masks, true on the first row of a household at most: the cause is shown by nobody; it cannot be said, since
        no cause is stated or the roll says too little of the members.
    """
    first = first_of_household(members).to_numpy()
    given = any_in_household(members, says(members["cause_code"], (cause,)))
    stated = any_in_household(members, members["cause_code"] != "")
    open_question = any_in_household(members, unknown)
    missing = given & ~any_in_household(members, shown)
    return first & missing & ~open_question, first & (~stated | missing & open_question)
