"""``python -m benchmarks.public``: link public labelled data and write docs/benchmarks-public.md."""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path

import click

from benchmarks.machine import this_machine
from benchmarks.public.datasets import PUBLIC_DATA, PublicData, default_cache, load_public_truth, records_folder
from benchmarks.public.linkers import run_linkers, scores_by_form
from benchmarks.public.page import Section, render
from benchmarks.public.records import SIDES, read_records

_PAGE = Path(__file__).parents[2] / "docs" / "benchmarks-public.md"


@click.command()
@click.option("--runs", type=click.IntRange(min=1), default=3, help="How often each linker runs.")
@click.option("--only", type=click.Choice([data.key for data in PUBLIC_DATA]), help="Only this data set.")
@click.option("--cache", type=click.Path(path_type=Path), help="Folder that keeps the records for the next time.")
@click.option("--output", type=click.Path(path_type=Path), default=_PAGE, help="Where the page goes.")
@click.option("--date", "day", type=click.DateTime(["%Y-%m-%d"]), help="The day to print; default today.")
def main(runs: int, only: str | None, cache: Path | None, output: Path, day: datetime | None) -> None:
    """Measure jingzhun and Splink on public labelled data."""
    if find_spec("splink") is None:
        raise click.ClickException("Splink is not installed: pip install -e '.[benchmark]'")
    machine = this_machine()
    chosen = [data for data in PUBLIC_DATA if only in (None, data.key)]
    sections = [_measured(data, cache or default_cache(), runs) for data in chosen]
    page = render(sections, (day or datetime.now(UTC)).date(), machine, runs)
    output.write_text(page, encoding="utf-8")
    _say(f"written: {output}")


def _measured(data: PublicData, cache: Path, runs: int) -> Section:
    """One data set measured, or the reason why it cannot be."""
    _say(f"{data.title}: the records")
    try:
        folder = records_folder(data, cache)
    except click.ClickException as failure:
        _say(f"left out: {failure.message}")
        return Section(data, (), skipped=failure.message)
    truth = load_public_truth(folder)
    with tempfile.TemporaryDirectory(prefix="jingzhun-public-") as work:
        results = run_linkers(folder, Path(work), truth, runs, _say)
        forms = scores_by_form(folder, Path(work), truth, _say)
    left, right = (len(read_records(folder, side)) for side in SIDES)
    return Section(data, results, forms, left, right, len(truth.links))


def _say(what: str) -> None:
    click.echo(what, err=True)


if __name__ == "__main__":
    main()
