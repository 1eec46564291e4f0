"""jingzhun clear, killed at random moments by the system: no finding is lost, no file is half there."""

from __future__ import annotations

import json
import random
import shutil
import subprocess
import sys
import time
from datetime import datetime
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from jingzhun.casework.clearing import clear
from jingzhun.casework.decisions import decisions_of
from returned_sheets import sheet_rows, table_of, write_csv
from visit_rows import REMOVED, RETAINED, VISIT

NOW = datetime(2016, 8, 1, 9).astimezone()
FIRST = {"HH001": REMOVED}
SECOND = {"HH004": RETAINED, "HH005": {**VISIT, "truth": "部分属实", "proposal": "整改"}}
#: Loads all that it needs, says so, and begins.
_PROGRAM = """
import sys
from jingzhun.cli.clear import clear
import jingzhun.casework.clearing, jingzhun.cli.cleared
print("ready", flush=True)
clear([*sys.argv[1:], "-q"])
"""


def _started(run: Path, paths: list[Path]) -> subprocess.Popen[str]:
    words = [sys.executable, "-c", _PROGRAM, str(run), *map(str, paths)]
    process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def _ended(process: subprocess.Popen[str]) -> None:
    with process:
        process.wait()


def _states(run: Path) -> list[str]:
    return decisions_of(run)["state"].tolist()


def _all_files_are_whole(folder: Path) -> None:
    for path in folder.rglob("*"):
        if path.name.endswith(".new"):
            continue
        if path.suffix == ".parquet":
            assert len(pd.read_parquet(path)) > 0
        elif path.suffix == ".xlsx":
            assert openpyxl.load_workbook(path).sheetnames
        elif path.suffix == ".json":
            json.loads(path.read_text(encoding="utf-8"))
        elif path.suffix == ".ndjson":
            lines = path.read_text(encoding="utf-8").split("\n")
            assert lines.pop() == ""
            assert all(map(json.loads, lines))


@pytest.mark.parametrize("kills", [4, pytest.param(200, marks=pytest.mark.slow)])
def test_whenever_it_is_killed_findings_are_whole_and_the_next_call_continues(
    checked_county: Path, tmp_path: Path, kills: int
) -> None:
    begun = Path(shutil.copytree(checked_county, tmp_path / "begun"))
    rows = [sheet_rows(begun, filled) for filled in (FIRST, {"HH004": SECOND["HH004"]}, {"HH005": SECOND["HH005"]})]
    first, *second = [
        write_csv(tmp_path / f"{name}.csv", table_of(some), "gb18030")
        for name, some in zip("一二三", rows, strict=True)
    ]
    clear(begun, [first], NOW)
    before = _states(begun)
    assert before == ["removed", "waiting", "waiting"]

    run = Path(shutil.copytree(begun, tmp_path / "run"))
    process = _started(run, second)
    start = time.perf_counter()
    _ended(process)
    took = time.perf_counter() - start
    after = _states(run)
    assert after == ["removed", "retained", "corrected"]

    chance = random.Random(20160630)
    for _ in range(kills):
        shutil.rmtree(run)
        shutil.copytree(begun, run)
        process = _started(run, second)
        time.sleep(chance.uniform(0, took))
        process.kill()
        _ended(process)
        assert _states(run) in (before, after)
        _all_files_are_whole(run / "清退")
        assert {path.name for path in (begun / "清退/findings").iterdir()} <= {
            path.name for path in (run / "清退/findings").iterdir()
        }
        clear(run, second, NOW)
        assert _states(run) == after
        assert not list((run / "清退").rglob("*.new"))
