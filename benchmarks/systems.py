"""The systems that are measured: how each is run, and how its links are read."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq

from benchmarks.counties import AS_OF, County
from benchmarks.environments import interpreter
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
        variants: from what its model was chosen, for the report; empty where there was nothing to choose.
    """

    key: str
    title: str
    what: str
    threshold: str
    command: Callable[[County, Path], Sequence[str | Path]]
    links: Callable[[County, Path], pd.DataFrame]
    doubted: Callable[[Path], frozenset[str]] | None = None
    variants: str = ""


def _check(county: County, result: Path) -> Sequence[str | Path]:
    options = ["--as-of", AS_OF.isoformat(), "--force", "--exit-zero", "--quiet"]
    return [sys.executable, "-m", "jingzhun", "check", county.files, "--output", result, *options]


def _module(name: str, environment: str = "") -> Callable[[County, Path], Sequence[str | Path]]:
    """The command of a module of ours, in an environment of its own where one is named (made if need be)."""

    def command(county: County, result: Path) -> Sequence[str | Path]:
        python = interpreter(environment) if environment else sys.executable
        return [python, "-m", f"benchmarks.{name}", county.tables, result]

    return command


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
        variants="Number levels of one and three wrong characters (used; F1 0.967) or separate levels for rounded, "
        "short and mistyped numbers (0.952); blocking on name with fourteen digits (used) or six (0.967, as fast); u "
        "from 2 million pairs (used) or 10 million, which takes five times as long and raises F1 to 0.971 and recall "
        "at 99.9 % precision from 92.2 % to 94.1 %.",
    ),
    System(
        "splink_shared",
        "Splink 5, model of the goal",
        "the model that the goal of speed names: like the one above, but co-owners are not separated, a masked number "
        "has no level of its own, u always comes from 2 million pairs, and all predicted pairs are kept",
        "probability 0.95",
        _module("peers.splink_shared"),
        _of_peer,
    ),
    System(
        "recordlinkage",
        "recordlinkage",
        "the Python Record Linkage Toolkit on the same cleaned columns and blocking rules: exact and approximate "
        "agreement of number, name and address and equal birth dates as columns of nought and one, its unsupervised "
        "classifier (expectation-conditional maximisation), Fellegi and Sunter's weights, the best member of each "
        "register person kept",
        "probability 0.5, the classifier's own",
        _module("peers.recordlinkage_peer", "recordlinkage"),
        _of_peer,
        variants="Exact, nearly exact and roughly equal numbers and names as columns of their own (used; F1 0.963); "
        "the same and a column for masked numbers (0.961); with fewer levels of numbers (0.940); one column a field "
        "(0.610). Its starting values allow only agreement and disagreement, and a missing value is a disagreement.",
    ),
    System(
        "duckdb_sql",
        "DuckDB, one SQL query",
        "what an analyst writes by hand: an equality join a key, DuckDB's Damerau-Levenshtein and Jaro-Winkler "
        "functions, points set by judgement, the best member of each register person kept. Chosen as the fourth peer "
        "because it needs no labels (dedupe does) and no deep learning (pyJedAI), and is maintained (RLTK was last "
        "released in 2021) and free for any use (zingg is AGPL, mismo LGPL)",
        "6 of 12 points",
        _module("peers.duckdb_sql"),
        _of_peer,
        variants="Threshold 6 points (used), 4 (F1 0.970), 5 (0.967) or 7 (0.975) against 0.978, all with 3 "
        "points for a number of up to three wrong characters; 2 points for that (used) raise it to 0.979; blocking on "
        "name with six digits (used) instead of fourteen raises it to 0.981. Points and threshold were set with the "
        "truth of that county in view, as a practitioner who knows a sample would.",
    ),
)
SYSTEMS: tuple[System, ...] = (MATCH, CHECK, *PEERS)
