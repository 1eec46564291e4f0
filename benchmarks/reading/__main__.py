"""``python -m benchmarks.reading``: time all readers on the same files and write docs/benchmarks-reading.md."""

from __future__ import annotations

import json
import statistics
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import click

from benchmarks.machine import this_machine
from benchmarks.measure import measure
from benchmarks.reading.files import write_all

_PAGE = Path(__file__).parents[2] / "docs" / "benchmarks-reading.md"
_TITLES = {
    "ours": "jingzhun",
    "ours_together": "jingzhun",
    "calamine": "python-calamine, rows iterated",
    "pandas_excel": "pandas.read_excel(engine=calamine, dtype=str)",
    "openpyxl": "openpyxl, read-only",
    "arrow_csv": "pyarrow.csv.read_csv, all text",
    "pandas_csv": "pandas.read_csv(dtype=str)",
    "arrow_parquet": "pyarrow.parquet, batches",
}


@dataclass(frozen=True)
class Contest:
    """One file and those who read it.

    Attributes:
        title: as the page prints it.
        file: its name among those of ``files.write_all``.
        readers: keys of ``programs.READERS``; the first is ours, the second the peer that the goal names.
        goal: the most that ours may take, as a multiple of that peer; 0 where no goal was set.
    """

    title: str
    file: str
    readers: tuple[str, ...]
    goal: float = 0.0


@dataclass(frozen=True)
class Timing:
    """What one reader took, medians of its runs."""

    seconds: float
    megabytes: float
    rows: int


@click.command()
@click.option("--rows", default=200_000, help="Rows of the workbook; the text tables have ten times as many.")
@click.option("--workbooks", default=100, help="How many small workbooks.")
@click.option("--runs", default=5, help="Runs of each reader.")
@click.option("--output", type=click.Path(path_type=Path), default=_PAGE, help="Where the page goes.")
def main(rows: int, workbooks: int, runs: int, output: Path) -> None:
    """Measure how fast files are read."""
    contests = (
        Contest(f"xlsx, {rows:,} rows × 15", "people.xlsx", ("ours", "calamine", "pandas_excel", "openpyxl"), 2.0),
        Contest(f"csv in GB18030, {rows * 10:,} rows × 15", "gb18030.csv", ("ours", "arrow_csv", "pandas_csv"), 1.5),
        Contest(f"csv in UTF-8, {rows * 10:,} rows × 15", "utf8.csv", ("ours", "arrow_csv", "pandas_csv")),
        Contest(f"Parquet, {rows * 10:,} rows × 15", "people.parquet", ("ours", "arrow_parquet")),
        Contest(f"{workbooks} xlsx of 30 rows", "many", ("ours_together", "calamine", "pandas_excel")),
    )
    machine = this_machine()
    with tempfile.TemporaryDirectory(prefix="jingzhun-reading-") as top:
        folder = Path(top)
        write_all(folder, rows, rows * 10, workbooks)
        parts = [_section(contest, _contest(contest, folder, runs)) for contest in contests]
    head = _HEAD.format(
        day=datetime.now(UTC).date(), processor=machine.processor, cores=machine.cores, load=machine.load, runs=runs,
        versions=", ".join(f"{name} {version}" for name, version in machine.versions),
    )  # fmt: skip
    output.write_text(head + "\n".join(parts) + _TAIL, encoding="utf-8")


_HEAD = """\
# Benchmarks of reading

Written by `python -m benchmarks.reading` on {day}, on {processor}, {cores} cores, with a load of {load:.1f} when it
began; {versions}. Do not edit.

Every reader runs in a process of its own, in turns, {runs} times; medians. **Seconds** are those of reading alone,
without the interpreter's start and the imports: for jingzhun from `open_file` to the last batch, which includes the
decision what the file is, its encoding, the child process that parses workbooks, the search for the header, the
judgement of every row (data, total, footer, repeated header) and the account. The peers only read. **Memory** is the
most that all processes of the tree held together. The ratio is jingzhun's seconds by the reader's: below 1 jingzhun is
faster.

"""
_TAIL = """
## How to reproduce

    make benchmark-reading

`--rows`, `--workbooks` and `--runs` make it shorter or longer.
"""


def _contest(contest: Contest, folder: Path, runs: int) -> dict[str, Timing]:
    found: dict[str, list[Timing]] = {reader: [] for reader in contest.readers}
    for _ in range(runs):
        for reader in contest.readers:
            # The slowest reader needs no second look.
            if reader == "openpyxl" and found[reader]:
                continue
            found[reader].append(_run(reader, folder / contest.file, folder / "result.json"))
            click.echo(f"{contest.title}: {_TITLES[reader]} {found[reader][-1].seconds:.2f} s", err=True)
    return {reader: _median(timings) for reader, timings in found.items()}


def _run(reader: str, file: Path, result: Path) -> Timing:
    taken = measure([sys.executable, "-m", "benchmarks.reading.programs", reader, file, result])
    figures = json.loads(result.read_text(encoding="utf-8"))
    return Timing(figures["seconds"], taken.megabytes, figures["rows"])


def _median(timings: Sequence[Timing]) -> Timing:
    return Timing(
        statistics.median(timing.seconds for timing in timings),
        statistics.median(timing.megabytes for timing in timings),
        timings[0].rows,
    )


def _section(contest: Contest, timings: dict[str, Timing]) -> str:
    ours = timings[contest.readers[0]]
    lines = [
        f"## {contest.title}\n",
        "| reader | seconds | jingzhun ÷ it | memory, MB |",
        "|---|---|---|---|",
        *(
            f"| {_TITLES[reader]} | {took.seconds:.2f} | {ours.seconds / took.seconds:.2f} | {took.megabytes:.0f} |"
            for reader, took in timings.items()
        ),
    ]
    if contest.goal:
        ratio = ours.seconds / timings[contest.readers[1]].seconds
        word = "Met" if ratio <= contest.goal else "**Missed**"
        lines.append(f"\nGoal: at most {contest.goal} times {_TITLES[contest.readers[1]]}. {word}: {ratio:.2f}.")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
