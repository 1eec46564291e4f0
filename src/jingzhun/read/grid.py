"""A grid of text cells: what every file format is turned into before anyone asks where its table is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

import pyarrow as pa


class Merge(NamedTuple):
    """A merged range; rows as a spreadsheet numbers them (from 1), columns as positions in the grid (from 0)."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int


@dataclass(frozen=True, slots=True)
class Chunk:
    """Consecutive rows of a grid.

    Attributes:
        first_row: number of the first row.
        columns: arrays of bare strings (``cells.bare``) of equal length, never null.
        ragged: true where the file's row had too few or too many cells; ``None`` where none had.
    """

    first_row: int
    columns: Sequence[pa.Array]
    ragged: pa.BooleanArray | None = None


class Grid(Protocol):
    """One sheet as text.

    Attributes:
        sheet: its name, ``""`` for text and column formats.
        first_column: position of the grid's first column in the sheet (0 is A).
        merges: merged ranges, as far as the format knows them.
        headers: the column names of a column format; ``None`` where the header stands among the rows.
        is_streamed: whether a second look at its rows costs as much as the first.
        notes: what a person should know of this sheet.
    """

    sheet: str
    first_column: int
    merges: tuple[Merge, ...]
    headers: list[str] | None
    is_streamed: bool
    notes: list[str]

    def head(self, rows: int) -> list[list[str]]:
        """The first rows as bare texts, in rows of possibly different lengths."""

    def chunks(self, first_row: int, width: int) -> Iterator[Chunk]:
        """All rows from ``first_row`` on, as ``width`` columns."""


def first_rows(chunks: Iterator[Chunk], rows: int) -> list[list[str]]:
    """The first rows of a grid as texts.

    Args:
        chunks: the grid's chunks from its first row on; no more of them are read than needed.
        rows: how many rows at most.
    """
    found: list[list[str]] = []
    for chunk in chunks:
        columns = [column.slice(0, rows - len(found)).to_pylist() for column in chunk.columns]
        found.extend(map(list, zip(*columns, strict=True)))
        if len(found) >= rows:
            break
    return found
