"""``jingzhun check``: from a folder of spreadsheets to the list of doubtful households."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from jingzhun.case import Case, Source
from jingzhun.cli import EXIT_INCOMPLETE
from jingzhun.cli.reading import (
    ReadingWords,
    ask_password,
    can_ask,
    day_of,
    options_of,
    reading_options,
    require_one_stdin,
    settings_of,
    settled_by,
    sources_of,
)
from jingzhun.cli.screen import error_console, progress_bar
from jingzhun.errors import RequestError
from jingzhun.kinds import TableKind, register_kinds
from jingzhun.privacy import mask_text, show
from jingzhun.selection import codes_of

if TYPE_CHECKING:
    from rich.console import Console

    from jingzhun.model import Run
    from jingzhun.report.masking import Masking
    from jingzhun.settings import Settings

EXIT_CLEAR = 0
EXIT_DOUBTFUL = 1
DEFAULT_POLICY = "zhangzhou-2016"
_FILE = click.Path(path_type=Path)
_KINDS = "\n".join(f"  {kind.value:<24}{kind.words}" for kind in register_kinds())
_EPILOG = f"""\b
部门数据的种类(--register 种类=来源, 如 --register vehicles=车管所.xlsx):
{_KINDS}

\b
来源: 文件、文件夹、zip 压缩包、- (标准输入, 只能用一次),
      或数据库里的一张表, 如 postgresql://用户@主机/库?table=表 (密码用环境变量 PGPASSWORD), 文件.db?table=表

\b
返回值: 0 没有疑点户   1 有疑点户   2 要求或文件选择有误   3 做完了但有读不出的部分
        4 结果写不出来   70 71 程序自身有误   130 中断   141 管道已关闭
"""


@click.command(options_metavar="[选项]", epilog=_EPILOG)
@click.argument("paths", metavar="路径…", nargs=-1)
@click.option("-o", "--output", metavar="目录", type=_FILE, help="结果目录; 不写时按日期时间命名。")
@click.option("--roll", metavar="来源", multiple=True, help="指明花名册; 分成几个文件时可写多次。")
@click.option("--register", metavar="种类=来源", multiple=True, help="指明一种部门数据, 可写多次; 种类见下。")
@click.option("--vehicles", metavar="来源", multiple=True, help="指明机动车登记, 同 --register vehicles=…。")
@click.option("--property", metavar="来源", multiple=True, help="指明不动产登记。")
@click.option("--payroll", metavar="来源", multiple=True, help="指明财政供养人员。")
@click.option("--previous", metavar="来源", multiple=True, help="去年的花名册, 用来查增减和改动; 不写明的不算。")
@reading_options
@click.option("--policy", metavar="名称或文件", help=f"政策规则; 不写时用 {DEFAULT_POLICY}。")
@click.option("--select", metavar="编号", multiple=True, help="只查这些规则和政策条件, 如 JZ1,JZ203,CAR; 可只写开头。")
@click.option("--ignore", metavar="编号", multiple=True, help="不查这些规则和政策条件。")
@click.option("--exempt", metavar="文件", type=_FILE, help="豁免清单: 已核实、签字的户或人, 不再提示, 但照样留痕。")
@click.option("--as-of", metavar="日期", help="以哪一天为准判断年龄和日期, 如 2016-06-30; 不写为今天。")
@click.option("--format", "format_", type=click.Choice(["ndjson", "json", "csv"]), help="把疑点和问题写到标准输出。")
@click.option("--force", is_flag=True, help="结果目录已是一次核查的结果时, 允许替换。")
@click.option("--exit-zero", is_flag=True, help="有疑点户时也返回 0。")
@click.option("-q", "--quiet", is_flag=True, help="不显示进度和摘要, 只显示警告和读不出的文件。")
def check(
    paths: tuple[str, ...],
    output: Path | None,
    policy: str | None,
    as_of: str | None,
    format_: str | None,
    *,
    force: bool,
    exit_zero: bool,
    quiet: bool,
    **words: Any,
) -> int:
    """核查花名册, 与部门数据比对, 列出疑点户和证据。

    路径是放有花名册和部门数据的文件夹, 或其中的文件, 或 - (标准输入)。程序按表头认出哪张是花名册, 哪张是哪一种部门数据,
    并说明理由; 认不出时停下来问。

    能读: xlsx xlsm xlsb xls et ods(可有打开密码)、网页表格和 XML 表格(常以 .xls 为名)、csv tsv txt、ndjson json、
    parquet arrow feather、SQLite 数据库, 以及装有这些文件的 zip 压缩包。

    常用的选择可以写进 jingzhun.toml, 命令行优先。
    """
    sources = sources_of(paths)
    named, chosen = _named(words), _chosen(words)
    reading = ReadingWords(**words)
    named_sources = (source for _, source in named)
    unneeded = {*(kind for kind, _ in named), *(["previous"] if chosen["previous"] else [])}
    settings = settings_of(reading, (*sources, *named_sources), unneeded)
    case = replace(_case(sources, named, settings, policy, as_of, reading), **_settled(chosen, settings))
    directory = output or settings.output or Path(f"核查-{datetime.now().astimezone():%Y%m%d-%H%M%S}")
    from jingzhun.report import write_run
    from jingzhun.report.folder import require_free

    require_free(directory, force)
    require_one_stdin([*case.paths, *case.previous, *(source for each in case.settled.values() for source in each)])
    console = error_console()
    with progress_bar(console, quiet=quiet) as progress:
        from jingzhun.pipeline import check as run_check

        run = run_check(case, progress, progress.asking(ask_password) if can_ask() else None)
        progress("写出结果", 0, 0)
        masking = write_run(run, directory, force=force)
    _say(run, directory, console, masking, quiet=quiet)
    if format_ is not None:
        from jingzhun.report.machine import write_findings

        write_findings(run, sys.stdout, format_, masking)
    return _exit_code(run, exit_zero=exit_zero)


def _named(words: dict[str, Any]) -> list[tuple[TableKind, Source]]:
    """Take what was named as of a kind out of the words of the command line."""
    named = [(TableKind.ROLL, source) for source in sources_of(words.pop("roll"))]
    for key in ("vehicles", "property", "payroll"):
        named += [(TableKind(key), source) for source in sources_of(words.pop(key))]
    return named + settled_by(words.pop("register"))


def _chosen(words: dict[str, Any]) -> dict[str, Any]:
    """Take what is asked for, what is exempt, and last year's roll out of the words of the command line."""
    return {
        "select": codes_of(words.pop("select")),
        "ignore": codes_of(words.pop("ignore")),
        "exemptions": words.pop("exempt"),
        "previous": sources_of(words.pop("previous")),
    }


