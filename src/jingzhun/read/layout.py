"""How a grid is to be read as a table: where its header is, which columns count, what they mean."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from jingzhun.model import TableKind
from jingzhun.read.columns import (
    ColumnMatch,
    KindGuess,
    guess_kinds,
    identity_share,
    load_lexicon,
    looks_like_identity,
    match_columns,
)
from jingzhun.read.grid import Grid
from jingzhun.read.header import HEAD_ROWS, Header, find_header
from jingzhun.read.rows import RowJudge, RowKind, serial_column

_SAMPLE_ROWS = 200
SOURCE_COLUMNS = ("_file", "_sheet", "_row")
# A table is said to hold people if this share of one column, and this many cells of it, look like identity numbers.
_PEOPLE_SHARE, _PEOPLE_CELLS = 0.5, 2


@dataclass(frozen=True)
class Layout:
    """How a grid is read.

    Attributes:
        header: the header among the rows, ``None`` where there is none.
        levels: the rows of the header as they stand, also where it is that of another sheet.
        above: the rows that are set aside before the first data row, as they stand.
        width: columns of the grid.
        places: positions of the columns that are read.
        headers: their headers, unique.
        matches: the columns read as each kind of table.
        kinds: what the table may be, best first.
        sample: some of the data rows, all as wide as the grid.
        notes: what a person should know of how the header was found.
    """

    header: Header | None
    levels: tuple[tuple[str, ...], ...]
    above: list[list[str]]
    width: int
    places: list[int]
    headers: list[str]
    matches: dict[TableKind, ColumnMatch]
    kinds: tuple[KindGuess, ...]
    sample: list[list[str]]
    notes: tuple[str, ...] = ()

    @property
    def mapping(self) -> dict[str, str]:
        """Field name → header for the best kind; empty when the table is of none."""
        return dict(self.matches[self.kinds[0].kind].fields) if self.kinds else {}

    @property
    def ignored(self) -> list[int]:
        """Positions of the columns that have neither header nor content, as far as was looked."""
        return [place for place in range(self.width) if place not in self.places]

    @property
    def looks_like_people(self) -> bool:
        """Whether one column of the data rows holds identity numbers, whatever the table is."""
        for cells in zip(*self.sample, strict=True):
            share, filled = identity_share(cells), sum(map(bool, cells))
            if share is not None and share >= _PEOPLE_SHARE and filled >= _PEOPLE_CELLS:
                return True
        return False

    def field_places(self) -> dict[str, int]:
        """Field name → position of its column, for the best kind."""
        places = dict(zip(self.headers, self.places, strict=True))
        return {field: places[header] for field, header in self.mapping.items()}

    def judge(self) -> RowJudge:
        """What tells data from other rows; columns of a person count even if the kind is unknown."""
        fields = self.mapping or next((m.fields for m in self.matches.values() if "name" in m.fields), {})
        places = dict(zip(self.headers, self.places, strict=True))
        serial = serial_column(self.headers)
        return RowJudge(
            self.levels,
            id_column=places.get(fields.get("id_number", "")),
            name_column=places.get(fields.get("name", "")),
            serial=None if serial is None else self.places[serial],
        )


def lay_out(grid: Grid) -> Layout:
    """Find the table in a grid, by its first rows.

    Args:
        grid: one sheet as text.

    Returns:
        Its layout. A column without header counts if a data row among the first ones has something in it; it is
        named by its letters.
    """
    head = grid.head(HEAD_ROWS + _SAMPLE_ROWS)
    header = None if grid.headers is not None else find_header(head, grid.merges)
    texts = _column_texts(grid, header, head)
    draft = _Draft(grid.first_column, head, header, () if header is None else header.levels, texts)
    start = 0 if header is None else header.last
    notes = ("没有找到表头，各列以列标命名",) if header is None and grid.headers is None else ()
    named = [place for place, text in enumerate(texts) if text]
    # A total or a footer may stand where no column is.
    rows = draft.data_rows(named, start)
    places = [place for place, text in enumerate(texts) if text or any(row[place] for row in rows)]
    layout = draft.layout(places, rows, start, notes)
    number = layout.field_places().get("id_number")
    if header is None or number is None or not _any_identity(head[: header.first - 1], number):
        return layout
    # The header of the first page is gone, and that of the second was found.
    notes = (f"第 {header.first} 行的表头上方也有人员，一并读取",)
    return draft.layout(places, draft.data_rows(places, 0), 0, notes)


def lay_out_like(grid: Grid, model: Layout, sheet: str) -> Layout:
    """Lay out a grid that has no header of its own by that of another sheet.

    Args:
        grid: the sheet without header.
        model: the layout of the other sheet, at least as wide.
        sheet: the other sheet's name.

    Returns:
        The layout, from the first row on.
    """
    head = grid.head(HEAD_ROWS + _SAMPLE_ROWS)
    width = max(map(len, head), default=0)
    headers = dict(zip(model.places, model.headers, strict=True))
    draft = _Draft(grid.first_column, head, None, model.levels, [headers.get(place, "") for place in range(width)])
    places = [place for place in model.places if place < width]
    note = f"没有表头，按工作表“{sheet}”的表头读取"
    return draft.layout(places, draft.data_rows(places, 0), 0, (note,))


@dataclass(frozen=True, slots=True)
class _Draft:
    """The first rows of a grid and what its columns are called, before it is settled which of them count."""

    first_column: int
    head: list[list[str]]
    header: Header | None
    levels: tuple[tuple[str, ...], ...]
    texts: Sequence[str]

    def layout(self, places: list[int], sample: list[list[str]], start: int, notes: tuple[str, ...] = ()) -> Layout:
        """Read the columns at ``places``, by the data rows in ``sample``; the data begins ``start`` rows down."""
        headers = _unique([self.texts[place] or column_letters(self.first_column + place) for place in places])
        rows = [[row[place] for place in places] for row in sample]
        matches = {spec.kind: match_columns(headers, rows, spec.kind) for spec in load_lexicon().kinds}
        above, width = self.head[:start], len(self.texts)
        return Layout(
            self.header, self.levels, above, width, places, headers, matches, guess_kinds(matches), sample, notes
        )

    def data_rows(self, places: list[int], start: int) -> list[list[str]]:
        """The first data rows from ``start`` on, as wide as the grid, if the columns at ``places`` are read."""
        width = len(self.texts)
        rows = [[*row[:width], *[""] * (width - len(row))] for row in self.head[start:][:_SAMPLE_ROWS]]
        if not rows or not width:
            return rows
        columns = [pa.array(cells, type=pa.string()) for cells in zip(*rows, strict=True)]
        kinds = self.layout(places, rows, start).judge().judge(columns, None)
        return [rows[row] for row in np.flatnonzero(kinds == RowKind.DATA)]


def _any_identity(rows: Sequence[Sequence[str]], place: int) -> bool:
    return any(place < len(row) and looks_like_identity(row[place]) for row in rows)


def _column_texts(grid: Grid, header: Header | None, head: Sequence[Sequence[str]]) -> Sequence[str]:
    if grid.headers is not None:
        return grid.headers
    if header is None:
        return [""] * max(map(len, head), default=0)
    # In a text file the header's own record sets the width, however ragged the rows are.
    return header.texts[: max(map(len, head[header.first - 1 : header.last]))]


def column_letters(column: int) -> str:
    """A column as a spreadsheet program calls it: 0 is A列, 26 is AA列."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}列"


def _unique(texts: Sequence[str]) -> list[str]:
    """Tell equal headers apart by a number in brackets."""
    seen: set[str] = set(SOURCE_COLUMNS)
    unique = []
    for text in texts:
        name, number = text, 2
        while name in seen:
            name, number = f"{text}({number})", number + 1
        seen.add(name)
        unique.append(name)
    return unique
