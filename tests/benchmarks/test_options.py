from __future__ import annotations

import pytest
from benchmarks.__main__ import main
from click.testing import CliRunner

from benchmarks import scale


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--systems", "match,splynk"], "no such system: splynk"),
        (["--seeds", "one", "--systems", "match"], "not a list of whole numbers"),
    ],
)
def test_what_cannot_be_measured_is_said_before_anything_is_made(words, said):
    answer = CliRunner().invoke(main, words)
    assert answer.exit_code == 2
    assert said in answer.output


@pytest.mark.parametrize("rows", ["0", "12345678", "many", ""])
def test_registers_have_up_to_ten_million_rows_or_multiples(rows, tmp_path):
    answer = CliRunner().invoke(scale.main, ["--rows", rows, "--cache", str(tmp_path / "tables")])
    assert answer.exit_code == 2
    assert not (tmp_path / "tables").exists()
