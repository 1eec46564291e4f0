"""``jingzhun match``: 比对 alone, a roll and registers in, one file of links out."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from jingzhun.case import STDIN, kind_of
from jingzhun.cli import EXIT_INCOMPLETE
from jingzhun.cli.reading import (
    ReadingWords,
    ask_password,
    can_ask,
    options_of,
    reading_options,
    require_one_stdin,
    settings_of,
    sources_of,
)
from jingzhun.cli.screen import error_console, progress_bar
from jingzhun.errors import OutputError, RequestError
from jingzhun.kinds import TableKind, all_kinds, register_kinds
from jingzhun.privacy import show

if TYPE_CHECKING:
    from jingzhun.linking import Linked, LinkRequest
    from jingzhun.match.weights import Weights

#: More is no weights file; one of all registers is a tenth of it.
_MOST_BYTES = 1 << 20
_KINDS = "\n".join(f"  {kind.value:<24}{kind.words}" for kind in register_kinds())
_EPILOG = f"""\b
部门数据的种类(--kind 种类, 中文名也行):
{_KINDS}

\b
例: jingzhun match 名册.xlsx 车管所.csv -o 比对.parquet
    jingzhun match 名单.csv 登记/*.parquet --kind vehicles -o - | jq .grade

\b
返回值: 0 做完了   2 要求或文件有误, 什么也没写   3 做完了但有读不出的部分   4 结果写不出来
        70 71 程序自身有误   130 中断   141 管道已关闭
"""


@click.command(options_metavar="[选项]", epilog=_EPILOG)
@click.argument("roll", metavar="花名册")
@click.argument("registers", metavar="部门数据…", nargs=-1, required=True)
@click.option("-o", "--output", metavar="文件", required=True, help="比对结果: .parquet .csv .ndjson; - 为标准输出。")
@click.option("--kind", metavar="种类", help="部门数据是哪一种; 不写时按表头认, 认不出就停下来。")
@click.option(
    "--weights",
    "weights_path",
    metavar="文件",
    type=click.Path(path_type=Path),
    help="权重文件(.toml): 已有就照用, 不再学; 没有就把这次学到的写进去。",
)
@click.option("--force", is_flag=True, help="结果文件已有时覆盖。")
@click.option("-q", "--quiet", is_flag=True, help="不显示进度和摘要, 只显示警告和读不出的文件。")
@reading_options
def match(
    roll: str,
    registers: tuple[str, ...],
    output: str,
    kind: str | None,
    weights_path: Path | None,
    *,
    force: bool,
    quiet: bool,
    **words: Any,
) -> int:
    """只做比对, 不核查、不研判: 找出名册上的每个人是部门数据的哪几行, 写成一个文件。

    花名册只要有姓名, 最好有证件号码; 没有户编号也行。部门数据可以是几个文件(一份登记分成几个 parquet), 边读边比,
    多大都行。

    每条结果: 名册的文件、表、行, 登记的文件、表、行, 第几个权利人(owner, 从 0 起), 把握(A B C)、权重(位)、
    错的可能、理由。
    """
    sources = sources_of((roll, *registers))
    require_one_stdin(sources)
    reading = ReadingWords(**words)
    settings = settings_of(reading, sources, all_kinds())
    chosen_kind = None if kind is None else _register_kind(kind)
    target = None if output == STDIN else Path(output)
    files = [source for source in sources if isinstance(source, Path)]
    files += [path for path in (reading.password_file, reading.config) if path is not None]
    _require_writable(target, weights_path, files, force=force)
    given = None if weights_path is None or not weights_path.exists() else _read_weights(weights_path)
    from jingzhun.cli.matched import lines_of, notices_of
    from jingzhun.intake import Opening
    from jingzhun.linking import LinkRequest, link
    from jingzhun.report.link_files import send_links, write_link_file

    console = error_console()
    with progress_bar(console, quiet=quiet) as progress:
        ask = progress.asking(ask_password) if can_ask() else None
        opening = Opening(options_of(reading, settings), settings.columns_by_files, ask)
        request = LinkRequest(sources[0], sources[1:], chosen_kind, given, target)
        linked = link(request, opening, progress)
        if target is None:
            send_links(linked.links, sys.stdout, linked.masking)
        else:
            write_link_file(linked.links, target, linked.masking)
        notes = _keep_weights(linked, request, weights_path)
    for line in notices_of(linked):
        click.echo(line, err=True)
    if not quiet:
        notes += [] if target is None else [f"结果在 {target}"]
        for line in (*lines_of(linked), *(show(linked.masking.text(note)) for note in notes)):
            click.echo(line, err=True)
    return EXIT_INCOMPLETE if linked.incomplete else 0


def _register_kind(word: str) -> TableKind:
    kind = kind_of(word, "--kind")
    if kind == TableKind.ROLL:
        known = "、".join(f"{each.value} {each.words}" for each in register_kinds())
        raise RequestError("花名册不是部门数据", where="--kind", fix=f"可用的种类: {known}")
    return kind


def _require_writable(target: Path | None, weights: Path | None, files: Sequence[Path], *, force: bool) -> None:
    from jingzhun.report.link_files import require_free_file, require_known_suffix

    if weights is not None and weights.suffix.lower() != ".toml":
        raise RequestError("权重文件的名字要以 .toml 结尾", where=str(weights), fix="例如 --weights 权重.toml")
    if target is not None:
        require_known_suffix(target)
        require_free_file(target, [*files, *([] if weights is None else [weights])], force=force)
    if weights is not None and not weights.is_file():
        require_free_file(weights, files, force=False, option="--weights")


def _read_weights(path: Path) -> Mapping[TableKind, Weights]:
    from jingzhun.match.weights_file import weights_of
    from jingzhun.policy.toml_text import parse_toml

    try:
        with path.open("rb") as stream:
            source = stream.read(_MOST_BYTES + 1)
    except OSError as failure:
        raise RequestError(f"权重文件打不开({failure.strerror})", where=str(path), fix="核对路径和权限") from None
    if len(source) > _MOST_BYTES:
        raise RequestError("不像权重文件, 太大了", where=str(path), fix="核对 --weights 后面的文件名")
    example = "same = { m = 0.97, times = 1.0 }"
    return weights_of(parse_toml(source, path.name, RequestError, example)[1], path.name)


def _keep_weights(linked: Linked, request: LinkRequest, path: Path | None) -> list[str]:
    """Write what was learnt where the user wants it, and say so."""
    if path is None:
        return []
    if request.weights is not None:
        return [f"权重照 {path}, 没有学"]
    if linked.incomplete:
        return [f"有读不出的部分, 学到的权重没有写进 {path}"]
    from jingzhun.match.weights_file import Learnt, text_of
    from jingzhun.report.link_files import write_text

    learnt = {
        each.kind: Learnt(each.result.weights, each.result.candidates, each.result.rows, linked.members)
        for each in linked.compared.registers
    }
    text = text_of(learnt)
    try:
        write_text(path, text)
    except OutputError as error:
        raise OutputError(f"比对结果已写出, 但权重{error.what}", where=error.where, fix=error.fix) from error
    return [f"学到的权重在 {path}"]
