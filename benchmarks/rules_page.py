"""docs/benchmarks-rules-accuracy.md: precision and recall of every rule, condition and exception."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Protocol

from jingzhun.policy.pack import load as load_policy
from jingzhun.rules import RULES
from jingzhun.sample.faults.planting import WITHOUT_FAULT

_INTRODUCTION = """\
# How well the rules and the policy find what is wrong

Precision and recall of every rule of 核查, every condition of the policy pack and every exception, on synthetic
counties whose truth is known (`jingzhun sample`; `truth_findings.csv` says what must be found and why). The counties
are checked whole, from their spreadsheets to the verdicts, so that what reading and matching lose is lost here too.

The people and their faults are invented, by a part of the same project: the figures show that a rule does what its page
says, on cells that are damaged elsewhere, and which healthy rows it disturbs. They do not promise what a real county
will see.

- **Planted** are all statements that are true: faults planted for the rule, damage of cells, and what follows from
  either (somebody else's number makes an age impossible). Rules of a household count households.
- **Wrong** are statements that are not true. A rule is **undecided** where it says so itself, also of healthy rows.
- An **exception** is right where nothing is held against anybody, or where it lowers a red line to a review as the
  pack says.

Measured on {day}, county `{name}`, policy `{policy}`, seeds {seeds}.
"""
_MANUAL = """\
Exceptions that no data can show (borrowed names, use for production …) are for the visitors to ask: {count} of the
pack are of that kind and stand in no table here.
"""
_REPRODUCE = """\
## How to reproduce

    .venv/bin/python -m benchmarks.rules_accuracy --seeds {seeds}
    .venv/bin/python -m benchmarks.rules_accuracy --seeds {seeds} --examples FILE    # also every case missed or wrong
"""


class Counted(Protocol):
    """What the tables ask of a tally."""

    planted: int
    right: int
    wrong: int
    undecided: int

    @property
    def precision(self) -> float | None:
        """Share of what was found that is true."""

    @property
    def recall(self) -> float | None:
        """Share of what is true that was found."""


class Measured(Protocol):
    """What the page is made of."""

    @property
    def rules(self) -> Mapping[str, Counted]:
        """By code."""

    @property
    def conditions(self) -> Mapping[str, Counted]:
        """By code."""

    @property
    def exceptions(self) -> Mapping[str, Counted]:
        """By code of the condition and of the exception."""

    @property
    def households(self) -> Mapping[int, tuple[int, int, int]]:
        """By seed the truly doubtful, those found, and those doubted wrongly."""


def render(figures: Measured, name: str, policy: str, day: date) -> str:
    """The page, wholly from the figures."""
    seeds = ", ".join(str(seed) for seed in figures.households)
    pack = load_policy(policy)
    titles = {rule.code: rule.title for rule in RULES} | {each.code: each.title for each in pack.conditions}
    titles |= {f"{each.code}/{one.code}": one.title for each in pack.conditions for one in each.exceptions}
    manual = {f"{each.code}/{one.code}" for each in pack.conditions for one in each.exceptions if one.manual}
    silent = [code for code, tally in figures.rules.items() if not tally.planted]
    parts = [
        _INTRODUCTION.format(day=day.isoformat(), name=name, policy=policy, seeds=seeds),
        "## Households\n",
        _table(
            ("seed", "to be doubted", "found", "missed", "doubted wrongly"),
            [(seed, true, right, true - right, wrong) for seed, (true, right, wrong) in figures.households.items()],
        ),
        f"## Rules\n\n{_summary(figures.rules)}\n",
        _tallies(figures.rules, titles, skip=set(silent)),
        "### Rules without a planted fault\n",
        _table(("rule", "what", "why"), [(code, titles.get(code, ""), _why(code)) for code in silent]),
        "## Conditions of the policy\n",
        _tallies(figures.conditions, titles, skip=set()),
        "## Exceptions\n",
        _MANUAL.format(count=len(manual)),
        _tallies(figures.exceptions, titles, skip=manual),
        _REPRODUCE.format(seeds=seeds.replace(" ", "")),
    ]
    return "\n".join(parts)


def _why(code: str) -> str:
    return WITHOUT_FAULT.get(code, "no household fitted in the counties measured")


def _summary(tallies: Mapping[str, Counted]) -> str:
    planted = [tally for tally in tallies.values() if tally.planted]
    true, right = sum(tally.planted for tally in planted), sum(tally.right for tally in planted)
    wrong = sum(tally.wrong for tally in tallies.values())
    flawless = sum(tally.right == tally.planted and not tally.wrong for tally in planted)
    return (
        f"{len(tallies)} rules; {len(planted)} have planted faults, {flawless} of them find all and nothing else. Of "
        f"{true:,} true statements {right:,} are found; {wrong:,} statements are wrong."
    )


def _tallies(tallies: Mapping[str, Counted], titles: Mapping[str, str], skip: set[str]) -> str:
    rows = [
        (
            code,
            titles.get(code, ""),
            tally.planted,
            tally.right,
            tally.wrong,
            tally.undecided,
            _percent(tally.precision),
            _percent(tally.recall),
        )
        for code, tally in tallies.items()
        if code not in skip
    ]
    return _table(("code", "what", "planted", "right", "wrong", "undecided", "precision", "recall"), rows)


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{share:.1%}"


def _table(headers: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    lines = ["| " + " | ".join(headers) + " |", "|" + "---|" * len(headers)]
    lines += ["| " + " | ".join(str(cell) for cell in row) + " |" for row in rows]
    return "\n".join(lines) + "\n"
