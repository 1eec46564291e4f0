"""Foreign files → raw tables of text, with an account of every row (docs/development/architecture.md, Raw tables)."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import TYPE_CHECKING

from jingzhun.read.limits import LIMITS, Limits

if TYPE_CHECKING:
    from jingzhun.read.columns import KindGuess
    from jingzhun.read.table import SheetTable

__all__ = [
    "LIMITS",
    "SUPPORTED_SUFFIXES",
    "KindGuess",
    "Limits",
    "SheetTable",
    "is_candidate",
    "open_file",
]

# Which files of a folder are looked at; what they are is told by their content.
SUPPORTED_SUFFIXES = frozenset(
    {".xlsx", ".xlsm", ".xlsb", ".xls", ".et", ".ods", ".csv", ".tsv", ".txt", ".parquet", ".arrow", ".feather"}
)


def is_candidate(path: Path) -> bool:
    """Whether a file of a folder is to be looked at: a table by its suffix, not hidden, no lock file of an open one."""
    return path.suffix.lower() in SUPPORTED_SUFFIXES and not path.name.startswith((".", "~$"))


def open_file(path: Path, name: str, work_dir: Path, limits: Limits = LIMITS) -> list[SheetTable]:
    """Open a foreign file and find the table of every sheet.

    May be called from several threads at once. Workbooks are parsed in a child process.

    Args:
        path: the file.
        name: what reports and messages call it.
        work_dir: a folder of this run that only its user can read; parsed sheets are left there until it is removed.
        limits: what the file may cost.

    Returns:
        One table a sheet that holds anything.

    Raises:
        UnreadableFileError: the file is damaged, protected, no table or beyond the limits.
        OutputError: ``work_dir`` cannot be written to.
    """
    # Here and not above, for the child process of every workbook imports this package and needs none of these.
    from jingzhun.read.columnar import ColumnarGrid
    from jingzhun.read.delimited import open_delimited
    from jingzhun.read.excel import open_workbook
    from jingzhun.read.sniff import WORKBOOKS, FileKind, sniff
    from jingzhun.read.table import tables_of

    kind = sniff(path, name, limits)
    if kind in WORKBOOKS:
        return tables_of(name, open_workbook(path, name, kind, work_dir, limits))
    if kind is FileKind.TEXT:
        return tables_of(name, [open_delimited(path, name, limits)])
    return tables_of(name, [ColumnarGrid(path, name, kind)])


def __getattr__(name: str) -> object:
    """The classes of the interface, imported when first asked for."""
    homes = {"KindGuess": "jingzhun.read.columns", "SheetTable": "jingzhun.read.table"}
    if name not in homes:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(homes[name]), name)
