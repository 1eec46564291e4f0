"""Fixtures for tests that need a whole county."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from postgres_server import postgres
from small_county import write_county

__all__ = ["county", "postgres"]

# A shell that runs the tests in the background has its programs ignore interrupts, and so do the programs they start:
# what is to be tested is a terminal.
signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture
def county(tmp_path: Path) -> Path:
    """The folder of a county: HH001, HH004 and HH005 are doubtful, HH002 and HH003 are not."""
    return write_county(tmp_path)
