"""What is written, read back from the files alone: rows are where the truth says, bytes repeat."""

from __future__ import annotations

import csv
import zipfile
import zlib
from collections import Counter, defaultdict
from pathlib import Path

import pytest
from click.testing import CliRunner
from python_calamine import CalamineWorkbook

from jingzhun.cli.sample import sample
from jingzhun.errors import RequestError
from jingzhun.sample import COUNTIES, CountySummary, DamageSettings, write_county
from jingzhun.sample.roll_columns import ROLL_HEADERS

COMMITTED = Path(__file__).parents[2] / "data" / "samples" / "demo"

#: file → (first data row, column of the name, column of the number)
LAYOUT = {"花名册.xlsx": (4, 7, 9), "机动车.csv": (2, 10, 9), "不动产.xlsx": (2, 3, 5), "财政供养.xlsx": (4, 2, 3)}
Cells = dict[tuple[str, str, int], tuple[str, str]]


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> CountySummary:
    return write_county("demo", tmp_path_factory.mktemp("demo"))


def rows_of(path: Path) -> dict[str, list[list[object]]]:
    if path.suffix == ".csv":
        with path.open(encoding="gb18030" if path.name == "机动车.csv" else "utf-8-sig", newline="") as stream:
            return {"": list(csv.reader(stream))}
    book = CalamineWorkbook.from_path(path)
    return {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}


def content(path: Path) -> object:
    """The bytes of a file; those of its parts where another deflate than zlib's packs workbooks."""
    if path.suffix == ".xlsx" and "zlib-ng" in zlib.ZLIB_RUNTIME_VERSION:
        with zipfile.ZipFile(path) as parts:
            return {name: parts.read(name) for name in parts.namelist()}
    return path.read_bytes()


def persons(directory: Path, file: str) -> Cells:
    """Name and number cell of every data row, by file, sheet and row number of the spreadsheet program."""
    first, name, number = LAYOUT[file]
    return {
        (file, sheet, place): (str(row[name]), str(row[number]))
        for sheet, rows in rows_of(directory / file).items()
        for place, row in enumerate(rows, start=1)
        if place >= first and row[0] not in ("合计", "") and not str(row[0]).startswith("制表人")
    }


@pytest.fixture(scope="module")
def links(demo: CountySummary) -> list[dict[str, str]]:
    with (demo.directory / "truth_links.csv").open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.fixture(scope="module")
def cells(demo: CountySummary) -> Cells:
    return {place: cell for file in LAYOUT for place, cell in persons(demo.directory, file).items()}


def test_linked_rows_hold_the_same_person_but_for_the_stated_damage(links: list[dict[str, str]], cells: Cells) -> None:
    assert links
    compared = 0
    for link in links:
        name, number = cells[link["roll_file"], link["roll_sheet"], int(link["roll_row"])]
        names, numbers = cells[link["register_file"], link["register_sheet"], int(link["register_row"])]
        if "name_" not in link["damage"]:
            assert name in names.split("、")
            compared += 1
        if "number_" not in link["damage"]:
            assert number in numbers.replace(",", "、").split("、")
            compared += 1
    assert compared > len(links)


def test_equal_numbers_are_true_links_and_nothing_else(links: list[dict[str, str]], cells: Cells) -> None:
    known = {
        (link["roll_sheet"], int(link["roll_row"]), link["register_file"], int(link["register_row"])) for link in links
    }
    by_number = defaultdict(list)
    for (file, sheet, row), (name, number) in cells.items():
        if file == "花名册.xlsx":
            by_number[number].append((sheet, row, name))
    found = 0
    for (file, _, row), (_, numbers) in cells.items():
        if file == "花名册.xlsx":
            continue
        for number in numbers.replace(",", "、").split("、"):
            copies = by_number.get(number, []) if len(number) == 18 else []
            if len({name for *_, name in copies}) == 1:  # a copied number bears two names
                found += len(copies)
                assert all((sheet, roll_row, file, row) in known for sheet, roll_row, _ in copies)
    assert found > len(known) / 2


