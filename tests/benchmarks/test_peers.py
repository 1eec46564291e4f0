from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from benchmarks.peers import cleaned, exact
from benchmarks.peers.preparation import clean_numbers, one_row_an_owner, run

from benchmarks import environments
from small_county import identity_number

ROOT = Path(__file__).parents[2]

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


SURNAMES, GIVEN = "林陈曾赖黄张李王吴刘", "志明秀英建国丽华文强海"


@pytest.fixture(scope="module")
def people(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Eighty members and a register of as many vehicles, every eighth of a stranger, numbers wrong in several ways."""
    folder = tmp_path_factory.mktemp("peers")
    members = [person(place) for place in range(80)]
    cars = [person(place + 1000) if place % 8 == 7 else damaged(members[place], place) for place in range(80)]
    pd.DataFrame(members).to_parquet(folder / "roll.parquet", index=False)
    pd.DataFrame(cars).to_parquet(folder / "vehicles.parquet", index=False)
    pd.DataFrame(cars).drop(columns="address").to_parquet(folder / "payroll.parquet", index=False)
    return folder


def person(place: int) -> dict[str, str]:
    number = identity_number(f"{1940 + place % 60}{place % 12 + 1:02}{place % 28 + 1:02}", place % 1000)
    name = SURNAMES[place % 10] + GIVEN[place % 11] + GIVEN[(place * 7 + 3) % 11]
    address = f"福建省漳州市平和县(样例)九峰镇福{SURNAMES[place % 7]}村{place + 1}号"
    return {"name": name, "id_number": number, "address": address}


def damaged(member: dict[str, str], place: int) -> dict[str, str]:
    number = member["id_number"]
    wrong = str((int(number[15]) + 1) % 10)
    kinds = [number, number, number, number[:15] + wrong + number[16:], number[:6] + "********" + number[14:]]
    return member | {"id_number": kinds[place % len(kinds)]}


def right_and_wrong(links: pd.DataFrame) -> tuple[int, int]:
    kept = links[links["chosen"]]
    right = (kept["member"] == kept["position"]) & (kept["position"] % 8 != 7)
    return int(right.sum()), int((~right).sum())


def test_the_query_finds_masked_and_mistyped_numbers_and_no_strangers(people, tmp_path):
    duckdb_sql = pytest.importorskip(
        "benchmarks.peers.duckdb_sql", reason="duckdb is not installed", exc_type=ImportError
    )
    duckdb_sql.main(people, tmp_path / "links", ("vehicles",))
    assert right_and_wrong(pd.read_parquet(tmp_path / "links")) == (70, 0)


def test_the_query_does_without_addresses(people, tmp_path):
    duckdb_sql = pytest.importorskip(
        "benchmarks.peers.duckdb_sql", reason="duckdb is not installed", exc_type=ImportError
    )
    duckdb_sql.main(people, tmp_path / "links", ("payroll",))
    links = pd.read_parquet(tmp_path / "links")
    assert set(links["register"]) == {"payroll"}
    assert right_and_wrong(links)[1] == 0


@pytest.mark.slow
def test_the_toolkit_runs_in_its_own_environment(people, tmp_path):
    python = environments.installed("recordlinkage")
    if python is None:
        pytest.skip("the environment of recordlinkage is not made: python -m benchmarks.environments")
    command = [python, "-m", "benchmarks.peers.recordlinkage_peer", people, tmp_path / "links", "vehicles"]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    right, wrong = right_and_wrong(pd.read_parquet(tmp_path / "links"))
    assert right >= 42  # every whole number at least
    assert wrong == 0


@pytest.mark.slow
@pytest.mark.parametrize("name", ["splink_peer", "splink_shared"])
def test_splink_links_whole_numbers(people, tmp_path, name):
    pytest.importorskip("splink")
    command = [sys.executable, "-m", f"benchmarks.peers.{name}", people, tmp_path / "links", "vehicles"]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    right, wrong = right_and_wrong(pd.read_parquet(tmp_path / "links"))
    assert right >= 42
    assert wrong == 0


@pytest.mark.parametrize("name", environments.names())
def test_environments_name_exact_versions_and_no_host(name):
    lines = (ROOT / "benchmarks" / "environments" / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    wanted = [line for line in lines if line and not line.startswith("#")]
    assert wanted[0].startswith(f"{name}==")
    assert all(re.fullmatch(r"[A-Za-z0-9_.-]+==[A-Za-z0-9.]+", line) for line in wanted)


def test_an_environment_of_other_versions_is_not_taken_for_installed(monkeypatch, tmp_path):
    monkeypatch.setattr(environments, "_TOP", tmp_path)
    python = environments._interpreter("recordlinkage")
    python.parent.mkdir(parents=True)
    python.touch()
    remembered = tmp_path / "recordlinkage" / "versions.txt"
    remembered.write_text("recordlinkage==0.15\n", encoding="utf-8")
    assert environments.installed("recordlinkage") is None
    remembered.write_bytes((ROOT / "benchmarks" / "environments" / "recordlinkage.txt").read_bytes())
    assert environments.installed("recordlinkage") == python


def test_what_cannot_be_installed_is_said_plainly(monkeypatch, tmp_path):
    monkeypatch.setattr(environments, "_TOP", tmp_path)
    failed = subprocess.CompletedProcess([], 1, "", "looking\nERROR: no such package\n")
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: failed)
    with pytest.raises(environments.EnvironmentNotMadeError, match=r"recordlinkage .*: ERROR: no such package$"):
        environments.interpreter("recordlinkage")


def test_a_peer_links_only_the_registers_that_are_asked_for(tables, monkeypatch):
    out = tables / "links.parquet"
    monkeypatch.setattr(sys, "argv", ["cleaned", str(tables), str(out), "payroll"])
    run(cleaned.main)
    assert set(pd.read_parquet(out)["register"]) == {"payroll"}
