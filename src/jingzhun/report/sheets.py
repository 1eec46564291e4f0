"""Draws the sheets of a ledger. Every cell is written as text, number or day, never as a formula or a link."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import xlsxwriter

from jingzhun.privacy import show_lines

#: Rows that a sheet holds in Excel 2007 and later, and WPS.
ROWS_A_SHEET = 1_048_576
HEADER_ROWS = 3
# Excel counts UTF-16 units and calls a file with a longer cell broken.
LONGEST_CELL = 32_767
CUT_MARK = "…（过长，已截断）"
FONT = "微软雅黑"
A4 = 9
# Heights in points. Excel finds the height of wrapped text by itself, other programs do not.
TITLE_HEIGHT = 26
LINE_HEIGHT = 14.5
TALLEST_ROW = 409

_BASE = {"font_name": FONT, "font_size": 10, "valign": "top"}
_CELL = _BASE | {"border": 1, "border_color": "#D5DBDF"}
# "@" keeps a text a text even when somebody edits the cell and presses Enter.
_TEXT = _CELL | {"num_format": "@"}
STYLES: dict[str, dict[str, object]] = {
    "title": _BASE | {"font_size": 16, "bold": True, "font_color": "#17384A"},
    "note": _BASE | {"font_size": 9, "font_color": "#6B7780"},
    "section": _BASE | {"font_size": 12, "bold": True, "font_color": "#17384A", "bottom": 2, "bottom_color": "#17384A"},
    "header": _CELL
    | {"bold": True, "bg_color": "#E6EDF1", "font_color": "#17384A", "valign": "vcenter", "text_wrap": True},
    "free": _BASE | {"num_format": "@"},
    "alert": _BASE | {"num_format": "@", "font_color": "#A61C1C"},
    "text": _TEXT,
    "wrap": _TEXT | {"text_wrap": True},
    "number": _CELL | {"align": "right", "indent": 1, "num_format": "#,##0"},
    "row": _CELL | {"align": "right", "indent": 1, "num_format": "0"},
    "percent": _CELL | {"align": "right", "indent": 1, "num_format": "0.0"},
    "red": _TEXT | {"font_color": "#A61C1C", "bold": True},
    "doubt": _TEXT | {"bg_color": "#FBE9E7"},
    "clue": _TEXT | {"bg_color": "#FFF6DD"},
    "quiet": _TEXT | {"font_color": "#8A949B"},
    "entry": _CELL | {"bg_color": "#FFFDF3", "num_format": "@", "text_wrap": True},
    "day": _CELL | {"bg_color": "#FFFDF3", "num_format": "yyyy-mm-dd", "align": "center"},
}


@dataclass(frozen=True, slots=True)
class Cell:
    """A value that is drawn in another style than its column."""

    value: str | int | float
    style: str


Value = str | int | float | Cell | None


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a sheet: header, width in characters, style, and what people may choose in it."""

    header: str
    width: float
    style: str = "text"
    choices: tuple[str, ...] = ()


