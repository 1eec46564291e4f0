"""One table found in one sheet: its headers, what they mean, its rows, and the account of every row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from jingzhun.errors import UnreadableFileError
from jingzhun.model import SetAside, TableKind
from jingzhun.privacy import mask_text
from jingzhun.read.continuation import continue_headless
from jingzhun.read.grid import Chunk, Grid
from jingzhun.read.layout import SOURCE_COLUMNS, Layout, column_letters, lay_out
from jingzhun.read.merged import MergeFiller
from jingzhun.read.rows import RowKind

_TEXT_LENGTH = 60


class SheetTable:
    """One table found in one sheet.

    Attributes:
        file: name of the file, as reports show it.
        sheet: name of the sheet, ``""`` for text and column formats.
        header_rows: first and last row of the header, from 1; ``None`` where no row is one.
        headers: header texts in order, unique; the parts of a joined header separated by ``/``.
        kinds: what the table may be, best first; empty when nothing fits.
        mapping: field name → header, for the best kind; empty when there is none.
        notes: what a person should know; complete once ``batches()`` is exhausted.
        set_aside: rows that were read and not delivered; complete once ``batches()`` is exhausted.
        rows_read: rows delivered or set aside; blank rows after the last filled one are no rows of the table.
        rows_delivered: rows that ``batches()`` gave.
        looks_like_people: whether a column holds identity numbers, whatever the table is.
    """

    def __init__(self, file: str, grid: Grid, layout: Layout) -> None:
        self._grid = grid
        self._layout = layout
        header = layout.header
        self.file = file
        self.sheet = grid.sheet
        self.header_rows = None if header is None else (header.first, header.last)
        self.headers = layout.headers
        self.kinds = layout.kinds
        self.mapping = layout.mapping
        self.looks_like_people = layout.looks_like_people
        self._begin()

    def mapping_for(self, kind: TableKind) -> dict[str, str]:
        """Field name → header when the table is read as ``kind``, whatever it was guessed to be."""
        return dict(self._layout.matches[kind].fields)

    def batches(self) -> Iterator[pa.RecordBatch]:
        """Deliver the data rows; a new call begins again from the first row.

        Yields:
            Batches of strings, one column a header, never null, with ``_file``, ``_sheet`` (strings) and ``_row``
            (int64).

        Raises:
            UnreadableFileError: the file turns out to be damaged further down.
        """
        self._begin()
        self._set_aside_above()
        judge = self._layout.judge()
        filler = MergeFiller(self._grid.merges)
        blanks: list[int] = []
        stray: set[int] = set()
        for chunk in self._grid.chunks(len(self._layout.above) + 1, self._layout.width):
            kinds = judge.judge(chunk.columns, chunk.ragged)
            self._set_aside_rows(chunk, kinds, blanks)
            wanted = pa.array(kinds == RowKind.DATA)
            stray.update(place for place in self._layout.ignored if _any_text(chunk.columns[place], wanted))
            batch = self._batch(chunk, filler.fill(chunk), wanted)
            self.rows_delivered += batch.num_rows
            self.rows_read += batch.num_rows
            if batch.num_rows:
                yield batch
        for place in sorted(stray):
            self.notes.append(f"{column_letters(self._grid.first_column + place)}没有表头而有内容，未读取")

    def reasons(self) -> dict[str, int]:
        """How many rows were set aside for each reason."""
        return dict(Counter(row.reason for row in self.set_aside))

    def _begin(self) -> None:
        """Open a fresh account."""
        self.set_aside: list[SetAside] = []
        self.rows_read = 0
        self.rows_delivered = 0
        self.notes = list(self._grid.notes)
        self.notes.extend(self._layout.notes)
        if self.kinds:
            self.notes.extend(self._layout.matches[self.kinds[0].kind].notes)
            used = set(self.mapping.values())
            unused = [header for header in self.headers if header not in used]
            if unused:
                self.notes.append("未用到的列：" + "、".join(unused))

    def _set_aside_above(self) -> None:
        header = self._layout.header
        for number, row in enumerate(self._layout.above, 1):
            around = "标题" if any(row) else "空行"
            self._set_row_aside(number, "表头" if header is not None and number >= header.first else around, row)

    def _set_aside_rows(self, chunk: Chunk, kinds: np.ndarray, blanks: list[int]) -> None:
        """Set aside what is no data; blank rows wait in ``blanks`` until a filled row follows."""
        rows = np.flatnonzero(kinds)
        filled = np.flatnonzero(kinds != RowKind.BLANK)
        last_filled = int(filled[-1]) if len(filled) else -1
        if last_filled >= 0:
            for number in blanks:
                self._set_row_aside(number, RowKind.BLANK.reason, ())
            blanks.clear()
        cells = zip(*(column.take(pa.array(rows)).to_pylist() for column in chunk.columns), strict=True)
        for row, texts in zip(rows.tolist(), cells, strict=True):
            if row > last_filled:
                blanks.append(chunk.first_row + row)
            else:
                self._set_row_aside(chunk.first_row + row, RowKind(int(kinds[row])).reason, texts)

    def _set_row_aside(self, number: int, reason: str, cells: Sequence[str]) -> None:
        text = mask_text(" ".join(filter(None, cells)))
        shown = text if len(text) <= _TEXT_LENGTH else text[: _TEXT_LENGTH - 1] + "…"
        self.set_aside.append(SetAside(self.file, self.sheet, number, reason, shown))
        self.rows_read += 1

    def _batch(self, chunk: Chunk, columns: Sequence[pa.Array], wanted: pa.BooleanArray) -> pa.RecordBatch:
        chosen = [columns[place] for place in self._layout.places]
        numbers = pa.array(np.arange(chunk.first_row, chunk.first_row + len(wanted), dtype=np.int64))
        if wanted.false_count:
            chosen = [column.filter(wanted) for column in chosen]
            numbers = numbers.filter(wanted)
        source = [pa.repeat(pa.scalar(text), len(numbers)) for text in (self.file, self.sheet)]
        return pa.record_batch([*chosen, *source, numbers], names=[*self.headers, *SOURCE_COLUMNS])


def _any_text(column: pa.Array, wanted: pa.BooleanArray) -> bool:
    filled = pc.not_equal(column, "")
    return bool(pc.any(pc.and_(filled, wanted)).as_py())


def tables_of(file: str, grids: Sequence[Grid]) -> list[SheetTable]:
    """The tables of a file's sheets.

    Args:
        file: name of the file, as reports show it.
        grids: its sheets.

    Returns:
        One table a sheet, in order.

    Raises:
        UnreadableFileError: no sheet holds a row.
    """
    layouts = continue_headless(grids, [lay_out(grid) for grid in grids])
    tables = [SheetTable(file, grid, layout) for grid, layout in zip(grids, layouts, strict=True)]
    if not any(table.headers for table in tables):
        raise UnreadableFileError("里面没有表格", where=file, fix="重新导出或索取这份表格")
    return tables
