"""Columns of a column format, each written as text when it is asked for: most of a wide register never is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import overload

import pyarrow as pa

from jingzhun.read.typed_texts import column_texts


class WrittenColumns(Sequence[pa.Array]):
    """The columns of some rows as text (``typed_texts.column_texts``).

    Attributes:
        row_count: how many rows.
        bytes_written: what the texts asked for so far take.
    """

    def __init__(self, stored: Sequence[pa.Array]) -> None:
        self._stored = stored
        self._texts: dict[int, pa.Array] = {}
        self.row_count = len(stored[0]) if stored else 0
        self.bytes_written = 0

    def __len__(self) -> int:
        return len(self._stored)

    @overload
    def __getitem__(self, place: int) -> pa.Array: ...

    @overload
    def __getitem__(self, place: slice) -> list[pa.Array]: ...

    def __getitem__(self, place: int | slice) -> pa.Array | list[pa.Array]:
        if isinstance(place, slice):
            return [self[one] for one in range(*place.indices(len(self)))]
        place = range(len(self))[place]
        if place not in self._texts:
            self._texts[place] = self._counted(column_texts(self._stored[place]))
        return self._texts[place]

    def rows(self, rows: pa.Array) -> list[pa.Array]:
        """Some rows of all columns, without writing the others."""
        return [self._some(place, rows) for place in range(len(self))]

    def _some(self, place: int, rows: pa.Array) -> pa.Array:
        if place not in self._texts:
            stored = self._stored[place]
            try:
                some = (stored.storage if isinstance(stored, pa.ExtensionArray) else stored).take(rows)
            except pa.ArrowNotImplementedError:
                pass  # the library takes no rows out of runs and views
            else:
                return self._counted(column_texts(some))
        return self[place].take(rows)

    def _counted(self, texts: pa.Array) -> pa.Array:
        self.bytes_written += texts.nbytes
        return texts


def row_count(columns: Sequence[pa.Array]) -> int:
    """How many rows the columns of a chunk have."""
    if isinstance(columns, WrittenColumns):
        return columns.row_count
    return len(columns[0]) if columns else 0


def rows_of(columns: Sequence[pa.Array], rows: pa.Array) -> list[pa.Array]:
    """Some rows of all columns of a chunk, as text."""
    if isinstance(columns, WrittenColumns):
        return columns.rows(rows)
    return [column.take(rows) for column in columns]
