"""``python -m benchmarks``: measure systems on the sample counties and write docs/benchmarks.md."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path

import click
import pandas as pd

from benchmarks.counties import CountyRequest, default_seed, kept_county
from benchmarks.machine import this_machine
from benchmarks.misses import write_misses
from benchmarks.options import numbers_of
from benchmarks.report import Circumstances, render
from benchmarks.robustness import VariantResult, run_variants
from benchmarks.run import CountyResult, run_county
from benchmarks.systems import MATCH, PEERS, SYSTEMS, System

_PAGE = Path(__file__).parent.parent / "docs" / "benchmarks.md"
#: The goals are stated for counties of these sizes, with seeds that nobody used while tuning.
_POPULATIONS = (300_000, 1_000_000)
_SEEDS = (101, 202)
#: In larger counties the peers would take hours together; they run there only where they are asked for by name.
_LARGEST_WITH_PEERS = 300_000


@click.command()
@click.option("--seeds", help="Seeds of the counties, e.g. 1,2; the first county is timed most often.")
@click.option("--population", "populations", help="Inhabitants of the counties, e.g. 300000,1000000.")
@click.option("--runs", type=click.IntRange(min=1), default=3, help="How often each system runs on the first county.")
@click.option("--systems", "keys", help="Only these, e.g. match,exact; jingzhun's matching always runs.")
@click.option(
    "--robustness/--no-robustness", default=None, help="Also the first county made worse; default: as a page."
)
@click.option("--cache", type=click.Path(path_type=Path), help="Folder that keeps prepared counties for the next time.")
@click.option("--quick", is_flag=True, help="One run on the demo county, to the terminal.")
@click.option("--misses", type=click.Path(path_type=Path), help="CSV of what jingzhun misses or gets wrong.")
@click.option("--output", type=click.Path(path_type=Path), help="Where the page goes; default docs/benchmarks.md.")
@click.option("--date", "day", type=click.DateTime(["%Y-%m-%d"]), help="The day to print; default today.")
def main(
    seeds: str | None,
    populations: str | None,
    runs: int,
    keys: str | None,
    *,
    robustness: bool | None,
    cache: Path | None,
    quick: bool,
    misses: Path | None,
    output: Path | None,
    day: datetime | None,
) -> None:
    """Measure jingzhun and its peers on sample counties.

    With all systems the page goes to docs/benchmarks.md, with some of them or with --quick to the terminal.
    """
    systems = _systems(keys)
    if any(system.key == "splink" for system in systems) and find_spec("splink") is None:
        raise click.ClickException("Splink is not installed: pip install -e '.[benchmark]'")
    requests = _quick_request(seeds, populations) if quick else _requests(seeds, populations)
    to_terminal = output is None and (quick or keys is not None)
    started, machine = time.perf_counter(), this_machine()
    with tempfile.TemporaryDirectory(prefix="jingzhun-benchmarks-") as top:
        kept = cache or Path(top, "counties")
        few = systems if keys is not None else [system for system in systems if system not in PEERS]
        chosen = [systems if _is_small(request) else few for request in requests]
        results = _measure(requests, chosen, 1 if quick else runs, kept, Path(top))
        worse: list[VariantResult] = []
        if robustness or (robustness is None and not to_terminal):
            work = Path(top, "robustness")
            work.mkdir()
            worse = run_variants(requests[0], lambda request: kept_county(request, kept), work, _say)
    today = (day or datetime.now(UTC)).date()
    page = render(results, worse, Circumstances(today, machine, time.perf_counter() - started, this_machine().load))
    if misses is not None:
        write_misses(misses, _labelled(results))
    if to_terminal:
        click.echo(page)
    else:
        (output or _PAGE).write_text(page, encoding="utf-8")
        _say(f"written: {output or _PAGE}")


def _measure(
    requests: Sequence[CountyRequest], chosen: Sequence[Sequence[System]], runs: int, cache: Path, top: Path
) -> list[CountyResult]:
    """On every county the systems chosen for it; the first county is run most often."""
    measured = []
    for place, (request, systems) in enumerate(zip(requests, chosen, strict=True)):
        _say(f"{request.folder}: writing and preparing, or taking it from the cache")
        results = top / f"results-{place}"
        results.mkdir()
        measured.append(run_county(kept_county(request, cache), results, systems, runs if place == 0 else 1, _say))
    return measured


def _requests(seeds: str | None, populations: str | None) -> list[CountyRequest]:
    wanted = _POPULATIONS if populations is None else numbers_of(populations)
    chosen = _SEEDS if seeds is None else numbers_of(seeds)
    return [CountyRequest("pinghe", seed, population) for population in wanted for seed in chosen]


def _is_small(request: CountyRequest) -> bool:
    return (request.population or 0) <= _LARGEST_WITH_PEERS


def _quick_request(seeds: str | None, populations: str | None) -> list[CountyRequest]:
    population = None if populations is None else numbers_of(populations)[0]
    return [CountyRequest("demo", default_seed("demo") if seeds is None else numbers_of(seeds)[0], population)]


def _systems(keys: str | None) -> list[System]:
    """The systems that are wanted, in their usual order."""
    if keys is None:
        return list(SYSTEMS)
    wanted = {MATCH.key, *keys.replace(",", " ").split()}
    unknown = wanted - {system.key for system in SYSTEMS}
    if unknown:
        known = ", ".join(system.key for system in SYSTEMS)
        raise click.BadParameter(f"no such system: {', '.join(sorted(unknown))}; there are {known}")
    return [system for system in SYSTEMS if system.key in wanted]


def _labelled(results: list[CountyResult]) -> list[pd.DataFrame]:
    return [
        cases.assign(population=result.county.summary.population, seed=result.county.summary.seed)
        for result in results
        for cases in result.misses
    ]


def _say(what: str) -> None:
    click.echo(what, err=True)


if __name__ == "__main__":
    main()
