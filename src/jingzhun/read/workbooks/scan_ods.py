"""A look over the content of an ods: how far the values reach, what is hidden, and the merged ranges."""

from __future__ import annotations

from xml.parsers import expat

from jingzhun.errors import UnreadableFileError
from jingzhun.read.workbooks.container import Container
from jingzhun.read.workbooks.parsed import Range
from jingzhun.read.workbooks.scan import Extent, SheetScan, WorkbookScan

_CONTENT = "content.xml"
_MANIFEST = "META-INF/manifest.xml"
_NO_VALUE = frozenset(("", "void"))


def scan_ods(container: Container, name: str, max_cells: int) -> WorkbookScan:
    """Look over every sheet.

    Args:
        container: the workbook.
        name: what messages call it.
        max_cells: largest rectangle of values, rows × columns.

    Returns:
        What was seen, merged ranges too, which the parser does not tell.

    Raises:
        UnreadableFileError: it is encrypted, a sheet's values span more than ``max_cells``, or the container is not
            what it says.
        expat.ExpatError: the content is damaged.
    """
    if _MANIFEST in container and b":encryption-data" in container.read(_MANIFEST):
        raise UnreadableFileError(
            "工作簿有打开密码，这种格式的密码不能在这里给出",
            where=name,
            fix="用 WPS 或 LibreOffice 输入密码打开，去掉密码后另存为 xlsx",
        )
    reader = _Reader(name, max_cells)
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = reader.doctype
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    for piece in container.pieces(_CONTENT):
        parser.Parse(piece, False)
    parser.Parse(b"", True)
    container.check_rest({_CONTENT})
    return WorkbookScan(reader.sheets)


class _Reader:
    """Follows rows and columns through the repeated ones; prefixes are those that every program writes."""

    def __init__(self, name: str, max_cells: int) -> None:
        self.sheets: dict[str, SheetScan] = {}
        self._name = name
        self._max_cells = max_cells
        self._sheet = SheetScan()
        self._merges: list[Range] = []
        self._extent = Extent(name, "", max_cells)
        self._row = self._column = 0
        self._row_repeated = 1
        self._row_hidden = self._row_filled = False

    def doctype(self, *_: object) -> None:
        """A document type, with which entities could be declared, in whatever encoding."""
        raise UnreadableFileError(
            "含有实体声明（DOCTYPE），正常的表格里没有",
            where=f"{self._name} › {_CONTENT}",
            fix="确认来源；确是正常表格时，用 Excel 或 WPS 打开，另存为 xlsx 后再放入",
        )

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """A tag begins."""
        if tag in ("table:table-cell", "table:covered-table-cell"):
            self._cell(attributes)
        elif tag == "table:table-row":
            self._column = 0
            self._row_repeated = _times(attributes, "table:number-rows-repeated")
            visibility = attributes.get("table:visibility", "visible")
            self._row_hidden = visibility != "visible"
            self._sheet.filtered |= visibility == "filter"
            self._row_filled = False
        elif tag == "table:table-column":
            repeated = _times(attributes, "table:number-columns-repeated")
            if attributes.get("table:visibility", "visible") != "visible":
                self._sheet.hidden_columns.append((self._column, self._column + repeated - 1))
            self._column += repeated
        elif tag == "table:table":
            name = attributes.get("table:name", "")
            self._merges = []
            self._sheet = self.sheets[name] = SheetScan(merges=self._merges)
            self._extent = Extent(self._name, name, self._max_cells)
            self._row = self._column = 0

    def end(self, tag: str) -> None:
        """A tag ends."""
        if tag == "table:table-row":
            if self._row_hidden and self._row_filled:
                self._sheet.hidden_rows += self._row_repeated
            self._row += self._row_repeated

    def _cell(self, attributes: dict[str, str]) -> None:
        repeated = _times(attributes, "table:number-columns-repeated")
        height = _times(attributes, "table:number-rows-spanned")
        width = _times(attributes, "table:number-columns-spanned")
        row, column = self._row, self._column
        if height > 1 or width > 1:
            self._merges.append((row, column, row + height - 1, column + width - 1))
        value = attributes.get("office:value-type", "")
        self._sheet.has_durations |= value == "time"
        if value:
            self._row_filled = True
            self._extent.add(row, column)
            self._extent.add(row + self._row_repeated - 1, column + repeated - 1)
        if attributes.get("calcext:value-type") == "error":
            self._sheet.error_cells += repeated * self._row_repeated
        elif "table:formula" in attributes and value in _NO_VALUE:
            self._sheet.unknown_results += repeated * self._row_repeated
        self._column += repeated


def _times(attributes: dict[str, str], name: str) -> int:
    text = attributes.get(name)
    return int(text) if text else 1
