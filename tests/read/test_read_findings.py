"""Files that fuzzing once found to be taken badly are refused or read, each in bounded time, and stay so."""

from __future__ import annotations

import contextlib
import time
from pathlib import Path

import pytest

from jingzhun import read
from jingzhun.errors import UnreadableFileError
from written_tables import PASSWORD

FINDINGS = sorted(Path(__file__).with_name("findings").glob("*"))
OPTIONS = read.ReadOptions(limits=read.Limits(seconds=20.0), passwords=(PASSWORD,))


@pytest.mark.parametrize("path", FINDINGS, ids=lambda path: path.name)
def test_what_fuzzing_found(path: Path, tmp_path: Path) -> None:
    started = time.monotonic()
    with contextlib.suppress(UnreadableFileError):
        for table in read.open_file(path, path.name, tmp_path, OPTIONS):
            delivered = sum(batch.num_rows for batch in table.batches())
            assert table.rows_read == delivered + sum(table.reasons().values())
    assert time.monotonic() - started < 40
