"""The account of one table: every row of its sheet is delivered, or set aside with a reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from jingzhun.model import SetAside
from jingzhun.privacy import mask_text
from jingzhun.read.cells import has_text
from jingzhun.read.grid import Chunk
from jingzhun.read.sheets.rows import RowKind
from jingzhun.read.written_columns import rows_of

_TEXT_LENGTH = 60


class Account:
    """What became of the rows, in their order.

    Attributes:
        set_aside: rows not delivered. Consecutive blank rows are one entry; those after the last filled row are none.
        delivered: how many rows were delivered.
    """

    def __init__(self, file: str, sheet: str) -> None:
        self.set_aside: list[SetAside] = []
        self.delivered = 0
        self._file = file
        self._sheet = sheet
        self._blank_first = 0
        self._blank_rows = 0

    @property
    def rows_set_aside(self) -> int:
        """How many rows were set aside."""
        return sum(row.count for row in self.set_aside)

    @property
    def rows_seen(self) -> int:
        """How many rows were delivered or set aside."""
        return self.delivered + self.rows_set_aside

    def reasons(self) -> dict[str, int]:
        """How many rows were set aside for each reason."""
        reasons: Counter[str] = Counter()
        for row in self.set_aside:
            reasons[row.reason] += row.count
        return dict(reasons)

    def close(self) -> None:
        """Count the blank rows at the end too: another table follows in the sheet."""
        self._put_blanks()

    def put_aside(self, number: int, reason: str, cells: Sequence[str], count: int = 1) -> None:
        """Set aside ``count`` rows from row ``number`` on; ``cells`` is what the first of them says."""
        self._put_blanks()
        text = mask_text(" ".join(filter(None, cells)))
        shown = text if len(text) <= _TEXT_LENGTH else text[: _TEXT_LENGTH - 1] + "…"
        self.set_aside.append(SetAside(self._file, self._sheet, number, reason, shown, count))

    def put_blank(self, first: int, count: int = 1) -> None:
        """Set aside blank rows, if a filled one follows."""
        if self._blank_rows == 0:
            self._blank_first = first
        self._blank_rows += count

    def put_chunk(self, chunk: Chunk, kinds: np.ndarray, above: int) -> None:
        """Set aside the rows of a chunk that are no data, and count those that are.

        Args:
            chunk: the rows.
            kinds: a ``RowKind`` for each.
            above: rows of the sheet above the first row of the chunk's table.
        """
        begin = 0
        runs = _runs(kinds)
        told = np.array([row for row, _ in runs if kinds[row] != RowKind.BLANK], dtype=np.int64)
        cells = {int(row): place for place, row in enumerate(told)}
        columns = [column for column in rows_of(chunk.columns, pa.array(told)) if has_text(column)] if runs else []
        for row, length in runs:
            if row > begin:
                self._put_blanks()
                self.delivered += row - begin
            begin = row + length
            number, kind = chunk.first_row + above + row, RowKind(int(kinds[row]))
            if kind is RowKind.BLANK:
                self.put_blank(number, length)
            else:
                self.put_aside(number, kind.reason, [column[cells[row]].as_py() for column in columns], length)
        if begin < len(kinds):
            self._put_blanks()
            self.delivered += len(kinds) - begin

    def _put_blanks(self) -> None:
        if self._blank_rows:
            first, count = self._blank_first, self._blank_rows
            self._blank_rows = 0
            self.put_aside(first, RowKind.BLANK.reason, (), count)


def _runs(kinds: np.ndarray) -> list[tuple[int, int]]:
    """First row and length of everything that is set aside; rows that nobody needs to look at are told together."""
    rows = np.flatnonzero(kinds)
    if not len(rows):
        return []
    here = kinds[rows]
    alone = ~np.isin(here, (RowKind.BLANK, RowKind.NUMBERED, RowKind.REFUSED))
    begins = np.ones(len(rows), dtype=bool)
    begins[1:] = (np.diff(rows) > 1) | (np.diff(here) != 0) | alone[1:]
    starts = np.flatnonzero(begins)
    lengths = np.diff(np.append(starts, len(rows)))
    return list(zip(rows[starts].tolist(), lengths.tolist(), strict=True))
