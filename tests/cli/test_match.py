"""jingzhun match: a roll and registers in, one file of links out, for people and for scripts."""

from __future__ import annotations

import csv
import io
import json
import re
import stat
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner, Result

from jingzhun.cli.match import match
from jingzhun.errors import JingzhunError, OutputError, RequestError, UnreadableFileError
from jingzhun.model import LINK_COLUMNS
from small_county import CHEN, HUANG, LIN, ROLL, ROLL_HEADER, VEHICLES, VEHICLES_HEADER, write_sheet

DEMO = Path(__file__).parents[2] / "data/samples/demo"
Link = tuple[object, ...]


def matched(*arguments: object, stdin: bytes | None = None) -> Result:
    words = [*map(str, arguments), "--no-config"]
    return CliRunner().invoke(match, words, input=stdin, standalone_mode=False)


def refused(*arguments: object) -> JingzhunError:
    error = matched(*arguments).exception
    assert isinstance(error, JingzhunError), error
    return error


def put(path: Path, rows: tuple[tuple[str, ...], ...]) -> Path:
    path.write_text("".join(",".join(row) + "\n" for row in rows), encoding="utf-8")
    return path


def links_of(path: Path) -> list[Link]:
    table = pq.read_table(path)
    assert tuple(table.column_names) == LINK_COLUMNS
    return list(zip(*(table.column(name).to_pylist() for name in ("roll_row", "register_row", "grade")), strict=True))


@pytest.fixture
def roll(tmp_path: Path) -> Path:
    return write_sheet(tmp_path / "花名册.xlsx", (ROLL_HEADER, *ROLL, ("合计", "7人")), title="建档立卡户花名册")


@pytest.fixture
def vehicles(tmp_path: Path) -> Path:
    return put(tmp_path / "车管所.csv", (VEHICLES_HEADER, *VEHICLES))


def test_the_links_are_written_and_told(roll: Path, vehicles: Path, tmp_path: Path) -> None:
    out = tmp_path / "比对.parquet"
    result = matched(roll, vehicles, "-o", out)
    assert result.return_value == 0, result.exception
    assert links_of(out) == [(3, 2, "B"), (5, 3, "A"), (6, 4, "A")]
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    for words in ("花名册.xlsx  读 10 行, 用 7, 搁置 3", "比对结果 3 条: A 确证 2  B 高度疑似 1  C 线索 0"):
        assert words in result.stderr
    assert result.stdout == ""


