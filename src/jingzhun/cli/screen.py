"""What people see while the program works: a console on stderr and a progress bar where it is a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console

    from jingzhun.intake import Progress


def error_console() -> Console:
    """The console for people: stderr, plain where it is no terminal or NO_COLOR is set."""
    from rich.console import Console

    return Console(stderr=True, markup=False, highlight=False, emoji=False, soft_wrap=True)


@contextmanager
def progress_bar(console: Console, *, quiet: bool) -> Iterator[Progress]:
    """A progress bar that says what is being done; silent where nobody watches."""
    if quiet or not console.is_terminal:
        yield lambda stage, done, total: None
        return
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}", markup=False),
        BarColumn(bar_width=30),
        TextColumn("{task.fields[count]}", markup=False),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("准备", total=None, count="")

        def report(stage: str, done: int, total: int) -> None:
            count = f"{done:,}/{total:,}" if total else (f"{done:,} 行" if done else "")
            bar.update(task, description=stage, completed=done, total=total or None, count=count)

        yield report
