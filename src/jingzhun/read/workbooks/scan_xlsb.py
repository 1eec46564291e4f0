"""A look over the records of an xlsb ([MS-XLSB] 2.1.4: type and size as variable-length numbers, then the content)."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from jingzhun.read.workbooks.container import Container
from jingzhun.read.workbooks.parsed import Range
from jingzhun.read.workbooks.scan import Extent, SheetScan, WorkbookScan

# Record types ([MS-XLSB] 2.3.2).
_ROW, _BLANK = 0, 1
_FORMULA_TEXT, _LAST_CELL = 8, 11
_ERRORS = (3, 11)
_COLUMN, _MERGE = 60, 176
#: BrtCellRString, a text with formats of its own: the parser (calamine 0.9) passes over it.
_RICH_TEXT = 62
_WORKBOOK_PROPERTIES, _SHEET = 153, 156
_FILTER_COLUMN = 163
#: fDyZero, in the byte behind the height and the first flags.
_ROW_HIDDEN = 0x10
_NO_CELL = 1 << 32
# Far more than the 32,767 characters of a cell; each further piece would be joined to what was read before.
_LONGEST = 1 << 24
_FOUR_NUMBERS = struct.Struct("<IIII")


def scan_xlsb(container: Container, name: str, max_cells: int) -> WorkbookScan:
    """Look over every sheet.

    Args:
        container: the workbook.
        name: what messages call it.
        max_cells: largest rectangle of values, rows × columns.

    Returns:
        What was seen, merged ranges too, which the parser does not tell.

    Raises:
        UnreadableFileError: a sheet's values span more than ``max_cells``, or the container is not what it says.
        ValueError: a record is cut off or longer than any can be.
    """
    links = {link.get("Id"): link.get("Target", "") for link in container.xml("xl/_rels/workbook.bin.rels")}
    parts = {}
    scan = WorkbookScan()
    for kind, content in _records(container.pieces("xl/workbook.bin")):
        if kind == _SHEET:
            link, end = _text(content, 8)
            target = links.get(link, "")
            part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
            if part in container:
                parts[_text(content, end)[0]] = part
        elif kind == _WORKBOOK_PROPERTIES:
            scan.date1904 = bool(content[0] & 1)
    for sheet, part in parts.items():
        scan.sheets[sheet] = _look(_records(container.pieces(part)), Extent(name, sheet, max_cells))
    container.check_rest({"xl/workbook.bin", *parts.values()})
    return scan


def _look(records: Iterator[tuple[int, bytes]], extent: Extent) -> SheetScan:
    scan = SheetScan()
    merges: list[Range] = []
    row = _Row(extent, scan)
    for kind, content in records:
        if kind == _ROW:
            row.end()
            row.begin(content)
        elif kind <= _LAST_CELL:
            if kind != _BLANK:
                row.last = int.from_bytes(content[:4], "little")
                row.first = min(row.first, row.last)
            if kind in _ERRORS:
                scan.error_cells += 1
            if kind >= _FORMULA_TEXT:
                scan.formulas += 1
                scan.blank_results += kind == _FORMULA_TEXT and content[8:12] == b"\0\0\0\0"
        elif kind == _RICH_TEXT:
            row.last = int.from_bytes(content[:4], "little")
            row.first = min(row.first, row.last)
            scan.unread_texts += 1
        elif kind == _MERGE:
            top, bottom, left, right = _FOUR_NUMBERS.unpack_from(content)
            merges.append((top, left, bottom, right))
        elif kind == _COLUMN and content[16] & 1:
            left, right, *_ = _FOUR_NUMBERS.unpack_from(content)
            scan.hidden_columns.append((left, right))
        elif kind == _FILTER_COLUMN:
            scan.filtered = True
    row.end()
    scan.merges = merges
    return scan


class _Row:
    """The row whose cells are being read."""

    def __init__(self, extent: Extent, scan: SheetScan) -> None:
        self._extent = extent
        self._scan = scan
        self._number = 0
        self._is_hidden = False
        self.first, self.last = _NO_CELL, -1

    def begin(self, content: bytes) -> None:
        self._number = int.from_bytes(content[:4], "little")
        self._is_hidden = bool(content[11] & _ROW_HIDDEN)
        self.first, self.last = _NO_CELL, -1

    def end(self) -> None:
        if self.last >= 0:
            self._extent.add(self._number, self.first)
            self._extent.add(self._number, self.last)
            self._scan.hidden_rows += self._is_hidden


def _records(pieces: Iterator[bytes]) -> Iterator[tuple[int, bytes]]:
    """Type and content of every record.

    Raises:
        ValueError: the last one is cut off, or one is longer than any can be.
    """
    rest = b""
    for piece in pieces:
        data = rest + piece
        size = len(data)
        at = 0
        while True:
            begin = at
            # Type: one or two bytes; size: one to four; the highest bit says that another one follows.
            if size - at < 6 and not _is_whole(data, at):
                break
            kind = data[at]
            at += 1
            if kind & 0x80:
                kind = kind & 0x7F | data[at] << 7
                at += 1
            length = shift = 0
            while True:
                byte = data[at]
                at += 1
                length |= (byte & 0x7F) << shift
                shift += 7
                if byte < 0x80 or shift == 28:
                    break
            if length > _LONGEST:
                raise ValueError("a record is too long")
            end = at + length
            if end > size:
                break
            yield kind, data[at:end]
            at = end
        rest = data[begin:]
    if rest:
        raise ValueError("a record is cut off")


def _is_whole(data: bytes, at: int) -> bool:
    """Whether the head of a record at the end of a piece is there."""
    head = data[at : at + 6]
    if not head:
        return False
    behind = head[2:] if head[0] & 0x80 else head[1:]
    return any(byte < 0x80 for byte in behind[:4]) or len(behind) >= 4


def _text(content: bytes, at: int) -> tuple[str, int]:
    """A text that follows its length, and where it ends."""
    length = int.from_bytes(content[at : at + 4], "little")
    length = 0 if length == 0xFFFFFFFF else length
    end = at + 4 + 2 * length
    return content[at + 4 : end].decode("utf-16-le"), end
