"""What people see while the program works: a console on stderr and a progress bar where it is a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress as ProgressBar
    from rich.progress import TaskID

    from jingzhun.intake import AskPassword


def error_console() -> Console:
    """The console for people: stderr, plain where it is no terminal or NO_COLOR is set."""
    from rich.console import Console

    return Console(stderr=True, markup=False, highlight=False, emoji=False, soft_wrap=True)


class Watch:
    """What the pipeline tells its progress to, and asks questions through.

    Args:
        bar: the bar on the screen, ``None`` where nobody watches.
        task: the one task of the bar.
    """

    def __init__(self, bar: ProgressBar | None = None, task: TaskID | None = None) -> None:
        self._bar = bar
        self._task = task

    def __call__(self, stage: str, done: int, total: int) -> None:
        """Show what is being done."""
        if self._bar is not None and self._task is not None:
            count = f"{done:,}/{total:,}" if total else (f"{done:,} 行" if done else "")
            self._bar.update(self._task, description=stage, completed=done, total=total or None, count=count)

    def asking(self, ask: AskPassword) -> AskPassword:
        """The same question with the bar out of the way."""

        def paused(name: str, attempt: int) -> str:
            if self._bar is None:
                return ask(name, attempt)
            self._bar.stop()
            try:
                return ask(name, attempt)
            finally:
                self._bar.start()

        return paused


@contextmanager
def progress_bar(console: Console, *, quiet: bool) -> Iterator[Watch]:
    """A progress bar that says what is being done; silent where nobody watches."""
    if quiet or not console.is_terminal:
        yield Watch()
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
        yield Watch(bar, bar.add_task("准备", total=None, count=""))