class Ledger:
    """A workbook being written, row by row, with one set of styles.

    Args:
        workbook: an open workbook in constant-memory mode.
        footer: what stands at the foot of every printed page.
        rows_a_sheet: where a table goes on in a further sheet.
    """

    def __init__(self, workbook: xlsxwriter.Workbook, footer: str, rows_a_sheet: int = ROWS_A_SHEET) -> None:
        self._workbook = workbook
        self._footer = footer
        self._room = rows_a_sheet - HEADER_ROWS
        self._formats = {name: workbook.add_format(style) for name, style in STYLES.items()}

    def table(self, name: str, note: str, columns: Sequence[Column], rows: Sequence[Sequence[Value]]) -> None:
        """Write a table with a frozen, filtered header that is repeated on every printed page.

        Args:
            name: name of the sheet and its title; further sheets are called ``name (2)`` and so on.
            note: one line under the title.
            columns: what the columns are.
            rows: one sequence a row, as long as ``columns``.
        """
        parts = max(1, math.ceil(len(rows) / self._room))
        for part in range(parts):
            title = name if part == 0 else f"{name} ({part + 1})"
            several = f"　共 {len(rows)} 行，一张表放不下，分为 {parts} 张，这是第 {part + 1} 张。" if parts > 1 else ""
            some = rows[part * self._room : (part + 1) * self._room]
            self._table_sheet(title, note + several, columns, some)

    def _table_sheet(self, title: str, note: str, columns: Sequence[Column], rows: Sequence[Sequence[Value]]) -> None:
        sheet = self._sheet(title)
        for place, column in enumerate(columns):
            sheet.set_column(place, place, column.width)
        last = HEADER_ROWS + max(len(rows), 1) - 1
        for place, column in enumerate(columns):
            if column.choices and rows:
                choices = {"validate": "list", "source": list(column.choices)}
                sheet.data_validation(HEADER_ROWS, place, last, place, choices)
        sheet.freeze_panes(HEADER_ROWS, min(2, len(columns) - 1))
        sheet.repeat_rows(HEADER_ROWS - 1)
        sheet.autofilter(HEADER_ROWS - 1, 0, last, len(columns) - 1)
        sheet.set_row(0, TITLE_HEIGHT)
        self._write(sheet, 0, 0, Cell(title, "title"))
        self._write(sheet, 1, 0, Cell(note, "note"))
        sheet.set_row(HEADER_ROWS - 1, 22)
        for place, column in enumerate(columns):
            self._write(sheet, HEADER_ROWS - 1, place, Cell(column.header, "header"))
        for line, row in enumerate(rows, start=HEADER_ROWS):
            sheet.set_row(line, row_height(columns, row))
            for place, (column, value) in enumerate(zip(columns, row, strict=True)):
                self._write(sheet, line, place, value, column.style)

    def sections(self, name: str, widths: Sequence[float], rows: Iterable[Sequence[Value]]) -> None:
        """Write a sheet of free rows, each cell with a style of its own."""
        sheet = self._sheet(name)
        for place, width in enumerate(widths):
            sheet.set_column(place, place, width)
        for line, row in enumerate(rows):
            drawn = [(value.style if isinstance(value, Cell) else "free") for value in row]
            columns = [Column("", width, style) for width, style in zip(widths, drawn, strict=False)]
            sheet.set_row(line, TITLE_HEIGHT if "title" in drawn else row_height(columns, row))
            for place, (value, style) in enumerate(zip(row, drawn, strict=True)):
                self._write(sheet, line, place, value, style)

    def _sheet(self, name: str) -> Any:
        sheet = self._workbook.add_worksheet(name)
        sheet.set_paper(A4)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        sheet.set_footer(f"&L{self._footer}&R第 &P 页  共 &N 页")
        sheet.hide_gridlines(2)
        sheet.ignore_errors({"number_stored_as_text": f"A1:XFD{ROWS_A_SHEET}"})
        return sheet

    def _write(self, sheet: Any, row: int, column: int, content: Value, style: str = "text") -> None:
        if isinstance(content, Cell):
            self._write(sheet, row, column, content.value, content.style)
        elif content is None or content == "":
            sheet.write_blank(row, column, None, self._formats[style])
        elif isinstance(content, str):
            sheet.write_string(row, column, cell_text(content), self._formats[style])
        else:
            sheet.write_number(row, column, content, self._formats[style])


def row_height(columns: Sequence[Column], row: Sequence[Value]) -> float:
    """Points that the wrapped texts of a row need; Excel finds them by itself, other programs do not."""
    lines = 1
    for column, value in zip(columns, row, strict=False):
        if column.style == "wrap":
            text = value.value if isinstance(value, Cell) else value
            if isinstance(text, str) and (len(text) * 2 >= column.width or "\n" in text):
                lines = max(lines, sum(_lines(part, column.width - 1) for part in text.split("\n")))
    return min(TALLEST_ROW, lines * LINE_HEIGHT + 2)


def _lines(text: str, width: float) -> int:
    # A Chinese character is as wide as two digits, and has three bytes where they have one: near enough, and quick.
    cells = (len(text) + len(text.encode("utf-8", "replace"))) / 2
    return max(1, math.ceil(cells / width))


def cell_text(text: str) -> str:
    """A text as a cell holds it: line breaks kept, other control characters visible, not longer than Excel takes."""
    if not text.isprintable():
        text = show_lines(text)
    if len(text) * 2 <= LONGEST_CELL:
        return text
    units = text.encode("utf-16-le")
    if len(units) <= 2 * LONGEST_CELL:
        return text
    kept = units[: 2 * (LONGEST_CELL - len(CUT_MARK))].decode("utf-16-le", errors="ignore")
    return kept + CUT_MARK
