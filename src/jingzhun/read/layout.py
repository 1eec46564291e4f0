"""How a grid is to be read as a table: where its header is, which columns count, what they mean."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from jingzhun.model import TableKind
from jingzhun.read.columns import ColumnMatch, KindGuess, guess_kinds, load_lexicon, match_columns
from jingzhun.read.grid import Grid
from jingzhun.read.header import HEAD_ROWS, Header, find_header
from jingzhun.read.rows import RowJudge, RowKind, serial_column

_SAMPLE_ROWS = 200
SOURCE_COLUMNS = ("_file", "_sheet", "_row")


@dataclass(frozen=True)
class Layout:
    """How a grid is read.

    Attributes:
        header: the header among the rows, ``None`` where there is none.
        above: the rows down to the end of the header, as they stand.
        width: columns of the grid.
        places: positions of the columns that are read.
        headers: their headers, unique.
        matches: the columns read as each kind of table.
        kinds: what the table may be, best first.
    """

    header: Header | None
    above: list[list[str]]
    width: int
    places: list[int]
    headers: list[str]
    matches: dict[TableKind, ColumnMatch]
    kinds: tuple[KindGuess, ...]

    @property
    def mapping(self) -> dict[str, str]:
        """Field name → header for the best kind; empty when the table is of none."""
        return dict(self.matches[self.kinds[0].kind].fields) if self.kinds else {}

    @property
    def ignored(self) -> list[int]:
        """Positions of the columns that have neither header nor content, as far as was looked."""
        return [place for place in range(self.width) if place not in self.places]

    def judge(self) -> RowJudge:
        """What tells data from other rows; columns of a person count even if the kind is unknown."""
        fields = self.mapping or next((m.fields for m in self.matches.values() if "name" in m.fields), {})
        places = dict(zip(self.headers, self.places, strict=True))
        serial = serial_column(self.headers)
        return RowJudge(
            self.header,
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
    above = head[: 0 if header is None else header.last]
    texts = _column_texts(grid, header, above, head)
    width = len(texts)
    sample = [[*row[:width], *[""] * (width - len(row))] for row in head[len(above) :][:_SAMPLE_ROWS]]
    named = [place for place, text in enumerate(texts) if text]
    # A total or a footer may stand where no column is.
    rows = _data_rows(_layout(header, above, texts, named, sample, grid.first_column), sample)
    places = [place for place, text in enumerate(texts) if text or any(row[place].strip() for row in rows)]
    return _layout(header, above, texts, places, rows, grid.first_column)


def _column_texts(
    grid: Grid, header: Header | None, above: Sequence[Sequence[str]], head: Sequence[Sequence[str]]
) -> Sequence[str]:
    if grid.headers is not None:
        return grid.headers
    if header is None:
        return [""] * max(map(len, head), default=0)
    # In a text file the header's own record sets the width, however ragged the rows are.
    return header.texts[: max(map(len, above[header.first - 1 :]))]


def _layout(
    header: Header | None,
    above: list[list[str]],
    texts: Sequence[str],
    places: list[int],
    sample: Sequence[Sequence[str]],
    first_column: int,
) -> Layout:
    headers = _unique([texts[place] or column_letters(first_column + place) for place in places])
    rows = [[row[place] for place in places] for row in sample]
    matches = {spec.kind: match_columns(headers, rows, spec.kind) for spec in load_lexicon().kinds}
    return Layout(header, above, len(texts), places, headers, matches, guess_kinds(matches))


def _data_rows(layout: Layout, sample: list[list[str]]) -> list[list[str]]:
    if not sample or not layout.width:
        return sample
    columns = [pa.array(cells, type=pa.string()) for cells in zip(*sample, strict=True)]
    kinds = layout.judge().judge(columns, None)
    return [sample[row] for row in np.flatnonzero(kinds == RowKind.DATA)]


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
