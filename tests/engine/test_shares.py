"""How a small register is cut up for all processors."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from jingzhun.engine.shares import FEWEST_ROWS, MOST_ROWS, shared_out


def batch_of(rows: int) -> pa.RecordBatch:
    return pa.RecordBatch.from_pydict({"_row": pa.array(np.arange(rows))})


@settings(deadline=None, max_examples=30)
@given(st.integers(0, 4 * MOST_ROWS))
def test_a_lone_batch_loses_no_row_and_keeps_their_order(rows: int) -> None:
    pieces = list(shared_out([batch_of(rows)]))
    assert (pa.Table.from_batches(pieces).column("_row").to_numpy() == np.arange(rows)).all()
    assert sum(piece.num_rows for piece in pieces) == rows
    assert all(piece.num_rows <= MOST_ROWS for piece in pieces)


def test_a_lone_batch_of_enough_rows_has_work_for_two() -> None:
    assert [piece.num_rows for piece in shared_out([batch_of(60_000)])] == [30_000, 30_000]
    assert [piece.num_rows for piece in shared_out([batch_of(FEWEST_ROWS - 1)])] == [FEWEST_ROWS - 1]


def test_several_batches_stay_as_they_are() -> None:
    batches = [batch_of(100_000), batch_of(3), batch_of(0)]
    assert all(one is other for one, other in zip(batches, shared_out(iter(batches)), strict=True))
    assert list(shared_out([])) == []


def test_batches_are_taken_two_ahead_at_most() -> None:
    taken: list[int] = []

    def read() -> Iterator[pa.RecordBatch]:
        for number in range(5):
            taken.append(number)
            yield batch_of(1)

    shared = shared_out(read())
    next(shared)
    assert taken == [0, 1]
    next(shared)
    assert taken == [0, 1]
