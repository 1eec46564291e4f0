"""The sheets of an xlsx, xlsm, xlsb, xls, et or ods, parsed by python-calamine and looked over for what it leaves out.

Where the memory of this process is limited, both go on at the same time, for calamine does not hold the interpreter;
a file that kills the process is then looked over alone (``look_only``), so that the message can say why. Elsewhere
nothing is parsed before it has been looked over.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import python_calamine as calamine

from jingzhun.errors import UnreadableFileError
from jingzhun.read.limits import Limits
from jingzhun.read.workbooks.container import Container
from jingzhun.read.workbooks.parsed import ParsedSheet
from jingzhun.read.workbooks.scan import SheetScan, WorkbookScan

_DURATION = re.compile(r"(-?)PT(\d+)H(\d{2})M(\d{2})(?:[.,]\d+)?S")
_FULL_ROWS = {"xls": 65_536, "xlsx": 1_048_576, "xlsb": 1_048_576, "ods": 1_048_576}


@dataclass(frozen=True, slots=True)
class _Source:
    """A workbook without its password: its format, its bytes, and what its texts still have to go through."""

    kind: str
    content: bytes
    decode: Callable[[str], str] | None = None


def workbook_sheets(request: dict[str, Any]) -> Iterator[ParsedSheet]:
    """The sheets that hold anything, in order, hidden ones too.

    Args:
        request: as ``worker.answer`` takes it.

    Yields:
        The sheets; none where they are only to be looked over.

    Raises:
        UnreadableFileError: encrypted, or beyond the limits.
        Exception: whatever the parsers make of a damaged file.
    """
    source = _opened(request)
    # Not ended on failure: the process is.
    threads = ThreadPoolExecutor(1)
    beside = None
    if request["memory_limited"] and not request["look_only"]:
        beside = threads.submit(_parse, source.content)
    scan = _look(source, request)
    if request["look_only"]:
        return
    workbook, first, sheet = _parse(source.content) if beside is None else beside.result()
    threads.shutdown()
    with workbook:
        for number, about in enumerate(workbook.sheets_metadata):
            if about.typ is not calamine.SheetTypeEnum.WorkSheet:
                continue
            if number != first:
                sheet = None  # its memory first
                sheet = workbook.get_sheet_by_index(number)
            if sheet.start is not None:
                yield _parsed(about, sheet, scan, source, request["name"])


def _opened(request: dict[str, Any]) -> _Source:
    """The bytes of the workbook, decrypted where it has a password."""
    kind = request["kind"]
    content = Path(request["path"]).read_bytes()
    if kind == "xls":
        return _opened_xls(content, request)
    if kind != "encrypted":
        return _Source(kind, content)
    from jingzhun.read.sniff import zip_kind
    from jingzhun.read.workbooks.decrypt import decrypted

    content = decrypted(content, request["passwords"], request["name"])
    kind = zip_kind(io.BytesIO(content), len(content), request["name"], _limits(request)).value
    if kind not in _FULL_ROWS:
        raise ValueError(f"no workbook, but {kind}")
    return _Source(kind, content)


def _opened_xls(content: bytes, request: dict[str, Any]) -> _Source:
    from jingzhun.read.workbooks.biff5 import is_biff5, without_code_page
    from jingzhun.read.workbooks.scan_xls import is_encrypted, workbook_stream

    stream, records = workbook_stream(content)
    if is_encrypted(records):
        from jingzhun.read.workbooks.decrypt import decrypted

        content = decrypted(content, request["passwords"], request["name"])
        stream, records = workbook_stream(content)
    if is_biff5(records):
        return _Source("xls", *without_code_page(content, stream, records))
    return _Source("xls", content)


def _limits(request: dict[str, Any]) -> Limits:
    return Limits(**request["limits"])


def _parse(content: bytes) -> tuple[Any, int, Any]:
    """The workbook, and place and content of its first worksheet; before it there may be charts.

    By content, not by path: the parser would trust the file's suffix.
    """
    workbook = calamine.load_workbook(io.BytesIO(content))
    for number, about in enumerate(workbook.sheets_metadata):
        if about.typ is calamine.SheetTypeEnum.WorkSheet:
            return workbook, number, workbook.get_sheet_by_index(number)
    return workbook, -1, None


def _look(source: _Source, request: dict[str, Any]) -> WorkbookScan:
    """Look the workbook over, by its format."""
    if source.kind == "xls":
        from jingzhun.read.workbooks.scan_xls import scan_xls, workbook_stream

        return scan_xls(workbook_stream(source.content)[1])
    name, limits = request["name"], _limits(request)
    with zipfile.ZipFile(io.BytesIO(source.content)) as archive:
        container = Container(archive, name, limits)
        if source.kind == "xlsb":
            from jingzhun.read.workbooks.scan_xlsb import scan_xlsb

            return scan_xlsb(container, name, limits.cells)
        if source.kind == "ods":
            from jingzhun.read.workbooks.scan_ods import scan_ods

            return scan_ods(container, name, limits.cells)
        from jingzhun.read.workbooks.scan_xlsx import scan_xlsx

        return scan_xlsx(container, name, limits.cells)


def _parsed(about: Any, sheet: Any, scan: WorkbookScan, source: _Source, where: str) -> ParsedSheet:
    """One sheet with what is to be said of it."""
    seen = scan.sheets.get(about.name, SheetScan())
    last_row, last_column = sheet.end
    notes = seen.notes(last_column)
    if about.visible is not calamine.SheetVisibleEnum.Visible:
        notes.insert(0, "工作表是隐藏的，照样读取")
    full = _FULL_ROWS[source.kind]
    if last_row + 1 >= full:
        notes.append(f"写满了 {source.kind} 格式能放的 {full:,} 行，后面的行可能被截掉了，请核对总数")
    merges = seen.merges
    if merges is None:
        merges = [(*first, *last) for first, last in sheet.merged_cell_ranges or ()]
    # The parser skips empty columns on the left, not rows.
    rows, name = _possible(iter(sheet.iter_rows()), f"{where} › {about.name}"), about.name
    if seen.has_durations:
        rows = _decoded(rows, _plain_duration)
    if source.decode is not None:
        rows, name = _decoded(rows, source.decode), source.decode(name)
    return ParsedSheet(name, sheet.width, rows, sheet.start[1], merges, notes, date1904=scan.date1904)


def _possible(rows: Iterator[list[Any]], where: str) -> Iterator[list[Any]]:
    """The rows; one with a moment or duration that no calendar has is refused with its place."""
    number = 1
    try:
        for row in rows:
            yield row
            number += 1
    except OverflowError:
        raise UnreadableFileError(
            f"第 {number} 行有一个数设成了时间格式，大得不是时间",
            where=where,
            fix="把这一行的时间格式改成“常规”，证件号码改成文本，另存为 xlsx",
        ) from None


def _plain_duration(text: str) -> str:
    """A duration of an ods (``PT36H30M00S``) as that of an xlsx is written (``36:30:00``)."""
    match = _DURATION.fullmatch(text)
    return f"{match[1]}{int(match[2])}:{match[3]}:{match[4]}" if match else text


def _decoded(rows: Iterator[list[Any]], decode: Callable[[str], str]) -> Iterator[list[Any]]:
    for row in rows:
        yield [decode(cell) if type(cell) is str else cell for cell in row]
