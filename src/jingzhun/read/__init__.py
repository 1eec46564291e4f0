"""Foreign files → raw tables of text, with an account of every row (docs/development/architecture.md, Raw tables)."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import TYPE_CHECKING

from jingzhun.read.limits import LIMITS, Limits
from jingzhun.read.options import OPTIONS, ReadOptions

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jingzhun.read.columns.mapping import KindGuess
    from jingzhun.read.grid import Grid
    from jingzhun.read.sheets.table import SheetTable
    from jingzhun.read.sniff import FileKind

__all__ = [
    "LIMITS",
    "OPTIONS",
    "SUPPORTED_SUFFIXES",
    "KindGuess",
    "Limits",
    "ReadOptions",
    "SheetTable",
    "is_candidate",
    "open_file",
]

# Which files of a folder are looked at; what they are is told by their content.
SUPPORTED_SUFFIXES = frozenset(
    {
        *(".xlsx", ".xlsm", ".xlsb", ".xls", ".et", ".ods", ".csv", ".tsv", ".txt", ".parquet", ".arrow", ".feather"),
        *(".db", ".sqlite", ".sqlite3"),
        *(".ett", ".htm", ".html", ".mht", ".xml", ".ndjson", ".jsonl", ".json", ".zip"),
    }
)


def is_candidate(path: Path) -> bool:
    """Whether a file of a folder is to be looked at: a table by its suffix, not hidden, no lock file of an open one."""
    # Windows keeps the small pictures of a folder in Thumbs.db.
    return (
        path.suffix.lower() in SUPPORTED_SUFFIXES
        and not path.name.startswith((".", "~$"))
        and path.name.lower() != "thumbs.db"
    )


def open_file(path: Path, name: str, work_dir: Path, options: ReadOptions = OPTIONS) -> list[SheetTable]:
    """Open a foreign file and find the table of every sheet.

    May be called from several threads at once. Workbooks are parsed in a child process.

    Args:
        path: the file.
        name: what reports and messages call it.
        work_dir: a folder of this run that only its user can read; parsed sheets are left there until it is removed.
        options: passwords, settled columns, and what the file may cost.

    Returns:
        One table a sheet that holds anything.

    Raises:
        UnreadableFileError: the file is damaged, protected, no table or beyond the limits.
        OutputError: ``work_dir`` cannot be written to.
    """
    # Here and not above, for the child process of every workbook imports this package and needs none of these.
    from jingzhun.read.sheets.table import tables_of
    from jingzhun.read.sniff import sniff

    kind = sniff(path, name, options.limits)
    return tables_of(name, _grids(path, name, kind, work_dir, options), options)


def _grids(path: Path, name: str, kind: FileKind, work_dir: Path, options: ReadOptions) -> Sequence[Grid]:
    """The sheets of a file, by the reader of its format."""
    from jingzhun.errors import UnreadableFileError
    from jingzhun.read.sniff import WORKBOOKS, FileKind

    if kind in WORKBOOKS:
        from jingzhun.read.workbooks.excel import open_workbook

        return open_workbook(path, name, kind, work_dir, options)
    if kind is FileKind.TEXT:
        from jingzhun.read.text.delimited import open_delimited

        return [open_delimited(path, name, options.limits)]
    if kind is FileKind.NDJSON:
        from jingzhun.read.text.ndjson import open_ndjson

        return [open_ndjson(path, name, options.limits)]
    if kind is FileKind.SQLITE:
        from jingzhun.read.databases.sqlite import open_sqlite

        return open_sqlite(path, name, work_dir, options)
    if kind is FileKind.ZIP:  # those that stand by themselves have been unpacked
        raise UnreadableFileError("这是压缩包，不是工作簿", where=name, fix="解压后把里面的表格放入")
    from jingzhun.read.columnar import ColumnarGrid

    return [ColumnarGrid(path, name, kind, options.limits)]


def __getattr__(name: str) -> object:
    """The classes of the interface, imported when first asked for."""
    homes = {"KindGuess": "jingzhun.read.columns.mapping", "SheetTable": "jingzhun.read.sheets.table"}
    if name not in homes:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(homes[name]), name)
