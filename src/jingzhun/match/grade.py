"""How sure a link is (A, B, C), how often such a link is wrong, and the words for both."""

from __future__ import annotations

from collections.abc import Callable
from enum import IntEnum
from typing import Protocol, cast

import numpy as np
import pandas as pd

from jingzhun.fields.name_levels import AGREEING_NAMES, NameLevel
from jingzhun.match.compare import LEVELS
from jingzhun.match.levels import IDENTIFYING_NUMBERS, BirthLevel, NumberLevel, SexLevel
from jingzhun.match.score import LEVEL_COLUMNS
from jingzhun.match.weights import Weights
from jingzhun.model import Grade

#: Enough for grade B beside a number that is whole or wrong in one place: brothers and sisters, twins among them,
#: are named so too, and a register may leave the name empty.
_HALF_AGREEING_NAMES = (NameLevel.ONE_DIFFERENT, NameLevel.MISSING)
_NEARLY_WHOLE_NUMBERS = (*IDENTIFYING_NUMBERS, NumberLevel.ONE_DIGIT, NumberLevel.SWAPPED)
_SILENT_NUMBERS = (NumberLevel.MISSING, NumberLevel.CONTESTED)
#: Names that are written alike, but for the form of their characters.
EXACT_NAMES = (NameLevel.SAME, NameLevel.VARIANT)
#: Twins have such numbers, and names that sound alike.
_NUMBERS_OF_TWINS = (NumberLevel.ROUNDED_OR_TWO_PEOPLE,)
#: More than any comparator has; as many of them as there are comparators and flags fit in an int64.
_MOST_LEVELS = 32
_CONTRADICTING_NUMBERS = (NumberLevel.DIFFERENT, NumberLevel.TWO_PEOPLE)


class SharedNumber(IntEnum):
    """Whether a number stands beside other names too, on the roll or in the register, and how far it goes then."""

    NO = 0
    DOUBT = 1
    """The name is exactly the member's: grade B at most."""
    CLUE = 2
    """Another name that merely agrees: grade C at most."""


class _Worded(Protocol):
    """A level of any comparator."""

    @property
    def words(self) -> str: ...


def grades(weights: Weights, pairs: pd.DataFrame) -> np.ndarray:
    """Grade every pair as if it were the best of its register person.

    Args:
        weights: hold the least weight of each grade.
        pairs: ``weight``, ``rivalled``, ``shared_number`` (``SharedNumber``) and the levels, one row a pair.

    Returns:
        Grades as texts, ``""`` for pairs that are no link.
    """
    least = weights.grades
    weight = pairs["weight"].to_numpy()
    identifying = pairs["number_level"].isin(IDENTIFYING_NUMBERS).to_numpy()
    agreeing = pairs["name_level"].isin(AGREEING_NAMES).to_numpy()
    contradicted = (pairs["sex_level"] == SexLevel.DIFFERENT) | (pairs["birth_level"] == BirthLevel.DIFFERENT)
    contradicted |= pairs["number_level"].isin(_CONTRADICTING_NUMBERS)
    inexact = ~pairs["name_level"].isin(EXACT_NAMES)
    contradicted |= pairs["number_level"].isin(_NUMBERS_OF_TWINS) & inexact
    shared = pairs["shared_number"].to_numpy()
    free = ~pairs["rivalled"].to_numpy() & ~contradicted.to_numpy() & (shared < SharedNumber.CLUE)
    grade = np.full(len(pairs), "", dtype=object)
    # The same number under another name is a warning, never a certainty: it stays a clue however much it weighs.
    grade[(weight >= least["c"]) | identifying] = Grade.C.value
    half_agreeing = pairs["name_level"].isin(_HALF_AGREEING_NAMES) & pairs["number_level"].isin(_NEARLY_WHOLE_NUMBERS)
    numbered = ~pairs["number_level"].isin(_SILENT_NUMBERS).to_numpy()
    enough = weight >= np.where(numbered, least["b"], least["b_without_number"])
    grade[enough & (agreeing | half_agreeing.to_numpy()) & free] = Grade.B.value
    grade[(weight >= least["a"]) & agreeing & free & identifying & (shared == SharedNumber.NO)] = Grade.A.value
    return grade


def chances_wrong(weights: Weights, odds: np.ndarray) -> np.ndarray:
    """How often links of these odds are wrong, by what the sample counties showed (weights.toml, ``calibration``).

    Args:
        weights: hold the calibration.
        odds: log2 of the odds that it is the same person, rivals considered.
    """
    seen = np.interp(odds, weights.calibration["odds"], weights.calibration["seen"])
    chances: np.ndarray = 1.0 / (1.0 + np.exp2(seen))
    return chances


def reasons(pairs: pd.DataFrame) -> list[str]:
    """The words of the levels, one text a pair; only the distinct combinations are put into words."""
    combinations = pairs[[*LEVEL_COLUMNS.values(), "shared_number", "supported", "rivalled", "tied"]]
    numbers = np.zeros(len(pairs), dtype=np.int64)
    for column in combinations:
        numbers = numbers * _MOST_LEVELS + combinations[column].to_numpy()
    _, first, combination_of = np.unique(numbers, return_index=True, return_inverse=True)
    distinct = combinations.iloc[first]
    texts = []
    for combination in distinct.itertuples(index=False):
        words = [_words(name, getattr(combination, column)) for name, column in LEVEL_COLUMNS.items()]
        words.append("这个号码还登记在别人名下" if combination.shared_number else "")
        words.append("同户另一成员也在其中" if combination.supported else "")
        if combination.tied:
            words.append("与另一名成员并列, 分不出是哪一位")
        elif combination.rivalled:
            words.append("另有相近人选")
        texts.append("; ".join(word for word in words if word))
    return [texts[place] for place in combination_of.tolist()]


def _words(name: str, level: int) -> str:
    levels = cast("Callable[[int], _Worded]", LEVELS[name])
    return levels(level).words
