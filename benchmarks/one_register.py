"""The goal of speed: one register alone, matched by jingzhun and by Splink with the model that the goal names.

``python -m benchmarks.one_register`` prints the figures for the vehicles of a county of 300,000 people.

From the prepared tables to the links on disk, in processes of their own that take turns; the seconds of the goal are
those of the work itself, those of the whole process, with the start of the interpreter and the imports, stand beside.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import click

from benchmarks.counties import County, CountyRequest, kept_county
from benchmarks.evaluator import Score, judged, score
from benchmarks.measure import Measured, measure
from benchmarks.systems import MATCH, PEERS, System
from benchmarks.tables import table, verdict
from benchmarks.truth import Truth, load_truth

#: The goal: at most this share of Splink's time, at a higher F1.
MOST_OF_THEIR_TIME = 1 / 50
REGISTER = "vehicles"
_MODULES = {"match": "ours.match", "splink_shared": "peers.splink_shared"}


@dataclass(frozen=True)
class Contender:
    """What one system did on the register.

    Attributes:
        system: which one.
        runs: of the whole process.
        work_seconds: of the same runs, without start and imports.
        score: of its links.
    """

    system: System
    runs: tuple[Measured, ...]
    work_seconds: tuple[float, ...]
    score: Score

    @property
    def work(self) -> float:
        """Median of the seconds without start and imports."""
        return median(self.work_seconds)

    def cost(self, name: str) -> float:
        """Median of the runs: ``seconds``, ``processor_seconds`` or ``megabytes``."""
        return median(float(getattr(run, name)) for run in self.runs)


def contend(
    county: County, truth: Truth, results: Path, runs: int, say: Callable[[str], None], register: str = REGISTER
) -> tuple[Contender, Contender]:
    """Measure and judge jingzhun and Splink on one register of a county.

    Args:
        county: written and prepared.
        truth: of the county.
        results: an empty folder for the links.
        runs: how often each runs; they take turns.
        say: told what is being done.
        register: which one.
    """
    systems = [system for system in (MATCH, *PEERS) if system.key in _MODULES]
    measured: dict[str, list[Measured]] = {system.key: [] for system in systems}
    worked: dict[str, list[float]] = {system.key: [] for system in systems}
    for number in range(1, runs + 1):
        for system in systems:
            say(f"{register} alone, run {number} of {runs}: {system.title}")
            links, seconds = results / system.key, results / f"{system.key}.seconds"
            module = ["-m", "benchmarks.timed", _MODULES[system.key]]
            measured[system.key].append(measure([sys.executable, *module, seconds, county.tables, links, register]))
            worked[system.key].append(float(seconds.read_text(encoding="utf-8")))
    true = truth.links[truth.links["register"] == register]
    ours, theirs = (
        Contender(
            system,
            tuple(measured[system.key]),
            tuple(worked[system.key]),
            score(judged(system.links(county, results / system.key), true, truth.person), len(true)),
        )
        for system in systems
    )
    return ours, theirs


def section(contenders: Sequence[Contender], register: str = REGISTER) -> str:
    """The figures of both as Markdown, and whether the goal is met.

    Args:
        contenders: jingzhun and Splink (``contend``).
        register: which one it was.
    """
    ours, theirs = contenders
    rows = [
        (
            contender.system.title,
            f"{contender.work:.2f}",
            f"{contender.cost('seconds'):.2f}",
            f"{contender.cost('processor_seconds'):.2f}",
            f"{contender.cost('megabytes'):,.0f}",
            f"{contender.score.default.f1:.4f}",
            f"{contender.score.best.f1:.4f}",
        )
        for contender in contenders
    ]
    times, in_all = theirs.work / ours.work, theirs.cost("seconds") / ours.cost("seconds")
    is_met = times * MOST_OF_THEIR_TIME >= 1 and ours.score.best.f1 > theirs.score.best.f1
    figures = table((f"{register} alone", "s", "s, whole process", "CPU s, whole process", "MB", "F1", "best F1"), rows)
    goal = (
        f"Goal: at most 1/{1 / MOST_OF_THEIR_TIME:.0f} of its time and a higher F1; jingzhun takes 1/{times:.1f} "
        f"(1/{in_all:.1f} of the whole process): {verdict(is_met=is_met)}."
    )
    return f"{figures}\n\n{goal}"


@click.command()
@click.option("--seed", type=int, default=2016, help="Of the county.")
@click.option("--population", type=int, default=300_000, help="Inhabitants of the county.")
@click.option("--runs", type=click.IntRange(min=1), default=3, help="How often each runs.")
@click.option("--cache", type=click.Path(path_type=Path), help="Folder that keeps prepared counties for the next time.")
def main(seed: int, population: int, runs: int, cache: Path | None) -> None:
    """Measure the vehicles of one county and print the figures."""
    with tempfile.TemporaryDirectory(prefix="jingzhun-one-register-") as top:
        county = kept_county(CountyRequest("pinghe", seed, population), cache or Path(top, "counties"))
        results = Path(top, "results")
        results.mkdir()
        both = contend(county, load_truth(county), results, runs, lambda what: click.echo(what, err=True))
    click.echo(f"{population:,} people, seed {seed}, medians of {runs}\n\n{section(both)}")


if __name__ == "__main__":
    main()
