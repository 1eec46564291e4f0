"""The generated tables and the page of large registers; the measurements themselves take minutes."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from benchmarks.machine import this_machine
from benchmarks.measure import Measured
from benchmarks.plot import Panel, svg, ticks
from benchmarks.scale_damage import Damaged, damage
from benchmarks.scale_page import Comparison, Growth, Skew, fitted, plot, render
from benchmarks.scale_tables import number_texts, register_files, roll_file
from benchmarks.skew import CLAN, NAMESAKES, CandidateFigures, candidate_figures, skewed
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from benchmarks import exact_join, scale_tables
from jingzhun.fields.idcard import IdState, parse_column

ROWS, MEMBERS = 20_000, 3_000


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("scale")


@pytest.fixture(scope="module")
def roll(folder: Path) -> pa.Table:
    return pq.read_table(roll_file(folder, MEMBERS))


@pytest.fixture(scope="module")
def register(folder: Path) -> pa.Table:
    return pq.read_table(register_files(folder, ROWS, MEMBERS))


def states(numbers: pa.ChunkedArray) -> np.ndarray:
    return parse_column(numbers.combine_chunks()).state


def test_numbers_are_sound_but_for_the_damaged(roll, register):
    for numbers in (roll.column("证件号码"), register.column("SFZMHM")):
        of_state = np.bincount(states(numbers), minlength=len(IdState))
        assert 0.90 < of_state[IdState.VALID] / len(numbers) < 0.95  # a twelfth of the damaged are only spaced
        assert of_state[IdState.MISSING] > 0
        written = [number for number in numbers.to_pylist() if number]
        assert all(number.startswith(("350699", "3.50699")) for number in written)


def test_only_members_bear_the_numbers_of_members(roll, register):
    shared = pc.is_in(register.column("SFZMHM"), roll.column("证件号码"))
    numbered = pc.and_(shared, pc.not_equal(register.column("SFZMHM"), ""))
    count = pc.sum(numbered).as_py()
    assert 0.5 * ROWS * scale_tables.ROLL_SHARE < count < 1.2 * ROWS * scale_tables.ROLL_SHARE
    name_of = dict(zip(roll.column("证件号码").to_pylist(), roll.column("姓名").to_pylist(), strict=True))
    rows = register.filter(numbered).select(["SFZMHM", "SYR"]).to_pylist()
    assert sum(name_of[row["SFZMHM"]] == row["SYR"] for row in rows) > 0.8 * count


def test_a_register_is_made_once_and_the_same_everywhere(folder, register, tmp_path):
    file = register_files(folder, ROWS, MEMBERS)[0]
    before = file.stat().st_mtime_ns
    assert register_files(folder, ROWS, MEMBERS) == [file]
    assert file.stat().st_mtime_ns == before
    assert pq.read_table(register_files(tmp_path, ROWS, MEMBERS)).equals(register)


def test_large_registers_come_in_files_that_differ(monkeypatch, tmp_path):
    monkeypatch.setattr(scale_tables, "ROWS_A_FILE", 2_000)
    files = register_files(tmp_path, 6_000, MEMBERS)
    tables = [pq.read_table(file) for file in files]
    assert [len(table) for table in tables] == [2_000] * 3
    assert not tables[0].column("SFZMHM").equals(tables[1].column("SFZMHM"))


@given(st.lists(st.tuples(st.integers(1930, 2015), st.integers(1, 999)), min_size=1, max_size=30))
def test_number_texts_are_valid_numbers(people):
    bodies = np.array([350699 * 10**11 + (year * 10_000 + 305) * 1000 + sequence for year, sequence in people])
    texts = number_texts(bodies)
    texts.validate(full=True)
    assert [int(text[:17]) for text in texts.to_pylist()] == bodies.tolist()
    assert (parse_column(texts).state == IdState.VALID).all()


@pytest.mark.parametrize(("what", "text"), [(Damaged.NUMBER, "350699195203070132"), (Damaged.NAME, "陈建辉")])
def test_about_the_wanted_share_is_damaged(what, text):
    damaged = damage(np.random.default_rng(7), pa.array([text] * 20_000), 0.2, what)
    differ = pc.sum(pc.not_equal(damaged, text)).as_py() / 20_000
    assert 0.08 < differ < 0.21  # some damage leaves a name as it is
    untouched = damage(np.random.default_rng(7), pa.array([text] * 100), 0.0, what)
    assert untouched.to_pylist() == [text] * 100


def test_the_bare_join_finds_equal_numbers_and_no_empty_ones(tmp_path):
    numbers = ["350699195203070132", "350699196001020372", ""]
    pq.write_table(pa.table({"证件号码": numbers, "姓名": ["林一", "陈二", "曾三"]}), tmp_path / "roll")
    pq.write_table(pa.table({"SFZMHM": [numbers[1], "", "35069919600102037x"]}), tmp_path / "register")
    exact_join.main(tmp_path / "roll", tmp_path / "out", [tmp_path / "register"] * 2)
    assert pq.read_table(tmp_path / "out").column("姓名").to_pylist() == ["陈二", "陈二"]


def test_a_clan_village_does_not_multiply_the_candidates(roll, register):
    clan_roll, clan_register = skewed(roll, register)
    names = clan_roll.column("姓名").to_pylist()
    assert names.count("林秀英") >= NAMESAKES
    assert sum(name.startswith("林") for name in names) >= CLAN
    assert pc.sum(pc.equal(clan_register.column("SFZMHM"), "")).as_py() > 0.05 * ROWS
    usual, clan = candidate_figures(roll, register), candidate_figures(clan_roll, clan_register)
    assert usual.rows == clan.rows == ROWS
    assert clan.dropped > usual.dropped
    assert clan.compared < 20 * ROWS


MEASURED = Measured(12.0, 20.0, 800.0)
FIGURES = CandidateFigures(1000, 500, 7, 3)


def page(seconds: float, megabytes: float) -> str:
    growth = [Growth(rows, Measured(rows / 1e6, 1.0, megabytes), 5, 1) for rows in (1_000_000, 2_000_000, 4_000_000)]
    comparison = Comparison(10_000_000, 60_000, Measured(seconds, 1.0, 1.0), Measured(2.0, 1.0, 1.0), 30, 25)
    return render(comparison, growth, [Skew("skewed", FIGURES, MEASURED)], this_machine(), date(2026, 1, 2))


def test_the_page_holds_figures_against_what_was_demanded():
    fast, slow = page(7.0, 900.0), page(17.0, 2200.0)
    assert "(met); hoped for: 4 times (met)" in fast
    assert "(2 GiB) of memory (met)" in fast
    assert "(**not met**); hoped for: 4 times (**not met**)" in slow
    assert "(2 GiB) of memory (**not met**)" in slow
    assert "| skewed | 1,000 | 500 | 0.50 | 7 | 3 | 12.0 | 800 |" in fast
    assert "0.0 s, and 1.00 s a million rows" in fast.replace("-0.0", "0.0")


def test_a_line_needs_three_points():
    points = [Growth(rows, MEASURED, 1, 1) for rows in (1, 2)]
    assert fitted(points) is None
    assert etree.fromstring(plot(points)).tag.endswith("svg")


def test_the_plot_is_wellformed_and_shows_every_point():
    drawn = svg([Panel("Zeit & Ort <1>", "x", "y", [1, 5, 10], [2, 4, 7], slope=0.5, intercept=1.0, limit=9)])
    root = etree.fromstring(drawn)
    assert len(root.findall(".//{http://www.w3.org/2000/svg}circle")) == 3
    assert "Zeit &amp; Ort &lt;1&gt;" in drawn


@given(st.floats(1e-3, 1e9))
def test_ticks_are_few_and_reach_the_highest_value(highest):
    found = ticks(highest)
    assert found[0] == 0
    assert found[-1] >= highest * (1 - 1e-6)
    assert 2 <= len(found) <= 8
