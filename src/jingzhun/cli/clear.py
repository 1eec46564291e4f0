"""``jingzhun clear``: the visit sheets that came back, and what has become of every case."""

from __future__ import annotations

import json
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from jingzhun.cli import EXIT_INCOMPLETE
from jingzhun.cli.reading import ReadingWords, ask_password, can_ask, options_of, password_options
from jingzhun.privacy import escape_json

if TYPE_CHECKING:
    from jingzhun.casework.clearing import Cleared

EXIT_SETTLED = 0
EXIT_OPEN = 1
_EPILOG = """\b
例: jingzhun clear 核查结果 反馈/
    jingzhun clear 核查结果 九峰镇-更正.xlsx --supersede
    jingzhun clear 核查结果                         (只看现在的情况)

\b
返回值: 0 每一户都有了结论   1 有未反馈或反馈有误的户, 或有找不到户的行
        2 要求有误   3 做完了但有读不出的文件   4 结果写不出来   70 71 程序自身有误   130 中断
"""


@click.command(options_metavar="[选项]", epilog=_EPILOG)
@click.argument("run", metavar="结果目录", type=click.Path(path_type=Path))
@click.argument("feedback", metavar="反馈…", nargs=-1, type=click.Path(path_type=Path))
@click.option("--supersede", is_flag=True, help="这些文件是更正: 同一疑点以它们为准; 以前的仍然留底。")
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", help="json 供程序读取。")
@click.option("-q", "--quiet", is_flag=True, help="不显示摘要, 只显示没有收下的文件和有误的行。")
@password_options
def clear(run: Path, feedback: tuple[Path, ...], format_: str, *, supersede: bool, quiet: bool, **words: Any) -> int:
    """收回入户核查表, 给每一疑点户一个结论: 保留、清退、整改、转办、未反馈或反馈有误, 一户不漏。

    反馈是交回来的核查表, 或放着它们的文件夹、zip 压缩包; xlsx xls et csv 等都行, 行序打乱、列挪动或增加、
    一个乡镇交几份都行。同一份文件再给一次不重复收; 可以分几次收, 接着上一次。

    清退要有两名核查人、佐证材料, 并核对过例外; 缺了的退回, 写明哪个文件、哪一行、怎样改。

    收到的每一行都留底, 不覆盖; 结论和退回乡镇的清单写在 结果目录/清退。
    """
    reading = ReadingWords(**words, map_=(), config=None, no_config=True)
    from jingzhun.casework.clearing import clear as take_back
    from jingzhun.cli.cleared import fault_lines, lines_of, record_of
    from jingzhun.intake import Opening
    from jingzhun.settings import Settings

    opening = Opening(options_of(reading, Settings()), ask=ask_password if can_ask() else None)
    cleared = take_back(run, feedback, datetime.now().astimezone(), supersede=supersede, opening=opening)
    if format_ == "json":
        # UTF-8 whatever the console speaks: this is for programs.
        text = escape_json(json.dumps(record_of(cleared), ensure_ascii=False, indent=2))
        sys.stdout.buffer.write(text.encode("utf-8") + b"\n")
    elif not quiet:
        click.echo("\n".join(lines_of(cleared)))
    for line in fault_lines(cleared, in_full=quiet or format_ == "json"):
        click.echo(line, err=True)
    return _exit_code(cleared)


def _exit_code(cleared: Cleared) -> int:
    if cleared.incomplete:
        return EXIT_INCOMPLETE
    return EXIT_SETTLED if cleared.clearance.is_settled else EXIT_OPEN
