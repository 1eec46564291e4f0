"""The systems that are measured: how each is run, and how its links are read."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq

from benchmarks.counties import AS_OF, County
from benchmarks.truth import positions
from jingzhun.model import Grade, Verdict

LINK_COLUMNS = ["register", "member", "position", "weight", "chosen", "grade", "reasons"]
#: Grades that can raise a doubt: the threshold of jingzhun itself.
_CHOSEN_GRADES = [Grade.A.value, Grade.B.value]


@dataclass(frozen=True)
class System:
    """One system.

    Attributes:
        key: short name for options and files.
        title: as the report prints it.
        what: what it does, in a sentence of the report.
        threshold: which links it keeps by itself.
        command: the program, given the county and where its result goes.
        links: reads the result: a frame with ``LINK_COLUMNS``.
        doubted: reads the households that it doubts itself; None where it only links.
    """

    key: str
    title: str
    what: str
    threshold: str
    command: Callable[[County, Path], Sequence[str | Path]]
    links: Callable[[County, Path], pd.DataFrame]
    doubted: Callable[[Path], frozenset[str]] | None = None


def _check(county: County, result: Path) -> Sequence[str | Path]:
    options = ["--as-of", AS_OF.isoformat(), "--force", "--exit-zero", "--quiet"]
    return [sys.executable, "-m", "jingzhun", "check", county.files, "--output", result, *options]


def _module(name: str) -> Callable[[County, Path], Sequence[str | Path]]:
    return lambda county, result: [sys.executable, "-m", f"benchmarks.{name}", county.tables, result]


def _of_check(county: County, result: Path) -> pd.DataFrame:
    links = pq.read_table(result / "links.parquet").to_pandas()
    return _of_ours(county, links.assign(member=positions(county.roll, links, "roll")))


def _doubted_by_check(result: Path) -> frozenset[str]:
    households = pd.read_csv(result / "households.csv", dtype=str, keep_default_na=False, encoding="utf-8-sig")
    return frozenset(households.loc[households["verdict"] == Verdict.DOUBTFUL.value, "household_id"])


def _of_match(county: County, result: Path) -> pd.DataFrame:
    return _of_ours(county, pd.read_parquet(result))


def _of_ours(county: County, links: pd.DataFrame) -> pd.DataFrame:
    links = links.assign(position=-1, chosen=links["grade"].isin(_CHOSEN_GRADES))
    for register, table in county.registers.items():
        here = links["register"] == register
        links.loc[here, "position"] = positions(table, links[here], "register")
    return links[LINK_COLUMNS]


def _of_peer(_county: County, result: Path) -> pd.DataFrame:
    return pd.read_parquet(result).assign(grade="", reasons="")[LINK_COLUMNS]


MATCH = System(
    "match",
    "jingzhun, matching alone",
    "typing, blocking, comparing and grading on the prepared tables, without rules, policy and reports",
    "grades A and B",
    _module("ours.match"),
    _of_match,
)
CHECK = System(
    "check",
    "jingzhun check, all of it",
    "the command that officials run: reads the spreadsheets, checks the roll, matches, judges, writes all reports",
    "grades A and B",
    _check,
    _of_check,
    _doubted_by_check,
)
PEERS: tuple[System, ...] = (
    System(
        "exact",
        "exact number (VLOOKUP)",
        "what an office does: a pandas merge on the number as it is written",
        "all links",
        _module("peers.exact"),
        _of_peer,
    ),
    System(
        "cleaned",
        "cleaned number",
        "a careful office: co-owners separated, numbers and names cleaned, 15-digit numbers lengthened, then a merge "
        "on the number; the weight says whether the name agrees",
        "all links",
        _module("peers.cleaned"),
        _of_peer,
    ),
    System(
        "splink",
        "Splink 5",
        "Fellegi and Sunter's model on DuckDB, on the same cleaned columns: number, name with term frequencies, birth "
        "date and address compared, six to eight blocking rules, u from random pairs, m by expectation-maximisation, "
        "the best member of each register person kept",
        "probability 0.95",
        _module("peers.splink_peer"),
        _of_peer,
    ),
)
SYSTEMS: tuple[System, ...] = (MATCH, CHECK, *PEERS)
