"""What the parser does not tell of a workbook: what is hidden, lost or cut off, and how far the values reach."""

from __future__ import annotations

from dataclasses import dataclass, field

from jingzhun.errors import UnreadableFileError
from jingzhun.read.workbooks.parsed import Range

_FAR = "确认来源；确是正常表格时，用 Excel/WPS 打开，删去表格以外的单元格，或存为 csv"


@dataclass(slots=True)
class SheetScan:
    """What was seen of one sheet.

    Attributes:
        hidden_rows: rows that a person does not see.
        filtered: whether a filter was set, which hides rows too.
        hidden_columns: first and last column of each hidden range, counted from 0.
        error_cells: cells that hold an error such as #N/A.
        unknown_results: formulas whose result was never calculated.
        formulas: formulas, where the format cannot tell an empty result from one that was never calculated.
        blank_results: those whose result is empty; where all of them are, they were never calculated.
        unread_texts: texts that the parser passes over, because they have formats of their own.
        has_durations: whether cells hold times, which the parser gives of an ods as they are written there.
        merges: merged ranges; ``None`` where the parser tells them itself.
    """

    hidden_rows: int = 0
    filtered: bool = False
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    error_cells: int = 0
    unknown_results: int = 0
    formulas: int = 0
    blank_results: int = 0
    unread_texts: int = 0
    has_durations: bool = False
    merges: list[Range] | None = None

    def notes(self, last_column: int) -> list[str]:
        """What a person should know of it.

        Args:
            last_column: the last column that holds anything; hidden ones to its right do not matter.
        """
        notes = []
        if self.unread_texts:
            notes.append(
                f"有 {self.unread_texts} 个带格式的文字没有读出，按空白读取，请用 Excel/WPS 另存为 xlsx 后再交"
            )
        if self.hidden_rows:
            how = "被筛选或隐藏" if self.filtered else "被隐藏"
            notes.append(f"有 {self.hidden_rows} 行{how}，照样读取")
        hidden = [
            _columns(first, min(last, last_column)) for first, last in self.hidden_columns if first <= last_column
        ]
        if hidden:
            notes.append(f"{'、'.join(hidden)}被隐藏，照样读取")
        if self.error_cells:
            notes.append(f"有 {self.error_cells} 个单元格是公式错误值（如 #N/A），按空白读取")
        if self.unknown_results:
            notes.append(
                f"有 {self.unknown_results} 个公式没有算过的结果，按空白读取，请用 Excel/WPS 打开保存一次后再交"
            )
        if self.blank_results and self.blank_results == self.formulas:
            notes.append(
                f"有 {self.blank_results} 个公式的结果是空的（可能没有算过），按空白读取；"
                "不该空白时，请用 Excel/WPS 打开保存一次后再交"
            )
        return notes


@dataclass(slots=True)
class WorkbookScan:
    """What was seen of a workbook.

    Attributes:
        sheets: name → what was seen of it; without the sheets that were not found.
        date1904: whether its days are counted from 1904.
    """

    sheets: dict[str, SheetScan] = field(default_factory=dict)
    date1904: bool = False


class Extent:
    """The rectangle of the values of one sheet, which the parser allocates as a whole.

    A legal file of 2 kB with values in A1 and XFD1048576 would need half a terabyte.

    Args:
        name: what messages call the file.
        sheet: name of the sheet.
        max_cells: largest rectangle, rows × columns.
    """

    def __init__(self, name: str, sheet: str, max_cells: int) -> None:
        self._where = f"{name} › {sheet}"
        self._max_cells = max_cells
        self._first_row = self._first_column = 1 << 40
        self._last_row = self._last_column = -1

    def add(self, row: int, column: int) -> None:
        """Stretch it to a value; row and column counted from 0.

        Raises:
            UnreadableFileError: the rectangle is too large.
        """
        self._first_row, self._last_row = min(self._first_row, row), max(self._last_row, row)
        self._first_column, self._last_column = min(self._first_column, column), max(self._last_column, column)
        height, width = self._last_row - self._first_row + 1, self._last_column - self._first_column + 1
        if height * width > self._max_cells:
            raise UnreadableFileError(
                f"单元格 {letters(column)}{row + 1} 离其他内容太远，整张表大得无法读取", where=self._where, fix=_FAR
            )


def letters(column: int) -> str:
    """A column, counted from 0, by its letters: 0 is A, 26 is AA."""
    text = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


def _columns(first: int, last: int) -> str:
    return f"{letters(first)}列" if first == last else f"{letters(first)}–{letters(last)}列"
