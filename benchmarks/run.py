"""All systems on one county: measured in turn, judged by one evaluator."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median

import numpy as np
import pandas as pd
import pyarrow.parquet as pq

from benchmarks.counties import County
from benchmarks.evaluator import Point, Score, judged, precision_of_grades, score
from benchmarks.households import DoubtedHouseholds, HouseholdJudge, compare
from benchmarks.measure import Measured, measure
from benchmarks.misses import household_misses, link_misses
from benchmarks.systems import MATCH, System
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
        grades: what each grade amounts to, for the same registers; empty where there are no grades.
        households: doubted at the system's own threshold.
        best_households: doubted at the threshold of the best F1.
    """

    system: System
    runs: tuple[Measured, ...]
    scores: dict[str, Score]
    grades: dict[str, dict[str, Point]]
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
    """What the systems did on one county.

    Attributes:
        county: which one.
        systems: the result of every system that ran; jingzhun's matching is always among them.
        pairs: the judged links of jingzhun's matching (``evaluator.judged``), with ``chance_wrong``.
        misses: what it misses and gets wrong (``misses.link_misses`` and ``misses.household_misses``).
    """

    county: County
    systems: tuple[SystemResult, ...]
    pairs: pd.DataFrame
    misses: tuple[pd.DataFrame, ...]

    def of(self, system: System) -> SystemResult:
        """The result of one system, which must have run."""
        return next(result for result in self.systems if result.system.key == system.key)

    def has(self, system: System) -> bool:
        """Whether a system ran."""
        return any(result.system.key == system.key for result in self.systems)


def run_county(county: County, results: Path, systems: Sequence[System], runs: int, say: Say) -> CountyResult:
    """Measure and judge systems on one county.

    Args:
        county: written and prepared.
        results: an empty folder, for what the systems write.
        systems: which ones; jingzhun's matching must be among them.
        runs: how often each system is run; the systems take turns, so that a busy moment of the machine hits all.
        say: told what is being done.
    """
    measured: dict[str, list[Measured]] = {system.key: [] for system in systems}
    for number in range(1, runs + 1):
        for system in systems:
            say(f"run {number} of {runs}: {system.title}")
            measured[system.key].append(measure(system.command(county, results / system.key)))
    say("judging")
    truth, households = load_truth(county), HouseholdJudge(county)
    judged_systems, misses = [], []
    ours = pd.DataFrame()
    for system in systems:
        links = system.links(county, results / system.key)
        if system is MATCH:
            links = links.assign(chance_wrong=chances(results / system.key))
        pairs = judged(links, truth.links, truth.person)
        result = result_of(system, measured[system.key], links, pairs, truth, households)
        if system.doubted is not None:
            result = replace(result, households=compare(system.doubted(results / system.key), truth))
        judged_systems.append(result)
        if system is MATCH:
            ours = pairs
            misses = [link_misses(pairs, county, truth), household_misses(result.households, truth)]
    return CountyResult(county, tuple(judged_systems), ours, tuple(misses))


def chances(links: Path) -> np.ndarray:
    """How likely each link that matching wrote is wrong, in the order of the file, as the links themselves say."""
    stated: np.ndarray = pq.read_table(links, columns=["chance_wrong"]).column("chance_wrong").to_numpy()
    return stated


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
    scores, grades = scored(pairs, truth)
    at_best = links.assign(chosen=links["weight"] >= scores[ALL].best.threshold, grade="")
    return SystemResult(
        system=system,
        runs=tuple(runs),
        scores=scores,
        grades=grades,
        households=compare(households.doubted(links), truth),
        best_households=compare(households.doubted(at_best), truth),
    )


def scored(pairs: pd.DataFrame, truth: Truth) -> tuple[dict[str, Score], dict[str, dict[str, Point]]]:
    """Scores and grades of judged pairs, for every register and for all of them together under ``ALL``."""
    scores, grades = {ALL: score(pairs, len(truth.links))}, {ALL: precision_of_grades(pairs)}
    for register, true in truth.links.groupby("register"):
        here = pairs[pairs["register"] == register]
        scores[str(register)], grades[str(register)] = score(here, len(true)), precision_of_grades(here)
    return scores, grades
