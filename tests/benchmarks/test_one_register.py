from __future__ import annotations

import sys
from pathlib import Path

import pytest
from benchmarks.evaluator import Point, Score
from benchmarks.measure import Measured
from benchmarks.one_register import Contender, section
from benchmarks.systems import MATCH, PEERS
from benchmarks.timed import main as timed

SPLINK = next(system for system in PEERS if system.key == "splink_shared")


def contender(system, seconds: float, right: int) -> Contender:
    point = Point(1.0, 100, right, 100)
    return Contender(system, (Measured(seconds + 1, seconds, 100.0),), (seconds,), Score(point, point, point))


@pytest.mark.parametrize(
    ("seconds", "right", "said"),
    [
        (49.0, 90, "1/49.0 (1/25.0 of the whole process): **not met**."),
        (50.0, 90, "1/50.0 (1/25.5 of the whole process): met."),
        (50.0, 99, "1/50.0 (1/25.5 of the whole process): **not met**."),
    ],
)
def test_the_goal_is_met_when_splink_takes_fifty_times_as_long_and_finds_less(seconds, right, said):
    assert section([contender(MATCH, 1.0, 99), contender(SPLINK, seconds, right)]).endswith(said)


def test_a_system_is_timed_without_its_imports(tmp_path: Path, monkeypatch):
    module = tmp_path / "slow_to_import.py"
    module.write_text(
        "import time\ntime.sleep(0.5)\ndef main(tables, out, registers): out.write_text(' '.join(registers))\n",
        encoding="utf-8",
    )
    monkeypatch.setattr("benchmarks.__path__", [*sys.modules["benchmarks"].__path__, str(tmp_path)])
    timed("slow_to_import", tmp_path / "seconds", tmp_path, tmp_path / "out", ("vehicles", "payroll"))
    assert (tmp_path / "out").read_text(encoding="utf-8") == "vehicles payroll"
    assert 0 < float((tmp_path / "seconds").read_text(encoding="utf-8")) < 0.5
