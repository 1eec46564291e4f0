"""A run with three doubtful households: HH001 (car), HH004 (house), HH005 (payroll)."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from jingzhun.cli.check import check
from small_county import write_county


@pytest.fixture(scope="session")
def checked_county(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The run folder, not to be written to."""
    folder = tmp_path_factory.mktemp("casework")
    county = write_county(folder)
    words = [str(county), "-o", str(folder / "核查结果"), "--as-of", "2016-06-30", "--no-config", "-q"]
    assert CliRunner().invoke(check, words, standalone_mode=False).return_value == 1
    return folder / "核查结果"


@pytest.fixture
def run(checked_county: Path, tmp_path: Path) -> Path:
    """A copy of the run folder."""
    return Path(shutil.copytree(checked_county, tmp_path / "核查结果"))
