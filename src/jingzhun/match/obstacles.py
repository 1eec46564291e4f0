"""What keeps a pair from the next better grade: the grading itself is asked, with one thing after the other mended.

So there is one place that says what a grade takes, and no second that could say something else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pandas as pd

from jingzhun.fields.name_levels import NameLevel
from jingzhun.match.grade import SharedNumber, grades
from jingzhun.match.levels import BirthLevel, NumberLevel, SexLevel
from jingzhun.match.weights import Weights
from jingzhun.model import Grade

_BETTER = {"": Grade.C, Grade.C.value: Grade.B, Grade.B.value: Grade.A}
#: What can be mended, and what it is then; the first that is enough alone is named. An agreeing name comes before the
#: number, for a whole number makes up for many a name without being asked for.
MENDED: dict[str, object] = {
    "name_level": int(NameLevel.SAME),
    "number_level": int(NumberLevel.SAME),
    "birth_level": int(BirthLevel.SAME),
    "sex_level": int(SexLevel.SAME),
    "rivalled": False,
    "shared_number": int(SharedNumber.NO),
    "weight": np.inf,
}


@dataclass(frozen=True)
class Obstacles:
    """What keeps a pair from a grade.

    Attributes:
        grade: the next better grade.
        what: the fewest columns of the pair (``number_level`` … ``weight``) that would all have to be better.
        needed: the weight that would be enough, where ``what`` has the weight.
    """

    grade: Grade
    what: tuple[str, ...]
    needed: float | None


def obstacles(weights: Weights, pair: Mapping[str, object]) -> Obstacles | None:
    """Find what keeps a pair from the next better grade.

    Args:
        weights: hold the least weight of each grade.
        pair: ``weight``, ``rivalled``, ``shared_number`` and the levels as numbers.

    Returns:
        The obstacles; ``None`` for a pair of grade A.
    """
    better = _BETTER.get(str(grades(weights, pd.DataFrame([pair]))[0]))
    if better is None:
        return None
    choices = [chosen for size in range(len(MENDED) + 1) for chosen in combinations(MENDED, size)]
    mended = [{**pair, **{label: MENDED[label] for label in chosen}} for chosen in choices]
    reached = grades(weights, pd.DataFrame(mended))
    # Grades are letters, the better the earlier; mended in full a pair has grade A.
    place = int(np.argmax((reached != "") & (reached <= better.value)))
    needed = needed_weight(weights, mended[place], better) if "weight" in choices[place] else None
    return Obstacles(better, choices[place], needed)


def needed_weight(weights: Weights, pair: Mapping[str, object], grade: Grade) -> float | None:
    """The least of the weights that grades ask for with which a pair has a grade; ``None`` where none is enough."""
    levels = sorted(least for name, least in weights.grades.items() if name != "rival")
    reached = grades(weights, pd.DataFrame([{**pair, "weight": level} for level in levels]))
    return next((level for level, found in zip(levels, reached, strict=True) if found and found <= grade.value), None)
