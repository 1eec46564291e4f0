"""jingzhun match: a roll and registers in, one file of links out, for people and for scripts."""

from __future__ import annotations

import csv
import io
import json
import re
import stat
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner, Result

from jingzhun.cli.match import match
from jingzhun.errors import JingzhunError, OutputError, RequestError
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
    weights = tmp_path / f"{LIN}.toml"
    result = matched(roll, vehicles, "-o", "-", "--weights", weights)
    assert result.stdout
    # Somebody may name files after a person.
    again = matched(roll, vehicles, "-o", tmp_path / f"{CHEN}.csv", "--weights", weights)
    broken = put(tmp_path / f"{HUANG}.parquet", (("PAR1",),))
    partly = matched(roll, vehicles, broken, "-o", tmp_path / f"{HUANG}.csv", "--weights", tmp_path / f"{CHEN}.toml")
    for words in ("学到的权重在", "权重照", "没有写进", "结果在"):
        assert words in result.stderr + again.stderr + partly.stderr
    shown = (result.stdout, weights.read_text(encoding="utf-8"), *(each.stderr for each in (result, again, partly)))
    for text in shown:
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


def test_a_result_of_an_earlier_match_is_no_register(roll: Path, vehicles: Path, tmp_path: Path) -> None:
    """The natural place of a result is the folder with the registers, from which the next match reads."""
    folder = tmp_path / "登记"
    folder.mkdir()
    vehicles.rename(folder / vehicles.name)
    for name in ("比对.csv", "比对.parquet", "比对.ndjson"):
        result = matched(roll, folder, "-o", folder / name)
        assert result.return_value == 0, result.exception
    assert "没有使用  比对.csv: 是比对的结果, 不当作部门数据" in result.stderr
    first = (folder / "比对.csv").read_bytes()
    assert matched(roll, folder, "--kind", "vehicles", "-o", folder / "比对.csv", "--force").return_value == 0
    assert (folder / "比对.csv").read_bytes() == first
    error = refused(roll, folder / "比对.csv", "-o", tmp_path / "1.csv")
    assert "是比对的结果" in error.what


def test_a_bare_list_of_names_is_told_that_its_first_person_is_taken_for_a_header(
    vehicles: Path, tmp_path: Path
) -> None:
    names = ("黄金山", "林建国", "陈志明", "黄丽珍", "曾水土", "曾文辉", "赖阿珠")
    bare = put(tmp_path / "名单.txt", tuple((name,) for name in names))
    result = matched(bare, vehicles, "-o", tmp_path / "1.csv", "-q")
    assert result.return_value == 0, result.exception
    assert "警告: 名单.txt: 第 1 行“黄金山”当作表头, 没有比对" in result.stderr
    titled = put(tmp_path / "有表头.txt", (("姓名",), *((name,) for name in names)))
    assert "当作表头" not in matched(titled, vehicles, "-o", tmp_path / "2.csv", "-q").stderr


def test_namesakes_without_a_number_that_are_no_links_are_counted(tmp_path: Path) -> None:
    people = put(tmp_path / "名单.csv", (("姓名",), *((row[1],) for row in ROLL)))
    register = put(tmp_path / "车.csv", (("SYR", "SFZMHM"), ("陈志明", ""), ("陈志明", ""), ("赵钱孙", "")))
    result = matched(people, register, "--kind", "vehicles", "-o", tmp_path / "1.csv")
    assert "比对结果 0 条" in result.stderr
    assert "另有至少 2 行与名册上的人同名而没有号码可比" in result.stderr


def test_a_pair_that_was_not_compared_by_one_trace_may_have_been_by_another(roll: Path, tmp_path: Path) -> None:
    """Seventy namesakes without numbers: their name is not followed, which says nothing of who else bears it."""
    people = (("姓名", "身份证号", "家庭住址"), *(("林建国", "", "大溪镇江寨村8号") for _ in range(70)))
    register = put(tmp_path / "车.csv", (("SYR", "SFZMHM"), ("林建国", "")))
    result = matched(put(tmp_path / "名单.csv", people), register, "--kind", "vehicles", "-o", tmp_path / "1.csv")
    assert (
        "次因为有同样线索(姓名、出生日期、住址等)的人太多, 没有照这条线索比; 其中有的由别的线索仍比了" in result.stderr
    )
    assert "同名同姓" not in result.stderr


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
        ((roll, vehicles, "-o", tmp_path / "w.csv", "--weights", tmp_path / "w.csv"), "toml"),
        ((roll, vehicles, "-o", vehicles, "--force"), "要读的文件"),
    ):
        error = refused(*arguments)
        assert isinstance(error, RequestError), (arguments, error)
        assert re.search(words, str(error)), error
    assert not [path.name for path in tmp_path.iterdir() if path.suffix in (".parquet", ".toml", ".new")]


@pytest.mark.parametrize("link", [False, True])
def test_a_file_of_a_folder_that_is_read_is_never_overwritten(
    roll: Path, vehicles: Path, tmp_path: Path, *, link: bool
) -> None:
    folder = tmp_path / "登记"
    folder.mkdir()
    register = folder / vehicles.name
    vehicles.rename(register)
    content = register.read_bytes()
    named = folder
    if link:
        named = tmp_path / "快捷"
        named.symlink_to(folder)
    error = refused(roll, named, "-o", register, "--force")
    assert isinstance(error, RequestError)
    assert "要读的文件" in error.what
    whole = refused(folder, roll, "--kind", "vehicles", "-o", register, "--force")
    assert "要读的文件" in whole.what
    assert register.read_bytes() == content
    broken = folder / "坏.csv"
    broken.write_bytes(b"PAR1 broken PAR1")
    assert "要读的文件" in refused(roll, folder, "-o", broken, "--force").what
    assert broken.read_bytes() == b"PAR1 broken PAR1"


def test_a_file_with_a_password_is_never_overwritten(roll: Path, vehicles: Path, tmp_path: Path) -> None:
    secret = tmp_path / "密码.csv"
    secret.write_text("abc\n", encoding="utf-8")
    error = refused(roll, vehicles, "-o", secret, "--force", "--password-file", secret)
    assert "要读的文件" in error.what
    assert secret.read_text(encoding="utf-8") == "abc\n"


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
    error = refused(roll, broken, "-o", tmp_path / "1.parquet")
    assert isinstance(error, RequestError)
    assert "没有一份部门数据读得出" in error.what
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


def test_matching_does_without_the_libraries_that_draw_reports() -> None:
    loaded = "import sys, jingzhun.cli.matched, jingzhun.report.link_files"
    code = f"{loaded}; print({{'jinja2', 'xlsxwriter'}} & set(sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, check=True).stdout.strip() == b"set()"
