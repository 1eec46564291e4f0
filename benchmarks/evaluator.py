"""One evaluator for every system: predicted links against true ones.

What counts. A true link is a pair of a register row and a person of the roll; a person listed twice on the roll is
one person, and a predicted link to either copy is right. Pairs predicted more than once count once, with their
greatest weight. A row with two owners on the roll holds two true links. Links of equal weight stand or fall together:
a threshold never cuts through a tie.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

#: The precision at which recall is asked for: one accusation in a thousand is wrong.
STRICT_PRECISION = 0.999
_PAIR = ["register", "position", "person"]


@dataclass(frozen=True)
class Point:
    """What a system does at one threshold.

    Attributes:
        threshold: least weight of a link that counts, NaN where the system has its own rule.
        found, right, true: links predicted, those of them that are true, and the true links there are.
    """

    threshold: float
    found: int
    right: int
    true: int

    @property
    def precision(self) -> float:
        """Share of the predicted links that are true; 1 where nothing is predicted."""
        return self.right / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        """Share of the true links that are predicted; 1 where there are none."""
        return self.right / self.true if self.true else 1.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        return 2 * self.right / (self.found + self.true) if self.found + self.true else 1.0


@dataclass(frozen=True)
class Score:
    """A system's links judged.

    Attributes:
        default: at the system's own threshold.
        best: at the threshold with the greatest F1, which only somebody who knows the truth can choose.
        strict: at the threshold with the greatest recall whose precision is at least ``STRICT_PRECISION``.
    """

    default: Point
    best: Point
    strict: Point


def judged(predicted: pd.DataFrame, true: pd.DataFrame, person: np.ndarray) -> pd.DataFrame:
    """Turn a system's links into distinct pairs and say which are right.

    Args:
        predicted: ``register member position weight chosen grade``, one row a link; ``member`` and ``position`` are
            row positions on roll and register, ``chosen`` says whether the system's own threshold keeps it.
        true: true links (``truth.Truth.links``).
        person: person of every roll row (``truth.Truth.person``).

    Returns:
        ``register position person weight chosen grade right``, one row a pair, heaviest first.
    """
    links = predicted.assign(person=person[predicted["member"].to_numpy()], chosen=predicted["chosen"].astype(bool))
    links = links.sort_values(["chosen", "weight", "grade"], ascending=[False, False, True], kind="stable")
    weight = links.groupby(_PAIR)["weight"].transform("max")
    pairs = links.assign(weight=weight).drop_duplicates(_PAIR).drop(columns="member")
    pairs["right"] = pd.MultiIndex.from_frame(pairs[_PAIR]).isin(pd.MultiIndex.from_frame(true[_PAIR]))
    return pairs.sort_values(["weight", *_PAIR], ascending=[False, True, True, True], ignore_index=True)


def score(pairs: pd.DataFrame, true_links: int) -> Score:
    """Judge one system.

    Args:
        pairs: its judged pairs, heaviest first (``judged``).
        true_links: how many true links there are.
    """
    chosen = pairs[pairs["chosen"]]
    default = Point(float("nan"), len(chosen), int(chosen["right"].sum()), true_links)
    points = _points(pairs, true_links)
    strict = [point for point in points if point.precision >= STRICT_PRECISION]
    return Score(
        default=default,
        best=max(points, key=lambda point: (point.f1, point.threshold)),
        strict=max(strict, key=lambda point: (point.recall, point.threshold)),
    )


def precision_of_grades(pairs: pd.DataFrame) -> dict[str, Point]:
    """What each grade, and A and B together, amount to; empty for a system without grades.

    Recall of a grade is not meaningful, so ``true`` is what the grade itself found.
    """
    groups = {grade: [grade] for grade in sorted(set(pairs["grade"]) - {""})}
    if groups:
        groups["A+B"] = ["A", "B"]
    points = {}
    for title, grades in groups.items():
        here = pairs[pairs["grade"].isin(grades)]
        points[title] = Point(float("nan"), len(here), int(here["right"].sum()), len(here))
    return points


def _points(pairs: pd.DataFrame, true_links: int) -> list[Point]:
    """One point for each distinct weight, and one for predicting nothing."""
    weight = pairs["weight"].to_numpy()
    right = np.cumsum(pairs["right"].to_numpy())
    last = np.flatnonzero(np.diff(weight, append=-np.inf) != 0)
    nothing = Point(float("inf"), 0, 0, true_links)
    return [nothing, *(Point(float(weight[at]), int(at) + 1, int(right[at]), true_links) for at in last)]
