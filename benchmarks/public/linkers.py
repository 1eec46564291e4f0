"""The linkers on one public data set: measured in turn, judged by the evaluator of all benchmarks."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import pandas as pd

from benchmarks.evaluator import Point, Score, judged, precision_of_grades, score
from benchmarks.measure import Measured, measure
from benchmarks.public.adapter import NAME_FORMS
from benchmarks.public.datasets import PublicTruth

#: Module of each linker and its title.
LINKERS = {"ours": "jingzhun", "splink_peer": "Splink 5"}


@dataclass(frozen=True)
class LinkerResult:
    """What one linker did on one data set.

    Attributes:
        key: of ``LINKERS``.
        runs: every measured run.
        score: of its links.
        grades: what each grade amounts to, where there are grades.
        in_household: links of its own threshold that lead into the right household, of the right person or another;
            None where the households are not known.
    """

    key: str
    runs: tuple[Measured, ...]
    score: Score
    grades: dict[str, Point]
    in_household: int | None

    def cost(self, name: str) -> float:
        """Median of the runs: ``seconds``, ``processor_seconds`` or ``megabytes``."""
        return median(float(getattr(run, name)) for run in self.runs)


def run_linkers(
    folder: Path, work: Path, truth: PublicTruth, runs: int, say: Callable[[str], None]
) -> list[LinkerResult]:
    """Measure and judge all linkers on one data set.

    Args:
        folder: of the records.
        work: an empty folder for the links.
        truth: who is who.
        runs: how often each linker runs; they take turns.
        say: told what is being done.
    """
    measured: dict[str, list[Measured]] = {key: [] for key in LINKERS}
    for number in range(1, runs + 1):
        for key, title in LINKERS.items():
            say(f"run {number} of {runs}: {title}")
            module, links = f"benchmarks.public.{key}", work / f"{key}.parquet"
            measured[key].append(measure([sys.executable, "-m", module, folder, links]))
    return [result_of(key, measured[key], pd.read_parquet(work / f"{key}.parquet"), truth) for key in LINKERS]


def scores_by_form(folder: Path, work: Path, truth: PublicTruth, say: Callable[[str], None]) -> dict[str, Score]:
    """What jingzhun gets with the names put together in each of ``adapter.NAME_FORMS``.

    Args:
        folder: of the records.
        work: a folder for the links.
        truth: who is who.
        say: told what is being done.
    """
    scores = {}
    for form in NAME_FORMS:
        say(f"names as {form}")
        links = work / "form.parquet"
        measure([sys.executable, "-m", "benchmarks.public.ours", folder, links, form])
        scores[form] = result_of("ours", [], pd.read_parquet(links), truth).score
    return scores


def result_of(key: str, runs: list[Measured], links: pd.DataFrame, truth: PublicTruth) -> LinkerResult:
    """Judge what one linker found.

    Args:
        key: of ``LINKERS``.
        runs: what it took.
        links: ``left right weight chosen grade``.
        truth: who is who.
    """
    named = links.rename(columns={"left": "member", "right": "position"}).assign(register="right")
    pairs = judged(named, truth.links, truth.person)
    in_household = None
    if truth.has_households:
        chosen = pairs[pairs["chosen"]]
        left, right = truth.left_household[chosen["person"]], truth.right_household[chosen["position"]]
        in_household = int(((left == right) & (left != "")).sum())
    return LinkerResult(key, tuple(runs), score(pairs, len(truth.links)), precision_of_grades(pairs), in_household)
