"""The public data's adapter, truth and page, on a few records of our own; the makers' packages only where installed."""

from __future__ import annotations

import subprocess
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from benchmarks.machine import this_machine
from benchmarks.measure import Measured
from benchmarks.public import ours
from benchmarks.public.adapter import FULL_NAME, NAME_FORMS, number_text, raw_table, roll_of
from benchmarks.public.datasets import PUBLIC_DATA, load_public_truth, records_folder
from benchmarks.public.linkers import result_of
from benchmarks.public.page import Section, render
from benchmarks.public.records import FIELDS, read_records, read_truth, write_records

from benchmarks import environments
from jingzhun.fields.idcard import IdState

ROOT = Path(__file__).parents[2]


def record(given: str, surname: str, person: str, **fields: str) -> dict[str, str]:
    return {"given": given, "surname": surname, "person": person} | fields


LEFT = [
    record("Ada", "Byron", "1", born="19151210", number="123-45-6789", street="St James Square", house="12"),
    record("Mary", "Somerville", "2", born="19301226", number="223-45-6780", street="Royal Mile", house="3"),
    record("Mary", "Somerville", "2", born="19301226", number="223-45-6780", street="Royal Mile", house="3"),
    record("Sophie", "Germain", "3", born="19260401", number="", street="Rue de Savoie", house="13"),
]
RIGHT = [
    record("Ada", "Byron", "1", born="19151210", number="123456789", street="St James Square", house="12"),
    record("Mary", "Somervile", "2", born="19301226", number="223456780", street="Royal Mile", house="3"),
    record("Emmy", "Noether", "4", born="19320323", number="323456781", street="Hauptstrasse", house="1"),
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of records; the left side knows its households."""
    left = pd.DataFrame(LEFT).assign(household=["a", "b", "c", "d"])
    right = pd.DataFrame(RIGHT).assign(household=["a", "b", "z"])
    write_records(tmp_path / "records", left, right)
    return tmp_path / "records"


def test_linkers_see_no_truth(folder):
    for side in ("left", "right"):
        assert list(read_records(folder, side).columns) == list(FIELDS)
    assert (read_records(folder, "right")["household"] == "").all()
    assert read_truth(folder, "right")["household"].tolist() == ["a", "b", "z"]


@pytest.mark.parametrize(
    ("number", "text"),
    [("5304218", "***********5304218"), ("584-16-0130", "*********584160130"), ("", ""), ("none", "")],
)
def test_another_number_is_the_end_of_a_masked_one(number, text):
    assert number_text(number) == text


def test_records_become_a_typed_roll_whose_numbers_identify_nobody(folder):
    roll = roll_of(read_records(folder, "left"), has_numbers=True)
    assert roll.column("name").to_pylist()[0] == "ADABYRON"
    assert roll.column("id_digits").to_pylist()[0] == b"?????????123456789"
    assert set(roll.column("id_state").to_pylist()) == {int(IdState.MASKED), int(IdState.MISSING)}
    assert roll.column("birth_stated").to_pylist()[2] == 19301226
    assert roll.column("address").to_pylist()[1] == "3 Royal Mile"
    assert roll.column("household_id").to_pylist() == ["a", "b", "c", "d"]


def test_numbers_of_one_side_alone_are_left_out(folder):
    raw = raw_table(read_records(folder, "left"), "left", has_numbers=False)
    assert set(raw.rows.column("id_number").to_pylist()) == {""}


@pytest.mark.parametrize(
    ("form", "name"),
    [(FULL_NAME, "ADA K BYRON"), ("surname given", "BYRON ADA"), ("given·surname", "ADA·BYRON")],
)
def test_the_parts_of_a_name_are_joined_without_gaps(form, name):
    people = pd.DataFrame([record(" Ada ", "Byron", "1", middle="K"), record("", "Byron", "2", middle="")])
    rows = raw_table(people.reindex(columns=list(FIELDS), fill_value=""), "left", has_numbers=False, form=form).rows
    assert rows.column("name").to_pylist() == [name, "BYRON"]


def test_a_person_listed_twice_is_one_and_a_stranger_has_no_true_link(folder):
    truth = load_public_truth(folder)
    assert truth.person.tolist() == [0, 1, 1, 3]
    assert truth.links[["position", "person"]].to_numpy().tolist() == [[0, 0], [1, 1]]
    assert truth.has_households


def test_the_program_links_the_records(folder, tmp_path):
    ours.main(folder, tmp_path / "links")
    links = pd.read_parquet(tmp_path / "links")
    assert set(links["right"]) <= {0, 1}
    assert links.loc[links["right"] == 0, "left"].tolist() == [0]


def test_wrong_people_of_the_right_household_are_counted(folder):
    links = pd.DataFrame({"left": [0, 2, 3], "right": [0, 1, 2], "weight": [9.0, 8.0, 7.0], "grade": ["A", "A", "B"]})
    result = result_of("ours", [Measured(1.0, 1.0, 100.0)], links.assign(chosen=True), load_public_truth(folder))
    assert (result.score.default.found, result.score.default.right) == (3, 2)
    assert result.in_household == 2  # the copy of Mary Somerville counts as herself


def test_the_page_says_who_is_better_and_what_was_left_out(folder):
    truth = load_public_truth(folder)
    links = pd.DataFrame({"left": [0, 1], "right": [0, 1], "weight": [9.0, 8.0], "chosen": True, "grade": ["A", "C"]})
    both = [
        result_of("ours", [Measured(1.0, 1.0, 100.0)], links.iloc[:1], truth),
        result_of("splink_peer", [Measured(4.0, 4.0, 300.0)], links.assign(grade=""), truth),
    ]
    forms = dict.fromkeys(NAME_FORMS, both[0].score)
    sections = [
        Section(PUBLIC_DATA[0], both, forms, left_rows=4, right_rows=3, true_links=2),
        Section(PUBLIC_DATA[1], (), skipped="The environment pseudopeople could not be made: no network"),
    ]
    page = render(sections, date(2026, 1, 2), this_machine(), 1)
    assert "| jingzhun | 100.00% | 50.00% | 0.6667 |" in page
    assert "Better is Splink in F1 at its own threshold, best F1, recall at 99.9 % precision." in page
    assert "Better is jingzhun in seconds." in page
    assert "Not measured: The environment pseudopeople could not be made" in page


def test_records_are_kept_and_half_written_ones_are_not(folder, monkeypatch, tmp_path):
    def fail(command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        return subprocess.CompletedProcess(command, 1, "", "no such data")

    monkeypatch.setattr("benchmarks.public.datasets.interpreter", lambda _: Path("python"))
    monkeypatch.setattr(subprocess, "run", fail)
    with pytest.raises(Exception, match="FEBRL 4 could not be made: no such data"):
        records_folder(PUBLIC_DATA[0], tmp_path)
    folder.rename(tmp_path / "febrl")
    assert records_folder(PUBLIC_DATA[0], tmp_path) == tmp_path / "febrl"


@pytest.mark.slow
@pytest.mark.parametrize(("data", "people"), [(PUBLIC_DATA[0], 5_000), (PUBLIC_DATA[1], 9_000)])
def test_the_makers_packages_write_records(data, people, tmp_path):
    if environments.installed(data.environment) is None:
        pytest.skip(f"the environment {data.environment} is not made: python -m benchmarks.environments")
    made = records_folder(data, tmp_path)
    truth = load_public_truth(made)
    assert len(truth.links) >= people
    assert (read_records(made, "left")["surname"] != "").mean() > 0.9
