"""``jingzhun explain``: what spoke for and against every link of one household, and why there is none."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

import click

from jingzhun.privacy import escape_json

_EPILOG = """\b
例: jingzhun explain 核查结果 35060100002
    jingzhun explain 核查结果 HH001 --member 林建国

\b
返回值: 0 说明了   2 要求有误(没有这一户、不是核查结果)   3 证据文件坏了
"""


@click.command(options_metavar="[选项]", epilog=_EPILOG)
@click.argument("run", metavar="结果目录", type=click.Path(path_type=Path))
@click.argument("household", metavar="户编号")
@click.option("--member", metavar="姓名或序号", default="", help="只说明这一个成员; 序号是他在户里的次序, 从 1 起。")
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", help="json 供程序读取。")
def explain(run: Path, household: str, member: str, format_: str) -> int:
    """说明一户的每一条比对结果: 哪些证据支持, 哪些反对, 各值多少位; 为什么是这个把握; 第二人选是谁, 差多少。

    没有比对结果的成员, 说明最接近的是哪一行, 为什么不是他。

    一位是一倍: 证据每多一位, 是同一人的可能与不是的可能之比翻一番。号码一律遮住中间几位。
    """
    from jingzhun.explain.account import account_of
    from jingzhun.explain.lines import lines_of
    from jingzhun.explain.run_folder import kept_household

    account = account_of(kept_household(run, household), member)
    if format_ == "json":
        # UTF-8 whatever the console speaks: this is for programs.
        text = escape_json(json.dumps(account, ensure_ascii=False, indent=2))
        sys.stdout.buffer.write(text.encode("utf-8") + b"\n")
        return 0
    for line in lines_of(account, shutil.get_terminal_size().columns):
        click.echo(line)
    return 0
