"""``jingzhun batch``: many counties or townships in one go."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from jingzhun.cli.screen import error_console
from jingzhun.privacy import mask_text, show

if TYPE_CHECKING:
    from rich.console import Console

    from jingzhun.batch.run import Watched
    from jingzhun.batch.summary import Summary

_PATH = click.Path(path_type=Path)
_EPILOG = """\b
计划的写法(路径从计划所在的文件夹算起):
  output = "批量结果"
  [[county]]
  name = "小溪镇"
  paths = ["小溪镇/"]

\b
返回值取各县中最差的: 70 71 程序自身有误 > 4 写不出来 > 2 要求有误 > 3 有读不出的部分 > 1 有疑点户 > 0
"""


@click.command(options_metavar="[选项]", epilog=_EPILOG)
@click.argument("plan", metavar="计划或文件夹", type=_PATH)
@click.option("-o", "--output", metavar="目录", type=_PATH, help="结果目录; 不写时照计划, 计划没有写的按日期时间命名。")
@click.option("--resume", is_flag=True, help="接着上一次做: 只做没做完的、没做成的、文件或设置有变动的。")
@click.option("--force", is_flag=True, help="在上一次批量核查的目录里全部重做。")
@click.option("--workers", metavar="个数", type=click.IntRange(1, 64), help="同时做几个; 不写时每个处理器一个。")
@click.option("--exit-zero", is_flag=True, help="有疑点户时也返回 0。")
@click.option("-q", "--quiet", is_flag=True, help="不显示进度和摘要, 只显示没有做成的。")
def batch(
    plan: Path, output: Path | None, workers: int | None, *, resume: bool, force: bool, exit_zero: bool, quiet: bool
) -> int:
    """一次核查许多县或乡镇: 各做各的, 一个做不成不影响其余, 中断后可以接着做, 最后汇总。

    给出一个文件夹(每县一个子文件夹, 可各有各的 jingzhun.toml), 或一个写明各县的计划(.toml)。
    """
    from jingzhun.batch.plan import plan_of
    from jingzhun.batch.run import run, worst

    planned = plan_of(plan)
    folder = output or planned.output or Path(f"批量核查-{datetime.now().astimezone():%Y%m%d-%H%M%S}")
    console = error_console()
    for name in planned.passed_over:
        click.echo(f"没有表格, 不算一个县: {show(name)}/", err=True)
    with _progress(console, quiet=quiet) as watch:
        done = run(planned, folder, workers=workers or os.cpu_count() or 1, resume=resume, force=force, watch=watch)
    _say(done, folder, quiet=quiet)
    code = worst(done.results)
    return 0 if code == 1 and exit_zero else code


@contextmanager
def _progress(console: Console, *, quiet: bool) -> Iterator[Callable[[Watched], None]]:
    """A bar over all counties with the time that is left, or a line a county where nobody watches."""
    if quiet or not console.is_terminal:
        yield (lambda _: None) if quiet else _line
        return
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(bar_width=30),
        TextColumn("{task.percentage:>3.0f}%  已用", markup=False),
        TimeElapsedColumn(),
        TextColumn("还要", markup=False),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("准备", total=None)

        def watch(watched: Watched) -> None:
            what = watched.told.stage or "完成"
            words = f"{watched.finished}/{watched.counties}  {show(watched.told.county.name)}: {what}"
            bar.update(task, description=words, completed=watched.done, total=watched.total)

        yield watch


def _line(watched: Watched) -> None:
    result = watched.told.result
    if result is not None and result.done:
        words = (
            f"{result.figures['households']:,} 户, 疑点户 {result.figures['doubtful']:,} 户, {result.seconds:.0f} 秒"
        )
        click.echo(f"[{watched.finished}/{watched.counties}] {show(result.name)}: {words}", err=True)


def _say(done: Summary, folder: Path, *, quiet: bool) -> None:
    for result in done.failed:
        click.echo(f"没有做成 {show(result.name)}: {mask_text(result.message)}", err=True)
    for result in done.done:
        if result.figures["unread"] or result.figures["crashed"]:
            click.echo(f"有读不出的部分 {show(result.name)}: 见 {show(str(folder / result.name))} 的读取情况", err=True)
    if not quiet:
        words = f"{done.total('households'):,} 户, 疑点户 {done.total('doubtful'):,} 户" if done.done else ""
        click.echo(f"{len(done.results)} 个县(乡镇), {len(done.done)} 个做成; {words}", err=True)
        click.echo(f"汇总: {show(str(folder / '汇总.xlsx'))}", err=True)
