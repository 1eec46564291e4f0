"""Calibration: of the links that are said to be wrong once in N, how many are wrong?

``python -m benchmarks.reliability --seeds 1,2,3`` prints the table for several counties together;
``--collect OUT.parquet`` also writes every link with its weight and whether it is right, to fit a calibration to.
"""

from __future__ import annotations

import math
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import click
import numpy as np
import pandas as pd

from benchmarks.counties import County, CountyRequest, kept_county
from benchmarks.evaluator import judged
from benchmarks.measure import measure
from benchmarks.options import numbers_of
from benchmarks.run import chances
from benchmarks.systems import MATCH
from benchmarks.tables import table
from benchmarks.truth import load_truth

#: Bins of the stated chance to be wrong: 1 in so many.
ONE_IN = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000)
#: Probability on either side of an interval of 95 %.
_TAIL = 0.025
#: More precise than the printed figures by far.
_HALVINGS = 50
INTRODUCTION = """\
Every link says how likely it is wrong. These are the links of all counties, of all grades, put into bins by what they
say: how many of them should be wrong by what they say, how many are, and whether the claimed share lies in the 95 %
interval of the observed one (Clopper and Pearson's). A bin of few links has a wide interval and can hardly contradict;
one bin in twenty or fewer will by chance."""


@dataclass(frozen=True)
class Bin:
    """The links that are said to be wrong about once in N.

    Attributes:
        title: the bin's bounds.
        links, wrong: how many there are, and how many of them are wrong.
        claimed: mean of the stated chances; NaN where there are no links.
    """

    title: str
    links: int
    wrong: int
    claimed: float

    @property
    def interval(self) -> tuple[float, float]:
        """Where the true share of wrong links lies with 95 % confidence."""
        return binomial_interval(self.wrong, self.links)

    @property
    def is_calibrated(self) -> bool:
        """Whether the claim lies within that interval."""
        low, high = self.interval
        return low <= self.claimed <= high


def binomial_interval(hits: int, trials: int) -> tuple[float, float]:
    """Where a proportion lies with at least 95 % confidence (Clopper and Pearson 1934).

    Exact, unlike Wilson's interval, which one hit among few trials makes too narrow: and the bins that matter most hold
    few wrong links.

    Args:
        hits: of them.
        trials: how many; (0, 1) where there are none.
    """
    low = _share_at(lambda share: _at_most(trials - hits, trials, 1 - share)) if hits else 0.0
    high = 1 - _share_at(lambda share: _at_most(hits, trials, 1 - share)) if hits < trials else 1.0
    return low, high


def _at_most(hits: int, trials: int, share: float) -> float:
    """Probability of so many hits or fewer."""
    logarithms = np.concatenate([[0.0], np.cumsum(np.log(np.arange(1, trials + 1)))])
    number = np.arange(hits + 1)
    ways = logarithms[trials] - logarithms[number] - logarithms[trials - number]
    return float(np.exp(ways + number * math.log(share) + (trials - number) * math.log1p(-share)).sum())


def _share_at(tail: Callable[[float], float]) -> float:
    """The share between 0 and 1 at which a growing tail probability reaches 2.5 %, by halving."""
    low, high = 0.0, 1.0
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if tail(middle) < _TAIL else (low, middle)
    return low


def bins_of(pairs: pd.DataFrame) -> list[Bin]:
    """Put judged links into bins by what they say of themselves, the least certain first.

    Args:
        pairs: ``chance_wrong`` and ``right``, one row a link.

    Raises:
        ValueError: a link claims what is no chance.
    """
    chance, right = pairs["chance_wrong"].to_numpy(dtype=np.float64), pairs["right"].to_numpy(dtype=bool)
    if not ((chance >= 0) & (chance <= 1)).all():
        raise ValueError("a chance to be wrong lies outside 0 to 1")
    uppers = [1 / one_in for one_in in ONE_IN]
    bins = []
    for place, upper in enumerate(uppers):
        lower = uppers[place + 1] if place + 1 < len(uppers) else -np.inf
        here = (chance > lower) & (chance <= upper)
        title = f"1 in {ONE_IN[place]:,} to {ONE_IN[place + 1]:,}" if lower > 0 else f"1 in {ONE_IN[place]:,} or less"
        mean = float(chance[here].mean()) if here.any() else math.nan
        bins.append(Bin(title, int(here.sum()), int((here & ~right).sum()), mean))
    return bins


def reliability_table(pairs: pd.DataFrame) -> str:
    """The table; bins without links are left out."""
    return table(
        (
            "said to be wrong",
            "links",
            "should be wrong",
            "are wrong",
            "claimed",
            "95 % interval of the observed",
            "holds",
        ),
        [
            (
                item.title,
                f"{item.links:,}",
                f"{item.claimed * item.links:.1f}",
                f"{item.wrong:,}",
                f"{item.claimed:.3%}",
                "{:.3%} to {:.3%}".format(*item.interval),
                "yes" if item.is_calibrated else "**no**",
            )
            for item in bins_of(pairs)
            if item.links
        ],
    )


def matched_pairs(county: County, links: Path) -> pd.DataFrame:
    """Match one county and judge every link, with what the link says of itself.

    Args:
        county: written and prepared.
        links: where the links go.

    Returns:
        ``register position person weight chosen grade right chance_wrong``, one row a link.
    """
    measure(MATCH.command(county, links))
    predicted = MATCH.links(county, links).assign(chance_wrong=chances(links))
    truth = load_truth(county)
    return judged(predicted, truth.links, truth.person)


def collected(requests: list[CountyRequest], cache: Path, say: Callable[[str], None]) -> pd.DataFrame:
    """The judged links of several counties, with ``seed`` and ``population``."""
    parts = []
    with tempfile.TemporaryDirectory(prefix="jingzhun-reliability-") as work:
        for place, request in enumerate(requests):
            say(request.folder)
            pairs = matched_pairs(kept_county(request, cache), Path(work, str(place)))
            parts.append(pairs.assign(seed=request.seed, population=request.population or 0))
    return pd.concat(parts, ignore_index=True)


@click.command()
@click.option("--seeds", required=True, help="Seeds of the counties, e.g. 1,2,3.")
@click.option("--population", "populations", default="300000", help="Their inhabitants; several by commas.")
@click.option("--cache", type=click.Path(path_type=Path), help="Folder that keeps prepared counties.")
@click.option("--collect", type=click.Path(path_type=Path), help="Parquet file for every judged link.")
def main(seeds: str, populations: str, cache: Path | None, collect: Path | None) -> None:
    """Print how far the links of several counties can be believed."""
    requests = [
        CountyRequest("pinghe", seed, population)
        for population in numbers_of(populations)
        for seed in numbers_of(seeds)
    ]
    with tempfile.TemporaryDirectory(prefix="jingzhun-counties-") as passing:
        pairs = collected(requests, cache or Path(passing), lambda what: click.echo(what, err=True))
    if collect is not None:
        columns = ["register", "weight", "right", "chance_wrong", "grade", "reasons", "seed", "population"]
        pairs[columns].to_parquet(collect, index=False)
    click.echo(reliability_table(pairs))


if __name__ == "__main__":
    main()
