"""A small register cut up, so that all processors have a part in it: most files arrive as one batch."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise

import pyarrow as pa

#: A batch of fewer rows is not worth cutting: typing and comparing a few rows costs as much as thousands more.
FEWEST_ROWS = 32_768
#: A piece has at most so many rows.
MOST_ROWS = 65_536


def shared_out(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """The batches of a table; if there is one alone, in pieces, without copying anything.

    How it is cut depends on its rows alone, not on the computer.
    """
    rest = iter(batches)
    first = next(rest, None)
    second = next(rest, None)
    if first is not None:
        yield from [first] if second is not None else _pieces(first)
    if second is not None:
        yield second
        yield from rest


def _pieces(batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
    number = 1 if batch.num_rows < FEWEST_ROWS else max(2, -(-batch.num_rows // MOST_ROWS))
    ends = [batch.num_rows * place // number for place in range(number + 1)]
    for start, end in pairwise(ends):
        yield batch.slice(start, end - start)
