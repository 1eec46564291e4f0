"""docs/benchmarks-rules.md: what the rules take on large rolls."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from benchmarks.machine import Machine
from benchmarks.tables import table, verdict

#: What the rules may take on a roll of a million: seconds and gigabytes.
MOST_SECONDS, MOST_GIGABYTES = 20.0, 3 * 1024**3 / 1e9
_MILLION = 1_000_000
_SLOWEST = 12
# Twice the members may take so many times the seconds, and more is no linear growth.
_LINEAR = 2.4
_INTRODUCTION = """\
Invented rolls made by `benchmarks/rules/tables.py`: households of four with all columns that rules ask for, of whose
cells a few in a hundred are damaged or contradict one another, the roll of the year before, and what {registers}
registers were linked with (one member in ten has a row in each). One process reads the members frames and runs all
{rules} rules; the seconds are those of the rules and of their findings on the clock, the memory is the most that the
process held, the frames of both rolls included."""
_PEER = """\
Three of the checks as an auditor writes them in SQL, counted by DuckDB on two threads in the same run
(`benchmarks/rules/duckdb_peer.py`). The SQL counts rows; the rules also say what they could not decide, compare names,
and name the other household, which is most of their time."""


@dataclass(frozen=True)
class RuleFigure:
    """What one rule took and said."""

    code: str
    seconds: float
    found: int
    undecided: int
    crashed: str


@dataclass(frozen=True)
class Size:
    """What all rules took on a roll of one size; the median of ``runs`` by seconds."""

    members: int
    seconds: float
    gigabytes: float
    findings: int
    rules: tuple[RuleFigure, ...]
    peer: dict[str, tuple[float, int]]
    runs: int


def page(sizes: Sequence[Size], registers: int, machine: Machine, day: date) -> str:
    """The page.

    Args:
        sizes: figures by size, the smallest first.
        registers: how many registers the roll was linked with.
        machine: on which they were made.
        day: when.
    """
    largest = sizes[-1]
    parts = [
        "# Benchmark: the rules\n",
        _INTRODUCTION.format(registers=registers, rules=len(largest.rules)) + "\n",
        (
            f"Made on {day} by `python -m benchmarks.rules`: {machine.processor}, {machine.cores} cores, load "
            f"{machine.load:.1f} before the run; {', '.join(' '.join(each) for each in machine.versions)}.\n"
        ),
        "## Growth\n",
        table(("members", "seconds", "µs a member", "GB", "findings", "runs"), [_row(size) for size in sizes]),
        "\n" + _goals(sizes) + "\n",
        "## The slowest rules\n",
        table(("rule", "seconds", "found", "undecided"), _slowest(largest)),
        (
            f"\nAll others take less than {_seconds(largest)[_SLOWEST - 1].seconds:.2f} s each; together "
            f"{sum(rule.seconds for rule in _seconds(largest)[_SLOWEST:]):.1f} s. What is left of the whole goes into "
            "the texts of the findings.\n"
        ),
        "## Beside SQL\n",
        _PEER + "\n",
        table(("checks", "rules, s", "SQL, s", "rules found", "SQL rows"), list(_beside(largest))),
        "",
    ]
    return "\n".join(parts)


def _row(size: Size) -> tuple[str, ...]:
    each = size.seconds / size.members * _MILLION
    return (
        f"{size.members:,}",
        f"{size.seconds:.1f}",
        f"{each:.1f}",
        f"{size.gigabytes:.2f}",
        f"{size.findings:,}",
        str(size.runs),
    )


def _goals(sizes: Sequence[Size]) -> str:
    lines = []
    largest = sizes[-1]
    if largest.members >= _MILLION:
        fast, small = largest.seconds < MOST_SECONDS, largest.gigabytes < MOST_GIGABYTES
        lines.append(
            f"- a million members in less than {MOST_SECONDS:.0f} s: {verdict(is_met=fast)} ({largest.seconds:.1f} s)"
        )
        lines.append(f"- in less than 3 GiB: {verdict(is_met=small)} ({largest.gigabytes:.2f} GB)")
    for less, more in pairwise(sizes):
        times = more.seconds / less.seconds
        linear = times <= _LINEAR * more.members / less.members / 2
        lines.append(
            f"- {less.members:,} to {more.members:,} members: {times:.2f} times the seconds, {verdict(is_met=linear)}"
        )
    crashed = [rule.code for rule in largest.rules if rule.crashed]
    lines.append(f"- rules that crashed: {', '.join(crashed) or 'none'}")
    return "\n".join(lines)


def _seconds(size: Size) -> list[RuleFigure]:
    return sorted(size.rules, key=lambda rule: -rule.seconds)


def _slowest(size: Size) -> list[tuple[str, ...]]:
    return [
        (rule.code, f"{rule.seconds:.2f}", f"{rule.found:,}", f"{rule.undecided:,}")
        for rule in _seconds(size)[:_SLOWEST]
    ]


def _beside(size: Size) -> list[tuple[str, ...]]:
    by_code = {rule.code: rule for rule in size.rules}
    rows: list[tuple[str, ...]] = []
    for codes, (seconds, found) in size.peer.items():
        rules = [by_code[code] for code in codes.split()]
        ours = sum(rule.seconds for rule in rules)
        rows.append((codes, f"{ours:.2f}", f"{seconds:.2f}", f"{sum(rule.found for rule in rules):,}", f"{found:,}"))
    return rows
