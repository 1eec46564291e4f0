"""A look over the records of an xls ([MS-XLS] 2.1.4: type and size in two bytes each, then the content)."""

from __future__ import annotations

import io
import struct

from jingzhun.read.workbooks.scan import SheetScan, WorkbookScan

# Record types ([MS-XLS] 2.3.2); the same in BIFF5 and BIFF8.
_BEGIN, _END, _SHEET, _PASSWORD, _DATE1904 = 0x809, 0x0A, 0x85, 0x2F, 0x22
_ROW, _COLUMNS, _FORMULA, _ERROR_OR_BOOLEAN, _FILTER_MODE = 0x208, 0x7D, 0x06, 0x205, 0x9B
_BIFF8 = 0x600
#: fDyZero of a row, fHidden of columns.
_ROW_HIDDEN, _COLUMN_HIDDEN = 0x20, 1
_HEAD = struct.Struct("<HH")
_NUMBERS = struct.Struct("<HHHHHH")
_STREAMS = ("Workbook", "Book", "WORKBOOK", "BOOK")


def workbook_stream(content: bytes) -> tuple[str, bytes]:
    """The records of an xls, out of the container.

    Args:
        content: the file.

    Returns:
        Name of the stream that holds them, and the records.

    Raises:
        ValueError: the container holds none.
        OSError: the container is damaged.
    """
    import olefile

    with olefile.OleFileIO(io.BytesIO(content)) as container:
        for stream in _STREAMS:
            if container.exists(stream):
                records: bytes = container.openstream(stream).read()
                return stream, records
    raise ValueError("no workbook in the container")


def is_encrypted(records: bytes) -> bool:
    """Whether the records are encrypted: the globals then hold a password record.

    Args:
        records: from ``workbook_stream``.
    """
    at = 0
    while at + 4 <= len(records):
        kind, size = _HEAD.unpack_from(records, at)
        if kind == _PASSWORD:
            return True
        if kind == _END or (at == 0 and kind != _BEGIN):
            return False
        at += 4 + size
    return False


def scan_xls(records: bytes) -> WorkbookScan:
    """Look over every sheet.

    Args:
        records: the decrypted records.

    Returns:
        What was seen.

    Raises:
        struct.error: a record is shorter than its kind.
    """
    scan = WorkbookScan()
    names: dict[int, str] = {}
    at = 0
    is_biff8 = False
    sheet = SheetScan()
    size = len(records)
    while at + 4 <= size:
        kind, length = _HEAD.unpack_from(records, at)
        body = at + 4
        if kind == _BEGIN:
            version, _ = _HEAD.unpack_from(records, body)
            is_biff8 = version == _BIFF8
            # Charts stand within a sheet and begin like one.
            if at in names:
                sheet = scan.sheets[names[at]] = SheetScan()
        elif kind == _SHEET:
            place, name = _sheet(records[body : body + length], is_biff8)
            names[place] = name
        elif kind == _DATE1904:
            scan.date1904 = records[body] == 1
        elif kind == _ROW:
            _, first, behind, _, _, _ = _NUMBERS.unpack_from(records, body)
            sheet.hidden_rows += bool(records[body + 12] & _ROW_HIDDEN) and behind > first
        elif kind == _COLUMNS:
            first, last, _, _, flags, *_ = _NUMBERS.unpack_from(records, body)
            if flags & _COLUMN_HIDDEN:
                sheet.hidden_columns.append((first, last))
        elif kind == _ERROR_OR_BOOLEAN:
            sheet.error_cells += records[body + 7] == 1
        elif kind == _FORMULA:
            _count_formula(records[body + 6 : body + 14], sheet)
        elif kind == _FILTER_MODE:
            sheet.filtered = True
        at = body + length
    return scan


def _count_formula(result: bytes, sheet: SheetScan) -> None:
    """Count what a formula's result tells ([MS-XLS] 2.5.133): an error, or an empty text."""
    sheet.formulas += 1
    if result[6:8] == b"\xff\xff":
        sheet.error_cells += result[0] == 2
        sheet.blank_results += result[0] == 3


def _sheet(content: bytes, is_biff8: bool) -> tuple[int, str]:
    """Where the records of a sheet begin, and its name."""
    place = int.from_bytes(content[:4], "little")
    length = content[6]
    if not is_biff8:
        return place, content[7 : 7 + length].decode("latin-1")  # as the parser gives it: see biff5.py
    if content[7] & 1:
        return place, content[8 : 8 + 2 * length].decode("utf-16-le", "replace")
    return place, content[8 : 8 + length].decode("latin-1")
