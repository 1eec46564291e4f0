"""``jingzhun inspect``: what a file was read as, before anything is decided with it."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from jingzhun.errors import RequestError, UnreadableFileError
from jingzhun.privacy import mask_text, show

if TYPE_CHECKING:
    from jingzhun.read import SheetTable

EXIT_UNREADABLE = 3
#: Rows set aside that are shown of each table; the rest is counted.
_EXAMPLES = 8


@click.command(options_metavar="[选项]")
@click.argument("files", metavar="文件…", nargs=-1, required=True, type=click.Path(path_type=Path))
def inspect(files: tuple[Path, ...]) -> int:
    """看每张工作表读成了什么: 表头在哪几行, 各列认作什么, 有多少行, 搁置了哪些行和原因, 像是哪一种表。"""
    from jingzhun.read import open_file

    code = 0
    with tempfile.TemporaryDirectory(prefix="jingzhun-") as work:
        for number, path in enumerate(_listed(files)):
            folder = Path(work) / f"{number:04d}"
            folder.mkdir()
            try:
                for table in open_file(path, path.name, folder):
                    rows = sum(batch.num_rows for batch in table.batches())
                    click.echo("\n".join(_described(table, rows)))
            except UnreadableFileError as error:
                click.echo(show(f"{path.name}: 读不出: {error.what}") + f"\n  改法: {show(error.fix)}", err=True)
                code = EXIT_UNREADABLE
    return code


def _listed(files: tuple[Path, ...]) -> Iterator[Path]:
    """The files themselves, and of folders the tables inside."""
    from jingzhun.read import is_candidate

    for path in files:
        if not path.exists():
            raise RequestError("找不到这个文件或文件夹", where=str(path), fix="核对路径; 路径中有空格时加引号")
        if path.is_dir():
            yield from sorted(inside for inside in path.rglob("*") if inside.is_file() and is_candidate(inside))
        else:
            yield path


def _described(table: SheetTable, rows: int) -> Iterator[str]:
    """The lines that describe one table; everything that comes from the file is masked and made safe."""
    from jingzhun.read.columns import usual_headers

    yield _safe(f"{table.file} › {table.sheet}" if table.sheet else table.file)
    for guess in table.kinds[:2]:
        yield _safe(f"  像是: {guess.kind.words} (把握 {guess.score:.0%}) {guess.why}")
    if not table.kinds:
        yield "  像是: 认不出是哪一种表"
    if table.header_rows is None:
        yield "  表头: 没有表头行"
    else:
        first, last = table.header_rows
        yield f"  表头: 第 {first} 行" if first == last else f"  表头: 第 {first}-{last} 行"
    usual = usual_headers(table.kinds[0].kind) if table.kinds else {}
    fields = {header: usual[field] for field, header in table.mapping.items()}
    yield (
        _safe("  列: " + "、".join(f"{header}→{fields[header]}" for header in table.headers if header in fields))
        if fields
        else "  列: 没有认出"
    )
    unused = [header for header in table.headers if header not in fields]
    if unused:
        yield _safe("  没有用到的列: " + "、".join(unused))
    yield f"  行: 读 {table.rows_read}, 数据 {rows}, 搁置 {len(table.set_aside)}"
    for reason, count in sorted(table.reasons().items()):
        yield _safe(f"    {reason} {count} 行")
    for row in table.set_aside[:_EXAMPLES]:
        yield _safe(f"    第 {row.row} 行 {row.reason}: {row.text}")
    if len(table.set_aside) > _EXAMPLES:
        yield f"    …还有 {len(table.set_aside) - _EXAMPLES} 行"
    for note in table.notes:
        if not note.startswith("未用到的列"):
            yield _safe(f"  说明: {note}")
    yield ""


def _safe(text: str) -> str:
    return show(mask_text(text))
