from __future__ import annotations

import sys

import pytest
from benchmarks.measure import measure

HOLD = "import time; held = bytearray(120_000_000); time.sleep(0.4)"


def test_seconds_and_memory_of_a_process():
    measured = measure([sys.executable, "-c", HOLD])
    assert 0.4 <= measured.seconds < 30
    assert 120 <= measured.megabytes < 1000


@pytest.mark.skipif(sys.platform != "linux", reason="processes of a tree are seen through /proc")
def test_memory_of_workers_is_added_up():
    both = f"import subprocess, sys; child = subprocess.Popen([sys.executable, '-c', {HOLD!r}]); {HOLD}; child.wait()"
    assert measure([sys.executable, "-c", both]).megabytes >= 240


def test_a_failure_says_what_the_program_said():
    with pytest.raises(RuntimeError, match="no such county"):
        measure([sys.executable, "-c", "raise SystemExit('no such county')"])


def test_an_accepted_exit_code_is_no_failure():
    assert measure([sys.executable, "-c", "raise SystemExit(1)"], accepted=(0, 1)).seconds > 0


def test_memory_of_the_caller_is_not_counted():
    held = bytearray(b"x") * 300_000_000  # what a process held before exec counts in its ru_maxrss
    assert measure([sys.executable, "-c", "pass"]).megabytes < 100
    assert len(held) == 300_000_000
