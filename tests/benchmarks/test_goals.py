from __future__ import annotations

import pytest
from benchmarks.evaluator import Point
from benchmarks.goals import counted, no_false_certainty


def grades(**points: tuple[int, int]) -> dict[str, Point]:
    """Grades from (links, right)."""
    made = {grade: Point(float("nan"), found, right, found) for grade, (found, right) in points.items()}
    both = [made[grade] for grade in "AB" if grade in made]
    found, right = sum(point.found for point in both), sum(point.right for point in both)
    return made | {"A+B": Point(float("nan"), found, right, found)}


@pytest.mark.parametrize(
    ("of_grade", "holds"),
    [
        ({"A": (5000, 5000), "B": (500, 495), "C": (60, 10)}, True),  # 5 of 5,500: one in 1,100
        ({"A": (5000, 4999), "B": (500, 500)}, False),  # one false certainty is too many
        ({"A": (5000, 5000), "B": (500, 494)}, False),  # 6 of 5,500: one in 917
        ({"C": (60, 0)}, True),
    ],
)
def test_grade_a_is_never_wrong_and_b_hardly_ever(of_grade, holds):
    assert no_false_certainty(grades(**of_grade)) is holds


def test_a_system_that_links_nothing_is_never_wrong():
    assert no_false_certainty({})


def test_wrong_links_stand_beside_their_number():
    assert counted(grades(B=(1500, 1497)), "B") == "1,500 (3)"
    assert counted(grades(B=(1500, 1497)), "C") == "0 (0)"
