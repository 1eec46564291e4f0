"""Filling merged data cells: a value goes to the rows of its merged range and nowhere else."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from jingzhun.read.grid import Chunk, Merge


class MergeFiller:
    """Fills chunk by chunk, top to bottom; remembers the value of a range that reaches into the next chunk.

    Only the first column of a range is filled: what a value that lies across several columns says of the others is
    not known.
    """

    def __init__(self, merges: Sequence[Merge]) -> None:
        by_column: dict[int, list[Merge]] = {}
        for merge in merges:
            if merge.last_row > merge.first_row:
                by_column.setdefault(merge.first_column, []).append(merge)
        self._ranges = {
            column: np.array(sorted((merge.first_row, merge.last_row) for merge in found), dtype=np.int64)
            for column, found in by_column.items()
        }
        self._carried: dict[int, str] = {}

    def fill(self, chunk: Chunk) -> list[pa.Array]:
        """Return the chunk's columns with every merged range filled.

        Args:
            chunk: the chunk that follows the last one given.

        Returns:
            One array a column, as long as the chunk.
        """
        columns = list(chunk.columns)
        for column, ranges in self._ranges.items():
            if column < len(columns) and len(columns[column]):
                columns[column] = self._fill_column(column, columns[column], ranges, chunk.first_row)
        return columns

    def _fill_column(self, column: int, values: pa.Array, ranges: np.ndarray, first_row: int) -> pa.Array:
        begin, end = ranges[:, 0] - first_row, ranges[:, 1] - first_row
        touching = (end >= 0) & (begin < len(values))
        if not touching.any():
            return values
        begin, end = begin[touching], np.minimum(end[touching], len(values) - 1)
        # Position 0 is the value carried in from above; the chunk's own rows follow.
        source = np.arange(1, len(values) + 1)
        starts = np.maximum(begin, 0)
        lengths = end - starts + 1
        rows = np.arange(lengths.sum()) - np.repeat(np.cumsum(lengths) - lengths, lengths) + np.repeat(starts, lengths)
        source[rows] = np.repeat(np.where(begin < 0, 0, begin + 1), lengths)
        carried = pa.array([self._carried.get(column, "")], type=values.type)
        filled = pa.concat_arrays([carried, values]).take(pa.array(source))
        self._carried[column] = filled[-1].as_py()
        return filled
