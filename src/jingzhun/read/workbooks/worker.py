"""The child process that parses workbooks: ``python -m jingzhun.read.workbooks.worker``.

It reads requests as lines of JSON from stdin, writes one Arrow file a sheet and answers with a line of JSON on stdout.
Whatever happens to it, the program that asked lives on. Nothing but JSON and Arrow passes between the two.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import queue
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa

from jingzhun.errors import ProtectedFileError, UnreadableFileError
from jingzhun.read.cells import cell_texts
from jingzhun.read.workbooks.parsed import ParsedSheet

# Few rows at a time are turned into columns while they are still in the processor's cache.
_ROWS_PER_BLOCK = 2_000
_BLOCKS_PER_BATCH = 10
#: Format → the module and the generator of its sheets, given the request; imported when first needed.
_PARSERS = {
    "xlsx": ("jingzhun.read.workbooks.workbook", "workbook_sheets"),
    "xlsb": ("jingzhun.read.workbooks.workbook", "workbook_sheets"),
    "xls": ("jingzhun.read.workbooks.workbook", "workbook_sheets"),
    "ods": ("jingzhun.read.workbooks.workbook", "workbook_sheets"),
    "encrypted": ("jingzhun.read.workbooks.workbook", "workbook_sheets"),
    "html": ("jingzhun.read.markup.web_page", "read_web_page"),
    "spreadsheetml": ("jingzhun.read.markup.spreadsheetml", "read_spreadsheetml"),
}


class _DiskError(Exception):
    """The result could not be written."""


class _SourceError(Exception):
    """The workbook could not be read further."""


class _WithoutPandas:
    """pyarrow would import pandas at its first array, which takes longer than most workbooks; nothing here needs it."""

    @staticmethod
    def find_spec(name: str, path: object = None, target: object = None) -> None:
        if name == "pandas":
            raise ModuleNotFoundError(name, name=name)


def main() -> None:
    """Answer requests until the pipe closes; a process that has refused a file ends."""
    # What a library prints must not get between the answers.
    answers = os.fdopen(os.dup(1), "w", encoding="ascii")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    os.umask(0o077)
    sys.meta_path.insert(0, _WithoutPandas)
    importlib.import_module(_PARSERS["xlsx"][0])
    gc.disable()  # millions of cells and no cycles
    requests: queue.SimpleQueue[str] = queue.SimpleQueue()
    threading.Thread(target=_receive, args=(requests,), daemon=True).start()
    while True:
        reply = answer(json.loads(requests.get()))
        answers.write(json.dumps(reply) + "\n")
        answers.flush()
        if "sheets" not in reply:
            os._exit(0)  # a parser may still be at work in a thread
        gc.collect()


def _receive(requests: queue.SimpleQueue[str]) -> None:
    """Pass the requests on; where the program that asks has ended, so does this process, whatever it is doing."""
    for line in sys.stdin:
        requests.put(line)
    os._exit(0)


def answer(request: dict[str, Any]) -> dict[str, Any]:
    """Answer one request; every failure becomes part of the answer, as far as the process survives it.

    Args:
        request: ``path``, ``name`` (what messages call it), ``kind``, ``out`` (the folder for the sheets), ``limits``
            (the fields of ``Limits``), ``passwords``, and ``look_only`` (say what is wrong, parse nothing).

    Returns:
        ``sheets``, or ``refused`` (what, where, fix) and ``protected`` (whether a password would help), or
        ``error``: disk, open, memory, format.
    """
    request["memory_limited"] = _limit_memory(request["limits"]["child_bytes"])
    try:
        return {"sheets": _convert(request)}
    except UnreadableFileError as failure:
        refused = {"what": failure.what, "where": failure.where, "fix": failure.fix}
        return {"refused": refused, "protected": isinstance(failure, ProtectedFileError)}
    except _DiskError:
        return {"error": "disk"}
    except (_SourceError, FileNotFoundError, PermissionError):
        return {"error": "open"}
    except MemoryError:
        return {"error": "memory"}
    except BaseException:  # a panic of the parser is no Exception
        return {"error": "format"}


def _limit_memory(limit: int) -> bool:
    """Limit the address space, and tell whether the limit holds: only Linux keeps it."""
    try:
        import resource
    except ImportError:
        return False
    # A core file would hold the names and numbers of the workbook.
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _, highest = resource.getrlimit(resource.RLIMIT_AS)
    if highest != resource.RLIM_INFINITY:
        limit = min(limit, highest)
    try:
        resource.setrlimit(resource.RLIMIT_AS, (limit, highest))
    except (ValueError, OSError):
        return False
    return sys.platform == "linux"


def _convert(request: dict[str, Any]) -> list[dict[str, Any]]:
    """Parse by the format, write one Arrow file a sheet, and tell what the sheets are."""
    module, generator = _PARSERS[request["kind"]]
    out = Path(request["out"])
    sheets = []
    sheet: ParsedSheet
    for number, sheet in enumerate(getattr(importlib.import_module(module), generator)(request)):
        target = out / f"{number}.arrow"
        _write_sheet(sheet, target)
        sheets.append(
            {
                "name": sheet.name,
                "file": target.name,
                "first_column": sheet.first_column,
                "merges": sheet.merges,
                "notes": sheet.notes,
                "date1904": sheet.date1904,
            }
        )
    return sheets


def _write_sheet(sheet: ParsedSheet, target: Path) -> None:
    """Write the sheet as columns of text."""
    schema = pa.schema([(f"c{column}", pa.string()) for column in range(sheet.width)])
    with _full_disk_told(), pa.OSFile(str(target), "wb") as sink, pa.ipc.new_file(sink, schema) as writer:
        for batch in _batches(sheet, schema):
            writer.write_batch(batch)


def _batches(sheet: ParsedSheet, schema: pa.Schema) -> Iterator[pa.RecordBatch]:
    while blocks := list(islice(_blocks(sheet), _BLOCKS_PER_BATCH)):
        columns = [pa.concat_arrays(parts) for parts in zip(*blocks, strict=True)]
        yield pa.record_batch(columns, schema=schema)


def _blocks(sheet: ParsedSheet) -> Iterator[list[pa.Array]]:
    while rows := _next_rows(sheet):
        yield [cell_texts(cells) for cells in zip(*rows, strict=True)]


def _next_rows(sheet: ParsedSheet) -> list[list[object]]:
    try:
        return list(islice(sheet.rows, _ROWS_PER_BLOCK))
    except OSError as failure:
        raise _SourceError from failure


@contextmanager
def _full_disk_told() -> Iterator[None]:
    try:
        yield
    except OSError as failure:
        raise _DiskError from failure


if __name__ == "__main__":
    main()
