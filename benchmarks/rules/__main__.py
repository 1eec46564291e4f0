"""``python -m benchmarks.rules``: time all rules on rolls of several sizes and write docs/benchmarks-rules.md."""

from __future__ import annotations

import json
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import click

from benchmarks.machine import this_machine
from benchmarks.measure import measure
from benchmarks.rules.page import RuleFigure, Size, page
from jingzhun.cli import spare_memory
from jingzhun.rules import RULES

_PAGE = Path(__file__).parents[2] / "docs" / "benchmarks-rules.md"
_SIZES = (250_000, 500_000, 1_000_000)


@click.command()
@click.option("--members", multiple=True, type=int, default=_SIZES, help="Sizes of the rolls, the smallest first.")
@click.option("--runs", default=3, help="Runs of each; the median by seconds is kept.")
@click.option("--page", "target", type=click.Path(path_type=Path), default=_PAGE, help="The page to write.")
def main(members: tuple[int, ...], runs: int, target: Path) -> None:
    """Measure and write the page."""
    machine = this_machine()
    spare_memory()  # as the program does; the processes that are measured inherit it
    sizes = []
    for people in members:
        with tempfile.TemporaryDirectory(prefix="rules-") as folder:
            _run("benchmarks.rules.tables", people, Path(folder))
            sizes.append(_measured(people, Path(folder), runs))
        click.echo(f"{people:,}: {sizes[-1].seconds:.1f} s, {sizes[-1].gigabytes:.2f} GB", err=True)
    registers = {kind for rule in RULES for kind in rule.registers}
    target.write_text(page(sizes, len(registers), machine, datetime.now(UTC).date()), encoding="utf-8")


def _measured(people: int, folder: Path, runs: int) -> Size:
    figures = folder / "figures.json"
    taken = []
    for _ in range(runs):
        megabytes = _run("benchmarks.rules.ours", folder, figures)
        taken.append((json.loads(figures.read_text(encoding="utf-8")), megabytes))
    taken.sort(key=lambda each: each[0]["seconds"])
    said, megabytes = taken[len(taken) // 2]
    _run("benchmarks.rules.duckdb_peer", folder, figures)
    peer = json.loads(figures.read_text(encoding="utf-8"))
    rules = tuple(RuleFigure(*each) for each in said["rules"])
    beside = {codes: (seconds, found) for codes, (seconds, found) in peer.items()}
    return Size(people, said["seconds"], megabytes / 1000, said["findings"], rules, beside, runs)


def _run(module: str, *arguments: object) -> float:
    """Run one module in a process of its own; returns the megabytes that it held at most."""
    return measure([sys.executable, "-m", module, *map(str, arguments)]).megabytes


if __name__ == "__main__":
    main()
