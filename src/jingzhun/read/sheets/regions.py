"""Several tables in one sheet: one below the other, or side by side; each becomes a region, none is mixed with another.

One below the other is told by a further header row, beyond doubt a header and no repetition of the first
(``header_words``). In a workbook all rows are looked at; in a text file only the first ones, and the rest while they
are read. Side by side is told by ``side_by_side``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pyarrow as pa

from jingzhun.read.columns.mapping import looks_like_identity
from jingzhun.read.grid import Grid
from jingzhun.read.limits import LIMITS
from jingzhun.read.sheets.header import find_header
from jingzhun.read.sheets.header_words import KnownHeader, header_rows, is_known
from jingzhun.read.sheets.layout import SCAN_ROWS, lay_out
from jingzhun.read.sheets.merged import MergeFiller
from jingzhun.read.sheets.region import Region
from jingzhun.read.sheets.rows import RowKind
from jingzhun.read.sheets.side_by_side import columns_apart

# A table's titles stand at most so many rows above its header.
_ROWS_OF_TITLE = 12
_ROWS_BELOW = 40
# A lone text of fewer characters may be a name.
_SHORTEST_TITLE = 5
# A sheet with more tables is a pile of forms.
_MOST_TABLES = 40
_NARROWER = (
    "用 Excel/WPS 打开，删去右侧没有用的空列，保存后再放入；"
    "确实有这么多列时，在 jingzhun.toml 的 [limits] 里调大 columns"
)


def find_regions(grid: Grid, most_columns: int = LIMITS.columns) -> list[Region]:
    """Find the tables of a sheet.

    Args:
        grid: the sheet.
        most_columns: how wide a sheet may be.

    Returns:
        Its tables, from top to bottom and from left to right; mostly one that is the whole sheet. Where tables stand
        side by side and cannot be told apart, or the sheet is too wide, one with a ``problem``.
    """
    whole = Region(grid)
    width = _width(grid)
    if width > most_columns:
        told = f"整张表有 {width:,} 列，不像正常的表格（最多 {most_columns:,} 列），没有读取"
        # Its rows are counted by their first columns alone.
        return [replace(whole.between(0, most_columns, width), problem=told, fix=_NARROWER)]
    if grid.headers is not None:
        return [whole]
    regions = []
    for part in _rows_apart(whole):
        bands = columns_apart(part)
        regions += [lower for band in bands for lower in _rows_apart(band)] if len(bands) > 1 else bands
    return regions


def _width(grid: Grid) -> int:
    """Columns of a sheet; the first rows of a text file tell, as far as they go."""
    if grid.headers is not None:
        return len(grid.headers)
    return max(map(len, grid.head(SCAN_ROWS)), default=0)


def _rows_apart(region: Region) -> list[Region]:
    """Cut a region above every row where another table begins."""
    parts: list[Region] = []
    whole = region
    while True:
        if len(parts) > _MOST_TABLES:
            places = "、".join(str(part.above + 1) for part in parts[1:4])
            return [replace(whole, problem=f"表头换了 {_MOST_TABLES} 次以上（如第 {places} 行起），没有读取")]
        head = region.head(SCAN_ROWS)
        row = _next_in_head(region, head)
        if row == 0 and not region.grid.is_streamed and len(head) == SCAN_ROWS:
            region, row = _next_further_down(region)
        if row == 0:
            return [*parts, region]
        parts.append(region.until(row))
        region = region.after(row)


def _next_in_head(region: Region, head: Sequence[Sequence[str]]) -> int:
    """The row among the first where another table begins, 0 where none does."""
    rows = header_rows(head)
    if not rows:
        return 0
    if _is_of_others(head, rows[0]):
        return _first_row(region, rows[0])
    header = find_header(head, region.merges, rows[0])
    if header is None:
        return 0
    known = KnownHeader(header.levels, header.texts)
    covered = _under_values(region, head, header.last)
    for row in rows:
        if row > header.last and row not in covered and not known.is_repeated_by(head[row - 1]):
            return _first_row(region, row)
    return 0


def _under_values(region: Region, head: Sequence[Sequence[str]], header_last: int) -> set[int]:
    """Rows under a merged cell that began below the header, and is no word of another one: they go on a row of data."""
    covered: set[int] = set()
    for merge in region.merges:
        if header_last < merge.first_row < min(merge.last_row, len(head)):
            row = head[merge.first_row - 1]
            text = row[merge.first_column] if merge.first_column < len(row) else ""
            if text and not is_known(text):
                covered.update(range(merge.first_row + 1, min(merge.last_row, len(head)) + 1))
    return covered


def _next_further_down(region: Region) -> tuple[Region, int]:
    """The same for the rows that follow the first ones; also the region, with its header if that is found there."""
    layout = lay_out(region)
    judge = layout.judge()
    filler = MergeFiller(region.merges)
    # From the first row of data on, for merged cells that reach further down.
    for chunk in region.chunks(len(layout.above) + 1, layout.width):
        filler.fill(chunk)
        kinds = judge.judge(chunk.columns, chunk.ragged, filler)
        for row in (np.flatnonzero(kinds == RowKind.OTHER_HEADER) + chunk.first_row).tolist():
            if row <= SCAN_ROWS:
                continue
            if layout.kinds or layout.looks_like_people or region.header_near:
                return region, _first_row(region, row)
            # Nothing but text stands above: that is no table of its own.
            return _next_further_down(replace(region, header_near=row))
    return region, 0


def _is_of_others(head: Sequence[Sequence[str]], row: int) -> bool:
    """Whether people stand above the first header whose numbers stand in other columns than those below it."""
    above = _identity_columns(head[: row - 1])
    below = _identity_columns(head[row : row + _ROWS_BELOW])
    return bool(above and below and not above & below)


def _identity_columns(rows: Sequence[Sequence[str]]) -> set[int]:
    return {place for row in rows for place, cell in enumerate(row) if looks_like_identity(cell)}


def _first_row(region: Region, row: int) -> int:
    """The first row of the table whose header has a text in ``row``: its titles and blank rows come before."""
    begin = max(1, row - _ROWS_OF_TITLE)
    rows = region.rows(begin, row - begin + 3) if not region.grid.is_streamed else region.head(row + 2)[begin - 1 :]
    merges = [
        merge._replace(first_row=merge.first_row - begin + 1, last_row=merge.last_row - begin + 1)
        for merge in region.merges
        if merge.first_row >= begin
    ]
    header = find_header(rows, merges, row - begin + 1)
    first = row if header is None else begin + header.first - 1
    above = rows[: first - begin]
    if not above or sum(map(bool, above[-1])) > 1:
        return max(first, 2)
    kinds = _kinds(region, first, above)
    while first > begin and kinds[first - begin - 1] in (RowKind.BLANK, RowKind.TITLE):
        first -= 1
    return max(first, 2)


def _kinds(region: Region, row: int, rows: Sequence[Sequence[str]]) -> np.ndarray:
    """What the rows above another table are to the table above it; a lone text of some length is a title there."""
    layout = lay_out(region.until(row))
    width = max(layout.width, *map(len, rows))
    columns = list(zip(*([*cells, *[""] * (width - len(cells))] for cells in rows), strict=True))
    kinds = layout.judge().judge([pa.array(cells, type=pa.string()) for cells in columns], None)
    lone = [sum(map(bool, cells)) == 1 and len("".join(cells)) >= _SHORTEST_TITLE for cells in rows]
    kinds[np.array(lone) & (kinds == RowKind.DATA)] = RowKind.TITLE
    return kinds
