"""Fixtures for tests that need a whole county."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from postgres_server import postgres
from small_county import (
    PAYROLL,
    PAYROLL_HEADER,
    PROPERTY,
    PROPERTY_HEADER,
    ROLL,
    ROLL_HEADER,
    VEHICLES,
    VEHICLES_HEADER,
    write_sheet,
)

__all__ = ["county", "postgres"]

# A shell that runs the tests in the background has its programs ignore interrupts, and so do the programs they start:
# what is to be tested is a terminal.
signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture
def county(tmp_path: Path) -> Path:
    """The folder of a county: HH001, HH004 and HH005 are doubtful, HH002 and HH003 are not."""
    folder = tmp_path / "county"
    folder.mkdir()
    write_sheet(folder / "花名册.xlsx", (ROLL_HEADER, *ROLL, ("合计", "7人")), title="平和县(样例)建档立卡户花名册")
    lines = [",".join(row) for row in (VEHICLES_HEADER, *VEHICLES)]
    (folder / "车管所.csv").write_bytes("\r\n".join([*lines, ""]).encode("gb18030"))
    write_sheet(folder / "房产.xlsx", (PROPERTY_HEADER, *PROPERTY))
    write_sheet(folder / "工资.xlsx", (PAYROLL_HEADER, *PAYROLL))
    return folder
