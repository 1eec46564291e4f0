"""All systems on one county: measured in turn, judged by one evaluator."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median

import pandas as pd

from benchmarks.counties import County
from benchmarks.evaluator import Point, Score, judged, precision_of_grades, score
from benchmarks.households import DoubtedHouseholds, HouseholdJudge, compare
from benchmarks.measure import Measured, measure
from benchmarks.misses import household_misses, link_misses
from benchmarks.systems import MATCH, SYSTEMS, System
from benchmarks.truth import Truth, load_truth

#: Told what is being done.
Say = Callable[[str], None]
ALL = "all registers"


@dataclass(frozen=True)
class SystemResult:
    """What one system did on one county.

    Attributes:
        runs: every measured run, in order.
        scores: by register, and for all of them together under ``ALL``.
        grades: what each grade amounts to, where there are grades.
        households: doubted at the system's own threshold.
        best_households: doubted at the threshold of the best F1.
    """

    system: System
    runs: tuple[Measured, ...]
    scores: dict[str, Score]
    grades: dict[str, Point]
    households: DoubtedHouseholds
    best_households: DoubtedHouseholds

    @property
    def seconds(self) -> float:
        """Median of the runs."""
        return median(run.seconds for run in self.runs)

    @property
    def processor_seconds(self) -> float:
        """Median of the runs."""
        return median(run.processor_seconds for run in self.runs)

    @property
    def megabytes(self) -> float:
        """Median of the runs."""
        return median(run.megabytes for run in self.runs)


@dataclass(frozen=True)
class CountyResult:
    """What all systems did on one county; ``misses`` are the cases of jingzhun's matching."""

    county: County
    systems: tuple[SystemResult, ...]
    misses: tuple[pd.DataFrame, ...]

    def of(self, system: System) -> SystemResult:
        """The result of one system."""
        return next(result for result in self.systems if result.system.key == system.key)


def run_county(county: County, runs: int, say: Say) -> CountyResult:
    """Measure and judge all systems on one county.

    Args:
        county: written and prepared.
        runs: how often each system is run; the systems take turns, so that a busy moment of the machine hits all.
        say: told what is being done.
    """
    results = county.directory / "results"
    results.mkdir()
    measured: dict[str, list[Measured]] = {system.key: [] for system in SYSTEMS}
    for number in range(1, runs + 1):
        for system in SYSTEMS:
            say(f"run {number} of {runs}: {system.title}")
            measured[system.key].append(measure(system.command(county, results / system.key)))
    say("judging")
    truth, households = load_truth(county), HouseholdJudge(county)
    judged_systems, misses = [], []
    for system in SYSTEMS:
        links = system.links(county, results / system.key)
        pairs = judged(links, truth.links, truth.person)
        result = result_of(system, measured[system.key], links, pairs, truth, households)
        if system.doubted is not None:
            result = replace(result, households=compare(system.doubted(results / system.key), truth))
        judged_systems.append(result)
        if system is MATCH:
            misses = [link_misses(pairs, county, truth), household_misses(result.households, truth)]
    return CountyResult(county, tuple(judged_systems), tuple(misses))


def result_of(
    system: System,
    runs: Sequence[Measured],
    links: pd.DataFrame,
    pairs: pd.DataFrame,
    truth: Truth,
    households: HouseholdJudge,
) -> SystemResult:
    """Judge what one system found.

    Args:
        system: which one.
        runs: what it took.
        links: its links (``systems.LINK_COLUMNS``).
        pairs: the same, judged (``evaluator.judged``).
        truth: of the county.
        households: turns links into doubted households.
    """
    scores = {ALL: score(pairs, len(truth.links))}
    for register, true in truth.links.groupby("register"):
        scores[str(register)] = score(pairs[pairs["register"] == register], len(true))
    at_best = links.assign(chosen=links["weight"] >= scores[ALL].best.threshold, grade="")
    return SystemResult(
        system=system,
        runs=tuple(runs),
        scores=scores,
        grades=precision_of_grades(pairs),
        households=compare(households.doubted(links), truth),
        best_households=compare(households.doubted(at_best), truth),
    )


def work_folder(top: Path, name: str, seed: int) -> Path:
    """An empty folder for one county of this run."""
    folder = top / f"{name}-{seed}"
    folder.mkdir()
    return folder
