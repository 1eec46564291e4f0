from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from benchmarks.peers import cleaned, exact
from benchmarks.peers.preparation import clean_numbers, one_row_an_owner

LIN, CHEN, ZENG = "350699195203070132", "350699196001020372", "350699194808190577"


@pytest.mark.parametrize(
    ("written", "number"),
    [
        (f" '{LIN}", LIN),
        ("３５０６９９１９５２０３０７０１３２", LIN),
        ("350699-19520307-013x", "35069919520307013X"),
        ("3.50699195203070E+17", "350699195203070000"),
        ("不详", ""),
        ("", ""),
    ],
)
def test_numbers_are_cleaned(written, number):
    assert clean_numbers(pd.Series([written])).tolist() == [number]


def test_owners_get_their_own_numbers():
    row = pd.DataFrame({"name": ["林一、陈二", "曾三"], "id_number": [f"{LIN}、{CHEN}", ZENG], "position": [0, 1]})
    split = one_row_an_owner(row)[["name", "id_number", "position"]]
    assert set(split.itertuples(index=False, name=None)) == {("林一", LIN, 0), ("陈二", CHEN, 0), ("曾三", ZENG, 1)}


def test_numbers_that_are_fewer_than_the_owners_belong_to_nobody():
    row = pd.DataFrame({"name": ["林一、陈二"], "id_number": [LIN], "position": [0]})
    assert one_row_an_owner(row)["id_number"].tolist() == ["", ""]


def test_registers_without_co_owners_stay_as_they_are():
    rows = pd.DataFrame({"name": ["林一", "陈二"], "id_number": [LIN, CHEN], "position": [0, 1]})
    assert one_row_an_owner(rows).equals(rows)


@pytest.fixture
def tables(tmp_path: Path) -> Path:
    """Three members; a car with the number as it is, one spaced, a house of two, a salary with 15 digits."""
    write(tmp_path / "roll.parquet", ("林一", LIN), ("陈二", CHEN), ("曾三", ZENG), ("赖四", "不详"))
    write(tmp_path / "vehicles.parquet", ("林一", LIN), ("陈二", f"{CHEN[:6]} {CHEN[6:]}"), ("某人", "不详"))
    write(tmp_path / "property.parquet", ("林一、王五", f"{LIN}、{ZENG}"))
    write(tmp_path / "payroll.parquet", ("曾三", ZENG[:6] + ZENG[8:17]))
    return tmp_path


def write(path: Path, *people: tuple[str, str]) -> None:
    pd.DataFrame(people, columns=["name", "id_number"]).to_parquet(path, index=False)


def found(system, tables: Path) -> set[tuple[str, int, int, float]]:
    out = tables / "links.parquet"
    system.main(tables, out)
    columns = ["register", "member", "position", "weight"]
    return set(pd.read_parquet(out)[columns].itertuples(index=False, name=None))


def test_an_office_finds_what_is_written_alike(tables):
    assert found(exact, tables) == {("vehicles", 0, 0, 1.0)}


def test_a_careful_office_finds_more_and_says_whether_the_name_agrees(tables):
    assert found(cleaned, tables) == {
        ("vehicles", 0, 0, 2.0),
        ("vehicles", 1, 1, 2.0),
        ("property", 0, 0, 2.0),
        ("property", 2, 0, 1.0),
        ("payroll", 2, 0, 2.0),
    }
