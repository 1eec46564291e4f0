"""``python -m benchmarks.rules_accuracy``: what every rule and condition finds and misses in sample counties.

Writes docs/benchmarks-rules-accuracy.md. The counties are checked whole, from their spreadsheets to the verdicts.
"""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import click
import pandas as pd

from benchmarks.counties import AS_OF
from benchmarks.options import numbers_of
from benchmarks.rules_page import render
from jingzhun.case import Case
from jingzhun.model import Effect, Outcome, Run, Verdict
from jingzhun.pipeline import check
from jingzhun.policy.pack import load as load_policy
from jingzhun.rules import RULES
from jingzhun.sample import write_county
from jingzhun.sample.truth import HOUSEHOLDS_FILE
from jingzhun.sample.truth_findings import FINDINGS_FILE

_PAGE = Path(__file__).parent.parent / "docs" / "benchmarks-rules-accuracy.md"
#: Rules that speak of a household as a whole, wherever they name it; all of JZ2 do.
_OF_HOUSEHOLDS = frozenset({"JZ309", "JZ409", "JZ410", "JZ415", "JZ418", "JZ427"})
#: What stands for a statement: the code, and a row of the roll (with its register row for conditions) or a household.
Key = tuple[str, ...]


@dataclass
class Tally:
    """How one rule, condition or exception fared, over all counties.

    Attributes:
        planted: statements that are true.
        right: of these, found (for exceptions: not held against anybody).
        wrong: found and not true.
        undecided: true and left open, or held for a clue.
        examples: of ``wrong`` and of what was missed, in words.
    """

    planted: int = 0
    right: int = 0
    wrong: int = 0
    undecided: int = 0
    examples: list[str] = field(default_factory=list)

    @property
    def missed(self) -> int:
        """True and not found."""
        return self.planted - self.right

    @property
    def precision(self) -> float | None:
        """Share of what was found that is true; nothing found has none."""
        return self.right / (self.right + self.wrong) if self.right + self.wrong else None

    @property
    def recall(self) -> float | None:
        """Share of what is true that was found; nothing planted has none."""
        return self.right / self.planted if self.planted else None


@dataclass
class Figures:
    """Everything that was measured.

    Attributes:
        rules, conditions, exceptions: by code (``CAR/SCRAPPED`` for an exception).
        households: by seed the truly doubtful households, those found of them, and those doubted wrongly.
    """

    rules: dict[str, Tally] = field(default_factory=dict)
    conditions: dict[str, Tally] = field(default_factory=dict)
    exceptions: dict[str, Tally] = field(default_factory=dict)
    households: dict[int, tuple[int, int, int]] = field(default_factory=dict)


def measure(name: str, seeds: Sequence[int], policy: str, say: Callable[[str], None]) -> Figures:
    """Check a sample county for every seed, and hold what is found against what is true.

    Args:
        name: of the sample county.
        seeds: one county each.
        policy: name of the pack.
        say: told how far it is.
    """
    figures = _empty(policy)
    for seed in seeds:
        with tempfile.TemporaryDirectory(prefix="jingzhun-rules-") as work:
            folder = Path(work, "county")
            write_county(name, folder, seed=seed)
            truth = {file: _read(folder / file) for file in (FINDINGS_FILE, HOUSEHOLDS_FILE)}
            for file in folder.glob("truth_*.csv"):
                file.unlink()
            run = check(Case((folder,), as_of=AS_OF, policy=policy), lambda *_: None)
        count(figures, truth[FINDINGS_FILE], run, seed)
        figures.households[seed] = _households(truth[HOUSEHOLDS_FILE], run)
        say(f"seed {seed}: households {figures.households[seed]}")
    return figures


def count(figures: Figures, truth: pd.DataFrame, run: Run, seed: int) -> None:
    """Add the figures of one county."""
    _count_rules(figures, truth, run, seed)
    _count_conditions(figures, truth, run, seed)


def _empty(policy: str) -> Figures:
    pack = load_policy(policy)
    return Figures(
        rules={rule.code: Tally() for rule in RULES},
        conditions={condition.code: Tally() for condition in pack.conditions},
        exceptions={
            f"{condition.code}/{each.code}": Tally() for condition in pack.conditions for each in condition.exceptions
        },
    )


def _count_rules(figures: Figures, truth: pd.DataFrame, run: Run, seed: int) -> None:
    true = {key: row for key, row in _keyed(truth) if key[0].startswith("JZ")}
    told = run.findings[run.findings["outcome"] == Outcome.FOUND.value]
    found = {key: row for key, row in _keyed(told) if key[0].startswith("JZ")}
    for key in true.keys() | found.keys():
        tally = figures.rules.setdefault(key[0], Tally())
        tally.planted += key in true
        tally.right += key in true and key in found
        tally.wrong += key not in true
        if key not in true:
            tally.examples.append(f"{seed}: wrong {_place(found[key])} {found[key]['reason']}")
        elif key not in found:
            tally.examples.append(f"{seed}: missed {_place(true[key])} {true[key]['cause']}")
    for rule in run.rule_counts:
        figures.rules[rule.code].undecided += rule.undecided


