"""A look over the XML of an xlsx, sheet by sheet in pieces, beside the parser or before it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from jingzhun.read.workbooks.container import Container
from jingzhun.read.workbooks.scan import Extent, SheetScan, WorkbookScan

_LONG_ROW = 1 << 16
# Nowhere across a <, or a file of nothing but beginnings would take for ever.
_ROW = re.compile(rb'<row r="(\d+)')
_HIDDEN_ROW = re.compile(rb"""<row\s[^<>]*?\shidden\s*=\s*["'](?:1|true)["'][^<>]*>\s*<c[\s/>]""")
_ERROR_CELL = re.compile(rb"""<c\s[^<>]*?\bt\s*=\s*["']e["']""")
_WIDE_COLUMN = re.compile(rb'<c r="([A-Za-z]{2,3})\d')
_TAG = re.compile(
    rb"""<(?:\w+:)?(row|c)(?=[\s/>])((?:[^<>"']|"[^"<]*"|'[^'<]*')*+)(>?)"""
    rb"""((?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?</(?:\w+:)?c>)?"""
)
_PLACE = re.compile(rb"""\sr\s*=\s*["']([A-Za-z]{0,3})(\d+)["']""")
# A formula without a value behind it; one whose result is an empty text says t="str".
_NO_RESULT = re.compile(rb"<c ([^<>]*)>\s*<f(?:[^<>]*/>|[^<>]*>[^<]*</f>)\s*(?:<v\s*/>|<v>\s*</v>)?\s*</c>")
_COLUMN = re.compile(rb"<col [^<>]*>")
_ATTRIBUTE = re.compile(rb'(\w+)="([^"]*)"')
_PREFIX = re.compile(rb"<(\w+):worksheet[ >]")
_TRUE = ("1", "true", "on")


def scan_xlsx(container: Container, name: str, max_cells: int) -> WorkbookScan:
    """Look over every sheet.

    Args:
        container: the workbook.
        name: what messages call it.
        max_cells: largest rectangle of values, rows × columns.

    Returns:
        What was seen.

    Raises:
        UnreadableFileError: a sheet's values span more than ``max_cells``, or the container is not what it says.
    """
    parts, date1904 = _workbook(container)
    sheets = {}
    for sheet, part in parts.items():
        scan, most_cells = _measure(_rows(container, part))
        # The quick measure counts too many cells, and those that are only formatted; the values decide.
        if most_cells > max_cells:
            _check_values(_rows(container, part), Extent(name, sheet, max_cells))
        sheets[sheet] = scan
    container.check_rest(set(parts.values()))
    return WorkbookScan(sheets, date1904)


def _workbook(container: Container) -> tuple[dict[str, str], bool]:
    """Sheet name → path of its XML, by way of the workbook's relationships; and whether days count from 1904."""
    if "xl/workbook.xml" not in container or "xl/_rels/workbook.xml.rels" not in container:
        return {}, False
    links = {link.get("Id"): link.get("Target", "") for link in container.xml("xl/_rels/workbook.xml.rels")}
    parts = {}
    date1904 = False
    for element in container.xml("xl/workbook.xml").iter():
        if element.tag.endswith("}sheet"):
            link = next((value for key, value in element.items() if key.endswith("}id")), None)
            target = links.get(link, "")
            part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
            if part in container:
                parts[element.get("name", "")] = part
        elif element.tag.endswith("}workbookPr"):
            date1904 = element.get("date1904") in _TRUE
    return parts, date1904


def _rows(container: Container, part: str) -> Iterator[bytes]:
    """The XML of a sheet in pieces that never cut a tag in two."""
    rest = b""
    prefix = b""
    for number, piece in enumerate(container.pieces(part)):
        piece = rest + piece
        if not number and (found := _PREFIX.search(piece)):
            prefix = found[1] + b":"
        # Cut before a row, or within a very long row before a cell, so that no tag is cut in two.
        cut = piece.rfind(b"<" + prefix + b"row")
        if cut < 0 or len(piece) - cut > _LONG_ROW:
            cut = piece.rfind(b"<" + prefix + b"c")
        if cut < 0 or len(piece) - cut > _LONG_ROW:
            cut = max(piece.rfind(b"<"), 0)
        rest = piece[cut:]
        yield _plain(piece[:cut], prefix)
    yield _plain(rest, prefix)


def _plain(xml: bytes, prefix: bytes) -> bytes:
    """Tags without the prefix that some programs write before each (``x:row``)."""
    return xml.replace(b"<" + prefix, b"<").replace(b"</" + prefix, b"</") if prefix else xml


def _measure(pieces: Iterator[bytes]) -> tuple[SheetScan, int]:
    """What is seen of a sheet, and how many cells its rectangle has at most."""
    scan = SheetScan()
    reach = _Reach()
    in_front = True
    for piece in pieces:
        if in_front:
            scan.hidden_columns += _hidden_columns(piece)
            in_front = b"<sheetData" not in piece
        # Single letters first: they are found many times faster, and most sheets do without them.
        if b"h" in piece and b"hidden" in piece:
            scan.hidden_rows += len(_HIDDEN_ROW.findall(piece))
        if b"e" in piece and (b'"e"' in piece or b"'e'" in piece):
            scan.error_cells += len(_ERROR_CELL.findall(piece))
        if b"f" in piece and b"<f" in piece:
            scan.unknown_results += sum(b't="str"' not in cell for cell in _NO_RESULT.findall(piece))
            scan.filtered |= b"<filterColumn" in piece
        reach.add(piece)
    return scan, reach.most_cells()


class _Reach:
    """How far rows and columns reach at most; it costs little where tags are written as programs write them."""

    def __init__(self) -> None:
        self._last_row = 0
        # Those without a place of their own, and how many of the cells any row has.
        self._rows = self._cells = self._most_cells = 0
        self._places: set[bytes] = set()

    def add(self, piece: bytes) -> None:
        """Stretch it by a piece of a sheet."""
        rows, cells = piece.count(b"<row"), piece.count(b"<c")
        is_usual = rows == piece.count(b'<row r="') and cells == piece.count(b'<c r="')
        if not is_usual or b":c" in piece or b":row" in piece:
            self._add_tags(piece)
            return
        self._last_row = max(self._last_row, max(map(int, _ROW.findall(piece)), default=0))
        self._places.update(_WIDE_COLUMN.findall(piece))
        # No cell need stand in its own row.
        self._last_row = max(
            self._last_row, max(map(int, _row_beyond(_round_up(self._last_row)).findall(piece)), default=0)
        )

    def _add_tags(self, piece: bytes) -> None:
        """Quotes, order and white space may be any that XML allows, and places may be left out: then they count on."""
        for tag, attributes, _, _ in _TAG.findall(piece):
            place = _PLACE.search(attributes)
            if tag == b"row":
                self._rows += place is None
                self._cells = 0
            elif place is None:
                self._cells += 1
                self._most_cells = max(self._most_cells, self._cells)
            if place:
                self._last_row = max(self._last_row, int(place[2]))
                self._places.add(place[1])

    def most_cells(self) -> int:
        """Rows × columns, not less than there are."""
        columns = max(26, *map(_column_number, self._places), 0) + self._most_cells
        return (_round_up(self._last_row) + self._rows) * columns


@cache
def _row_beyond(row: int) -> re.Pattern[bytes]:
    """Finds cells whose row number is beyond one that ``_round_up`` gave: more digits, or a greater first one."""
    first, others = int(str(row)[0]), len(str(row)) - 1
    greater = f"[{first + 1}-9][0-9]{{{others}}}[^0-9]|" if first < 9 else ""
    return re.compile(f'<c r="[A-Za-z]{{1,3}}(?={greater}[0-9]{{{others + 2},}})([0-9]+)'.encode())


def _round_up(row: int) -> int:
    """The largest number with as many digits and the same first one."""
    step: int = 10 ** (len(str(row)) - 1)
    return (row // step + 1) * step - 1


def _hidden_columns(xml: bytes) -> list[tuple[int, int]]:
    found = []
    for tag in _COLUMN.findall(xml):
        attributes = dict(_ATTRIBUTE.findall(tag))
        if attributes.get(b"hidden") in (b"1", b"true") and {b"min", b"max"} <= attributes.keys():
            found.append((int(attributes[b"min"]) - 1, int(attributes[b"max"]) - 1))
    return found


def _check_values(pieces: Iterator[bytes], extent: Extent) -> None:
    """Stretch the extent to every cell with a value.

    Raises:
        UnreadableFileError: it becomes too large.
        ValueError: a tag has no end.
    """
    columns: dict[bytes, int] = {}
    row, column = -1, 0
    for piece in pieces:
        for tag, attributes, end, empty in _TAG.findall(piece):
            if not end:
                raise ValueError("a tag has no end")
            place = _PLACE.search(attributes)
            if tag == b"row":
                row, column = (int(place[2]) - 1 if place else row + 1), 0
                continue
            place_row = row
            if place:
                place_row = int(place[2]) - 1
                column = (columns.get(place[1]) or columns.setdefault(place[1], _column_number(place[1]))) - 1
            if not empty and not attributes.endswith(b"/"):
                extent.add(place_row, column)
            column += 1


def _column_number(letters: bytes) -> int:
    """Number of a column by its letters: A is 1, XFD is 16384."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number
