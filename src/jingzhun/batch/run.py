"""A whole batch: what is still to be done, largest first, the record after each county, and the summary."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from jingzhun.batch import record, summary
from jingzhun.batch.county_check import CountyResult
from jingzhun.batch.plan import County, Plan
from jingzhun.batch.workers import Told, check_all

#: Exit codes from the worst to the best: of a batch, the worst of its counties counts (architecture.md).
WORST_FIRST = (71, 70, 4, 2, 3, 1, 0)


@dataclass(frozen=True, slots=True)
class Watched:
    """What somebody who watches is told: who said what, and how much of the work (in bytes) is done."""

    told: Told
    done: int
    total: int
    finished: int
    counties: int


def run(
    plan: Plan, output: Path, *, workers: int, resume: bool, force: bool, watch: Callable[[Watched], None]
) -> summary.Summary:
    """Check all counties of a plan.

    Args:
        plan: what to check.
        output: the folder of the batch.
        workers: how many counties at once.
        resume: leave out what an earlier batch has finished and nothing has changed of.
        force: do everything again in the folder of an earlier batch.
        watch: told of the progress.

    Returns:
        The summary, as it was written.

    Raises:
        RequestError: the folder may not be used.
        OutputError: something could not be written.
    """
    earlier = record.prepare(output, resume=resume, force=force)
    kept = {county.name for county in plan.counties if record.unchanged(county, earlier, output)}
    results = {name: earlier[name] for name in kept}
    record.write(output, results.values())
    sizes = {county.name: bytes_of(county) for county in plan.counties}
    waiting = sorted(
        (county for county in plan.counties if county.name not in kept), key=lambda each: -sizes[each.name]
    )
    for told in check_all(waiting, output, workers):
        if told.result is not None:
            results[told.county.name] = told.result
            record.write(output, results.values())
        done = sum(sizes[name] for name in results)
        watch(Watched(told, done, sum(sizes.values()), len(results), len(plan.counties)))
    ordered = tuple(results[county.name] for county in plan.counties)
    whole = summary.Summary(ordered)
    summary.write(output, whole)
    return whole


def bytes_of(county: County) -> int:
    """How large the files of a county are, a measure of how long it takes."""
    return sum(_bytes(path) for path in county.paths)


def _bytes(path: Path) -> int:
    if path.is_file():
        return path.stat().st_size
    files = (Path(place) / name for place, _, names in os.walk(path) for name in names)
    return sum(file.stat().st_size for file in files if file.is_file())


def worst(results: tuple[CountyResult, ...]) -> int:
    """The exit code of a batch."""
    codes = {result.code for result in results}
    return next((code for code in WORST_FIRST if code in codes), max(codes, default=0))
