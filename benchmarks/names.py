"""``python -m benchmarks.names``: compare comparisons of names and write docs/benchmarks-names.md."""

from __future__ import annotations

import time
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import resources
from math import log2
from pathlib import Path

import click
import duckdb
import numpy as np
import pyarrow as pa
from rapidfuzz import fuzz
from rapidfuzz.distance import JaroWinkler
from rapidfuzz.process import cpdist

from benchmarks.machine import this_machine
from benchmarks.name_pages import page
from benchmarks.name_pairs import NamePair, name_pairs
from jingzhun.fields.name import parse_column
from jingzhun.fields.name_codes import NameCodes
from jingzhun.fields.name_levels import NameLevel, levels
from jingzhun.sample.misspelling import NAME_FORMS
from jingzhun.sample.names import county_surnames, given_names, minority_names, table

_PAGE = Path(__file__).parents[1] / "docs" / "benchmarks-names.md"
#: More than a level that does not agree may weigh.
_RARITY = 15.0
#: Likeness of the names on two sides, pair by pair; higher is more alike.
Scorer = Callable[[pa.Array, pa.Array], np.ndarray]


@dataclass(frozen=True)
class Result:
    """How well one system tells pairs of one name from pairs of two.

    Attributes:
        f1: at the best threshold for the pairs at hand.
        recall: share of the pairs of one name that are accepted where no more pairs of two names are than may be.
        accepted: bool (pairs,), what is accepted then.
    """

    f1: float
    recall: float
    accepted: np.ndarray


@dataclass(frozen=True)
class Contest:
    """One set of labelled pairs and what every system makes of it; ``errors`` as in ``judged``."""

    title: str
    errors: float
    pairs: list[NamePair]
    results: dict[str, Result]


def ours(left: pa.Array, right: pa.Array) -> np.ndarray:
    """The weight in bits of this program's level, as shipped, without the rarity of the name."""
    rows = np.arange(len(left))
    found = levels(NameCodes(parse_column(left)), rows, NameCodes(parse_column(right)), rows)
    score: np.ndarray = _bits_of_levels()[found]
    return score


def _bits_of_levels() -> np.ndarray:
    """log2(m/times) of the agreeing levels, below them log2(m/u) of the others, 0 for a name that is missing."""
    text = resources.files("jingzhun.match").joinpath("weights.toml").read_text(encoding="utf-8")
    shipped = tomllib.loads(text)["name"]["levels"]
    bits = np.zeros(len(NameLevel))
    for level in set(NameLevel) - {NameLevel.MISSING}:
        weight = shipped[level.name.lower()]
        # A level that agrees adds the rarity of the name, up to 15 bits; here every name is as rare.
        if "times" in weight:
            bits[level] = log2(weight["m"] / weight["times"]) + _RARITY
        else:
            bits[level] = log2(weight["m"] / weight["u"])
    return bits


def duckdb_jaro_winkler(left: pa.Array, right: pa.Array) -> np.ndarray:
    """DuckDB's function, which compares the bytes of UTF-8."""
    with duckdb.connect(config={"threads": 1}) as connection:
        connection.register("pairs", pa.table({"one": left, "other": right}))
        found = connection.sql("SELECT jaro_winkler_similarity(one, other) AS likeness FROM pairs").to_arrow_table()
    return np.asarray(found.column("likeness").to_numpy())


def rapidfuzz_jaro_winkler(left: pa.Array, right: pa.Array) -> np.ndarray:
    """RapidFuzz on characters."""
    found: np.ndarray = cpdist(left.to_pylist(), right.to_pylist(), scorer=JaroWinkler.similarity)
    return found


def rapidfuzz_ratio(left: pa.Array, right: pa.Array) -> np.ndarray:
    """RapidFuzz's normalised indel similarity."""
    found: np.ndarray = cpdist(left.to_pylist(), right.to_pylist(), scorer=fuzz.ratio)
    return found


def _on_cleaned(scorer: Scorer) -> Scorer:
    return lambda left, right: scorer(parse_column(left), parse_column(right))


SYSTEMS: dict[str, Scorer] = {
    "jingzhun": ours,
    "DuckDB jaro_winkler_similarity": duckdb_jaro_winkler,
    "RapidFuzz JaroWinkler": rapidfuzz_jaro_winkler,
    "RapidFuzz ratio": rapidfuzz_ratio,
    "DuckDB, names cleaned by jingzhun": _on_cleaned(duckdb_jaro_winkler),
    "RapidFuzz JaroWinkler, cleaned": _on_cleaned(rapidfuzz_jaro_winkler),
    "RapidFuzz ratio, cleaned": _on_cleaned(rapidfuzz_ratio),
}


def judged(scores: np.ndarray, is_one: np.ndarray, errors: float) -> Result:
    """Figures of one system.

    Args:
        scores: likeness of each pair.
        is_one: bool, whether a pair is of one name (else of two).
        errors: the greatest share of the pairs of two names that may be accepted.
    """
    best, beyond = 0.0, np.zeros(len(scores), dtype=bool)
    for threshold in np.unique(scores)[::-1]:
        accepted = scores >= threshold
        right = int((accepted & is_one).sum())
        best = max(best, 2 * right / (int(accepted.sum()) + int(is_one.sum())))
        if accepted[~is_one].mean() <= errors:
            beyond = accepted
    return Result(best, float(beyond[is_one].mean()), beyond)


