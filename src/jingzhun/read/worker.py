"""The child process that parses one workbook: ``python -m jingzhun.read.worker``.

It reads a request as JSON from stdin, writes one Arrow file a sheet and answers with JSON on stdout. Whatever
happens to it, the program that asked lives on. Nothing but JSON and Arrow passes between the two.
"""

from __future__ import annotations

import gc
import json
import os
import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa
import python_calamine as calamine

from jingzhun.read.cells import cell_texts
from jingzhun.read.extent import SheetScan, TooFarError, scan_ods, scan_xlsx

_ROWS_PER_BATCH = 20_000


class _DiskError(Exception):
    """The result could not be written."""


class _WithoutPandas:
    """pyarrow would import pandas at its first array, which takes longer than most workbooks; nothing here needs it."""

    @staticmethod
    def find_spec(name: str, path: object = None, target: object = None) -> None:
        if name == "pandas":
            raise ModuleNotFoundError(name, name=name)


def main() -> None:
    """Answer one request; every failure becomes part of the answer, as far as the process survives it."""
    request = json.load(sys.stdin)
    os.umask(0o077)
    sys.meta_path.insert(0, _WithoutPandas)
    gc.disable()  # millions of cells and no cycles
    _limit_memory(request["memory"])
    answer: dict[str, Any]
    try:
        answer = {"sheets": _convert(request)}
    except TooFarError as failure:
        answer = {"error": "extent", "sheet": failure.sheet, "cell": failure.cell}
    except calamine.PasswordError:
        answer = {"error": "password"}
    except _DiskError:
        answer = {"error": "disk"}
    except (FileNotFoundError, PermissionError):
        answer = {"error": "open"}
    except MemoryError:
        answer = {"error": "memory"}
    except BaseException:  # a panic of the parser is no Exception
        answer = {"error": "format"}
    json.dump(answer, sys.stdout, ensure_ascii=True)


def _limit_memory(limit: int) -> None:
    try:
        import resource
    except ImportError:  # Windows: the process has no limit of its own there
        return
    # A core file would hold the names and numbers of the workbook.
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    except (ValueError, OSError):  # a lower limit holds already, or the system knows none
        return


def _convert(request: dict[str, Any]) -> list[dict[str, Any]]:
    path, out = Path(request["path"]), Path(request["out"])
    scans = scan_xlsx(path, request["cells"]) if request["kind"] == "xlsx" else {}
    merges = scan_ods(path) if request["kind"] == "ods" else {}
    sheets = []
    # By handle, not by path: the parser would trust the file's suffix.
    with path.open("rb") as file, calamine.load_workbook(file) as workbook:
        for number, about in enumerate(workbook.sheets_metadata):
            if about.typ is not calamine.SheetTypeEnum.WorkSheet:
                continue
            sheet = workbook.get_sheet_by_index(number)
            if sheet.start is None:
                continue
            scan = scans.get(about.name, SheetScan())
            target = out / f"{number}.arrow"
            rows = _write_sheet(sheet, target)
            ranges = merges.get(about.name) or [[*first, *last] for first, last in sheet.merged_cell_ranges or ()]
            sheets.append(
                {
                    "name": about.name,
                    "hidden": about.visible is not calamine.SheetVisibleEnum.Visible,
                    "file": target.name,
                    "rows": rows,
                    "first_column": sheet.start[1],
                    "merges": ranges,
                    "hidden_rows": scan.hidden_rows,
                    "error_cells": scan.error_cells,
                }
            )
    return sheets


def _write_sheet(sheet: calamine.CalamineSheet, target: Path) -> int:
    """Write the sheet from its first row on (the parser skips empty columns on the left, not rows); return its rows."""
    width = sheet.width
    schema = pa.schema([(f"c{column}", pa.string()) for column in range(width)])
    total = 0
    try:
        with pa.OSFile(str(target), "wb") as sink, pa.ipc.new_file(sink, schema) as writer:
            for rows in _blocks(iter(sheet.iter_rows())):
                total += len(rows)
                columns = [cell_texts(cells) for cells in zip(*rows, strict=True)]
                writer.write_batch(pa.record_batch(columns, schema=schema))
    except OSError as failure:  # the sheet is in memory, so that only writing can fail so
        raise _DiskError from failure
    return total


def _blocks(rows: Iterator[list[Any]]) -> Iterator[list[list[Any]]]:
    while block := list(islice(rows, _ROWS_PER_BATCH)):
        yield block


if __name__ == "__main__":
    main()
