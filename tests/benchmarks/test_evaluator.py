from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from benchmarks.evaluator import judged, precision_of_grades, score
from hypothesis import given, settings
from hypothesis import strategies as st

TRUE = pd.DataFrame({"register": ["vehicles"] * 4, "position": [0, 1, 2, 3], "person": [0, 1, 2, 3]})
PERSON = np.array([0, 1, 2, 3, 0])  # the last row of the roll lists the first person again


def links(*rows: tuple[int, int, float, bool]) -> pd.DataFrame:
    """Predicted links from (position, member, weight, chosen)."""
    frame = pd.DataFrame(list(rows), columns=["position", "member", "weight", "chosen"])
    return frame.assign(register="vehicles", grade="").astype({"position": "int64", "member": "int64"})


def scored(predicted: pd.DataFrame):
    return score(judged(predicted, TRUE, PERSON), len(TRUE))


def test_own_threshold_counts_chosen_links_only():
    result = scored(links((0, 0, 9.0, True), (1, 1, 8.0, True), (2, 3, 7.0, True), (3, 3, 1.0, False)))
    assert (result.default.found, result.default.right) == (3, 2)
    assert result.default.precision == pytest.approx(2 / 3)
    assert result.default.recall == pytest.approx(2 / 4)
    assert result.default.f1 == pytest.approx(4 / 7)


def test_best_threshold_is_found_between_distinct_weights():
    result = scored(links((0, 0, 9.0, True), (1, 1, 8.0, True), (2, 2, 7.0, True), (3, 0, 6.0, True)))
    assert result.best.threshold == 7.0
    assert (result.best.found, result.best.right) == (3, 3)


def test_a_threshold_never_cuts_through_a_tie():
    result = scored(links((0, 0, 9.0, True), (1, 1, 5.0, True), (2, 3, 5.0, True)))
    assert (result.strict.found, result.strict.right, result.strict.threshold) == (1, 1, 9.0)


def test_strict_recall_may_lie_below_a_stretch_that_is_not_strict():
    many = pd.DataFrame({"register": "vehicles", "position": range(2000), "person": range(2000)})
    predicted = links((0, 1, 99.0, True), *((row, row, 50.0 - row / 1000, True) for row in range(2000)))
    result = score(judged(predicted, many, np.arange(2000)), 2000)
    assert result.strict.recall == 1.0  # 1 wrong of 2001, although the heaviest of all is wrong


def test_nothing_reaches_strict_precision():
    result = scored(links((0, 1, 9.0, True)))
    assert result.strict.recall == 0.0
    assert result.strict.threshold == float("inf")


def test_either_copy_of_a_person_is_right_and_both_count_once():
    result = scored(links((0, 4, 9.0, True), (0, 0, 8.0, True)))
    assert (result.default.found, result.default.right) == (1, 1)


def test_both_copies_of_a_wrong_person_count_as_one_mistake():
    result = scored(links((1, 4, 9.0, True), (1, 0, 8.0, True)))
    assert (result.default.found, result.default.right) == (1, 0)


def test_a_pair_predicted_twice_keeps_its_greatest_weight_and_is_chosen_if_either_is():
    pairs = judged(links((0, 0, 3.0, True), (0, 4, 9.0, False)), TRUE, PERSON)
    assert pairs[["weight", "chosen", "right"]].to_numpy().tolist() == [[9.0, True, True]]


def test_no_links_at_all():
    result = scored(links())
    assert (result.default.precision, result.default.recall, result.default.f1) == (1.0, 0.0, 0.0)


def test_registers_are_told_apart():
    predicted = links((0, 0, 9.0, True)).assign(register="payroll")
    assert scored(predicted).default.right == 0


def test_precision_of_grades():
    predicted = links((0, 0, 9.0, True), (1, 1, 8.0, True), (2, 1, 7.0, True), (3, 0, 1.0, False))
    grades = precision_of_grades(judged(predicted.assign(grade=["A", "A", "B", "C"]), TRUE, PERSON))
    assert {grade: (point.right, point.found) for grade, point in grades.items()} == {
        "A": (2, 2),
        "B": (0, 1),
        "C": (0, 1),
        "A+B": (2, 3),
    }


def test_a_system_without_grades_has_none():
    assert precision_of_grades(judged(links((0, 0, 9.0, True)), TRUE, PERSON)) == {}


@settings(deadline=None, max_examples=40)
@given(
    st.lists(st.tuples(st.integers(0, 3), st.integers(0, 4), st.sampled_from([1.0, 2.0, 3.0]), st.booleans())),
    st.randoms(use_true_random=False),
)
def test_the_order_of_links_changes_nothing(rows, random):
    shuffled = rows.copy()
    random.shuffle(shuffled)
    first, second = scored(links(*rows)), scored(links(*shuffled))
    assert (first.best, first.strict) == (second.best, second.strict)
    assert (first.default.found, first.default.right) == (second.default.found, second.default.right)
    assert first.best.f1 >= first.strict.f1
