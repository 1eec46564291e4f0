"""Writes workbooks as Excel 5 and 95 did (BIFF5, records in the code page of the system), which no program here does.

Records by [MS-XLS] 2.3.2 and OpenOffice.org's documentation of the Excel file format, chapter 5.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from pathlib import Path

from xlwt.CompoundDoc import XlsDoc

_CODE_PAGE = 936


def write_biff5(
    path: Path,
    sheets: dict[str, Sequence[Sequence[object]]],
    *,
    hidden_rows: Sequence[int] = (),
    date1904: bool = False,
    declared: int | None = _CODE_PAGE,
) -> Path:
    """Write texts and numbers in Chinese bytes, whatever code page is declared.

    ``hidden_rows`` (counted from 0) are those of every sheet.
    """
    bodies = [_sheet(rows, hidden_rows) for rows in sheets.values()]
    front = _begin(0x0005) + _record(0x22, struct.pack("<H", date1904))
    if declared is not None:
        front += _record(0x42, struct.pack("<H", declared))
    # Cell format 0, which every cell has, with the font that it needs.
    front += _record(0x31, struct.pack("<HHHHHBBBB", 200, 0, 0x7FFF, 400, 0, 0, 0, 0, 0) + b"\x05Arial")
    front += _record(0xE0, struct.pack("<HHHHHHHH", 0, 0, 0xFFF5, 0x20, 0, 0, 0, 0))
    names = [name.encode(f"cp{_CODE_PAGE}") for name in sheets]
    place = len(front) + sum(4 + 7 + len(name) for name in names) + 4
    for name, body in zip(names, bodies, strict=True):
        front += _record(0x85, struct.pack("<LHB", place, 0, len(name)) + name)
        place += len(body)
    stream = front + _record(0x0A, b"") + b"".join(bodies)
    XlsDoc().save(str(path), stream)
    # The container's entry: BIFF5 calls the stream otherwise.
    name = "Workbook".encode("utf-16-le")
    content = path.read_bytes().replace(
        name.ljust(64, b"\0") + b"\x12\0", "Book".encode("utf-16-le").ljust(64, b"\0") + b"\x0a\0"
    )
    path.write_bytes(content)
    return path


def _sheet(rows: Sequence[Sequence[object]], hidden_rows: Sequence[int]) -> bytes:
    width = max(map(len, rows))
    body = _begin(0x0010) + _record(0x200, struct.pack("<HHHHH", 0, len(rows), 0, width, 0))
    for number in range(len(rows)):
        flags = 0x100 | (0x20 if number in hidden_rows else 0)
        body += _record(0x208, struct.pack("<HHHHHHHH", number, 0, width, 255, 0, 0, flags, 0))
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            place = struct.pack("<HHH", number, column, 0)
            if isinstance(cell, str):
                text = cell.encode(f"cp{_CODE_PAGE}")
                body += _record(0x204, place + struct.pack("<H", len(text)) + text)
            else:
                body += _record(0x203, place + struct.pack("<d", cell))
    return body + _record(0x0A, b"")


def _begin(kind: int) -> bytes:
    return _record(0x809, struct.pack("<HHHH", 0x0500, kind, 0x096C, 0x07C9))


def _record(kind: int, content: bytes) -> bytes:
    return struct.pack("<HH", kind, len(content)) + content
