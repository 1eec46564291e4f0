"""Workbooks as a single XML file, as Excel 2003 and many web systems write them. Runs in the child process.

Cells have the types that their XML states, so that a number or a date becomes the same text as in a workbook. Cells
that a merged one above covers are passed over when columns are counted, as LibreOffice writes them and as files of
Excel allow, which states the column after each of them.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from lxml import etree

from jingzhun.errors import UnreadableFileError
from jingzhun.read.limits import Limits
from jingzhun.read.markup.decoded import decoded_pieces
from jingzhun.read.markup.sheet_builder import LAST_COLUMN, LAST_ROW, SheetBuilder
from jingzhun.read.text.encoding import detect
from jingzhun.read.workbooks.parsed import Cell, ParsedSheet
from jingzhun.read.workbooks.scan import SheetScan

_Attributes = Mapping[str, str]
_SAVE_AS = "用 Excel 或 WPS 打开，核对后另存为 xlsx 再放入"
_SS = "{urn:schemas-microsoft-com:office:spreadsheet}"
_DATE1904 = "{urn:schemas-microsoft-com:office:excel}Date1904"
_VISIBLE = "{urn:schemas-microsoft-com:office:excel}Visible"
# Excel's day 0: what has this date is a time of day.
_NO_DAY = (dt.date(1899, 12, 30), dt.date(1899, 12, 31))

# Decimal digits that programs write of a double.
_DIGITS_OF_A_DOUBLE = (15, 16, 17)


def read_spreadsheetml(request: dict[str, Any]) -> Iterator[ParsedSheet]:
    """The sheets that hold anything, in order, hidden ones too.

    Args:
        request: as ``worker.answer`` takes it.

    Raises:
        UnreadableFileError: not well-formed, declares entities, or is beyond the limits.
    """
    if request["look_only"]:
        return
    path, name = Path(request["path"]), request["name"]
    target = _SheetReader(name, Limits(**request["limits"]))
    # The encoding is decided by decoding; what the file says of itself is often wrong, and an error for the parser.
    parser = etree.XMLParser(
        target=target, encoding="utf-8", resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        for piece in decoded_pieces(path, name, detect(path, name)):
            parser.feed(piece.encode())
            yield from target.take()
        parser.close()
    except etree.XMLSyntaxError as failure:
        line = f"，第 {failure.lineno} 行有错" if failure.lineno else ""
        raise UnreadableFileError(
            f"不是完整的 XML 表格{line}，可能没有传完整", where=name, fix=f"请对方重新导出，或{_SAVE_AS}"
        ) from None
    yield from target.take()


class _SheetReader:
    """Target of the XML parser: turns its events into sheets."""

    def __init__(self, name: str, limits: Limits) -> None:
        self._name = name
        self._limits = limits
        self._finished: list[ParsedSheet] = []
        self._builder: SheetBuilder | None = None
        self._sheet = ""
        self._scan = SheetScan()
        self._date1904 = False
        self._is_visible = True
        self._row_is_hidden = False
        self._row_span = 0
        self._cell: _Attributes = {}
        self._type = ""
        self._value: Cell = ""
        self._in_comment = False
        # Pieces of text of the open element, where it counts.
        self._parts: list[str] | None = None
        self._openers: dict[str, Callable[[_Attributes], None]] = {
            f"{_SS}Worksheet": self._open_sheet,
            f"{_SS}Row": self._open_row,
            f"{_SS}Cell": self._open_cell,
            f"{_SS}Data": self._open_data,
            f"{_SS}Comment": self._open_comment,
            _VISIBLE: self._open_text,
            _DATE1904: self._open_date1904,
        }
        self._closers: dict[str, Callable[[], None]] = {
            f"{_SS}Worksheet": self._close_sheet,
            f"{_SS}Row": self._close_row,
            f"{_SS}Cell": self._close_cell,
            f"{_SS}Data": self._close_data,
            f"{_SS}Comment": self._close_comment,
            _VISIBLE: self._close_visible,
        }

    def take(self) -> list[ParsedSheet]:
        """The sheets that have ended since the last call."""
        finished, self._finished = self._finished, []
        return finished

    def doctype(self, *_: object) -> None:
        """A document type, with which entities could be declared: nothing that writes such workbooks needs one."""
        raise UnreadableFileError(
            "含有实体声明（DOCTYPE），正常的表格里没有", where=self._name, fix=f"确认来源，{_SAVE_AS}"
        )

    def start(self, tag: str, attributes: _Attributes) -> None:
        """An element begins."""
        opener = self._openers.get(tag)
        if opener is not None:
            opener(attributes)

    def end(self, tag: str) -> None:
        """An element ends."""
        closer = self._closers.get(tag)
        if closer is not None:
            closer()

    def data(self, text: str) -> None:
        """Text between tags, of rich text too."""
        if self._parts is not None:
            self._parts.append(text)

    def close(self) -> None:
        """The document ends."""

    def _open_sheet(self, attributes: _Attributes) -> None:
        self._sheet = attributes.get(f"{_SS}Name", "")
        self._builder = SheetBuilder(f"{self._name} › {self._sheet}", self._limits)
        self._scan, self._is_visible = SheetScan(), True

    def _close_sheet(self) -> None:
        if self._builder is None:
            return
        notes = [] if self._is_visible else ["工作表是隐藏的，照样读取"]
        sheet = self._builder.sheet(self._sheet, [*notes, *self._scan.notes(LAST_COLUMN)])
        if sheet is not None:
            sheet.date1904 = self._date1904
            self._finished.append(sheet)
        self._builder = None

    def _open_row(self, attributes: _Attributes) -> None:
        if self._builder is None:
            return
        index = self._position(attributes, "Index", LAST_ROW)
        try:
            self._builder.start_row(None if index is None else index - 1)
        except ValueError:
            raise self._out_of_order(f"第 {index} 行") from None
        self._row_is_hidden = attributes.get(f"{_SS}Hidden") in ("1", "true")
        # How many rows below look the same; they hold nothing.
        self._row_span = self._position(attributes, "Span", LAST_ROW) or 0

    def _close_row(self) -> None:
        if self._builder is None:
            return
        self._scan.hidden_rows += self._row_is_hidden and not self._builder.row_is_empty
        if self._row_span:
            self._builder.start_row(self._builder.next_row + self._row_span - 1)

    def _open_cell(self, attributes: _Attributes) -> None:
        self._cell, self._value = attributes, ""

    def _close_cell(self) -> None:
        if self._builder is None:
            return
        attributes = self._cell
        if not attributes:
            self._builder.add(self._value)
            return
        index = self._position(attributes, "Index", LAST_COLUMN)
        across = (self._position(attributes, "MergeAcross", LAST_COLUMN) or 0) + 1
        down = (self._position(attributes, "MergeDown", LAST_ROW) or 0) + 1
        try:
            self._builder.add(self._value, across, down, None if index is None else index - 1)
        except ValueError:
            raise self._out_of_order(f"第 {self._builder.next_row} 行第 {index} 列") from None

    def _open_data(self, attributes: _Attributes) -> None:
        if not self._in_comment:
            self._parts = []
            self._type = attributes.get(f"{_SS}Type", "String")

    def _close_data(self) -> None:
        if self._in_comment or self._parts is None:
            return
        text, self._parts = "".join(self._parts), None
        if self._type == "Error":
            self._scan.error_cells += 1
        else:
            self._value = _typed(text, self._type)

    def _open_comment(self, attributes: _Attributes) -> None:
        self._in_comment, self._parts = True, None

    def _close_comment(self) -> None:
        self._in_comment = False

    def _open_date1904(self, attributes: _Attributes) -> None:
        self._date1904 = True

    def _open_text(self, attributes: _Attributes) -> None:
        self._parts = []

    def _close_visible(self) -> None:
        self._is_visible = "Hidden" not in "".join(self._parts or ())
        self._parts = None

    def _position(self, attributes: _Attributes, name: str, most: int) -> int | None:
        """A number from 0 to ``most`` among the attributes; what is none is as good as not there."""
        written = attributes.get(_SS + name)
        if written is None or not written.isdecimal() or len(written) > 9:
            return None
        number = int(written)
        if number > most:
            raise UnreadableFileError(
                f"有单元格在表格程序的范围以外（{name}={number}）", where=f"{self._name} › {self._sheet}", fix=_SAVE_AS
            )
        return number

    def _out_of_order(self, place: str) -> UnreadableFileError:
        return UnreadableFileError(
            f"{place}写了两次，或次序不对", where=f"{self._name} › {self._sheet}", fix=f"请对方重新导出，或{_SAVE_AS}"
        )


def _typed(text: str, kind: str) -> Cell:
    """The value of a cell as its type has it; text that does not fit its type stays text."""
    try:
        if kind == "Number" and "_" not in text:  # which Python would take for digits in groups
            number = float(text)
            return number if math.isfinite(number) and not _keeps_its_digits(text, number) else text
        if kind == "DateTime":
            moment = dt.datetime.fromisoformat(text.strip())
            return moment.time() if moment.date() in _NO_DAY else moment.replace(tzinfo=None)
    except ValueError:
        return text
    if kind == "Boolean":
        return {"1": True, "0": False}.get(text.strip(), text)
    return text


def _keeps_its_digits(text: str, number: float) -> bool:
    """Whether a number of 16 and more digits was written digit by digit, and by nobody who held it as a double.

    Web systems call every text of digits a number, and only the program that opens the file loses the last of them.
    What a double can be written as, exactly or to 15 to 17 digits, is a damaged number as in any workbook.
    """
    if len(text) <= _DIGITS_OF_A_DOUBLE[0] or not (text.isascii() and text.isdecimal()):
        return False
    shorter = (int(Decimal(f"{number:.{digits}g}")) for digits in _DIGITS_OF_A_DOUBLE)
    return int(text) not in (int(number), int(Decimal(repr(number))), *shorter)
