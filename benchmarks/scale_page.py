"""docs/benchmarks-scale.md: what very large registers take."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from benchmarks.machine import Machine
from benchmarks.measure import Measured
from benchmarks.plot import Panel, svg
from benchmarks.scale_tables import BYTES_A_ROW, NAME_DAMAGE, NUMBER_DAMAGE, ROLL_SHARE
from benchmarks.skew import CLAN, NAMESAKES, VILLAGE_SHARE, WITHOUT_NUMBER, CandidateFigures
from benchmarks.tables import table, verdict
from jingzhun.match.candidates import MOST_MEMBERS_A_KEY, MOST_MEMBERS_A_ROW

PLOT_NAME = "benchmarks-scale.svg"
#: Seconds of the matching, in those of the bare join: what is demanded, and what is hoped for.
MOST_TIMES_JOIN, HOPED_TIMES_JOIN = 8.0, 4.0
MOST_MEGABYTES = 2 * 1024**3 / 1e6
_MILLION = 1e6
_INTRODUCTION = f"""\
Registers far larger than a county's, made by `benchmarks/scale_tables.py`: invented people of the code 350699, of
whom {ROLL_SHARE:.1%} are members of the roll; {NUMBER_DAMAGE:.0%} of the numbers and {NAME_DAMAGE:.0%} of the names
are damaged in the ways of the sample counties, on both sides. Parquet files of up to 10 million rows, about
{BYTES_A_ROW} bytes a row. Every program is a process of its own on 2 threads, from its start to its end; memory is the
most that it held."""
_SKEW = f"""\
The same tables with a clan village: {CLAN:,} members of one surname in one village, {NAMESAKES} of them of one name,
and {VILLAGE_SHARE:.0%} of the register rows from there too; {WITHOUT_NUMBER:.0%} of all register rows bear no number.
What the matching compares stays bounded: a key of name or place that more than {MOST_MEMBERS_A_KEY} members share is
not followed, and a row is compared with at most {MOST_MEMBERS_A_ROW} members beside those who bear its number. What
these limits keep apart is counted as dropped: a pair that also meets under another key is compared all the same."""


@dataclass(frozen=True)
class Comparison:
    """Our matching beside the bare join of the same files; ``links`` and ``joined`` are the rows that each wrote."""

    rows: int
    members: int
    ours: Measured
    join: Measured
    links: int
    joined: int

    @property
    def times(self) -> float:
        """Our seconds in those of the join."""
        return self.ours.seconds / self.join.seconds


@dataclass(frozen=True)
class Growth:
    """What one register took; medians of ``runs``."""

    rows: int
    measured: Measured
    links: int
    runs: int


@dataclass(frozen=True)
class Skew:
    """Candidates of one pair of tables, and what matching them took."""

    title: str
    figures: CandidateFigures
    measured: Measured


@dataclass(frozen=True)
class Fit:
    """A straight line through time against rows; ``explained`` is the share of the variance that it explains."""

    seconds_at_start: float
    seconds_a_million: float
    explained: float


def fitted(growth: Sequence[Growth]) -> Fit | None:
    """The line through all registers; None where there are fewer than three."""
    if len(growth) < 3:  # a line through two points explains everything
        return None
    rows = np.array([item.rows for item in growth]) / _MILLION
    seconds = np.array([item.measured.seconds for item in growth])
    slope, start = np.polyfit(rows, seconds, 1)
    left = seconds - (start + slope * rows)
    spread = ((seconds - seconds.mean()) ** 2).sum()
    return Fit(float(start), float(slope), float(1 - (left**2).sum() / spread) if spread else 1.0)


def render(comparison: Comparison, growth: Sequence[Growth], skew: Sequence[Skew], machine: Machine, day: date) -> str:
    """The whole page."""
    versions = ", ".join(f"{name} {version}" for name, version in machine.versions)
    made = (
        f"Written by `python -m benchmarks.scale` on {day.isoformat()}, on {machine.processor}, {machine.cores} cores, "
        f"{machine.memory_gigabytes:.0f} GB, {machine.system}; load when it began {machine.load:.1f}; {versions}. "
        "Do not edit."
    )
    parts = ["# Benchmarks: large registers", made, _INTRODUCTION, *_compared(comparison), *_grown(growth)]
    parts += [*_skewed(skew), "## How to reproduce", _REPRODUCE.strip("\n")]
    return "\n\n".join(parts) + "\n"


_REPRODUCE = """
    python -m benchmarks.scale --cache DIR                             # all of this page
    python -m benchmarks.scale --cache DIR --rows 200000,500000,1000000 --runs 1 --output FILE    # within two minutes