def _settled(chosen: dict[str, Any], settings: Settings) -> dict[str, Any]:
    """The command line over the settings file, key by key."""
    return {key: value or getattr(settings, key) for key, value in chosen.items()}


def _case(
    sources: tuple[Source, ...],
    named: list[tuple[TableKind, Source]],
    settings: Settings,
    policy: str | None,
    as_of: str | None,
    reading: ReadingWords,
) -> Case:
    """The command line over the settings file; of a kind that is named here, the file names none."""
    settled = dict(settings.sources)
    for kind in dict.fromkeys(kind for kind, _ in named):
        settled[kind] = tuple(source for named_kind, source in named if named_kind == kind)
    if not sources and not any(settled.values()):
        raise RequestError(_nothing_named(reading), fix="例: jingzhun check 平和县/")
    return Case(
        sources,
        settled,
        policy or settings.policy or DEFAULT_POLICY,
        options_of(reading, settings),
        settings.columns_by_files,
        "" if settings.file is None else str(settings.file),
        as_of=day_of(as_of) if as_of is not None or settings.as_of is None else settings.as_of,
    )


def _nothing_named(reading: ReadingWords) -> str:
    """``--password 平和县/`` takes the folder for the password; that is worth a word."""
    taken = [word for word in reading.password if Path(word).exists()]
    hint = f"; “{taken[0]}”被当成了密码, 把 --password 写在最后" if taken else ""
    return "没有给出要核查的文件夹或文件" + hint


def _say(run: Run, directory: Path, console: Console, masking: Masking, *, quiet: bool) -> None:
    """The summary; of a quiet run only what nobody may miss."""
    from jingzhun.report.terminal import print_warnings, summary

    if not quiet:
        summary(run, directory, console, masking)
        return
    print_warnings(run, console, masking)
    for file in run.unread:
        if file.is_error:
            click.echo(show(mask_text(f"没有读出 {file.name}: {file.what}")), err=True)


def _exit_code(run: Run, *, exit_zero: bool) -> int:
    if run.incomplete:
        return EXIT_INCOMPLETE
    return EXIT_DOUBTFUL if len(run.doubtful) and not exit_zero else EXIT_CLEAR
