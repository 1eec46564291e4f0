"""``jingzhun assign``: visit sheets for every township, and a form for every household."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from jingzhun.cli import EXIT_INCOMPLETE
from jingzhun.privacy import mask_text, show

if TYPE_CHECKING:
    from jingzhun.casework.assignment import Assignment

_PATH = click.Path(path_type=Path)
_MOST_TOWNSHIPS = 30
_EPILOG = """\b
例: jingzhun assign 核查结果
    jingzhun assign 核查结果 -o 派单 --full
    jingzhun assign 核查结果 --no-forms      (只要核查表, 不要每户一份的)
    jingzhun clear 核查结果 反馈/            (入户后收回)

\b
返回值: 0 派出了, 或没有疑点户   2 要求有误, 什么也没写   3 要了 PDF 却没有全转成, 或结果文件夹坏了
        4 写不出来   70 71 程序自身有误   130 中断
"""


@click.command(options_metavar="[选项]", epilog=_EPILOG)
@click.argument("run", metavar="结果目录", type=_PATH)
@click.option(
    "-o",
    "--output",
    metavar="文件夹",
    type=click.Path(path_type=Path),
    help="写到哪里; 默认在结果目录旁边, 名为“结果目录-派单”。",
)
@click.option("--full", is_flag=True, help="写完整的证件号码和电话; 不写时遮住中间几位。")
@click.option("--forms/--no-forms", default=True, help="每户一份可打印的入户核查表(docx); 默认要。")
@click.option(
    "--pdf/--no-pdf", default=None, help="入户核查表另存一份 PDF; 不写时, 装了 LibreOffice 且不超过 300 户就要。"
)
@click.option("--force", is_flag=True, help="覆盖上一次派的单; 有人填过、放入别的文件的不覆盖。")
@click.option("-q", "--quiet", is_flag=True, help="不显示派出了多少, 只显示没有做成的。")
def assign(
    run: Path, output: Path | None, *, full: bool, forms: bool, pdf: bool | None, force: bool, quiet: bool
) -> int:
    """派单: 给每个乡镇一份疑点核查表(xlsx), 给每户一份入户核查表(docx), 两人入户核实后填写。

    核查表一条疑点一行: 疑点编号、户、涉及的成员、在哪个部门的哪一行查到什么、入户要问什么、可能有哪些例外;
    浅黄色各栏由核查人填, 其余锁定。填好后用 jingzhun clear 收回。

    号码默认遮住中间几位; 乡镇要完整号码才能办的, 用 --full, 用后收回。
    """
    from jingzhun.casework.assignment import Wishes
    from jingzhun.casework.assignment import assign as send_out

    folder = output or run.resolve().with_name(f"{run.resolve().name}-派单")
    assignment = send_out(run, folder, Wishes(full, forms, pdf, force))
    for line in () if quiet else _lines(assignment):
        click.echo(show(mask_text(line)), err=True)
    if assignment.unprinted and (pdf or not quiet):
        click.echo(f"注意: {assignment.unprinted}; 也可以在 WPS 里打开 docx 打印。", err=True)
    return EXIT_INCOMPLETE if pdf and assignment.unprinted else 0


def _lines(assignment: Assignment) -> Iterator[str]:
    if not assignment.cases:
        yield "没有疑点户, 不用派单, 什么也没写。"
        return
    count = len(assignment.townships)
    yield f"派出 {assignment.cases:,} 户 {assignment.doubts:,} 条疑点, {count} 个乡镇; 与核查结果的疑点户数一致。"
    for each in assignment.townships[:_MOST_TOWNSHIPS]:
        yield f"  {each.name}  {len(each.cases)} 户 {each.doubts} 条"
    if count > _MOST_TOWNSHIPS:
        yield f"  … 另 {count - _MOST_TOWNSHIPS} 个乡镇, 见 assigned.json"
    if assignment.forms:
        printed = f", PDF {assignment.printed:,} 份" if assignment.printed else ""
        yield f"入户核查表 {assignment.forms:,} 份(docx){printed}"
    yield f"写在 {assignment.folder}"
