"""The tables of a web page: what web systems save under the name of an Excel file, and what Excel saves as a page.

Text counts as the page shows it. Rows are numbered within their table, every ``<tr>`` one, as a spreadsheet program
numbers them that opens a page with this one table. Runs in the child process, on the events of a parser that never
holds the page as a tree.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping

from jingzhun.errors import UnreadableFileError
from jingzhun.read.cells import EXACT_BELOW, bare
from jingzhun.read.limits import Limits
from jingzhun.read.markup.sheet_builder import SheetBuilder
from jingzhun.read.workbooks.parsed import Cell, ParsedSheet

_Attributes = Mapping[str, str]
# HTML Living Standard, 4.9.11: spans beyond are cut; a row span of 0 reaches to the end.
_MOST_ACROSS, _MOST_DOWN = 1000, 65_534
# Layouts nest tables a few deep.
_DEEPEST = 50
_MOST_TABLES = 1000
_LONGEST_NAME = 40
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_BLOCKS = ("br", "p", "div", "li", *_HEADINGS)
_UNSHOWN = ("script", "style", "title", "noscript")
_STRUCTURE = frozenset({"table", "caption", "thead", "tbody", "tfoot", "tr", "td", "th"})
# Attributes of a cell that tell more than its looks.
_TELLING = frozenset({"colspan", "rowspan", "style", "hidden", "x:num", "x:err", "sdval"})
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
# A page's own line ends are white space; the breaks that it shows are kept apart until that is folded.
_BREAK = "\v"
_UNEVEN = re.compile(r"[\t\n\r\f\v]|  ")
_SPACE = re.compile(r"[ \t\n\r\f]+")
_BREAKS = re.compile(r" ?\v[ \v]*")
# Excel writes the names of its sheets into a comment.
_EXCEL_NAME = re.compile(r"<x:Name>([^<>]+)</x:Name>\s*<x:Worksheet(?:Options|Source)")


class SheetNames:
    """Gives every table of a file a name of its own."""

    def __init__(self) -> None:
        self._given: set[str] = set()

    def give(self, wanted: str) -> str:
        """The name wanted, or 表格 with its number where there is none; told apart by a number in brackets."""
        base = bare(wanted.replace("\n", " "))[:_LONGEST_NAME] or f"表格{len(self._given) + 1}"
        name, number = base, 2
        while name in self._given:
            name, number = f"{base}({number})", number + 1
        self._given.add(name)
        return name


class _Table:
    """A table whose end has not been seen."""

    def __init__(self, builder: SheetBuilder, attributes: _Attributes) -> None:
        self.builder = builder
        self.is_hidden = _is_hidden(attributes)
        self.heading = ""
        # Pieces of text of the open cell, and its attributes.
        self.parts: list[str] | None = None
        self.attributes: _Attributes = {}
        self.in_row = self.row_is_hidden = False
        self.values = 0
        self.last_text = ""
        self.hidden_rows = self.hidden_cells = self.hidden_texts = self.errors = self.strays = 0

    def open_row(self, attributes: _Attributes) -> None:
        self.close_row()
        self.builder.start_row()
        self.in_row, self.row_is_hidden = True, bool(attributes) and _is_hidden(attributes)

    def close_row(self) -> None:
        self.close_cell()
        if self.in_row and self.row_is_hidden and not self.builder.row_is_empty:
            self.hidden_rows += 1
        self.in_row = False

    def open_cell(self, attributes: _Attributes) -> list[str]:
        self.close_cell()
        if not self.in_row:
            self.open_row({})
        self.parts, self.attributes = [], attributes
        return self.parts

    def close_cell(self) -> None:
        if self.parts is None:
            return
        parts, attributes, self.parts = self.parts, self.attributes, None
        text = _shown(parts[0] if len(parts) == 1 else "".join(parts))
        value: Cell = text
        across = down = 1
        if attributes and not _TELLING.isdisjoint(attributes):
            if "x:err" in attributes:
                self.errors += 1
                text = value = ""
            else:
                value = _number(attributes, text)
            across = _span(attributes.get("colspan"), _MOST_ACROSS) or 1
            down = _span(attributes.get("rowspan"), _MOST_DOWN) or _MOST_DOWN
            self.hidden_cells += text != "" and _is_hidden(attributes)
        if text:
            self.values += 1
            self.last_text = text
        self.builder.add(value, across, down)

    def notes(self) -> list[str]:
        """What a person should know of it."""
        told = (
            (self.is_hidden, "表格在网页里是隐藏的，照样读取"),
            (self.hidden_rows, f"有 {self.hidden_rows} 行被隐藏，照样读取"),
            (self.hidden_cells, f"有 {self.hidden_cells} 个单元格被隐藏，照样读取"),
            (self.errors, f"有 {self.errors} 个单元格是公式错误值（如 #N/A），按空白读取"),
            (self.hidden_texts, f"单元格里有 {self.hidden_texts} 处隐藏的文字，没有读取"),
            (self.strays, f"有 {self.strays} 处文字不在单元格里，没有读取"),
        )
        return [note for count, note in told if count]


class TableReader:
    """Target of the HTML parser: turns its events into sheets.

    A table within a cell of another is a sheet of its own, unless it holds a single value: then it is a mere frame,
    and the value belongs to the cell around it. A table of which nothing is left without the tables within is only
    the layout of the page.
    """

    def __init__(self, where: str, limits: Limits, names: SheetNames, sheet_name: str = "") -> None:
        """Begin a page.

        Args:
            where: what refusals call the file.
            limits: how large a table may be.
            names: those given to other pages of the file.
            sheet_name: what the tables are called that have neither caption nor heading.
        """
        self.has_frames = False
        self._where = where
        self._limits = limits
        self._names = names
        self._excel_names = [sheet_name] if sheet_name else []
        self._heading = ""
        self._tables: list[_Table] = []
        self._finished: list[ParsedSheet] = []
        self._count = 0
        # Where text goes now: the open cell, caption or heading.
        self._parts: list[str] | None = None
        # How many elements are open of a part that is not shown, and whether the page hides it on purpose.
        self._skipped = 0
        self._skips_hidden = False
        self._openers: dict[str, Callable[[_Attributes], None]] = {
            "td": self._open_cell,
            "th": self._open_cell,
            "tr": self._open_row,
            "table": self._open_table,
            **dict.fromkeys((*_HEADINGS, "caption"), self._open_heading),
            **dict.fromkeys(_UNSHOWN, self._skip),
            "frameset": self._note_frames,
        }
        self._closers: dict[str, Callable[[], None]] = {
            "td": self._close_cell,
            "th": self._close_cell,
            "tr": self._close_row,
            "table": self._close_table,
            **dict.fromkeys((*_HEADINGS, "caption"), self._close_heading),
        }

    def take(self) -> list[ParsedSheet]:
        """The tables that have ended since the last call."""
        finished, self._finished = self._finished, []
        return finished

    def start(self, tag: str, attributes: _Attributes) -> None:
        """An element begins."""
        if self._skipped:
            if tag not in _STRUCTURE:
                self._skipped += 1
                return
            self._skipped = 0
        if tag in _BLOCKS and self._parts:
            self._parts.append(_BREAK)
        opener = self._openers.get(tag)
        if opener is not None:
            opener(attributes)
        elif attributes and self._parts is not None and tag not in _STRUCTURE and _is_hidden(attributes):
            self._skip(attributes)
            self._skips_hidden = True

    def end(self, tag: str) -> None:
        """An element ends, or is taken to end."""
        if self._skipped:
            self._skipped -= 1
            return
        closer = self._closers.get(tag)
        if closer is not None:
            closer()
        if tag in _BLOCKS and self._parts and tag != "br":
            self._parts.append(_BREAK)

    def data(self, text: str) -> None:
        """Text between tags."""
        if self._skipped:
            if self._skips_hidden and self._tables and bare(text):
                self._tables[-1].hidden_texts += 1
                self._skips_hidden = False
        elif self._parts is not None:
            self._parts.append(text)
        elif self._tables and bare(text):
            self._tables[-1].strays += 1

    def comment(self, text: str) -> None:
        """A comment, where Excel keeps the names of its sheets."""
        self._excel_names.extend(_EXCEL_NAME.findall(text))

    def close(self) -> None:
        """The page ends."""
        while self._tables:
            self._close_table()

    def _skip(self, attributes: _Attributes) -> None:
        self._skipped, self._skips_hidden = 1, False

    def _note_frames(self, attributes: _Attributes) -> None:
        self.has_frames = True

    def _open_heading(self, attributes: _Attributes) -> None:
        if not self._tables or self._tables[-1].parts is None:
            self._parts = []

    def _close_heading(self) -> None:
        table = self._tables[-1] if self._tables else None
        if self._parts is None or (table is not None and table.parts is not None):
            return
        text, self._parts = _shown("".join(self._parts)), None
        if table is None:
            self._heading = text
        else:
            table.heading = text

    def _open_table(self, attributes: _Attributes) -> None:
        if len(self._tables) >= _DEEPEST:
            raise UnreadableFileError(
                f"网页里的表格一层套一层，超过 {_DEEPEST} 层，不像正常的表格",
                where=self._where,
                fix="确认来源；确是正常表格时，用 Excel/WPS 打开，另存为 xlsx",
            )
        self._parts = None
        self._tables.append(_Table(SheetBuilder(f"{self._where} › 网页中的表格", self._limits), attributes))

    def _close_table(self) -> None:
        if not self._tables:
            return
        table = self._tables.pop()
        table.close_row()
        outer = self._tables[-1] if self._tables else None
        self._parts = None if outer is None else outer.parts
        if self._parts is not None and table.values == 1:
            self._parts += (_BREAK, table.last_text, _BREAK)
            return
        self._finish(table)
        if outer is None and table.values == 1:
            # Web systems put the title into a table of its own.
            self._heading = table.last_text

    def _finish(self, table: _Table) -> None:
        if not table.values:
            return
        wanted = table.heading or self._heading
        if not wanted and self._excel_names:
            wanted = self._excel_names.pop(0)
        sheet = table.builder.sheet(self._names.give(wanted), table.notes())
        if sheet is None:
            return
        self._count += 1
        if self._count > _MOST_TABLES:
            raise UnreadableFileError(
                f"网页里的表格超过 {_MOST_TABLES} 个",
                where=self._where,
                fix="用 Excel/WPS 打开，把内容整理到一张表里，另存为 xlsx",
            )
        self._finished.append(sheet)

    def _open_row(self, attributes: _Attributes) -> None:
        if not self._tables:  # rows without a table around them
            self._open_table({})
        self._tables[-1].open_row(attributes)
        self._parts = None

    def _close_row(self) -> None:
        if self._tables:
            self._tables[-1].close_row()
            self._parts = None

    def _open_cell(self, attributes: _Attributes) -> None:
        if not self._tables:
            self._open_table({})
        self._parts = self._tables[-1].open_cell(attributes)

    def _close_cell(self) -> None:
        if self._tables:
            self._tables[-1].close_cell()
            self._parts = None


def _is_hidden(attributes: _Attributes) -> bool:
    style = attributes.get("style")
    return "hidden" in attributes or (style is not None and _HIDDEN.search(style) is not None)


def _shown(text: str) -> str:
    """Text as the page shows it: white space folded, breaks as line ends."""
    if _UNEVEN.search(text) is not None:
        text = _BREAKS.sub("\n", _SPACE.sub(" ", text))
    return text.strip()


def _span(written: str | None, most: int) -> int:
    try:
        return min(max(int(written or "1"), 0), most)
    except ValueError:
        return 1


def _number(attributes: _Attributes, text: str) -> Cell:
    """The value of a cell that the program which wrote the page held as a number (Excel: x:num, LibreOffice: sdval).

    The text counts, unless it shows digits that the number has lost, or # because its column was too narrow.
    """
    written = attributes.get("x:num", attributes.get("sdval"))
    if written is None:
        return text
    try:
        value = float((written or text).replace(",", ""))
    except ValueError:
        return text
    too_narrow = text.startswith("#") and not text.strip("#")
    return value if math.isfinite(value) and (abs(value) >= EXACT_BELOW or too_narrow) else text
