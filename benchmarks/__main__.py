"""``python -m benchmarks``: measure all systems on the sample counties and write docs/benchmarks.md."""

from __future__ import annotations

import tempfile
import time
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path

import click
import pandas as pd

from benchmarks.counties import default_seed, make_county
from benchmarks.machine import this_machine
from benchmarks.misses import write_misses
from benchmarks.report import Circumstances, render
from benchmarks.run import CountyResult, run_county, work_folder

_PAGE = Path(__file__).parent.parent / "docs" / "benchmarks.md"
_OTHER_SEEDS = (31, 57)


@click.command()
@click.option("--seeds", help="Seeds of the counties, e.g. 2016,31,57; the first one is timed most often.")
@click.option("--population", type=int, help="Inhabitants of each county; default is the county's own.")
@click.option("--runs", type=click.IntRange(min=1), default=3, help="How often each system runs on the first county.")
@click.option("--quick", is_flag=True, help="One run on the demo county, to the terminal.")
@click.option("--misses", type=click.Path(path_type=Path), help="CSV of what jingzhun misses or gets wrong.")
@click.option("--output", type=click.Path(path_type=Path), help="Where the page goes; default docs/benchmarks.md.")
@click.option("--date", "day", type=click.DateTime(["%Y-%m-%d"]), help="The day to print; default today.")
def main(
    seeds: str | None,
    population: int | None,
    runs: int,
    *,
    quick: bool,
    misses: Path | None,
    output: Path | None,
    day: datetime | None,
) -> None:
    """Measure jingzhun and its peers on sample counties."""
    if find_spec("splink") is None:
        raise click.ClickException("Splink is not installed: pip install -e '.[benchmark]'")
    name = "demo" if quick else "pinghe"
    chosen = _seeds(seeds) if seeds is not None else [default_seed(name), *(() if quick else _OTHER_SEEDS)]
    started, machine = time.perf_counter(), this_machine()
    with tempfile.TemporaryDirectory(prefix="jingzhun-benchmarks-") as top:
        results = []
        for place, seed in enumerate(chosen):
            _say(f"{name}, seed {seed}: writing and preparing")
            county = make_county(name, work_folder(Path(top), name, seed), seed, population)
            results.append(run_county(county, runs if place == 0 and not quick else 1, _say))
    today = (day or datetime.now(UTC)).date()
    page = render(results, Circumstances(today, machine, time.perf_counter() - started, this_machine().load))
    if misses is not None:
        write_misses(misses, _labelled(results))
    if quick and output is None:
        click.echo(page)
    else:
        (output or _PAGE).write_text(page, encoding="utf-8")
        _say(f"written: {output or _PAGE}")


def _seeds(text: str) -> list[int]:
    try:
        return [int(seed) for seed in text.split(",")]
    except ValueError:
        raise click.BadParameter(f"not a list of whole numbers: {text}", param_hint="--seeds") from None


def _labelled(results: list[CountyResult]) -> list[pd.DataFrame]:
    return [cases.assign(seed=result.county.summary.seed) for result in results for cases in result.misses]


def _say(what: str) -> None:
    click.echo(what, err=True)


if __name__ == "__main__":
    main()
