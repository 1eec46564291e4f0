"""``jingzhun assign``: the cases of a run as visit sheets, one workbook a township."""

from __future__ import annotations

from pathlib import Path

import click

from jingzhun.privacy import mask_text, show

_PATH = click.Path(path_type=Path)
_EPILOG = """\b
例: jingzhun assign 核查结果 -o 派单
    jingzhun clear 核查结果 反馈/          (入户后收回)

\b
返回值: 0 派出, 或没有疑点户   2 要求有误   4 结果写不出来   70 71 程序自身有误
"""


@click.command(options_metavar="[选项]", epilog=_EPILOG)
@click.argument("run", metavar="结果目录", type=_PATH)
@click.option("-o", "--output", metavar="目录", type=_PATH, help="核查表放在哪里; 不写时为结果目录旁边的“…-派单”。")
@click.option("--full", is_flag=True, help="写出完整的证件号码; 不写时遮住中间各位。")
@click.option("--force", is_flag=True, help="替换上一次派出、没有人改动过的核查表。")
@click.option("-q", "--quiet", is_flag=True, help="不显示派出了多少。")
def assign(run: Path, output: Path | None, *, full: bool, force: bool, quiet: bool) -> int:
    """把疑点户派给乡镇: 每个乡镇一个疑点核查表, 一行一条疑点, 写明查到什么、要问什么、可能的例外和要留的佐证。

    入户人员填写浅黄色各栏(有下拉列表), 交回后用 jingzhun clear 收回。疑点编号带校验字母, 抄错了收回时看得出来。
    """
    from jingzhun.casework.assigning import assign as send_out

    folder = output or run.resolve().with_name(f"{run.resolve().name}-派单")
    sent = send_out(run, folder, full=full, force=force)
    if quiet:
        return 0
    if not sent.cases:
        click.echo("没有疑点户, 不用派单。", err=True)
        return 0
    for sheet in sent.sheets:
        where = show(mask_text(sheet.township or "未写乡镇"))
        click.echo(f"{where}: {sheet.cases:,} 户, {sheet.doubts:,} 条疑点", err=True)
    click.echo(f"派出 {sent.cases:,} 户, {sent.doubts:,} 条疑点, {len(sent.sheets)} 个乡镇", err=True)
    click.echo(f"核查表: {show(str(folder))}", err=True)
    return 0
