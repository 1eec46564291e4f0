"""What keeps a pair from a better grade is what the grading itself asks for."""

from __future__ import annotations

from itertools import combinations

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from jingzhun.fields.name_levels import NameLevel
from jingzhun.kinds import TableKind
from jingzhun.match.compare import LEVELS
from jingzhun.match.grade import SharedNumber, grades
from jingzhun.match.levels import NumberLevel
from jingzhun.match.obstacles import MENDED, needed_weight, obstacles
from jingzhun.match.score import LEVEL_COLUMNS
from jingzhun.match.weights import shipped_weights
from jingzhun.model import Grade

WEIGHTS = shipped_weights(TableKind("vehicles"))
PAIRS = st.fixed_dictionaries(
    {
        **{LEVEL_COLUMNS[name]: st.sampled_from(list(map(int, levels))) for name, levels in LEVELS.items()},
        "weight": st.floats(-30.0, 40.0),
        "rivalled": st.booleans(),
        "shared_number": st.sampled_from([int(shared) for shared in SharedNumber]),
    }
)
Pair = dict[str, object]


def grade_of(pair: Pair) -> str:
    return str(grades(WEIGHTS, pd.DataFrame([pair]))[0])


def mended(pair: Pair, what: tuple[str, ...]) -> str:
    return grade_of({**pair, **{label: MENDED[label] for label in what}})


@settings(max_examples=60, deadline=None)
@given(pair=PAIRS)
def test_the_obstacles_are_the_fewest_whose_mending_gives_the_better_grade(pair: Pair) -> None:
    found = obstacles(WEIGHTS, pair)
    if found is None:
        assert grade_of(pair) == Grade.A
        return
    assert found.grade.value < (grade_of(pair) or "D")
    assert "" < mended(pair, found.what) <= found.grade.value
    for fewer in combinations(found.what, len(found.what) - 1):
        assert not "" < mended(pair, fewer) <= found.grade.value
    if found.needed is not None:
        others = tuple(label for label in found.what if label != "weight")
        assert "" < mended({**pair, "weight": found.needed}, others) <= found.grade.value


def test_a_rounded_number_is_what_keeps_a_link_from_a() -> None:
    pair: Pair = {**dict.fromkeys(LEVEL_COLUMNS.values(), 0), "weight": 30.0, "rivalled": False, "shared_number": 0}
    found = obstacles(WEIGHTS, pair | {"number_level": int(NumberLevel.ROUNDED), "name_level": int(NameLevel.SAME)})
    assert found is not None
    assert (found.grade, found.what) == (Grade.A, ("number_level",))


def test_a_partly_known_number_beside_no_name_is_a_clue_for_want_of_the_name() -> None:
    """A partly known number is enough for B, so it is not what keeps the link from it."""
    pair: Pair = {**dict.fromkeys(LEVEL_COLUMNS.values(), 0), "weight": 30.0, "rivalled": False, "shared_number": 0}
    found = obstacles(WEIGHTS, pair | {"number_level": int(NumberLevel.PARTLY_KNOWN)})
    assert found is not None
    assert (found.grade, found.what) == (Grade.B, ("name_level",))


def test_a_light_pair_would_have_to_weigh_what_the_grade_asks_for() -> None:
    pair: Pair = {**dict.fromkeys(LEVEL_COLUMNS.values(), 0), "weight": -20.0, "rivalled": False, "shared_number": 0}
    assert needed_weight(WEIGHTS, pair, Grade.C) == WEIGHTS.grades["c"]