def contest(title: str, pairs: Sequence[NamePair], errors: float) -> Contest:
    """Let every system judge the STRONG and WEAK pairs among ``pairs``; ``errors`` as in ``judged``."""
    kept = [pair for pair in pairs if pair.strength != "MEDIUM"]
    left, right = (pa.array([pair[side] for pair in kept]) for side in (0, 1))
    is_one = np.array([pair.strength == "STRONG" for pair in kept])
    results = {name: judged(score(left, right), is_one, errors) for name, score in SYSTEMS.items()}
    return Contest(title, errors, kept, results)


def people(count: int, seed: int) -> np.ndarray:
    """Names of made-up people, as ``jingzhun sample`` makes them."""
    rng = np.random.default_rng(seed)
    male = rng.random(count) < 0.5
    birth = rng.integers(1930, 2016, count) * 10_000 + 101
    names = np.char.add(county_surnames(rng, count).astype(str), given_names(rng, male, birth))
    return minority_names(rng, names, male)


def _happens(form: str, name: str) -> bool:
    """Whether a slip can happen to a name; the sample asks the same of whole columns."""
    if form == "name_spaced":
        return len(name) == 2
    if form == "name_character_lost":
        return len(name) == 3
    if form == "name_taken_apart":
        return any(one in table("confusions")["taken_apart"] for one in name[1:]) and "·" not in name
    return form == "name_dot" or "·" not in name


def damaged_pairs(count: int, seed: int) -> list[NamePair]:
    """Names and what the sample's clerks make of them; and names of two people of one surname."""
    rng = np.random.default_rng(seed)
    names = [str(name) for name in people(count, seed)]
    pairs = []
    for name in names:
        for form, write in NAME_FORMS.items():
            written = write(rng, name) if _happens(form, name) else name
            if written != name:
                pairs.append(NamePair(name, written, "STRONG", form, ""))
    return pairs + _of_two_people(rng, names, len(pairs))


def _of_two_people(rng: np.random.Generator, names: list[str], count: int) -> list[NamePair]:
    """At least ``count`` pairs of different names with one surname."""
    by_surname: dict[str, list[str]] = {}
    for name in names:
        by_surname.setdefault(name[0], []).append(name)
    pairs: list[NamePair] = []
    while len(pairs) < count:
        for of_surname in by_surname.values():
            others = [of_surname[place] for place in rng.permutation(len(of_surname))]
            pairs += [
                NamePair(one, other, "WEAK", "one surname", "")
                for one, other in zip(of_surname, others, strict=True)
                if one != other
            ]
    return pairs


def nanoseconds(count: int, turns: int, seed: int) -> dict[str, float]:
    """Processor time a pair of ordinary names, the least of several turns, by system."""
    distinct = pa.array(np.unique(people(200_000, seed)).tolist())
    rng = np.random.default_rng(seed)
    left, right = (rng.integers(0, len(distinct), count) for _ in range(2))
    # Half of the pairs are neighbours in the alphabet, mostly of one surname, as the pairs of a register are.
    right[::2] = np.clip(left[::2] + rng.integers(-3, 4, len(left[::2])), 0, len(distinct) - 1)
    one, other = distinct.take(pa.array(left)), distinct.take(pa.array(right))
    texts = one.to_pylist(), other.to_pylist()
    runs: dict[str, Callable[[], object]] = {
        "jingzhun": lambda: levels(NameCodes(distinct), left, NameCodes(distinct), right),
        "DuckDB jaro_winkler_similarity": lambda: duckdb_jaro_winkler(one, other),
        "RapidFuzz JaroWinkler": lambda: cpdist(*texts, scorer=JaroWinkler.similarity),
        "RapidFuzz ratio": lambda: cpdist(*texts, scorer=fuzz.ratio),
    }
    least = dict.fromkeys(runs, float("inf"))
    for _ in range(turns):
        for name, run in runs.items():
            began = time.process_time()
            run()
            least[name] = min(least[name], (time.process_time() - began) / count * 1e9)
    return least


@click.command()
@click.option("--pairs", default=1_000_000, help="Pairs of names that are timed.")
@click.option("--turns", default=5, help="How often each system is timed.")
@click.option("--people", "count", default=20_000, help="Made-up people whose names are damaged.")
@click.option("--seed", default=7, help="Seed of the made-up names.")
@click.option("--page", "target", default=_PAGE, type=click.Path(path_type=Path), help="The page to write.")
def main(pairs: int, turns: int, count: int, seed: int, target: Path) -> None:
    """Compare on the labelled table and on damaged names, time, and write the page."""
    machine = this_machine()
    contests = [
        contest("The labelled table", name_pairs(), 0.0),
        contest("Names damaged by the sample's clerks", damaged_pairs(count, seed), 0.01),
    ]
    text = page(datetime.now(UTC).date(), machine, name_pairs(), contests, nanoseconds(pairs, turns, seed))
    target.write_text(text, encoding="utf-8")
    print(f"written: {target}")


if __name__ == "__main__":
    main()
