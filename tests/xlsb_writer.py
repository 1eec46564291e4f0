"""Writes small xlsb workbooks ([MS-XLSB]), which no program here does: texts, numbers, days, errors and formulas."""

from __future__ import annotations

import datetime as dt
import struct
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

_TYPES = (
    '<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="bin" ContentType="application/vnd.ms-excel.sheet.binary.macroEnabled.main"/></Types>'
)
_RELATIONS = '<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_DAY_STYLE = 1


class Formula(str):
    """A formula with this text as its result; an empty one was never calculated."""


class Mistake(str):
    """A cell that holds an error."""


@dataclass
class Sheet:
    """One sheet; rows and columns are counted from 0."""

    rows: Sequence[Sequence[object]]
    merges: Sequence[tuple[int, int, int, int]] = ()
    hidden_rows: Sequence[int] = ()
    hidden_columns: Sequence[tuple[int, int]] = ()
    filtered: bool = False
    state: int = 0
    far: tuple[int, int] | None = field(default=None)


def write_xlsb(path: Path, sheets: dict[str, Sheet], *, date1904: bool = False) -> Path:
    """Write the sheets; merged ranges as first row, first column, last row, last column."""
    relations = "".join(
        f'<Relationship Id="rId{number}" Type="{_OFFICE}/worksheet" Target="worksheets/sheet{number}.bin"/>'
        for number in range(1, len(sheets) + 1)
    )
    relations += f'<Relationship Id="rIdS" Type="{_OFFICE}/styles" Target="styles.bin"/>'
    book = _record(131) + _record(153, struct.pack("<II", int(date1904), 0) + _text("")) + _record(143)
    for number, (name, sheet) in enumerate(sheets.items(), 1):
        book += _record(156, struct.pack("<II", sheet.state, number) + _text(f"rId{number}") + _text(name))
    book += _record(144) + _record(132)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as container:
        container.writestr("[Content_Types].xml", _TYPES)
        container.writestr(
            "_rels/.rels",
            f'{_RELATIONS}<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.bin"/>'
            "</Relationships>",
        )
        container.writestr("xl/_rels/workbook.bin.rels", f"{_RELATIONS}{relations}</Relationships>")
        container.writestr("xl/workbook.bin", book)
        container.writestr("xl/styles.bin", _styles())
        for number, sheet in enumerate(sheets.values(), 1):
            container.writestr(f"xl/worksheets/sheet{number}.bin", _sheet(sheet, date1904))
    return path


def _styles() -> bytes:
    """Two cell formats: general, and the built-in format 14 for days."""
    formats = b"".join(_record(47, struct.pack("<HHHHHBBHH", 0, number, 0, 0, 0, 0, 0, 0, 0)) for number in (0, 14))
    return _record(278) + _record(617, struct.pack("<I", 2)) + formats + _record(618) + _record(279)


def _sheet(sheet: Sheet, date1904: bool) -> bytes:
    width = max(map(len, sheet.rows))
    body = _record(129) + _record(148, struct.pack("<IIII", 0, len(sheet.rows) - 1, 0, width - 1))
    if sheet.hidden_columns:
        columns = (struct.pack("<IIIIH", first, last, 2304, 0, 1) for first, last in sheet.hidden_columns)
        body += _record(390) + b"".join(_record(60, column) for column in columns) + _record(391)
    body += _record(145)
    cells: list[bytes] = []
    for number, row in enumerate(sheet.rows):
        cells.append(_row(number, number in sheet.hidden_rows, width))
        cells.extend(_cell(column, cell, date1904) for column, cell in enumerate(row) if cell is not None)
    body += b"".join(cells)
    if sheet.far:
        body += _row(sheet.far[0], False, sheet.far[1] + 1) + _cell(sheet.far[1], "远", date1904)
    body += _record(146)
    if sheet.filtered:
        area = struct.pack("<IIII", 0, len(sheet.rows) - 1, 0, width - 1)
        body += _record(161, area) + _record(163, struct.pack("<IH", 0, 0)) + _record(164) + _record(162)
    if sheet.merges:
        merges = (struct.pack("<IIII", top, bottom, left, right) for top, left, bottom, right in sheet.merges)
        body += _record(177, struct.pack("<I", len(sheet.merges)))
        body += b"".join(_record(176, merge) for merge in merges) + _record(178)
    return body + _record(130)


def _row(number: int, hidden: bool, width: int) -> bytes:
    flags = bytes([0, 0x10 if hidden else 0, 0])
    return _record(0, struct.pack("<IIH", number, 0, 300) + flags + struct.pack("<III", 1, 0, width - 1))


def _cell(column: int, cell: object, date1904: bool) -> bytes:
    style = _DAY_STYLE if isinstance(cell, dt.date) else 0
    place = struct.pack("<II", column, style)
    if isinstance(cell, Formula):
        return _record(8, place + _text(cell) + struct.pack("<HII", 0, 0, 0))
    if isinstance(cell, Mistake):
        return _record(3, place + b"\x2a")
    if isinstance(cell, str):
        return _record(6, place + _text(cell))
    if isinstance(cell, dt.date):
        cell = (cell - (dt.date(1904, 1, 1) if date1904 else dt.date(1899, 12, 30))).days
    return _record(5, place + struct.pack("<d", cell))


def _text(text: str) -> bytes:
    encoded = text.encode("utf-16-le")
    return struct.pack("<I", len(encoded) // 2) + encoded


def _record(kind: int, content: bytes = b"") -> bytes:
    head = bytes([kind]) if kind < 0x80 else bytes([kind & 0x7F | 0x80, kind >> 7])
    size = len(content)
    while size >= 0x80:
        head += bytes([size & 0x7F | 0x80])
        size >>= 7
    return head + bytes([size]) + content
