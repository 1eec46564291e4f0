"""A look over the XML of a workbook before it is parsed: how far its values reach, what is hidden or lost.

The parser allocates the whole rectangle from the first to the last value, so that a legal file of 2 kB with values
in A1 and XFD1048576 would need half a terabyte. Runs in the child process; reads each sheet once, in pieces.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree as ET  # in the child process, and expat bounds the expansion of entities

_PIECE = 1 << 20
_LONG_ROW = 1 << 16
_ROW = re.compile(rb'<row [^>]*?r="(\d+)"')
_HIDDEN_ROW = re.compile(rb'hidden="(?:1|true)"[^>]*>\s*<c ')
_ERROR_CELL = re.compile(rb'<c [^>]*?t="e"')
_WIDE_COLUMN = re.compile(rb' r="([A-Z]{2,3})\d')
_VALUE_CELL = re.compile(rb'<c r="([A-Z]{1,3})(\d{1,7})"[^>]*[^/]>')


class TooFarError(Exception):
    """Values lie so far apart that the sheet cannot be held in memory; carries sheet and cell."""

    def __init__(self, sheet: str, cell: str) -> None:
        super().__init__(sheet, cell)
        self.sheet = sheet
        self.cell = cell


@dataclass(slots=True)
class SheetScan:
    """What the parser does not tell of a sheet."""

    hidden_rows: int = 0
    error_cells: int = 0


def scan_xlsx(path: Path, max_cells: int) -> dict[str, SheetScan]:
    """Look over every sheet of an xlsx.

    Args:
        path: the workbook.
        max_cells: largest rectangle of values, rows × columns.

    Returns:
        Sheet name → what was seen; without the sheets whose part was not found.

    Raises:
        TooFarError: a sheet's values span more than ``max_cells``.
    """
    scans = {}
    with zipfile.ZipFile(path) as container:
        for name, part in _sheet_parts(container).items():
            scan, rows, columns = _measure(_pieces(container, part))
            # The quick measure counts cells that are only formatted; the values decide.
            if rows * columns > max_cells:
                _check_values(_pieces(container, part), name, max_cells)
            scans[name] = scan
    return scans


def _sheet_parts(container: zipfile.ZipFile) -> dict[str, str]:
    """Sheet name → path of its XML, by way of the workbook's relationships."""
    present = set(container.namelist())
    if not {"xl/workbook.xml", "xl/_rels/workbook.xml.rels"} <= present:
        return {}
    links = {
        link.get("Id"): link.get("Target", "")
        for link in ET.fromstring(container.read("xl/_rels/workbook.xml.rels"))  # noqa: S314
    }
    parts = {}
    for element in ET.fromstring(container.read("xl/workbook.xml")).iter():  # noqa: S314
        if element.tag.endswith("}sheet"):
            link = next((value for key, value in element.items() if key.endswith("}id")), None)
            target = links.get(link, "")
            part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
            if part in present and part.endswith(".xml"):
                parts[element.get("name", "")] = part
    return parts


def _pieces(container: zipfile.ZipFile, part: str) -> Iterator[bytes]:
    """The unpacked XML in pieces that never cut a tag in two."""
    rest = b""
    with container.open(part) as stream:
        while piece := stream.read(_PIECE):
            piece = rest + piece
            # Cut before a row, or within a very long row before a cell, so that no tag is cut in two.
            cut = piece.rfind(b"<row ")
            if cut < 0 or len(piece) - cut > _LONG_ROW:
                cut = piece.rfind(b"<c ")
            if cut < 0 or len(piece) - cut > _LONG_ROW:
                cut = len(piece)
            rest = piece[cut:]
            yield piece[:cut]
    yield rest


def _measure(pieces: Iterator[bytes]) -> tuple[SheetScan, int, int]:
    scan = SheetScan()
    last_row, last_column = 1, 26
    seen: set[bytes] = set()
    for piece in pieces:
        scan.hidden_rows += len(_HIDDEN_ROW.findall(piece))
        scan.error_cells += len(_ERROR_CELL.findall(piece)) if b't="e"' in piece else 0
        last_row = max(last_row, max(map(int, _ROW.findall(piece)), default=0))
        seen.update(_WIDE_COLUMN.findall(piece))
    return scan, last_row, max([last_column, *map(column_number, seen)])


def _check_values(pieces: Iterator[bytes], sheet: str, max_cells: int) -> None:
    first_row, last_row, first_column, last_column = 1 << 30, 0, 1 << 30, 0
    columns: dict[bytes, int] = {}
    for piece in pieces:
        for letters, digits in _VALUE_CELL.findall(piece):
            row = int(digits)
            column = columns.get(letters) or columns.setdefault(letters, column_number(letters))
            first_row, last_row = min(first_row, row), max(last_row, row)
            first_column, last_column = min(first_column, column), max(last_column, column)
            if (last_row - first_row + 1) * (last_column - first_column + 1) > max_cells:
                raise TooFarError(sheet, (letters + digits).decode("ascii"))


def column_number(letters: bytes) -> int:
    """Number of a column by its letters: A is 1, XFD is 16384."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def scan_ods(path: Path) -> dict[str, list[list[int]]]:
    """Merged ranges of an ods, which the parser does not tell.

    Args:
        path: the workbook.

    Returns:
        Sheet name → ``[first row, first column, last row, last column]``, counted from 0.
    """
    merges: dict[str, list[list[int]]] = {}
    with zipfile.ZipFile(path) as container:
        with container.open("content.xml") as content:
            if not any(b"-spanned=" in piece for piece in iter(lambda: content.read(_PIECE), b"")):
                return merges
        with container.open("content.xml") as content:
            row = column = 0
            ranges: list[list[int]] = []
            for event, element in ET.iterparse(content, events=("start", "end")):  # noqa: S314
                tag = element.tag.rpartition("}")[2]
                if event == "start" and tag == "table":
                    ranges = merges.setdefault(_attribute(element, "name") or "", [])
                    row = 0
                elif event == "start" and tag == "table-row":
                    column = 0
                elif event == "end" and tag in ("table-cell", "covered-table-cell"):
                    height = int(_attribute(element, "number-rows-spanned") or 1)
                    width = int(_attribute(element, "number-columns-spanned") or 1)
                    if height > 1 or width > 1:
                        ranges.append([row, column, row + height - 1, column + width - 1])
                    column += int(_attribute(element, "number-columns-repeated") or 1)
                elif event == "end" and tag == "table-row":
                    row += int(_attribute(element, "number-rows-repeated") or 1)
                    element.clear()
    return merges


def _attribute(element: ET.Element, name: str) -> str | None:
    return next((value for key, value in element.items() if key.rpartition("}")[2] == name), None)
