"""A look over the XML of an xlsx, sheet by sheet in pieces, beside the parser or before it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree import ElementTree as ET  # in the child process, and never with a DOCTYPE

from jingzhun.read.workbooks.container import Container
from jingzhun.read.workbooks.scan import Extent, SheetScan, WorkbookScan

_LONG_ROW = 1 << 16
# Nowhere across a <, or a file of nothing but beginnings would take for ever.
_ROW = re.compile(rb'<row(?: [^<>]*?r="(\d+)")?')
_HIDDEN_ROW = re.compile(rb'<row [^<>]*?hidden="(?:1|true)"[^<>]*>\s*<c ')
_ERROR_CELL = re.compile(rb'<c [^<>]*?t="e"')
_WIDE_COLUMN = re.compile(rb' r="([A-Z]{2,3})\d')
_VALUE_CELL = re.compile(rb'<c r="([A-Z]{1,3})(\d{1,7})"[^<>]*+(?<!/)>(?!(?:<v\s*/>|<v></v>)?</c>)')
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
        scan, rows, columns = _measure(_rows(container, part))
        # The quick measure counts cells that are only formatted; the values decide.
        if rows * columns > max_cells:
            _check_values(_rows(container, part), Extent(name, sheet, max_cells))
        sheets[sheet] = scan
    container.check_rest(set(parts.values()))
    return WorkbookScan(sheets, date1904)


def _workbook(container: Container) -> tuple[dict[str, str], bool]:
    """Sheet name → path of its XML, by way of the workbook's relationships; and whether days count from 1904."""
    if not {"xl/workbook.xml", "xl/_rels/workbook.xml.rels"} <= container.parts.keys():
        return {}, False
    links = {
        link.get("Id"): link.get("Target", "")
        for link in ET.fromstring(container.read("xl/_rels/workbook.xml.rels"))  # noqa: S314
    }
    parts = {}
    date1904 = False
    for element in ET.fromstring(container.read("xl/workbook.xml")).iter():  # noqa: S314
        if element.tag.endswith("}sheet"):
            link = next((value for key, value in element.items() if key.endswith("}id")), None)
            target = links.get(link, "")
            part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
            if part in container and part.endswith(".xml"):
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
        cut = piece.rfind(b"<" + prefix + b"row ")
        if cut < 0 or len(piece) - cut > _LONG_ROW:
            cut = piece.rfind(b"<" + prefix + b"c ")
        if cut < 0 or len(piece) - cut > _LONG_ROW:
            cut = len(piece)
        rest = piece[cut:]
        yield _plain(piece[:cut], prefix)
    yield _plain(rest, prefix)


def _plain(xml: bytes, prefix: bytes) -> bytes:
    """Tags without the prefix that some programs write before each (``x:row``)."""
    return xml.replace(b"<" + prefix, b"<").replace(b"</" + prefix, b"</") if prefix else xml


def _measure(pieces: Iterator[bytes]) -> tuple[SheetScan, int, int]:
    scan = SheetScan()
    rows = last_row = 0
    seen: set[bytes] = set()
    in_front = True
    for piece in pieces:
        if in_front:
            scan.hidden_columns += _hidden_columns(piece)
            in_front = b"<sheetData" not in piece
        # Single letters first: they are found many times faster, and most sheets do without them.
        if b"h" in piece and b"hidden=" in piece:
            scan.hidden_rows += len(_HIDDEN_ROW.findall(piece))
        if b"e" in piece and b't="e"' in piece:
            scan.error_cells += len(_ERROR_CELL.findall(piece))
        if b"f" in piece and b"<f" in piece:
            scan.unknown_results += sum(b't="str"' not in cell for cell in _NO_RESULT.findall(piece))
            scan.filtered |= b"<filterColumn" in piece
        numbers = _ROW.findall(piece)
        rows += len(numbers)
        last_row = max(last_row, max((int(number or 0) for number in numbers), default=0))
        seen.update(_WIDE_COLUMN.findall(piece))
    return scan, max(rows, last_row), max([26, *map(_column_number, seen)])


def _hidden_columns(xml: bytes) -> list[tuple[int, int]]:
    found = []
    for tag in _COLUMN.findall(xml):
        attributes = dict(_ATTRIBUTE.findall(tag))
        if attributes.get(b"hidden") in (b"1", b"true") and {b"min", b"max"} <= attributes.keys():
            found.append((int(attributes[b"min"]) - 1, int(attributes[b"max"]) - 1))
    return found


def _check_values(pieces: Iterator[bytes], extent: Extent) -> None:
    columns: dict[bytes, int] = {}
    for piece in pieces:
        for letters, digits in _VALUE_CELL.findall(piece):
            column = columns.get(letters) or columns.setdefault(letters, _column_number(letters))
            extent.add(int(digits) - 1, column - 1)


def _column_number(letters: bytes) -> int:
    """Number of a column by its letters: A is 1, XFD is 16384."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
