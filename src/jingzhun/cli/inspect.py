"""``jingzhun inspect``: what a file was read as, before anything is decided with it."""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

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
from jingzhun.kinds import all_kinds
from jingzhun.privacy import escape_json, mask_text, show

if TYPE_CHECKING:
    from jingzhun.cli.described import Described


@click.command(options_metavar="[选项]")
@click.argument("sources", metavar="来源…", nargs=-1, required=True)
@click.option("--kind", metavar="种类", help="按这一种表来读, 如 vehicles 或 机动车登记; 不写时按表头认。")
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", help="json 供程序读取。")
@reading_options
def inspect(sources: tuple[str, ...], kind: str | None, format_: str, **words: Any) -> int:
    """看每张表读成了什么: 格式和编码, 表头在哪几行, 各列认作什么, 读了多少行, 搁置了哪些行和原因, 像是哪一种表。

    来源是文件、文件夹、zip 压缩包、- (标准输入)或数据库里的一张表。有读不出的部分时返回 3。
    """
    named = sources_of(sources)
    reading = ReadingWords(**words)
    settings = settings_of(reading, named, all_kinds())
    options = options_of(reading, settings)
    require_one_stdin(named)
    from jingzhun.case import files_of, kind_of
    from jingzhun.cli.described import describe_file, describe_unread, error_lines, lines_of
    from jingzhun.gather import gather
    from jingzhun.intake import Opening, open_all, unmatched_columns
    from jingzhun.passed_over import document_warning, passed_over

    chosen_kind = None if kind is None else kind_of(kind, "--kind")

    code = 0
    described: list[Described] = []
    with tempfile.TemporaryDirectory(prefix="jingzhun-") as folder:
        work = Path(folder)
        listed = files_of(named, {})
        gathered = gather(listed.files, work, options.limits)
        opening = Opening(options, settings.columns_by_files, ask_password if can_ask() else None)
        opened, refused = open_all(gathered.readable, work, lambda *_: None, opening)
        for warning in unmatched_columns(options.columns, settings.columns_by_files, opened):
            click.echo(show(mask_text(f"警告: {warning}")), err=True)
        for file, tables in opened:
            about, sound = describe_file(file, list(tables), chosen_kind, options.limits)
            code = code if sound else EXIT_INCOMPLETE
            described.append(about)
            if format_ == "text":
                click.echo("\n".join(lines_of(about)))
        names = (*listed.passed_over, *gathered.passed_over)
        for warning in document_warning(names):
            click.echo(show(mask_text(f"警告: {warning}")), err=True)
        for unread in (*gathered.unread, *refused, *(file for file in map(passed_over, names) if file.is_error)):
            code = EXIT_INCOMPLETE
            described.append(describe_unread(unread))
    if format_ == "json":
        # UTF-8 whatever the console speaks: this is for programs.
        text = escape_json(json.dumps({"files": described}, ensure_ascii=False, indent=2))
        sys.stdout.buffer.write(text.encode("utf-8") + b"\n")
    for about in described:
        if "error" in about:
            click.echo("\n".join(error_lines(about)), err=True)
    return code
