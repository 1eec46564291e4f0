"""Bounds for columns that are read in batches: measured before they are written out as plain texts."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from jingzhun.errors import UnreadableFileError

ROWS_AT_ONCE = 262_144
CELLS_AT_ONCE = 4_000_000
BYTES_AT_ONCE = 64 << 20
_SPLIT = "确认来源；确是正常的表时，把需要的列导出为 csv，或分成几个文件，再放入"


def too_large(size: int, name: str) -> UnreadableFileError:
    """The error to raise for a file that is far larger unpacked than any register."""
    return UnreadableFileError(f"解开后太大（{size / 1e6:,.0f} MB），不像正常的表格", where=name, fix=_SPLIT)


def out_of_memory(name: str) -> UnreadableFileError:
    """The error to raise for a file that is larger than this computer bears."""
    return UnreadableFileError("内容太大，内存不够", where=name, fix=_SPLIT)


def bounded(batch: pa.RecordBatch, name: str, cell_bytes: int) -> Iterator[pa.RecordBatch]:
    """Cut a batch so that no piece takes much more than ``BYTES_AT_ONCE`` when written out.

    Args:
        batch: columns of any type; dictionaries, and what else holds a text once for many rows, as they are.
        name: what messages call the file.
        cell_bytes: the longest text of one cell.

    Raises:
        UnreadableFileError: a text is longer.
    """
    step = max(1, min(ROWS_AT_ONCE, CELLS_AT_ONCE // max(1, batch.num_columns)))
    for start in range(0, batch.num_rows, step):
        piece = batch.slice(start, step)
        longest = [_longest_cell(column) for column in piece.columns]
        if max(longest, default=0) > cell_bytes:
            raise UnreadableFileError(
                f"有一个单元格的文字超过 {cell_bytes / 1e6:,.0f} MB，不像正常的表格", where=name, fix=_SPLIT
            )
        if sum(longest) * piece.num_rows <= BYTES_AT_ONCE:
            yield piece
            continue
        ends = np.cumsum(sum((_lengths(column) for column in piece.columns), np.zeros(piece.num_rows, np.int64)))
        first = 0
        while first < piece.num_rows:
            before = int(ends[first - 1]) if first else 0
            end = max(first + 1, int(np.searchsorted(ends, before + BYTES_AT_ONCE, side="right")))
            yield piece.slice(first, end - first)
            first = end


def longest_text(texts: pa.Array) -> int:
    """Bytes of the longest text of a plain column, 0 for a column of anything else."""
    return int(_plain_lengths(texts).max(initial=0))


def _longest_cell(column: pa.Array) -> int:
    """Bytes of the longest text that a cell of the column may hold."""
    inner = _inner(column)
    return longest_text(inner)


def _lengths(column: pa.Array) -> np.ndarray:
    """Bytes of every cell's text."""
    if isinstance(column, pa.ExtensionArray):
        column = column.storage
    if isinstance(column, pa.DictionaryArray):
        if not len(column.dictionary):
            return np.zeros(len(column), dtype=np.int64)
        indices = pc.fill_null(column.indices, 0).to_numpy(zero_copy_only=False)
        return np.asarray(_plain_lengths(column.dictionary)[indices])
    if isinstance(column, pa.RunEndEncodedArray):
        return np.full(len(column), longest_text(column.values), dtype=np.int64)
    return _plain_lengths(column)


def _inner(column: pa.Array) -> pa.Array:
    if isinstance(column, pa.ExtensionArray):
        column = column.storage
    if isinstance(column, pa.DictionaryArray):
        return column.dictionary
    return column.values if isinstance(column, pa.RunEndEncodedArray) else column


def _plain_lengths(texts: pa.Array) -> np.ndarray:
    kind = texts.type
    if pa.types.is_string_view(kind) or pa.types.is_binary_view(kind):
        # A view is 16 bytes, and begins with the length.
        views = np.frombuffer(texts.buffers()[1], dtype=np.int32)[::4][texts.offset : texts.offset + len(texts)]
        lengths = views.astype(np.int64)
        if texts.null_count:
            lengths[pc.is_null(texts).to_numpy(zero_copy_only=False)] = 0
        return lengths
    if pa.types.is_fixed_size_binary(kind):
        return np.full(len(texts), kind.byte_width, dtype=np.int64)
    if any(
        test(kind)
        for test in (pa.types.is_string, pa.types.is_large_string, pa.types.is_binary, pa.types.is_large_binary)
    ):
        lengths = pc.fill_null(pc.binary_length(texts), 0)
        return np.asarray(lengths.to_numpy(zero_copy_only=False), dtype=np.int64)
    return np.zeros(len(texts), dtype=np.int64)
