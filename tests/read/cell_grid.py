"""A grid for tests of what is found in a sheet, whatever its format."""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow as pa

from jingzhun.read.grid import Chunk


class CellGrid:
    """A sheet held in memory, as wide as its widest row; columns that are empty on the left are no part of it."""

    headers = None
    merges = ()
    is_streamed = False

    def __init__(self, sheet: str, rows: list[list[str]]) -> None:
        width = max(map(len, rows))
        rows = [[*row, *[""] * (width - len(row))] for row in rows]
        self.sheet = sheet
        self.first_column = next(place for place in range(width) if any(row[place] for row in rows))
        self.rows = [row[self.first_column :] for row in rows]
        self.notes: list[str] = []

    def head(self, rows: int) -> list[list[str]]:
        return self.rows[:rows]

    def chunks(self, first_row: int, width: int) -> Iterator[Chunk]:
        rows = self.rows[first_row - 1 :]
        if rows:
            yield Chunk(first_row, [pa.array(cells, pa.string()) for cells in zip(*rows, strict=True)])