def _count_conditions(figures: Figures, truth: pd.DataFrame, run: Run, seed: int) -> None:
    """A condition is right where it raises something, an exception where nothing is held against anybody."""
    findings = run.findings[run.findings["code"].isin(figures.conditions)]
    effects: dict[Key, dict[str, str]] = {_register_key(row): row for row in _rows(findings)}
    true = [row for row in _rows(truth) if row["code"] in figures.conditions]
    raised = {key for key, row in effects.items() if _accuses(row)}
    expected = set()
    for row in true:
        key = _register_key(row)
        if row["exception"] and _lowers(row):
            expected.add(key)
            tally = figures.exceptions[f"{row['code']}/{row['exception']}"]
            tally.right += key in effects and effects[key]["exception"] == row["exception"]
        elif row["exception"]:
            tally = figures.exceptions.setdefault(f"{row['code']}/{row['exception']}", Tally())
            tally.right += key not in raised
            tally.wrong += key in raised
        else:
            expected.add(key)
            tally = figures.conditions[row["code"]]
            tally.right += key in raised
            tally.undecided += key in effects and key not in raised
        tally.planted += 1
        if row["exception"] and key in raised and not _lowers(row):
            tally.examples.append(f"{seed}: not excused {_place(row)} {effects[key]['reason']}")
        elif not row["exception"] and key not in raised:
            tally.examples.append(f"{seed}: missed {_place(row)} {effects.get(key, {}).get('effect', 'nothing')}")
    for key in raised - expected:
        code = key[0]
        figures.conditions[code].wrong += 1
        figures.conditions[code].examples.append(f"{seed}: wrong {_place(effects[key])} {effects[key]['reason']}")


def _lowers(row: dict[str, str]) -> bool:
    """Exceptions of the pack that lower a red line to a review and still raise a doubt."""
    return row["exception"] in ("INHERITED_SHARE", "FARM_TRUCK", "STATE_FIRM", "ANCESTRAL")


def _accuses(row: dict[str, str]) -> bool:
    """A doubt; or, of conditions that speak of a person and not of the household, a clue that is decided and linked."""
    if row["effect"] == Effect.DOUBT.value:
        return True
    clue = row["effect"] == Effect.CLUE.value and row["outcome"] == Outcome.FOUND.value
    return clue and row["grade"] in ("A", "B") and row["severity"] == "note"


def _keyed(frame: pd.DataFrame) -> Iterable[tuple[Key, dict[str, str]]]:
    for row in _rows(frame):
        code = row["code"]
        if code.startswith("JZ2") or code in _OF_HOUSEHOLDS:
            yield (code, row["household_id"]), row
        else:
            yield (code, row["roll_sheet"], str(row["roll_row"])), row


def _register_key(row: dict[str, str]) -> Key:
    places = ("roll_sheet", "roll_row", "register_file", "register_sheet", "register_row")
    return (row["code"], *(str(row[name]) for name in places))


def _rows(frame: pd.DataFrame) -> list[dict[str, str]]:
    return [{str(name): str(value) for name, value in row.items()} for row in frame.to_dict("records")]


def _place(row: dict[str, str]) -> str:
    register = f" {row['register']} {row['register_row']}" if row["register"] else ""
    return f"{row['code']} {row['household_id']} {row['roll_sheet']} {row['roll_row']}{register}"


def _households(truth: pd.DataFrame, run: Run) -> tuple[int, int, int]:
    true = set(truth.loc[truth["doubtful"] == "true", "household_id"])
    called = set(run.households.loc[run.households["verdict"] == Verdict.DOUBTFUL.value, "household_id"])
    return len(true), len(true & called), len(called - true)


def _read(path: Path) -> pd.DataFrame:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return pd.DataFrame(list(csv.DictReader(stream)), dtype="str")


@click.command()
@click.option("--seeds", default="2016", help="Seeds of the counties, e.g. 2016,1,31.")
@click.option("--name", default="pinghe", help="Name of the sample county.")
@click.option("--policy", default="zhangzhou-2016", help="Name of the policy pack.")
@click.option("--examples", type=click.Path(path_type=Path), help="Text file of what was missed or found wrongly.")
@click.option("--output", type=click.Path(path_type=Path), help="Where the page goes; default docs/.")
@click.option("--date", "day", type=click.DateTime(["%Y-%m-%d"]), help="The day to print; default today.")
def main(seeds: str, name: str, policy: str, examples: Path | None, output: Path | None, day: datetime | None) -> None:
    """Measure every rule, condition and exception on sample counties and write the page."""
    figures = measure(name, numbers_of(seeds), policy, lambda text: click.echo(text, err=True))
    today = (day or datetime.now(UTC)).date()
    (output or _PAGE).write_text(render(figures, name, policy, today), encoding="utf-8")
    if examples is not None:
        tallies = (*figures.rules.values(), *figures.conditions.values(), *figures.exceptions.values())
        examples.write_text("\n".join(line for tally in tallies for line in tally.examples) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