"""


def _compared(item: Comparison) -> list[str]:
    rows = [
        (
            title,
            f"{measured.seconds:.1f}",
            f"{measured.seconds / item.join.seconds:.1f}",
            f"{measured.processor_seconds:.1f}",
            f"{measured.megabytes:,.0f}",
            f"{found:,}",
        )
        for title, measured, found in (
            ("DuckDB, bare exact join", item.join, item.joined),
            ("`jingzhun match`", item.ours, item.links),
        )
    ]
    what = (
        f"{item.rows:,} register rows against {item.members:,} members. DuckDB joins the same two files on the number "
        "as it is written and writes Parquet: no damaged number, no name, no address, no grade."
    )
    goals = (
        f"Demanded: at most {MOST_TIMES_JOIN:g} times the join ({verdict(is_met=item.times <= MOST_TIMES_JOIN)}); "
        f"hoped for: {HOPED_TIMES_JOIN:g} times ({verdict(is_met=item.times <= HOPED_TIMES_JOIN)})."
    )
    figures = table(("program", "s", "× join", "CPU s", "MB", "rows written"), rows)
    return ["## Beside a bare exact join", what, figures, goals]


def _grown(growth: Sequence[Growth]) -> list[str]:
    rows = [
        (
            f"{item.rows:,}",
            f"{item.measured.seconds:.1f}",
            f"{item.measured.seconds / item.rows * _MILLION:.2f}",
            f"{item.measured.processor_seconds:.1f}",
            f"{item.measured.megabytes:,.0f}",
            f"{item.links:,}",
            str(item.runs),
        )
        for item in growth
    ]
    most = max(item.measured.megabytes for item in growth)
    parts = [
        "## Time and memory against rows",
        table(("rows", "s", "s a million rows", "CPU s", "MB", "links", "runs"), rows),
        f"![Seconds and memory against rows]({PLOT_NAME})",
        f"Demanded: less than {MOST_MEGABYTES:,.0f} MB (2 GiB) of memory ({verdict(is_met=most < MOST_MEGABYTES)}).",
    ]
    fit = fitted(growth)
    if fit is not None:
        parts.append(
            f"A straight line through the seconds: {fit.seconds_at_start:.1f} s, and {fit.seconds_a_million:.2f} s a "
            f"million rows; it explains {fit.explained:.2%} of the variance (all of it: in proportion to the register)."
        )
    return parts


def _skewed(skew: Sequence[Skew]) -> list[str]:
    rows = [
        (
            item.title,
            f"{item.figures.rows:,}",
            f"{item.figures.compared:,}",
            f"{item.figures.compared / item.figures.rows:.2f}",
            f"{item.figures.most:,}",
            f"{item.figures.dropped:,}",
            f"{item.measured.seconds:.1f}",
            f"{item.measured.megabytes:,.0f}",
        )
        for item in skew
    ]
    figures = table(("tables", "rows", "pairs", "mean a row", "most a row", "dropped", "s", "MB"), rows)
    return ["## Skew", _SKEW, figures]


def plot(growth: Sequence[Growth]) -> str:
    """Seconds and memory against rows, as SVG."""
    rows = [item.rows / _MILLION for item in growth]
    fit = fitted(growth)
    line = {} if fit is None else {"slope": fit.seconds_a_million, "intercept": fit.seconds_at_start}
    return svg(
        [
            Panel("Time", "million rows", "s", rows, [item.measured.seconds for item in growth], **line),
            Panel(
                "Memory (red: 2 GiB)",
                "million rows",
                "MB",
                rows,
                [item.measured.megabytes for item in growth],
                limit=MOST_MEGABYTES,
            ),
        ]
    )
