"""docs/benchmarks.md: written wholly from the results, losses beside wins."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from benchmarks.evaluator import STRICT_PRECISION, Point, Score
from benchmarks.goals import INTRODUCTION as GOALS_INTRODUCTION
from benchmarks.goals import goals_section, speed_lines
from benchmarks.losses import losses
from benchmarks.machine import Machine
from benchmarks.misses import CASES, misses_by_damage
from benchmarks.reliability import INTRODUCTION as RELIABILITY_INTRODUCTION
from benchmarks.reliability import reliability_table
from benchmarks.robustness import INTRODUCTION as ROBUSTNESS_INTRODUCTION
from benchmarks.robustness import VariantResult, robustness_table
from benchmarks.run import ALL, CountyResult, SystemResult
from benchmarks.systems import CHECK, MATCH, SYSTEMS
from benchmarks.tables import table

_INTRODUCTION = f"""\
What is measured, on synthetic counties whose truth is known (`jingzhun sample`): how well the links and the doubtful
households are found, how long it takes and how much memory it needs, against what an office can do with VLOOKUP and
against programs for linking records with models as a practitioner would build them. The people are invented and so is
the damage to their records: the figures compare systems on the same tables, they do not promise what a real county
will see.

## The systems

{{systems}}

Every system but `check` reads the same prepared tables: roll and registers as Parquet with every column as text, made
from the sample's spreadsheets by jingzhun's own reader. So the peers are spared the title rows, merged headers and
encodings that the reader deals with, and the headers are already told apart. `check` starts from the spreadsheets. No
system sees the truth, which lies in another folder.

What speaks in jingzhun's favour here: the counties are made by a part of the same project, with the kinds of damage
that its matching was written for. It was tuned on counties of the seeds 1 to 99 and 2016; counties of other seeds were
first made when that was done. The models of the peers are ours, not their authors': better ones may well exist. They
were chosen on the county of seed 2016, at 600,000 people, from these variants.

{{variants}}

## What counts

- A **true link** is a pair of a register row and a person of the roll. A person listed twice on the roll is one person,
  and a link to either row is right. A register row with two owners on the roll holds two true links.
- **Own threshold**: the links that a system keeps by itself. **Best threshold**: the one with the best F1, which only
  somebody who knows the truth can choose. Links of equal weight stand or fall together.
- **Recall at {STRICT_PRECISION:.1%} precision**: the most that a system finds when one link in a thousand may be wrong.
- **Households**: links become doubts by one policy pack and one set of rules for all systems (a peer's links count as
  certain above its threshold and as clues below), so that only the matching differs. `check` gives its own verdicts.
- **Seconds** are from start to end of a process, imports included; **CPU seconds** are what its processes computed,
  which other work on the machine changes less; **memory** is the most that the process, or all processes of its tree
  together, held. Systems take turns; medians of {{runs}}. Ratios are to jingzhun's matching alone and to its whole
  `check` in the same run: below 1 the system is faster or smaller than jingzhun.
"""
#: As many combinations of damage are printed.
_MOST_COMBINATIONS = 20
_REPRODUCE = """\
## How to reproduce

    make benchmark                        # all of this page
    .venv/bin/python -m benchmarks --quick    # the demo county, within a minute, to the terminal
    .venv/bin/python -m benchmarks --misses FILE    # also every case that jingzhun misses or gets wrong
    .venv/bin/python -m benchmarks --systems match --population 300000 --seeds 1 --cache DIR    # while tuning
    .venv/bin/python -m benchmarks.reliability --seeds 1,2,3 --cache DIR    # calibration on more counties

