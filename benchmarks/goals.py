"""What is demanded of the links, and whether it is met."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from benchmarks.evaluator import STRICT_PRECISION, Point
from benchmarks.run import CountyResult
from benchmarks.systems import MATCH
from benchmarks.tables import table, verdict


@dataclass(frozen=True)
class Goal:
    """What the links to one register must reach, in counties of 300,000 and of a million people."""

    best_f1: float
    strict_recall: float


#: The payroll names no address.
GOALS = {"vehicles": Goal(0.995, 0.99), "property": Goal(0.995, 0.99), "payroll": Goal(0.985, 0.97)}
#: Of the links that can raise a doubt, A and B together; A itself holds no false link at all.
LEAST_PRECISION = 0.999
#: The whole match takes at most so small a part of the time of Splink with the model that the goal names.
LEAST_TIMES_FASTER = 50
_SPEED_PEER = "splink_shared"
INTRODUCTION = f"""\
What was demanded before the matching was built, for counties of 300,000 and of a million people and seeds never used
while tuning: the best F1 and the recall at {STRICT_PRECISION:.1%} precision of every register; no false link in grade
A; A and B together at least {LEAST_PRECISION:.1%} precise. Beside each number of links, how many of them are wrong."""


def goals_section(results: Sequence[CountyResult]) -> str:
    """A table of all counties and registers, with the goals beside the figures."""
    figures = ("true links", "best F1", "goal", "recall at 99.9 % precision", "goal")
    header = ("county", "register", *figures, "A", "B", "C", "precision of A+B", "met")
    return table(header, [row for result in results for row in _rows(result)])


def _rows(result: CountyResult) -> Iterator[tuple[str, ...]]:
    ours, summary = result.of(MATCH), result.county.summary
    county = f"{summary.population:,} people, seed {summary.seed}"
    for register, score in ours.scores.items():
        grades, goal = ours.grades[register], GOALS.get(register)
        met = [no_false_certainty(grades)]
        wanted = ("", "")
        if goal is not None:
            met += [score.best.f1 >= goal.best_f1, score.strict.recall >= goal.strict_recall]
            wanted = (f"{goal.best_f1:.3f}", f"{goal.strict_recall:.1%}")
        yield (
            county,
            register,
            f"{score.default.true:,}",
            f"{score.best.f1:.4f}",
            wanted[0],
            f"{score.strict.recall:.2%}",
            wanted[1],
            *(counted(grades, grade) for grade in "ABC"),
            f"{grades['A+B'].precision:.2%}" if "A+B" in grades else "",
            verdict(is_met=all(met)),
        )


def speed_lines(results: Sequence[CountyResult]) -> Iterator[str]:
    """How many times our seconds the Splink model of the goal took, and whose F1 is higher, for every county."""
    for result in results:
        for peer in result.systems:
            if peer.system.key != _SPEED_PEER:
                continue
            ours, people = result.of(MATCH), result.county.summary.population
            times = peer.seconds / ours.seconds
            better = all(ours.scores[register].best.f1 > score.best.f1 for register, score in peer.scores.items())
            yield (
                f"Speed, {people:,} people, all registers: {peer.system.title} takes {times:.0f} times as long as "
                f"matching alone; demanded at least {LEAST_TIMES_FASTER} times, and a higher F1 in every register: "
                f"{verdict(is_met=times >= LEAST_TIMES_FASTER and better)}."
            )


def no_false_certainty(grades: dict[str, Point]) -> bool:
    """Whether grade A holds no false link, and A and B together hardly any."""
    certain, raising = grades.get("A"), grades.get("A+B")
    return (certain is None or certain.right == certain.found) and (
        raising is None or raising.precision >= LEAST_PRECISION
    )


def counted(grades: dict[str, Point], grade: str) -> str:
    """How many links have a grade and how many of them are wrong: ``412 (3)``."""
    point = grades.get(grade)
    return "0 (0)" if point is None else f"{point.found:,} ({point.found - point.right:,})"
