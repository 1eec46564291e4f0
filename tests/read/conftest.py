"""Shared by the tests of reading: open a real file, and hold every account to balance."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pytest

from jingzhun import read


@pytest.fixture
def open_tables(tmp_path: Path) -> Callable[[Path], list[read.SheetTable]]:
    """Open a file with a work folder of its own."""
    work = tmp_path / "work"

    def opener(path: Path) -> list[read.SheetTable]:
        work.mkdir(exist_ok=True)
        return read.open_file(path, path.name, work)

    return opener


def rows_of(table: read.SheetTable) -> list[dict[str, object]]:
    """All delivered rows; fails where the account does not balance or a cell is null."""
    batches = list(table.batches())
    delivered = pa.Table.from_batches(batches) if batches else None
    count = 0 if delivered is None else delivered.num_rows
    assert table.rows_read == count + sum(row.count for row in table.set_aside) == count + sum(table.reasons().values())
    assert table.rows_delivered == count
    assert len({row.row for row in table.set_aside}) == len(table.set_aside)
    if delivered is None:
        return []
    assert all(column.null_count == 0 for column in delivered.columns)
    rows: list[dict[str, object]] = delivered.to_pylist()
    return rows


@pytest.fixture(name="rows_of")
def rows_of_fixture() -> Callable[[read.SheetTable], list[dict[str, object]]]:
    return rows_of
