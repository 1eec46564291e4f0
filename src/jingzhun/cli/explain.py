"""``jingzhun explain``: what spoke for and against every link of one household, and why there is none."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path
from typing import Any

import click

from jingzhun.cli import EXIT_INCOMPLETE
from jingzhun.errors import RequestError
from jingzhun.privacy import escape_json, show

_EPILOG = """\b
例: jingzhun explain 核查结果 35060100002
    jingzhun explain 核查结果 HH001 --member 林建国
    jingzhun explain 核查结果 --verify

\b
返回值: 0 说明了   2 要求有误(没有这一户、不是核查结果)   3 文件坏了, 或重新研判的结论不一致
"""


@click.command(options_metavar="[选项]", epilog=_EPILOG)
@click.argument("run", metavar="结果目录", type=click.Path(path_type=Path))
@click.argument("household", metavar="户编号", default="")
@click.option("--member", metavar="姓名或序号", default="", help="只说明这一个成员; 序号是他在户里的次序, 从 1 起。")
@click.option("--verify", is_flag=True, help="不说明一户, 而用结果目录里留下的文件重新研判, 看结论是否一致。")
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", help="json 供程序读取。")
def explain(run: Path, household: str, member: str, format_: str, *, verify: bool) -> int:
    """说明一户: 结论和理由, 什么按例外不计, 入户要问什么, 什么无法判定, 什么会改变结论; 然后是每一条比对结果。

    每一条比对结果: 哪些证据支持, 哪些反对, 各值多少位; 为什么是这个把握; 第二人选是谁, 差多少。

    没有比对结果的成员, 说明最接近的是哪一行, 为什么不是他。

    一位是一倍: 证据每多一位, 是同一人的可能与不是的可能之比翻一番。号码一律遮住中间几位。
    """
    if verify:
        if household or member:
            what = "--verify 核对的是全部户, 不能同时写户编号或 --member"
            raise RequestError(what, fix=f"核对: jingzhun explain {run} --verify; 说明一户: 去掉 --verify")
        return _verify(run, format_)
    if not household:
        raise RequestError("没有写户编号", fix="例: jingzhun explain 核查结果 35060100002")
    from jingzhun.explain.account import account_of
    from jingzhun.explain.lines import lines_of
    from jingzhun.explain.run_folder import kept_household

    account = account_of(kept_household(run, household), member)
    if format_ == "json":
        _send(account)
        return 0
    for line in lines_of(account, shutil.get_terminal_size().columns):
        click.echo(line)
    return 0


def _send(content: dict[str, Any]) -> None:
    """UTF-8 whatever the console speaks: this is for programs."""
    text = escape_json(json.dumps(content, ensure_ascii=False, indent=2))
    sys.stdout.buffer.write(text.encode("utf-8") + b"\n")


def _verify(run: Path, format_: str) -> int:
    from jingzhun.explain.rejudge import verify
    from jingzhun.explain.rejudge_lines import lines_of, record_of

    verification = verify(run)
    if format_ == "json":
        _send(record_of(verification))
    else:
        for line in lines_of(verification):
            click.echo(show(line))
    return 0 if verification.holds else EXIT_INCOMPLETE
