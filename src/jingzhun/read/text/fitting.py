"""Records of a text table → chunks of one width; what a chunk costs is bounded by its cells, not by its rows.

A header may be wide and the lines below it blank: two thousand columns over a file of line ends are a thousand
million cells. So cells that the file does not have are never made one by one, and a column without any of them is
the same array as the next.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from jingzhun.read.cells import bare, bare_texts
from jingzhun.read.grid import Chunk
from jingzhun.read.text.records import Records

# What is worth being worked on together, and what fits into memory several times over.
_CHUNK_ROWS = 30_000
_CHUNK_CELLS = 2_000_000
_TEXT = pa.string()
# ="3506…" is how some systems keep a spreadsheet program from eating digits; the text inside is meant.
_FORMULA = '^="(.*)"$'
_FORMULA_HERE = re.compile(r'="(.*)"')


def rows_per_chunk(width: int) -> int:
    """How many rows of ``width`` cells make a chunk."""
    return max(1, min(_CHUNK_ROWS, _CHUNK_CELLS // max(width, 1)))


def unwrapped(text: str) -> str:
    """``unwrapped_texts`` for one cell."""
    text = bare(text)
    guarded = _FORMULA_HERE.fullmatch(text)
    return text if guarded is None else bare(guarded[1])


def unwrapped_texts(texts: pa.Array, may_be_guarded: bool = True) -> pa.Array:
    """Cells as they are meant: bare, and without the formula around a text.

    Args:
        texts: a column of strings without nulls.
        may_be_guarded: false where no cell can hold a formula.
    """
    texts = bare_texts(texts)
    if not may_be_guarded:
        return texts
    marked = pc.starts_with(texts, '="')
    if not pc.any(marked).as_py():
        return texts
    return pc.if_else(marked, bare_texts(pc.replace_substring_regex(texts, _FORMULA, r"\1")), texts)


def spread(texts: pa.Array, places: np.ndarray, rows: int) -> pa.Array:
    """A column of ``rows`` strings with ``texts`` at ``places``, which ascend, and nothing elsewhere."""
    _, bounds, content = texts.buffers()
    if not len(texts) or bounds is None or content is None:
        return pa.repeat("", rows)
    begins = np.frombuffer(bounds, np.int32)[texts.offset : texts.offset + len(texts) + 1]
    offsets = np.zeros(rows + 1, np.int32)
    offsets[0] = begins[0]
    offsets[places + 1] = np.diff(begins)
    np.cumsum(offsets, out=offsets)
    return pa.StringArray.from_buffers(rows, pa.py_buffer(offsets), content)


def fitted(row: int, records: Records, width: int, optional: int) -> Iterator[Chunk]:
    """Bring records to one width.

    Args:
        row: number of the first one.
        records: of whatever lengths.
        width: how many cells each is to have.
        optional: how many of them it may lack at its end.

    Yields:
        Chunks of as many rows as are worth it, in the width; ragged are those that bringing to the width, or a bad
        quote, may have moved. Blank lines, however many, are one chunk of one array.
    """
    lengths = np.fromiter(map(len, records.rows), np.int64, len(records.rows))
    flags = _moved(records.rows, lengths, width, optional)
    flags[records.malformed] = True
    for first, last in _slices(lengths, rows_per_chunk(width)):
        columns = _columns(records.rows[first:last], lengths[first:last], width)
        ragged = flags[first:last]
        yield Chunk(row + first, columns, pa.array(ragged) if ragged.any() else None)


def _moved(records: Sequence[Sequence[str]], lengths: np.ndarray, width: int, optional: int) -> np.ndarray:
    """Which records may have a value in the wrong place, or lose one, when they are brought to the width."""
    flags = np.zeros(len(records), dtype=bool)
    for place in np.flatnonzero((lengths > 0) & (lengths != width)).tolist():
        record = records[place]
        missing = width - len(record)
        flags[place] = missing > optional and any(record) if missing > 0 else any(map(bare, record[width:]))
    return flags


def _slices(lengths: np.ndarray, rows: int) -> Iterator[tuple[int, int]]:
    """Cut records into slices of some rows; longer runs of blank ones are slices of their own."""
    edges = np.flatnonzero(np.diff(lengths == 0, prepend=False, append=False)).reshape(-1, 2)
    cuts = [0, *edges[edges[:, 1] - edges[:, 0] >= rows].ravel().tolist(), len(lengths)]
    for begin, end in pairwise(cuts):
        step = rows if lengths[begin:end].any() else max(end - begin, 1)
        for first in range(begin, end, step):
            yield first, min(first + step, end)


def _columns(records: Sequence[list[str]], lengths: np.ndarray, width: int) -> list[pa.Array]:
    if (lengths == width).all():
        return [unwrapped_texts(pa.array(column, type=_TEXT)) for column in zip(*records, strict=True)]
    lengths = np.minimum(lengths, width)
    cells = unwrapped_texts(pa.array([cell for record in records for cell in record[:width]], type=_TEXT))
    starts = np.cumsum(lengths) - lengths
    columns = []
    for place in range(int(lengths.max())):
        rows = np.flatnonzero(lengths > place)
        columns.append(spread(cells.take(pa.array(starts[rows] + place)), rows, len(records)))
    return columns + [pa.repeat("", len(records))] * (width - len(columns))


def from_row(chunks: Iterator[Chunk], first_row: int) -> Iterator[Chunk]:
    """The rows of some chunks from a number on."""
    for chunk in chunks:
        skip = max(first_row - chunk.first_row, 0)
        if skip == 0:
            yield chunk
        elif skip < _length(chunk):
            ragged = None if chunk.ragged is None else chunk.ragged[skip:]
            yield Chunk(first_row, [column[skip:] for column in chunk.columns], ragged)


def gathered(chunks: Iterator[Chunk], width: int) -> Iterator[Chunk]:
    """Join chunks that are small until they are worth being worked on."""
    enough = rows_per_chunk(width)
    waiting: list[Chunk] = []
    rows = 0
    for chunk in chunks:
        # A large one is not copied: its columns may be one array.
        if waiting and rows + _length(chunk) > enough:
            yield _joined(waiting)
            waiting, rows = [], 0
        waiting.append(chunk)
        rows += _length(chunk)
    if waiting:
        yield _joined(waiting)


def _length(chunk: Chunk) -> int:
    return len(chunk.columns[0])


def _joined(chunks: list[Chunk]) -> Chunk:
    if len(chunks) == 1:
        return chunks[0]
    columns = [pa.concat_arrays(parts) for parts in zip(*(chunk.columns for chunk in chunks), strict=True)]
    ragged = None
    if any(chunk.ragged is not None for chunk in chunks):
        flags = [pa.repeat(False, _length(chunk)) if chunk.ragged is None else chunk.ragged for chunk in chunks]
        ragged = pa.concat_arrays(flags)
    return Chunk(chunks[0].first_row, columns, ragged)
