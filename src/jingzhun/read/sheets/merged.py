"""Filling merged data cells: a value goes to the rows of its merged range and nowhere else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from jingzhun.read.grid import Chunk, Merge
from jingzhun.read.sheets.header_words import are_known_words

# Ranges that overlap like the steps of a stair; a household has one or two such steps.
_MOST_STEPS = 10


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
        # Where each row's range began in the chunk, -1 for above it; and the filled cells.
        self._filled: dict[int, tuple[np.ndarray, pa.Array]] = {}
        self._from_data: dict[int, bool] = {}

    def fill(self, chunk: Chunk) -> Sequence[pa.Array]:
        """Return the chunk's columns with every merged range filled.

        Args:
            chunk: the chunk that follows the last one given.

        Returns:
            One array a column, as long as the chunk.
        """
        self._filled = {}
        if not self._ranges:
            return chunk.columns
        columns = list(chunk.columns)
        for column, ranges in self._ranges.items():
            if column < len(columns) and len(columns[column]):
                columns[column] = self._fill_column(column, columns[column], ranges, chunk.first_row)
        return columns

    def go_on(self, data: np.ndarray, doubted: np.ndarray, under: Mapping[int, np.ndarray]) -> np.ndarray:
        """Which rows of the chunk that was filled last go on what a row of data above them began.

        A known header word begins nothing: it is merged over the levels of a header.

        Args:
            data: the rows that are data.
            doubted: the rows that are asked about.
            under: column → further rows that are asked about under a merged range of that column alone.
        """
        data, found = data.copy(), np.zeros(len(data), dtype=bool)
        covered = {
            column: (doubted | under.get(column, False)) & (begins != np.arange(len(begins))) & _are_values(values)
            for column, (begins, values) in self._filled.items()
        }
        for _ in range(_MOST_STEPS):
            more = np.zeros(len(data), dtype=bool)
            for column, below in covered.items():
                more |= below & self._began_in(data, column)
            if not (more & ~found).any():
                break
            found |= more
            data |= more
        for column in self._filled:
            self._from_data[column] = bool(self._began_in(data, column)[-1])
        return found

    def _began_in(self, rows: np.ndarray, column: int) -> np.ndarray:
        """Whether the range that a row lies in began in one of ``rows``."""
        began: np.ndarray = np.append(rows, self._from_data.get(column, False))[self._filled[column][0]]
        return began

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
        self._filled[column] = source - 1, filled
        return filled


def _are_values(texts: pa.Array) -> np.ndarray:
    filled: np.ndarray = pc.not_equal(texts, "").to_numpy(zero_copy_only=False)
    values: np.ndarray = filled & ~are_known_words(texts)
    return values
