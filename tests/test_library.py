"""``jingzhun.check(...)`` for Python programs."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest

import jingzhun
from jingzhun.errors import RequestError
from small_county import HUANG

DAY = date(2016, 6, 30)


def test_a_county_is_checked_and_nothing_is_written(county: Path) -> None:
    before = sorted(county.iterdir())
    result = jingzhun.check(county, as_of=DAY)
    assert result.doubtful["household_id"].tolist() == ["HH001", "HH004", "HH005"]
    assert not result.incomplete
    assert result.warnings == ()
    assert sorted(county.iterdir()) == before


def test_frames_are_what_the_run_folder_holds(county: Path, tmp_path: Path) -> None:
    result = jingzhun.check(str(county), as_of=DAY)
    result.save(tmp_path / "run")
    households = pd.read_csv(tmp_path / "run/households.csv", dtype=str, keep_default_na=False)
    assert result.households.astype(str).to_dict("list") == households.to_dict("list")
    with (tmp_path / "run/findings.ndjson").open(encoding="utf-8") as lines:
        findings = [
            {key: value for key, value in json.loads(line).items() if key != "schema_version"} for line in lines
        ]
    assert json.loads(result.findings.to_json(orient="records")) == findings
    links = pq.read_table(tmp_path / "run/links.parquet").to_pandas()
    pd.testing.assert_frame_equal(result.links, links)
    answers = pq.read_table(tmp_path / "run/answers.parquet").to_pandas()
    pd.testing.assert_frame_equal(result.answers, answers)


def test_no_frame_shows_a_full_number(county: Path) -> None:
    result = jingzhun.check(county, as_of=DAY)
    for frame in (result.households, result.findings, result.answers, result.links):
        assert len(frame)
        assert HUANG not in frame.to_csv()


def test_files_settings_and_choices_are_those_of_the_command_line(county: Path) -> None:
    named: dict[str, Path | list[Path]] = {"roll": county / "花名册.xlsx", "机动车登记": [county / "车管所.csv"]}
    result = jingzhun.check(settled=named, as_of=DAY, select=["CAR"])
    assert set(result.findings["code"]) == {"CAR"}
    assert set(result.links["register"]) == {"vehicles"}


def test_an_unknown_kind_is_told_with_those_that_there_are(county: Path) -> None:
    with pytest.raises(RequestError, match="没有叫“汽车”的表"):
        jingzhun.check(county, settled={"汽车": county})


def test_importing_the_package_imports_nothing_heavy() -> None:
    code = "import jingzhun, sys; assert not {'numpy', 'pandas', 'pyarrow'} & set(sys.modules); jingzhun.check"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_what_there_is_not_is_an_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'chekc'"):
        jingzhun.chekc  # noqa: B018
