"""Very large registers: ``python -m benchmarks.scale`` measures them and writes docs/benchmarks-scale.md.

The tables are generated once into a cache folder, 2.2 GB for a hundred million rows; ``--rows 200000,1000000`` is done
within two minutes.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

import click
import pyarrow.parquet as pq

from benchmarks.machine import this_machine
from benchmarks.measure import Measured, measure
from benchmarks.options import numbers_of
from benchmarks.scale_page import PLOT_NAME, Comparison, Growth, Skew, plot, render
from benchmarks.scale_tables import BYTES_A_ROW, MEMBERS, ROWS_A_FILE, register_files, roll_file
from benchmarks.skew import candidate_figures, write_skewed

_DOCS = Path(__file__).parent.parent / "docs"
_ROWS = "1000000,2000000,5000000,10000000,20000000,50000000,100000000"
#: Rows of the register that is compared with the bare join, and of the skewed one.
_COMPARED_ROWS, _SKEWED_ROWS = 10_000_000, 1_000_000
#: From so many rows on one run is enough.
_LONG_ROWS = 20_000_000


@dataclass(frozen=True)
class Places:
    """Where the generated tables lie, and where results go that nobody keeps."""

    tables: Path
    results: Path


@click.command()
@click.option("--rows", "sizes", default=_ROWS, help="Rows of the registers, up to 10 million or multiples of that.")
@click.option("--members", type=click.IntRange(min=2_000), default=MEMBERS, help="Rows of the roll.")
@click.option("--runs", type=click.IntRange(min=1), default=3, help="How often each program runs; medians are printed.")
@click.option("--cache", type=click.Path(path_type=Path), help="Folder that keeps the tables; default in the temp dir.")
@click.option(
    "--output", type=click.Path(path_type=Path), help="Where the page goes; default docs/benchmarks-scale.md."
)
@click.option("--date", "day", type=click.DateTime(["%Y-%m-%d"]), help="The day to print; default today.")
def main(sizes: str, members: int, runs: int, *, cache: Path | None, output: Path | None, day: datetime | None) -> None:
    """Measure the matching on registers of up to a hundred million rows."""
    wanted = numbers_of(sizes)
    if not wanted or any(rows < 1 or (rows > ROWS_A_FILE and rows % ROWS_A_FILE) for rows in wanted):
        raise click.BadParameter(f"{sizes}: rows up to {ROWS_A_FILE:,}, or multiples of that", param_hint="--rows")
    tables = cache or Path(tempfile.gettempdir(), "jingzhun-scale")
    tables.mkdir(parents=True, exist_ok=True)
    _check_room(tables, max(wanted))
    machine = this_machine()
    with tempfile.TemporaryDirectory(prefix="jingzhun-scale-", dir=tables) as results:
        places = Places(tables, Path(results))
        comparison = _compare(places, min(_COMPARED_ROWS, max(wanted)), members, runs)
        growth = [_grow(places, rows, members, 1 if rows >= _LONG_ROWS else runs) for rows in sorted(wanted)]
        skew = _skew(places, min(_SKEWED_ROWS, max(wanted)), members, runs)
    page = output or _DOCS / "benchmarks-scale.md"
    page.write_text(render(comparison, growth, skew, machine, (day or datetime.now(UTC)).date()), encoding="utf-8")
    (page.parent / PLOT_NAME).write_text(plot(growth), encoding="utf-8")
    _say(f"written: {page}")


def _check_room(tables: Path, rows: int) -> None:
    """Say what the tables need; the room is asked for once more than they take, for what is beside them."""
    need, free = rows * BYTES_A_ROW, shutil.disk_usage(tables).free
    _say(f"tables: {need / 1e9:.1f} GB in {tables}, where {free / 1e9:.0f} GB are free")
    if free < 2 * need:
        raise click.ClickException(f"too little room in {tables}: name another folder with --cache")


def _match(roll: Path, registers: Sequence[Path], links: Path) -> list[str | Path]:
    return [sys.executable, "-m", "jingzhun", "match", roll, *registers, "-o", links]


def _compare(places: Places, rows: int, members: int, runs: int) -> Comparison:
    """Our matching and DuckDB's bare join of the same two files, taking turns."""
    roll, registers = roll_file(places.tables, members), register_files(places.tables, rows, members)
    links, joined = places.results / "links.parquet", places.results / "joined.parquet"
    ours, theirs = [], []
    for number in range(1, runs + 1):
        _say(f"{rows:,} rows against the bare join, run {number} of {runs}")
        theirs.append(measure([sys.executable, "-m", "benchmarks.exact_join", roll, joined, *registers]))
        links.unlink(missing_ok=True)
        ours.append(measure(_match(roll, registers, links)))
    found = (pq.read_metadata(path).num_rows for path in (links, joined))
    return Comparison(rows, members, _middle(ours), _middle(theirs), *found)


def _grow(places: Places, rows: int, members: int, runs: int) -> Growth:
    """Our matching of one register."""
    roll, registers = roll_file(places.tables, members), register_files(places.tables, rows, members)
    links, measured = places.results / "links.parquet", []
    for number in range(1, runs + 1):
        _say(f"{rows:,} rows, run {number} of {runs}")
        links.unlink(missing_ok=True)
        measured.append(measure(_match(roll, registers, links)))
    return Growth(rows, _middle(measured), pq.read_metadata(links).num_rows, runs)


def _skew(places: Places, rows: int, members: int, runs: int) -> tuple[Skew, ...]:
    """The candidates of an ordinary and of a skewed pair of tables, and what matching them takes."""
    ordinary = roll_file(places.tables, members), register_files(places.tables, rows, members)[0]
    pairs = (("as they are", ordinary), ("skewed", write_skewed(*ordinary, places.results)))
    links, results = places.results / "links.parquet", []
    for title, (roll, register) in pairs:
        _say(f"candidates of {rows:,} rows, {title}")
        figures = candidate_figures(pq.read_table(roll), pq.read_table(register))
        measured = []
        for _ in range(runs):
            links.unlink(missing_ok=True)
            measured.append(measure(_match(roll, [register], links)))
        results.append(Skew(title, figures, _middle(measured)))
    return tuple(results)


def _middle(runs: Sequence[Measured]) -> Measured:
    """Medians of several runs."""
    return Measured(*(median(getattr(run, label) for run in runs) for label in Measured.__dataclass_fields__))


def _say(what: str) -> None:
    click.echo(what, err=True)


if __name__ == "__main__":
    main()
