"""The 696: whole counties with known truth, from their spreadsheets to the verdicts."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest

from jingzhun.case import Case
from jingzhun.pipeline import check
from jingzhun.sample import write_county


def judged(name: str, folder: Path, seed: int | None) -> tuple[set[str], set[str]]:
    """Truly doubtful households, and those called doubtful."""
    write_county(name, folder, seed=seed)
    with (folder / "truth_households.csv").open(encoding="utf-8-sig", newline="") as stream:
        truth = {row["household_id"] for row in csv.DictReader(stream) if row["doubtful"].lower() == "true"}
    run = check(Case((folder,), as_of=date(2016, 6, 30)), lambda stage, done, total: None)
    return truth, set(run.doubtful["household_id"])


def test_the_demo_county(tmp_path: Path) -> None:
    truth, called = judged("demo", tmp_path / "demo", None)
    assert called == truth


@pytest.mark.slow
@pytest.mark.parametrize("seed", [None, 31])
def test_pinghe(tmp_path: Path, seed: int | None) -> None:
    truth, called = judged("pinghe", tmp_path / "pinghe", seed)
    assert len(truth) == 696
    assert len(truth & called) >= 0.99 * len(truth)
    assert len(called - truth) <= 0.01 * len(called)