def test_households_of_the_truth_are_those_of_the_roll(demo: CountySummary) -> None:
    with (demo.directory / "truth_households.csv").open(encoding="utf-8-sig", newline="") as stream:
        truth = list(csv.DictReader(stream))
    column = ROLL_HEADERS.index("户编号")
    listed = [
        str(row[column])
        for rows in rows_of(demo.directory / "花名册.xlsx").values()
        for row in rows[3:]
        if str(row[column]).startswith("3506")
    ]
    assert [row["household_id"] for row in truth] == list(dict.fromkeys(listed))
    assert sum(row["doubtful"] == "true" for row in truth) == demo.doubtful == COUNTIES["demo"].doubtful
    assert all((row["doubtful"] == "true") == bool(row["because"]) for row in truth)
    assert len(listed) == demo.members


def test_tables_have_the_shapes_of_real_ones(demo: CountySummary) -> None:
    for sheet, rows in rows_of(demo.directory / "花名册.xlsx").items():
        assert rows[0][0].endswith("花名册")
        assert rows[1][0] == f"填表单位：{sheet}人民政府"
        assert tuple(rows[2]) == ROLL_HEADERS
        assert rows[-2][0] == "合计"
        assert rows[-1][0].startswith("制表人")
    payroll = rows_of(demo.directory / "财政供养.xlsx")["在册人员"]
    assert payroll[1][2:9:4] == ["人员信息", "编制信息"]
    assert payroll[2][2:6] == ["姓名", "身份证号", "性别", "出生日期"]
    vehicles = rows_of(demo.directory / "机动车.csv")[""]
    assert vehicles[0][0] == "XH"
    assert len({(row[1], row[2].removeprefix("闽")) for row in vehicles}) == len(vehicles)
    assert {len(row) for row in vehicles} == {16}
    number_cells = Counter(
        type(row[9]) for rows in rows_of(demo.directory / "花名册.xlsx").values() for row in rows[3:-2]
    )
    assert 0 < number_cells[float] < 0.05 * number_cells[str]


def test_same_request_writes_the_same_bytes(demo: CountySummary, tmp_path: Path) -> None:
    again = write_county("demo", tmp_path / "again", seed=demo.seed, population=demo.population)
    other = write_county("demo", tmp_path / "other", seed=demo.seed + 1)
    for file in demo.files:
        written = (demo.directory / file).read_bytes()
        assert written == (again.directory / file).read_bytes(), file
        assert written != (other.directory / file).read_bytes(), file


def test_committed_demo_is_what_the_generator_writes(demo: CountySummary) -> None:
    assert sorted(path.name for path in COMMITTED.iterdir()) == sorted(demo.files)
    for file in demo.files:
        assert content(COMMITTED / file) == content(demo.directory / file), file
    assert sum(path.stat().st_size for path in COMMITTED.iterdir()) < 1_400_000


@pytest.mark.parametrize(
    "request_",
    [
        {"name": "pingho"},
        {"name": "demo", "seed": -1},
        {"name": "demo", "population": 10},
        {"name": "demo", "damage": DamageSettings(-0.5)},
        {"name": "demo", "damage": DamageSettings(float("nan"))},
        {"name": "demo", "damage": DamageSettings(10.5)},
        {"name": "demo", "registers": "none"},
    ],
)
def test_impossible_requests_write_nothing(request_: dict[str, object], tmp_path: Path) -> None:
    with pytest.raises(RequestError) as caught:
        write_county(directory=tmp_path / "county", **request_)  # type: ignore[arg-type]
    assert caught.value.fix
    assert not (tmp_path / "county").exists()


def test_the_command_takes_the_damage(tmp_path: Path) -> None:
    words = ["demo", str(tmp_path / "county"), "--population", "3000", "--damage", "2", "--damage-kinds", "all"]
    assert CliRunner().invoke(sample, words, standalone_mode=False).exit_code == 0
    write_county("demo", tmp_path / "same", population=3_000, damage=DamageSettings(2.0, all_kinds=True))
    for file in ("机动车.csv", "truth_links.csv"):
        assert (tmp_path / "county" / file).read_bytes() == (tmp_path / "same" / file).read_bytes()
    header = (tmp_path / "county" / "机动车.csv").read_text(encoding="gb18030").splitlines()[0]
    assert header.endswith(",ZT,LXDH")
