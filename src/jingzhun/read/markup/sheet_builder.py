"""A sheet put together cell by cell, as markup tells it: cells that span others, cells and rows that are left out.

Runs in the child process. Rows are kept as Arrow arrays, a block at a time, since a page is held whole until its last
cell tells how wide it is; a position far from all others costs nothing until the sheet would be larger than allowed.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import repeat, zip_longest

import pyarrow as pa

from jingzhun.errors import UnreadableFileError
from jingzhun.read.cells import cell_texts
from jingzhun.read.limits import Limits
from jingzhun.read.workbooks.parsed import Cell, ParsedSheet, Range
from jingzhun.read.workbooks.scan import letters

_SPLIT = "确认来源；确是正常表格时，用 Excel/WPS 打开，删去表格以外的单元格，或存为 csv"
#: The last row and column that spreadsheet programs know.
LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
_BLOCK_CELLS = 200_000


class SheetBuilder:
    """Takes the rows of one sheet from top to bottom, and the cells of a row from left to right.

    A cell stands in the first column that no cell before it and none above it covers; its value stands in the first
    row and column that it spans, and ``""`` in the others.
    """

    def __init__(self, where: str, limits: Limits) -> None:
        """Begin an empty sheet.

        Args:
            where: what a refusal calls it, file and sheet.
            limits: how large the rectangle from the first row and column to the last value may be, and one text.
        """
        self._where = where
        self._max_cells, self._longest = limits.cells, limits.cell_bytes
        self._blocks: list[tuple[int, list[pa.Array]]] = []
        self._pending: list[list[Cell]] = []
        self._pending_cells = 0
        self._row = -1
        self._cells: list[Cell] = []
        self._next_column = 0
        # Column → last row that a cell above reaches down to, and the first column to its right.
        self._covered: dict[int, tuple[int, int]] = {}
        self._merges: list[Range] = []
        self._width = self._height = 0

    @property
    def next_row(self) -> int:
        """Position (from 0) of the row that would follow the present one."""
        return self._row + 1

    @property
    def row_is_empty(self) -> bool:
        """Whether the present row has no value yet."""
        return not self._cells

    def start_row(self, row: int | None = None) -> None:
        """End the present row and begin the next one, or the one at position ``row`` (from 0).

        Raises:
            ValueError: ``row`` was passed already.
        """
        row = self.next_row if row is None else row
        if row < self.next_row:
            raise ValueError(row)
        self._end_row()
        if row > self.next_row:
            self._flush()
            self._blocks.append((row - self.next_row, []))
        self._row = row

    def add(self, value: Cell, across: int = 1, down: int = 1, column: int | None = None) -> None:
        """Add a cell to the present row.

        Args:
            value: what it holds, ``""`` for nothing.
            across: how many columns it spans.
            down: how many rows it spans.
            column: where it stands (from 0); by default in the first free column.

        Raises:
            UnreadableFileError: the sheet would be larger than allowed, or the value is.
            ValueError: ``column`` was passed already.
        """
        if column is None:
            column = self._free_column(self._next_column) if self._covered else self._next_column
        elif column < self._next_column:
            raise ValueError(column)
        if column >= LAST_COLUMN:
            raise self._too_far(column)
        if value != "":
            if type(value) is str and len(value) > self._longest:
                raise self._refused(column, f"的文字有 {len(value):,} 个字，不像正常的表格")
            cells = self._cells
            if column > len(cells):
                cells.extend(repeat("", column - len(cells)))
            cells.append(value)
        self._next_column = column + across
        if across > 1 or down > 1:
            self._span(column, across, down)

    def sheet(self, name: str, notes: list[str]) -> ParsedSheet | None:
        """The finished sheet.

        Args:
            name: its name.
            notes: what a person should know of it.

        Returns:
            ``None`` where no cell holds a value. Empty rows below the last value and columns right of it are left out.
        """
        self._end_row()
        self._flush()
        if not self._height:
            return None
        last_row, last_column = self._height - 1, self._width - 1
        merges = [
            (top, left, min(bottom, last_row), min(right, last_column))
            for top, left, bottom, right in self._merges
            if top <= last_row and left <= last_column
        ]
        return ParsedSheet(name, self._width, self._rows(), 0, merges, notes)

    def _free_column(self, column: int) -> int:
        """The first column from ``column`` on that no cell above covers."""
        free = column
        while (cover := self._covered.get(free)) is not None and cover[0] >= self._row:
            free = cover[1]
        if free > column and (self._row + 1) * (free + 1) > self._max_cells:
            raise self._too_far(free)
        return free

    def _span(self, column: int, across: int, down: int) -> None:
        last_row = min(self._row + down, LAST_ROW) - 1
        end = min(column + across, LAST_COLUMN)
        self._merges.append((self._row, column, last_row, end - 1))
        if down > 1:
            self._covered.update((covered, (last_row, end)) for covered in range(column, end))

    def _too_far(self, column: int) -> UnreadableFileError:
        return self._refused(column, "离其他内容太远，整张表大得无法读取")

    def _refused(self, column: int, what: str) -> UnreadableFileError:
        return UnreadableFileError(f"单元格 {letters(column)}{self._row + 1} {what}", where=self._where, fix=_SPLIT)

    def _end_row(self) -> None:
        cells = self._cells
        if self._row >= 0:
            self._pending.append(cells)
            self._pending_cells += len(cells) + 1
        if cells:
            self._width, self._height = max(self._width, len(cells)), self._row + 1
            if self._width * self._height > self._max_cells:
                raise self._too_far(len(cells) - 1)
        self._cells, self._next_column = [], 0
        if self._pending_cells > _BLOCK_CELLS:
            self._flush()

    def _flush(self) -> None:
        """Keep the rows so far as arrays of text, which takes a fraction of the memory."""
        if self._pending:
            columns = [cell_texts(cells) for cells in zip_longest(*self._pending, fillvalue="")]
            self._blocks.append((len(self._pending), columns))
            self._pending, self._pending_cells = [], 0

    def _rows(self) -> Iterator[list[Cell]]:
        left = self._height
        while self._blocks and left:
            count, columns = self._blocks.pop(0)
            count = min(count, left)
            left -= count
            padding: list[Cell] = [""] * (self._width - len(columns))
            if columns:
                texts = [column.slice(0, count).to_pylist() for column in columns]
                yield from ([*cells, *padding] for cells in zip(*texts, strict=True))
            else:
                yield from (padding for _ in range(count))