`--seeds`, `--population` and `--runs` make other counties and more runs; `--cache` keeps them for the next time.
"""


@dataclass(frozen=True)
class Circumstances:
    """When and on what the figures were made."""

    day: date
    machine: Machine
    seconds: float
    load_at_end: float


def render(results: Sequence[CountyResult], robustness: Sequence[VariantResult], circumstances: Circumstances) -> str:
    """The whole page.

    Args:
        results: one a county, the first being the one that was timed most often.
        robustness: the matching of the first county with more damage or fewer columns; empty where not measured.
        circumstances: when and where.
    """
    runs = len(results[0].of(MATCH).runs)
    ran = [system for system in SYSTEMS if results[0].has(system)]
    systems = "\n".join(f"- **{one.title}**: {one.what}. Keeps by itself: {one.threshold}." for one in ran)
    variants = "\n".join(f"- **{one.title}**: {one.variants}" for one in ran if one.variants)
    parts = [
        "# Benchmarks",
        _made(circumstances),
        _INTRODUCTION.format(
            systems=systems, variants=variants, runs=f"{runs} runs" if runs > 1 else "a single run"
        ).strip(),
        "## Counties",
        _counties(results),
        "## Goals",
        GOALS_INTRODUCTION,
        goals_section(results),
        *speed_lines(results),
        "## Reliability",
        RELIABILITY_INTRODUCTION,
        reliability_table(pd.concat([result.pairs for result in results])),
        *(("## Robustness", ROBUSTNESS_INTRODUCTION, robustness_table(robustness)) if robustness else ()),
        "## What matching does not find",
        _misses(results),
        *(part for result in results for part in _county(result)),
        "## Where we lose",
        _losses(results),
        _REPRODUCE.strip(),
    ]
    return "\n\n".join(parts) + "\n"


def _made(circumstances: Circumstances) -> str:
    machine, minutes = circumstances.machine, max(1, round(circumstances.seconds / 60))
    versions = ", ".join(f"{name} {version}" for name, version in machine.versions)
    return (
        f"Written by `python -m benchmarks` on {circumstances.day.isoformat()}, in {minutes} min, on "
        f"{machine.processor}, {machine.cores} cores, {machine.memory_gigabytes:.0f} GB, {machine.system}, with a load "
        f"of {machine.load:.1f} when it began and {circumstances.load_at_end:.1f} at the end, its own work (up to "
        f"{machine.cores}) included; {versions}. Do not edit."
    )


def _county(result: CountyResult) -> Iterable[str]:
    summary = result.county.summary
    yield f"## {_title(result)}"
    yield "### Links, all registers"
    yield table(
        ("system", "precision", "recall", "F1", "best F1", "recall at 99.9 % precision"),
        (
            (item.system.title, *_shares(item.scores[ALL].default), *_best(item.scores[ALL]))
            for item in result.systems
            if item.system is not CHECK
        ),
    )
    yield "Precision, recall and F1 at each system's own threshold."
    if result.has(CHECK):
        yield _same_links(result)
    yield "### Links, by register"
    registers = [register for register in result.of(MATCH).scores if register != ALL]
    yield table(
        ("register", "system", "true links", "precision", "recall", "F1", "best F1", "recall at 99.9 % precision"),
        (
            (register, item.system.title, f"{score.default.true:,}", *_shares(score.default), *_best(score))
            for register in registers
            for item in result.systems
            if item.system is not CHECK
            for score in (item.scores[register],)
        ),
    )
    yield "### Grades of jingzhun"
    yield table(
        ("grade", "links", "right", "precision"),
        (
            (grade, f"{point.found:,}", f"{point.right:,}", f"{point.precision:.2%}")
            for grade, point in result.of(MATCH).grades[ALL].items()
        ),
    )
    yield f"### Households ({summary.doubtful:,} of {summary.households:,} are to be doubted)"
    yield table(
        ("system", "rightly doubted", "found", "wrongly doubted", "share of doubts", "at best threshold"),
        (_households(item) for item in result.systems),
    )
    yield "The last column: rightly and wrongly doubted households at the threshold with the best F1 of the links."
    yield "### Seconds and memory"
    yield table(
        ("system", *(label for unit in ("s", "CPU s", "MB") for label in (unit, *_ratio_labels(result)))),
        (_costs(item, result) for item in result.systems),
    )


def _counties(results: Sequence[CountyResult]) -> str:
    return table(
        ("county", "population", "seed", "roll", "households", "vehicles", "property", "payroll", "runs"),
        (
            (
                summary.name,
                f"{summary.population:,}",
                str(summary.seed),
                *(f"{count:,}" for count in (summary.members, summary.households)),
                *(f"{count:,}" for count in (summary.vehicles, summary.property, summary.payroll)),
                str(len(result.of(MATCH).runs)),
            )
            for result in results
            for summary in (result.county.summary,)
        ),
    )


def _shares(point: Point) -> tuple[str, ...]:
    return f"{point.precision:.2%}", f"{point.recall:.2%}", f"{point.f1:.4f}"


def _best(score: Score) -> tuple[str, ...]:
    return f"{score.best.f1:.4f}", f"{score.strict.recall:.2%}"


def _same_links(result: CountyResult) -> str:
    """Whether the whole check, which starts from the spreadsheets, found what matching alone found."""
    check, match = result.of(CHECK).scores[ALL].default, result.of(MATCH).scores[ALL].default
    same = (check.found, check.right) == (match.found, match.right)
    figures = f"{check.found:,} links, of which {check.right:,} are right"
    return f"The whole check keeps {figures}: {'the same as' if same else 'not the same as'} matching alone."


def _households(item: SystemResult) -> tuple[str, ...]:
    at_best = item.best_households
    return (
        item.system.title,
        f"{len(item.households.right):,}",
        f"{item.households.found_share:.2%}",
        f"{len(item.households.wrong):,}",
        f"{item.households.wrong_share:.2%}",
        f"{len(at_best.right):,} / {len(at_best.wrong):,}",
    )


def _costs(item: SystemResult, result: CountyResult) -> tuple[str, ...]:
    cells = [item.system.title]
    for cost, shown in (("seconds", "{:.1f}"), ("processor_seconds", "{:.1f}"), ("megabytes", "{:,.0f}")):
        value = float(getattr(item, cost))
        cells.append(shown.format(value))
        cells += [f"{value / getattr(result.of(ours), cost):.2f}" for ours in filter(result.has, (MATCH, CHECK))]
    return tuple(cells)


def _ratio_labels(result: CountyResult) -> list[str]:
    return [label for ours, label in ((MATCH, "× matching"), (CHECK, "× check")) if result.has(ours)]


def _title(result: CountyResult) -> str:
    summary = result.county.summary
    return f"{summary.name}, {summary.population:,} people, seed {summary.seed}"


def _misses(results: Sequence[CountyResult]) -> str:
    """The commonest combinations of damage among the cases of all counties."""
    cases = misses_by_damage(pd.concat([result.misses[0] for result in results]))
    shown = cases.head(_MOST_COMBINATIONS)
    rows = shown.astype(str).itertuples(index=False, name=None)
    left = int(cases[list(CASES)].to_numpy().sum() - shown[list(CASES)].to_numpy().sum())
    return "\n\n".join(
        [
            "All counties together, by the damage of both sides. A *clue* has grade C; *other* went to another person.",
            table(("register", "roll", "register row", *CASES), rows),
            f"And {left:,} more cases in {len(cases) - len(shown):,} other combinations of damage.",
        ]
    )


def _losses(results: Sequence[CountyResult]) -> str:
    """Every figure of every county in which a peer is better, wherever it stands above."""
    rows = [
        (_title(result), loss.figure, loss.peer, loss.theirs, loss.system, loss.ours)
        for result in results
        for loss in losses(result)
    ]
    if not rows:
        return "Nowhere, by the figures above."
    return table(("county", "figure", "who is better", "theirs", "than", "ours"), rows)
