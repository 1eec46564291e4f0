"""``jingzhun policy``: check a policy file, show it as tables, run an office's own examples."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

import click

from jingzhun.cli.reading import day_of
from jingzhun.privacy import escape_json, show

_CHECK = """\b
例: jingzhun policy check 本县2016.toml
\b
返回值: 0 写法正确(可能有须留意的地方)   2 有误, 或文件打不开
"""
_SHOW = """\b
例: jingzhun policy show zhangzhou-2016
    jingzhun policy show 本县2016.toml --format json
\b
返回值: 0 显示了   2 有误, 或文件打不开
"""
_TEST = """\b
例: jingzhun policy test 本县2016.toml 样例.toml
\b
返回值: 0 都符合   1 有不符合的   2 政策规则或样例文件有误
"""
_FORMAT = click.option(
    "--format", "format_", type=click.Choice(["text", "json"]), default="text", help="json 供程序读取。"
)


@click.group(options_metavar="[选项]", subcommand_metavar="命令 [参数]…", short_help="检查、查看、试用政策规则")
def policy() -> None:
    """政策规则: 检查一个文件写得对不对, 列成表格看, 用自己的样例试。怎么写见 docs/guide/policy.md。"""


@policy.command("list", options_metavar="[选项]", short_help="随程序带的政策规则")
@_FORMAT
def list_(format_: str) -> int:
    """列出随程序带的政策规则。"""
    from jingzhun.policy.pack import available, load

    packs = [load(name) for name in available()]
    if format_ == "json":
        return _json(
            [{"name": each.name, "title": each.title, "area": each.area, "digest": each.digest} for each in packs]
        )
    for each in packs:
        until = "今" if each.valid_to is None else each.valid_to
        click.echo(show(each.name))
        click.echo(show(f"  {each.title}; 地区 {each.area}; 有效期 {each.valid_from} 至 {until}"))
    return 0


@policy.command("check", options_metavar="[选项]", epilog=_CHECK, short_help="检查一个政策规则文件")
@click.argument("file", metavar="名称或文件")
@click.option("--as-of", metavar="日期", help="按这一天看是否有效, 如 2016-06-30; 不写为今天。")
@_FORMAT
def check(file: str, as_of: str | None, format_: str) -> int:
    """检查写法, 并说出写法没错、但须留意的地方。

    须留意的有: 没有用到的依据, 没有依据的条件, 过了有效期, 永远不会成立的例外, 容易混的代码。
    """
    from jingzhun.policy.advice import advice_on
    from jingzhun.policy.pack import load

    pack = load(file)
    remarks = advice_on(pack, day_of(as_of))
    if format_ == "json":
        found = [{"where": each.where, "what": each.what, "fix": each.fix} for each in remarks]
        return _json({"name": pack.name, "digest": pack.digest, "warnings": found})
    for each in remarks:
        click.echo(show(f"警告: {each.where}: {each.what}"))
        click.echo(show(f"  改法: {each.fix}"))
    exceptions = sum(len(each.exceptions) for each in pack.conditions)
    counts = f"条件 {len(pack.conditions)} 条, 例外 {exceptions} 条, 依据 {len(pack.basis)} 份"
    noticed = f"; 须留意 {len(remarks)} 处" if remarks else ""
    click.echo(show(f"{pack.name} 写法正确: {counts}{noticed}"))
    return 0


@policy.command("show", options_metavar="[选项]", epilog=_SHOW, short_help="把政策规则列成表格")
@click.argument("name", metavar="名称或文件")
@_FORMAT
def show_(name: str, format_: str) -> int:
    """把政策规则列成表格: 条件和例外用普通话说, 数字和条文带出处, 与上级不同的地方单列。"""
    from jingzhun.policy.described import described
    from jingzhun.policy.pack import load

    about = described(load(name))
    if format_ == "json":
        return _json(about)
    from jingzhun.cli.policy_tables import policy_text

    # A pipe has no width: 80 columns.
    click.echo(policy_text(about, shutil.get_terminal_size((80, 24)).columns))
    return 0


@policy.command("test", options_metavar="[选项]", epilog=_TEST, short_help="用自己的样例试政策规则")
@click.argument("file", metavar="名称或文件")
@click.argument("cases", metavar="样例.toml", type=click.Path(path_type=Path))
@_FORMAT
def test(file: str, cases: Path, format_: str) -> int:
    """逐个试样例文件里的例子: 这样的成员、这样的登记, 该得什么结果。不符合的, 说出得到了什么和理由。"""
    from jingzhun.policy.case_results import as_data, lines_of, run_cases
    from jingzhun.policy.cases import read_cases
    from jingzhun.policy.pack import load

    pack = load(file)
    results = run_cases(pack, read_cases(cases, pack))
    failed = [each for each in results if not each.passed]
    if format_ == "json":
        _json({"policy": pack.name, "digest": pack.digest, "cases": [as_data(each) for each in results]})
    else:
        for each in results:
            for line in lines_of(each):
                click.echo(show(line))
        click.echo(f"符合 {len(results) - len(failed)} 例, 不符合 {len(failed)} 例")
    return 1 if failed else 0


def _json(data: object) -> int:
    # UTF-8 whatever the console speaks: this is for programs.
    text = escape_json(json.dumps(data, ensure_ascii=False, indent=2))
    sys.stdout.buffer.write(text.encode("utf-8") + b"\n")
    return 0
