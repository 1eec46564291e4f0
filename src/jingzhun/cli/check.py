"""``jingzhun check``: from a folder of spreadsheets to the list of doubtful households."""

from __future__ import annotations

import sys
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from jingzhun.case import Case
from jingzhun.cli.screen import error_console, progress_bar
from jingzhun.errors import RequestError
from jingzhun.model import TableKind
from jingzhun.privacy import mask_text, show

if TYPE_CHECKING:
    from jingzhun.model import Run

EXIT_CLEAR = 0
EXIT_DOUBTFUL = 1
EXIT_INCOMPLETE = 3
_FILE = click.Path(path_type=Path)
_EXIT_CODES = """\b
返回值: 0 没有疑点户   1 有疑点户   2 要求或文件选择有误   3 做完了但有读不出的部分
        4 结果写不出来   70 71 程序自身有误   130 中断   141 管道已关闭
"""


@click.command(options_metavar="[选项]", epilog=_EXIT_CODES)
@click.argument("paths", metavar="路径…", nargs=-1, type=_FILE)
@click.option("-o", "--output", metavar="目录", type=_FILE, help="结果目录; 不写时按日期时间命名。")
@click.option("--roll", metavar="文件", type=_FILE, multiple=True, help="指明花名册; 分成几个文件时可写多次。")
@click.option("--vehicles", metavar="文件", type=_FILE, multiple=True, help="指明机动车登记。")
@click.option("--property", "property_", metavar="文件", type=_FILE, multiple=True, help="指明不动产登记。")
@click.option("--payroll", metavar="文件", type=_FILE, multiple=True, help="指明财政供养人员。")
@click.option("--policy", metavar="名称或文件", default="zhangzhou-2016", show_default=True, help="政策规则。")
@click.option("--as-of", metavar="日期", help="以哪一天为准判断年龄和日期, 如 2016-06-30; 不写为今天。")
@click.option("--format", "format_", type=click.Choice(["ndjson", "json", "csv"]), help="把疑点和问题写到标准输出。")
@click.option("--force", is_flag=True, help="结果目录已是一次核查的结果时, 允许替换。")
@click.option("--exit-zero", is_flag=True, help="有疑点户时也返回 0。")
@click.option("-q", "--quiet", is_flag=True, help="不显示进度和摘要, 只显示读不出的文件。")
def check(
    paths: tuple[Path, ...],
    output: Path | None,
    roll: tuple[Path, ...],
    vehicles: tuple[Path, ...],
    property_: tuple[Path, ...],
    payroll: tuple[Path, ...],
    policy: str,
    as_of: str | None,
    format_: str | None,
    *,
    force: bool,
    exit_zero: bool,
    quiet: bool,
) -> int:
    """核查花名册, 与部门数据比对, 列出疑点户和证据。

    路径是放有花名册和部门数据的文件夹, 或其中的文件(xlsx xls ods csv parquet)。程序按表头认出哪张是花名册,
    哪张是机动车、不动产、财政供养登记, 并说明理由; 认不出时停下来问。
    """
    settled = {
        TableKind.ROLL: roll,
        TableKind.VEHICLES: vehicles,
        TableKind.PROPERTY: property_,
        TableKind.PAYROLL: payroll,
    }
    if not paths and not any(settled.values()):
        raise RequestError("没有给出要核查的文件夹或文件", fix="例: jingzhun check 平和县/")
    case = Case(paths, settled, policy, as_of=_day(as_of))
    directory = output or Path(f"核查-{datetime.now().astimezone():%Y%m%d-%H%M%S}")
    from jingzhun.report import write_run
    from jingzhun.report.folder import require_free

    require_free(directory, force)
    console = error_console()
    with progress_bar(console, quiet=quiet) as progress:
        from jingzhun.pipeline import check as run_check

        run = run_check(case, progress)
        progress("写出结果", 0, 0)
        masking = write_run(run, directory, force=force)
    if quiet:
        for file in run.unread:
            if file.is_error:
                click.echo(show(mask_text(f"没有读出 {file.name}: {file.what}")), err=True)
    else:
        from jingzhun.report.terminal import summary

        summary(run, directory, console, masking)
    if format_ is not None:
        from jingzhun.report.machine import write_findings

        write_findings(run, sys.stdout, format_, masking)
    return _exit_code(run, exit_zero=exit_zero)


def _day(text: str | None) -> date:
    if text is None:
        return datetime.now().astimezone().date()
    from jingzhun.fields import birthdate

    day = birthdate.parse(text)
    if isinstance(day, date):
        return day
    raise RequestError(f"日期写法不对: {text}", where="--as-of", fix="写成 2016-06-30 这样")


def _exit_code(run: Run, *, exit_zero: bool) -> int:
    if run.incomplete:
        return EXIT_INCOMPLETE
    return EXIT_DOUBTFUL if len(run.doubtful) and not exit_zero else EXIT_CLEAR
