"""A rectangle of a sheet that holds one table: the whole sheet, or one of several tables in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from jingzhun.read.grid import Chunk, Grid, Merge, first_rows


@dataclass(frozen=True)
class Region:
    """A part of a grid. Its rows are counted from 1 at its own first row, its columns from 0 at its own first column.

    Attributes:
        grid: the sheet.
        above: rows of the sheet above it.
        end: last row of the sheet that belongs to it; ``None`` for all that follow.
        columns: first column of the grid, and the one after the last; ``None`` for all.
        problem: why its table cannot be read, in Chinese; ``""`` where it can.
        header_near: a row where its header was seen; 0 where it is to be looked for.
        wide: columns of the sheet, where ``columns`` are not all.
        fix: what to do about the problem; ``""`` for what is done about most.
        blank_at_end: columns at its right that only part it from what stands beside it; its name leaves them out.
    """

    grid: Grid
    above: int = 0
    end: int | None = None
    columns: tuple[int, int] | None = None
    problem: str = ""
    header_near: int = 0
    wide: int = 0
    fix: str = ""
    blank_at_end: int = 0

    @property
    def is_whole(self) -> bool:
        """Whether this is the whole sheet."""
        return not self.above and self.end is None and self.columns is None

    @property
    def sheet(self) -> str:
        """Name of the sheet; with the position where this is not the whole."""
        if self.is_whole:
            return self.grid.sheet
        return f"{self.grid.sheet}（{self.place}）" if self.grid.sheet else self.place

    @property
    def place(self) -> str:
        """Where in the sheet this is: ``第20行起，A–C列``."""
        rows, columns = "", ""
        if self.end is not None:
            first = self.above + 1
            rows = f"第{first}行" if first == self.end else f"第{first}–{self.end}行"
        elif self.above:
            rows = f"第{self.above + 1}行起"
        if self.columns is not None:
            last = self.columns[1] - 1 - self.blank_at_end
            columns = column_span(self.first_column, self.grid.first_column + last)
        return "，".join(filter(None, (rows, columns)))

    @property
    def first_column(self) -> int:
        """Position of its first column in the sheet (0 is A)."""
        return self.grid.first_column + (0 if self.columns is None else self.columns[0])

    @property
    def headers(self) -> list[str] | None:
        """The column names of a column format; ``None`` where the header stands among the rows."""
        return self.grid.headers

    @property
    def merges(self) -> tuple[Merge, ...]:
        """The merged ranges that begin here, without what lies outside."""
        if self.is_whole:
            return self.grid.merges
        left, right = self.columns or (0, 1 << 30)
        bottom = self.end or 1 << 30
        return tuple(
            Merge(
                merge.first_row - self.above,
                merge.first_column - left,
                min(merge.last_row, bottom) - self.above,
                min(merge.last_column, right - 1) - left,
            )
            for merge in self.grid.merges
            if self.above < merge.first_row <= bottom and left <= merge.first_column < right
        )

    def until(self, row: int) -> Region:
        """The part above a row of this region."""
        return replace(self, end=self.above + row - 1)

    def after(self, row: int) -> Region:
        """The part from a row of this region on."""
        return replace(self, above=self.above + row - 1, header_near=0)

    def between(self, first: int, last: int, wide: int) -> Region:
        """The columns from ``first`` up to, but without, ``last`` of a region that is ``wide`` columns wide."""
        return replace(self, columns=(first, last), wide=wide)

    def head(self, rows: int) -> list[list[str]]:
        """The first rows as texts; those of text files may differ in length."""
        if self.end is not None:
            rows = min(rows, self.end - self.above)
        if self.grid.is_streamed or not self.above:
            found = self.grid.head(self.above + rows)[self.above :]
            return found if self.columns is None else [row[slice(*self.columns)] for row in found]
        return self.rows(1, rows)

    def rows(self, first: int, rows: int) -> list[list[str]]:
        """Rows from ``first`` on, as wide as the region."""
        return first_rows(self.chunks(first, 0), rows)

    def chunks(self, first_row: int, width: int) -> Iterator[Chunk]:
        """All rows from ``first_row`` on, as ``width`` columns."""
        if self.is_whole:
            yield from self.grid.chunks(first_row, width)
            return
        for chunk in self.grid.chunks(first_row + self.above, self.wide or width):
            columns = chunk.columns if self.columns is None else chunk.columns[slice(*self.columns)]
            ragged = chunk.ragged
            if self.end is not None:
                left = self.end - chunk.first_row + 1
                if left <= 0:
                    return
                columns = [column.slice(0, left) for column in columns]
                ragged = None if ragged is None else ragged.slice(0, left)
            yield Chunk(chunk.first_row - self.above, columns, ragged)


def column_letters(column: int) -> str:
    """A column as a spreadsheet program calls it: 0 is A列, 26 is AA列."""
    return f"{_letters(column)}列"


def column_span(first: int, last: int) -> str:
    """Columns as a spreadsheet program calls them: A–C列."""
    return column_letters(first) if first == last else f"{_letters(first)}–{column_letters(last)}"


def _letters(column: int) -> str:
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