def test_every_form_says_the_same(roll: Path, vehicles: Path, tmp_path: Path) -> None:
    for name in ("1.parquet", "1.csv", "1.ndjson"):
        assert matched(roll, vehicles, "-o", tmp_path / name, "-q").return_value == 0
    piped = matched(roll, vehicles, "-o", "-", "-q")
    expected = pq.read_table(tmp_path / "1.parquet").to_pylist()
    assert (tmp_path / "1.ndjson").read_text(encoding="utf-8") == piped.stdout
    records = [json.loads(line) for line in piped.stdout.splitlines()]
    assert [{key: record[key] for key in LINK_COLUMNS} for record in records] == expected
    content = (tmp_path / "1.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    assert [{key: str(value) for key, value in each.items()} for each in expected] == rows


def test_no_output_shows_a_full_number(roll: Path, vehicles: Path, tmp_path: Path) -> None:
    result = matched(roll, vehicles, "-o", "-", "--weights", tmp_path / "权重.toml")
    weights = (tmp_path / "权重.toml").read_text(encoding="utf-8")
    assert result.stdout
    for text in (result.stdout, result.stderr, weights):
        assert not re.search(r"350699(19|20)\d{9}[\dX]", text)


def test_a_bare_list_of_names_and_numbers_is_roll_enough(vehicles: Path, tmp_path: Path) -> None:
    people = pa.table({"姓名": ["林建国", "陈志明", "黄丽珍"], "身份证号": [LIN, CHEN, HUANG]})
    pq.write_table(people, tmp_path / "名单.parquet")
    result = matched(tmp_path / "名单.parquet", vehicles, "-o", tmp_path / "1.parquet")
    assert result.return_value == 0, result.exception
    assert links_of(tmp_path / "1.parquet") == [(1, 2, "B"), (2, 3, "A"), (3, 4, "A")]


def test_people_of_a_roll_without_households_do_not_support_each_other(tmp_path: Path) -> None:
    """All members would be one household if the roll were read as ``check`` reads it."""
    people = (("姓名", "身份证号"), ("林建国", LIN), ("陈志明", CHEN))
    owners = (("HPHM", "CLLX", "SYR", "SFZMHM"), ("E1", "K33", "林建国、陈志明", f"{LIN}、{CHEN}"))
    roll, register = put(tmp_path / "名单.csv", people), put(tmp_path / "车.csv", owners)
    assert matched(roll, register, "-o", tmp_path / "1.ndjson").return_value == 0
    records = [json.loads(line) for line in (tmp_path / "1.ndjson").read_text(encoding="utf-8").splitlines()]
    assert [(record["roll_row"], record["register_row"], record["owner"]) for record in records] == [
        (2, 2, 0),
        (3, 2, 1),
    ]
    assert not [record for record in records if "同户" in record["reasons"]]


@pytest.mark.parametrize("kind", ["vehicles", "机动车登记"])
def test_a_register_in_several_files_of_a_named_kind_is_one(roll: Path, tmp_path: Path, kind: str) -> None:
    header = ("SYR", "SFZMHM")
    parts = [put(tmp_path / f"{n}.csv", (header, (row[3], row[2]))) for n, row in enumerate(VEHICLES)]
    assert matched(roll, *parts, "--kind", kind, "-o", tmp_path / "分.parquet").return_value == 0
    whole = put(tmp_path / "合.csv", (header, *((row[3], row[2]) for row in VEHICLES)))
    assert matched(roll, whole, "--kind", kind, "-o", tmp_path / "合.parquet").return_value == 0
    apart, together = (pq.read_table(tmp_path / f"{name}.parquet") for name in ("分", "合"))
    labels = ["roll_row", "register", "owner", "grade", "weight", "chance_wrong", "reasons"]
    assert apart.select(labels).equals(together.select(labels))


def test_a_register_may_come_from_standard_input(roll: Path, vehicles: Path, tmp_path: Path) -> None:
    result = matched(roll, "-", "-o", tmp_path / "1.parquet", stdin=vehicles.read_bytes())
    assert result.return_value == 0, result.exception
    assert len(links_of(tmp_path / "1.parquet")) == 3


def test_what_cannot_be_read_is_told_and_the_rest_compared(roll: Path, vehicles: Path, tmp_path: Path) -> None:
    broken = tmp_path / "坏.parquet"
    broken.write_bytes(b"PAR1 broken PAR1")
    result = matched(roll, vehicles, broken, "-o", tmp_path / "1.parquet", "-q", "--weights", tmp_path / "权重.toml")
    assert result.return_value == 3
    assert "没有读出 坏.parquet" in result.stderr
    assert len(links_of(tmp_path / "1.parquet")) == 3
    assert not (tmp_path / "权重.toml").exists()


def test_a_register_without_a_row_is_told(roll: Path, tmp_path: Path) -> None:
    empty = put(tmp_path / "车.csv", (VEHICLES_HEADER,))
    result = matched(roll, empty, "-o", tmp_path / "1.parquet")
    assert result.return_value == 3
    assert "没有一行数据" in result.stderr
    assert links_of(tmp_path / "1.parquet") == []


def test_a_damaged_column_of_numbers_is_warned_of(roll: Path, tmp_path: Path) -> None:
    rows = (VEHICLES_HEADER, *((*row[:2], "", *row[3:]) for row in VEHICLES))
    result = matched(roll, put(tmp_path / "车.csv", tuple(map(tuple, rows))), "-o", tmp_path / "1.parquet", "-q")
    assert "警告: 车.csv (机动车登记)" in result.stderr


# ── what is refused ──────────────────────────────────────────────────────────────────────────────────────────────


def test_an_unclear_register_shows_its_headers_and_the_way_out(roll: Path, tmp_path: Path) -> None:
    unclear = put(tmp_path / "人.csv", (("姓名", "身份证号", "备注"), ("林建国", LIN, "甲")))
    error = refused(roll, unclear, "-o", tmp_path / "1.parquet")
    assert error.exit_code == 2
    assert "姓名、身份证号、备注" in error.what
    assert "--kind vehicles" in error.fix
    assert not (tmp_path / "1.parquet").exists()


def test_wrong_requests_are_refused_before_anything_is_written(roll: Path, vehicles: Path, tmp_path: Path) -> None:
    nameless = put(tmp_path / "无名.csv", (("HPHM", "CLLX", "颜色"), ("E1", "K33", "红"), ("E2", "K33", "白")))
    out = tmp_path / "1.parquet"
    for arguments, words in (
        ((tmp_path / "没有.xlsx", vehicles, "-o", out), "找不到"),
        ((roll, tmp_path / "没有.csv", "-o", out), "找不到"),
        ((vehicles, vehicles, "-o", out), "没有可以比对的部门数据"),
        ((roll, roll, "-o", out), "没有可以比对的部门数据"),
        ((roll, nameless, "-o", out), "姓名|机动车所有人|哪一种部门数据"),
        ((roll, nameless, "--kind", "vehicles", "-o", out), "缺少"),
        ((nameless, vehicles, "-o", out), "缺少“姓名”"),
        ((roll, vehicles, "--kind", "车子", "-o", out), "没有叫“车子”的表"),
        ((roll, vehicles, "--kind", "roll", "-o", out), "花名册不是部门数据"),
        ((roll, vehicles, "-o", tmp_path / "1.docx"), "哪种格式"),
        ((roll, vehicles, "-o", tmp_path / "没有/1.parquet"), "文件夹不存在"),
        ((roll, vehicles, "-o", out, "--weights", tmp_path / "没有/w.toml"), "文件夹不存在"),
        ((roll, vehicles, "-o", out, "--weights", tmp_path / "w.txt"), "toml"),
        ((roll, vehicles, "-o", vehicles, "--force"), "要读的文件"),
    ):
        error = refused(*arguments)
        assert isinstance(error, RequestError), (arguments, error)
        assert re.search(words, str(error)), error
    assert not [path.name for path in tmp_path.iterdir() if path.suffix in (".parquet", ".toml", ".new")]


def test_an_existing_file_is_replaced_only_by_force(roll: Path, vehicles: Path, tmp_path: Path) -> None:
    out = tmp_path / "1.csv"
    out.write_text("旧的", encoding="utf-8")
    assert "--force" in refused(roll, vehicles, "-o", out).fix
    assert out.read_text(encoding="utf-8") == "旧的"
    assert matched(roll, vehicles, "-o", out, "--force").return_value == 0
    assert "roll_file" in out.read_text(encoding="utf-8-sig")


def test_nothing_readable_to_compare_with_is_no_success(roll: Path, tmp_path: Path) -> None:
    broken = tmp_path / "坏.parquet"
    broken.write_bytes(b"PAR1 broken PAR1")
    assert isinstance(refused(roll, broken, "-o", tmp_path / "1.parquet"), UnreadableFileError)
    assert not (tmp_path / "1.parquet").exists()


def test_a_result_that_cannot_be_written_is_an_output_error(
    roll: Path, vehicles: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("jingzhun.report.link_files.pq.write_table", full)
    error = refused(roll, vehicles, "-o", tmp_path / "1.parquet", "--weights", tmp_path / "权重.toml")
    assert isinstance(error, OutputError)
    assert "磁盘空间不足" in error.what
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([roll.name, vehicles.name])


# ── weights ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_weights_file_gives_the_links_of_the_run_that_learnt_it(tmp_path: Path) -> None:
    tables = [DEMO / "花名册.xlsx", DEMO / "机动车.csv"]
    weights = tmp_path / "权重.toml"
    learnt = matched(*tables, "-o", tmp_path / "1.parquet", "--weights", weights)
    assert learnt.return_value == 0, learnt.exception
    assert "学到的权重在" in learnt.stderr
    written = weights.read_bytes()
    again = matched(*tables, "-o", tmp_path / "2.parquet", "--weights", weights)
    assert "没有学" in again.stderr
    assert (tmp_path / "1.parquet").read_bytes() == (tmp_path / "2.parquet").read_bytes()
    assert weights.read_bytes() == written
    # What the file says counts: a name that weighs nothing makes other links.
    text = re.sub(
        r"\nsame = \{ m = [\d.e-]+, u = [\d.e-]+ \}", "\nsame = { m = 1e-09, u = 1.0 }", weights.read_text("utf-8")
    )
    weights.write_text(text, encoding="utf-8")
    assert matched(*tables, "-o", tmp_path / "3.parquet", "--weights", weights).return_value == 0
    assert (tmp_path / "1.parquet").read_bytes() != (tmp_path / "3.parquet").read_bytes()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("[vehicles", "TOML"),
        ("[autos]\nshare = 0.1\n", "autos"),
        ("", "没有权重"),
        ("[vehicles]\nshare = 0.1\n", "缺少"),
    ],
)
def test_a_damaged_weights_file_is_refused(
    roll: Path, vehicles: Path, tmp_path: Path, content: str, words: str
) -> None:
    (tmp_path / "权重.toml").write_text(content, encoding="utf-8")
    error = refused(roll, vehicles, "-o", tmp_path / "1.parquet", "--weights", tmp_path / "权重.toml")
    assert isinstance(error, RequestError)
    assert words in str(error)
    assert "权重.toml" in error.where


def test_a_weights_file_of_other_registers_is_refused(roll: Path, vehicles: Path, tmp_path: Path) -> None:
    payroll = put(
        tmp_path / "工资.csv", (("单位名称", "姓名", "身份证号", "人员类别"), ("某小学", "赖阿珠", LIN, "在职"))
    )
    weights = tmp_path / "权重.toml"
    assert (
        matched(roll, payroll, "--kind", "payroll", "-o", tmp_path / "1.parquet", "--weights", weights).exception
        is None
    )
    error = refused(roll, vehicles, "-o", tmp_path / "2.parquet", "--weights", weights)
    assert isinstance(error, RequestError)
    assert "vehicles" in str(error)
