"""How a grid is to be read as a table: where its header is, which columns count, what they mean."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from jingzhun.kinds import TableKind
from jingzhun.read.columns.mapping import (
    ColumnMatch,
    KindGuess,
    TableColumns,
    guess_kinds,
    identity_share,
    looks_like_identity,
)
from jingzhun.read.grid import Chunk, Merge
from jingzhun.read.sheets.header import HEAD_ROWS, Header, find_header
from jingzhun.read.sheets.header_words import KnownHeader, header_rows
from jingzhun.read.sheets.merged import MergeFiller
from jingzhun.read.sheets.region import Region, column_letters
from jingzhun.read.sheets.rows import RowJudge, RowKind, serial_column

_SAMPLE_ROWS = 200
#: So many rows of a region are looked at before its table is laid out.
SCAN_ROWS = HEAD_ROWS + _SAMPLE_ROWS
SOURCE_COLUMNS = ("_file", "_sheet", "_row")
#: No column is settled by the user.
NOT_SETTLED: Mapping[str, str] = MappingProxyType({})
# A table is said to hold people if this share of one column, and this many cells of it, look like identity numbers.
_PEOPLE_SHARE, _PEOPLE_CELLS = 0.5, 2
_OTHER_PEOPLE = 0.2
# Rows wider than the header are not ragged where so many of them are of one width: a column has no header.
_MOST_ROWS = 0.9


@dataclass(frozen=True)
class Layout:
    """How a grid is read.

    Attributes:
        header: the header among the rows, ``None`` where there is none.
        levels: the rows of the header as they stand, also where it is that of another sheet.
        texts: what every column of the grid is called, ``""`` where a column has no header.
        above: the rows that are set aside before the first data row, as they stand.
        width: columns of the grid.
        places: positions of the columns that are read.
        headers: their headers, unique.
        matches: the columns read as each kind of table.
        kinds: what the table may be, best first.
        sample: some of the data rows, all as wide as the grid.
        notes: what a person should know of how the header was found.
        overrides: header → field, as the user has settled it.
    """

    header: Header | None
    levels: tuple[tuple[str, ...], ...]
    texts: tuple[str, ...]
    above: list[list[str]]
    width: int
    places: list[int]
    headers: list[str]
    matches: dict[TableKind, ColumnMatch]
    kinds: tuple[KindGuess, ...]
    sample: list[list[str]]
    notes: tuple[str, ...]
    overrides: Mapping[str, str]

    @property
    def mapping(self) -> dict[str, str]:
        """Field name → header for the best kind; empty when the table is of none."""
        return dict(self.matches[self.kinds[0].kind].fields) if self.kinds else {}

    @property
    def ignored(self) -> list[int]:
        """Positions of the columns that have neither header nor content, as far as was looked."""
        return [place for place in range(self.width) if place not in self.places]

    @property
    def nameless(self) -> list[int]:
        """Positions of the columns that are read although they have no header."""
        return [place for place in self.places if not self.texts[place]] if self.header is not None else []

    @property
    def looks_like_people(self) -> bool:
        """Whether one column of the data rows holds identity numbers, whatever the table is."""
        for cells in zip(*self.sample, strict=True):
            share, filled = identity_share(cells), sum(map(bool, cells))
            if share is not None and share >= _PEOPLE_SHARE and filled >= _PEOPLE_CELLS:
                return True
        return False

    def numbers_beside(self, read: str | None) -> list[str]:
        """Headers of columns that hold identity numbers other than those of the column that is read."""
        cells = {header: [row[place] for row in self.sample] for header, place in self.headed()}
        known = set(cells.get(read or "", ()))
        found = []
        for header, texts in cells.items():
            if header != read and (identity_share(texts) or 0.0) >= _PEOPLE_SHARE:
                others = [text for text in texts if text and text not in known]
                # The number of the head beside every member is that of a member too.
                if len(others) >= max(_PEOPLE_CELLS, _OTHER_PEOPLE * sum(map(bool, texts))):
                    found.append(header)
        return found

    def headed(self) -> list[tuple[str, int]]:
        """The columns that are read, with their positions."""
        return list(zip(self.headers, self.places, strict=True))

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
            KnownHeader(self.levels, self.texts),
            id_column=places.get(fields.get("id_number", "")),
            name_column=places.get(fields.get("name", "")),
            serial=None if serial is None else self.places[serial],
        )


class FirstLook(NamedTuple):
    """What the first rows of a region tell.

    Attributes:
        head: the rows.
        header: the header among them.
        texts: what every column is called, ``""`` where it has no header.
    """

    head: list[list[str]]
    header: Header | None
    texts: Sequence[str]


def look_at(region: Region) -> FirstLook:
    """Find the header of a region, without asking what its columns mean."""
    head = region.head(max(SCAN_ROWS, region.header_near + _SAMPLE_ROWS))
    header = None if region.headers is not None else find_header(head, region.merges, _header_near(region, head))
    return FirstLook(head, header, _column_texts(region, header, head))


def lay_out(region: Region, overrides: Mapping[str, str] = NOT_SETTLED) -> Layout:
    """Find the table in a region, by its first rows.

    Args:
        region: one sheet as text, or the part of it that holds one table.
        overrides: header → field, as the user has settled it.

    Returns:
        Its layout. A column without header counts if a data row among the first ones has something in it; it is
        named by its letters.
    """
    head, header, texts = look_at(region)
    levels = () if header is None else header.levels
    draft = _Draft(region.first_column, head, header, levels, texts, overrides, region.merges)
    start = 0 if header is None else header.last
    notes = ("没有找到表头，各列以列标命名",) if header is None and region.headers is None else ()
    named = [place for place, text in enumerate(texts) if text]
    # A total or a footer may stand where no column is.
    rows = draft.data_rows(named, start)
    places = [place for place, text in enumerate(texts) if text or any(row[place] for row in rows)]
    layout = draft.layout(places, rows, start, notes)
    number = layout.field_places().get("id_number")
    if header is None or number is None or not _any_identity(head[: header.first - 1], number):
        return layout
    # The header of the first page is gone, and that of the second was found.
    notes = (f"第 {region.above + header.first} 行的表头上方也有人员，一并读取",)
    return draft.layout(places, draft.data_rows(places, 0), 0, notes)


def lay_out_like(region: Region, model: Layout, sheet: str) -> Layout:
    """Lay out a region that has no header of its own by that of another sheet.

    Args:
        region: the sheet without header.
        model: the layout of the other sheet, at least as wide.
        sheet: the other sheet's name.

    Returns:
        The layout, from the first row on.
    """
    head = region.head(SCAN_ROWS)
    width = max(map(len, head), default=0)
    headers = dict(zip(model.places, model.headers, strict=True))
    texts = [headers.get(place, "") for place in range(width)]
    draft = _Draft(region.first_column, head, None, model.levels, texts, model.overrides, region.merges)
    places = [place for place in model.places if place < width]
    note = f"没有表头，按工作表“{sheet}”的表头读取"
    return draft.layout(places, draft.data_rows(places, 0), 0, (note,))


def _header_near(region: Region, head: Sequence[Sequence[str]]) -> int:
    """The first row that is a header beyond doubt, 0 where there is none."""
    if region.header_near:
        return region.header_near
    return next(iter(header_rows(head)), 0)


@dataclass(frozen=True, slots=True)
class _Draft:
    """The first rows of a grid and what its columns are called, before it is settled which of them count."""

    first_column: int
    head: list[list[str]]
    header: Header | None
    levels: tuple[tuple[str, ...], ...]
    texts: Sequence[str]
    overrides: Mapping[str, str]
    merges: Sequence[Merge]

    def layout(self, places: list[int], sample: list[list[str]], start: int, notes: tuple[str, ...] = ()) -> Layout:
        """Read the columns at ``places``, by the data rows in ``sample``; the data begins ``start`` rows down."""
        headers = _unique([self.texts[place] or column_letters(self.first_column + place) for place in places])
        rows = [[row[place] for place in places] for row in sample]
        matches = TableColumns(headers, rows, self.overrides).match_all()
        above, width = self.head[:start], len(self.texts)
        return Layout(
            self.header,
            self.levels,
            tuple(self.texts),
            above,
            width,
            places,
            headers,
            matches,
            guess_kinds(matches),
            sample,
            notes,
            self.overrides,
        )

    def data_rows(self, places: list[int], start: int) -> list[list[str]]:
        """The first data rows from ``start`` on, as wide as the grid, if the columns at ``places`` are read."""
        width = len(self.texts)
        rows = [[*row[:width], *[""] * (width - len(row))] for row in self.head[start:][:_SAMPLE_ROWS]]
        if not rows or not width:
            return rows
        columns = [pa.array(cells, type=pa.string()) for cells in zip(*rows, strict=True)]
        filler = MergeFiller(self.merges)
        filled = [column.to_pylist() for column in filler.fill(Chunk(start + 1, columns))]
        kinds = self.layout(places, rows, start).judge().judge(columns, None, filler)
        return [[cells[row] for cells in filled] for row in np.flatnonzero(kinds == RowKind.DATA).tolist()]


def _any_identity(rows: Sequence[Sequence[str]], place: int) -> bool:
    return any(place < len(row) and looks_like_identity(row[place]) for row in rows)


def _column_texts(region: Region, header: Header | None, head: Sequence[Sequence[str]]) -> Sequence[str]:
    if region.headers is not None:
        return region.headers
    if header is None:
        return [""] * max(map(len, head), default=0)
    # In a text file the header's own record sets the width, however ragged the rows are, unless all rows are wider.
    width = max(map(len, head[header.first - 1 : header.last]))
    lengths = Counter(len(row) for row in head[header.last :] if any(row))
    usual, rows = max(lengths.items(), key=lambda item: item[1], default=(0, 0))
    return header.texts[: usual if usual > width and rows >= _MOST_ROWS * lengths.total() else width]


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
