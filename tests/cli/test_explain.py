"""jingzhun explain: why every link of a household is one, and why not."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner, Result
from rich.cells import cell_len

from jingzhun.cli.check import check
from jingzhun.cli.explain import explain
from jingzhun.errors import JingzhunError, RequestError, UnreadableFileError
from jingzhun.explain.why import chance_words, margin_words, why_not
from jingzhun.fields.name_levels import NameLevel
from jingzhun.kinds import TableKind
from jingzhun.match.compare import LEVELS
from jingzhun.match.levels import NumberLevel
from jingzhun.match.weights import shipped_weights
from small_county import CHEN, LIN, ROLL, ROLL_HEADER, VEHICLES, VEHICLES_HEADER, identity_number, write_sheet

FULL_NUMBER = re.compile(r"350699(19|20)\d{9}[\dX]")
#: A car without a number that may be that of 林建国 of HH001 or of 林建国 of HH006 next door.
NUMBERLESS = ("E12349", "K33", "", "林建国", "2014-05-06", "九峰镇福坪村12号", "A")
NAMESAKE = (
    "HH006",
    "林建国",
    "男",
    identity_number("19710909", 77),
    "1",
    "户主",
    "九峰镇",
    "福坪村",
    "九峰镇福坪村30号",
)


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("county")
    write_sheet(folder / "花名册.xlsx", (ROLL_HEADER, *ROLL, NAMESAKE))
    text = "".join(",".join(row) + "\n" for row in (VEHICLES_HEADER, *VEHICLES, NUMBERLESS))
    (folder / "车管所.csv").write_text(text, encoding="utf-8")
    out = folder.parent / f"{folder.name}-run"
    words = [str(folder), "-o", str(out), "--as-of", "2016-06-30", "--no-config", "-q"]
    assert CliRunner().invoke(check, words, standalone_mode=False).return_value == 1
    return out


def explained(*arguments: object, columns: int = 100) -> Result:
    words = list(map(str, arguments))
    return CliRunner().invoke(explain, words, env={"COLUMNS": str(columns)}, standalone_mode=False)


def text_of(*arguments: object, columns: int = 100) -> str:
    result = explained(*arguments, columns=columns)
    assert result.return_value == 0, result.exception
    return result.stdout


def account_of(*arguments: object) -> dict[str, Any]:
    account: dict[str, Any] = json.loads(text_of(*arguments, "--format", "json"))
    return account


def refused(*arguments: object) -> JingzhunError:
    error = explained(*arguments).exception
    assert isinstance(error, JingzhunError), error
    return error


def vehicles_of(account: dict[str, Any], member: int = 0) -> dict[str, Any]:
    [register] = [each for each in account["members"][member]["registers"] if each["register"] == "vehicles"]
    return register


def test_a_link_says_what_spoke_for_it_and_why_it_is_no_better(run: Path) -> None:
    text = text_of(run, "HH001", "--member", "林建国")
    for words in (
        "户 HH001  2 人  核查日 2016-06-30",
        f"1 林建国  350699********{LIN[-4:]}",
        "名册上同名的有 2 人",
        "机动车登记: 2 条; 登记上写着“林建国”的至少 2 行",
        "车管所.csv 第 2 行  林建国",
        "B 高度疑似。这样的结果",
        "号码前15位一致(末三位被表格软件舍去)",
        "同村同门牌",
        "为什么不是 A: A 要号码有效且一致",
        f"第二人选: 林建国  350699********{NAMESAKE[3][-4:]}  户 HH006",
    ):
        assert words in text
    assert "黄秀英" not in text
    assert re.search(r"号码 +\+\d+\.\d │█+ ", text)
    assert re.search(r"比对之前 +-\d+\.\d │▓+ ", text)


def test_the_account_for_scripts_adds_up(run: Path) -> None:
    account = account_of(run, "HH001")
    assert (account["schema_version"], account["household_id"], account["household_size"]) == (1, "HH001", 2)
    links = vehicles_of(account)["links"]
    assert [link["register_row"] for link in links] == [2, 6]
    for link in links:
        assert sum(piece["bits"] for piece in link["evidence"]) == pytest.approx(link["weight"], abs=0.01)
    assert links[0]["not_higher"]["grade"] == "A"
    second = links[1]["second"] or links[1]["also"][0]
    assert second["household_id"] == "HH006"
    assert second["margin"] == pytest.approx(links[1]["weight"] - second["weight"], abs=0.01)


def test_a_member_without_a_link_is_told_the_nearest_row_and_where_it_went(run: Path) -> None:
    text = text_of(run, "HH006")
    assert "机动车登记: 没有比对结果" in text
    assert re.search(r"最接近的是 车管所.csv 第 [26] 行  林建国", text)
    assert re.search(r"为什么不是他: .*归了更相符的 林建国\(HH001 户\)", text)
    nearest = vehicles_of(account_of(run, "HH006"))["nearest"]
    assert nearest["went_to"]["household_id"] == "HH001"
    assert nearest["why_not"]


def test_a_member_near_whom_nothing_was_found_is_told_so(run: Path) -> None:
    assert "机动车登记: 没有比对结果, 也没有号码、姓名、住址相近的行" in text_of(run, "HH001", "--member", "2")
    # A man of the same name with a number of his own is another man.
    text = text_of(run, "HH004", "--member", "曾文辉")
    assert "登记上写着“曾文辉”的至少 1 行" in text
    assert "两个人" in text
    assert "到机动车登记的原表里找“曾文辉”" in text


def test_no_full_number_is_shown(run: Path) -> None:
    for household in ("HH001", "HH002", "HH003", "HH004", "HH005", "HH006"):
        for form in ("text", "json"):
            assert not FULL_NUMBER.search(text_of(run, household, "--format", form))
    evidence = pq.read_table(run / "evidence.parquet")
    texts = [str(value) for column in evidence.columns for value in column.to_pylist()]
    assert not [text for text in texts if FULL_NUMBER.search(text)]


def test_a_pipe_gets_no_colours_and_bars_are_cut_to_the_screen(run: Path) -> None:
    wide, narrow = (text_of(run, "HH001", columns=columns) for columns in (140, 60))
    assert "\x1b" not in wide + narrow
    bars = [max(line.count("█") for line in text.splitlines()) for text in (wide, narrow)]
    assert bars[0] > bars[1] > 0
    starts = {cell_len(line.partition("│")[0]) for line in wide.splitlines() if "│" in line}
    assert len(starts) == 1


def test_two_households_that_a_number_may_mean_are_both_named(run: Path, tmp_path: Path) -> None:
    both = copy_of(run, tmp_path / "别")
    table = pq.read_table(both / "evidence.parquet")
    ids = [{"HH002": "ｈｈ001"}.get(each, each) for each in table["household_id"].to_pylist()]
    place = table.schema.get_field_index("household_id")
    pq.write_table(table.set_column(place, table.schema.field(place), pa.array(ids)), both / "evidence.parquet")
    error = refused(both, "hh 001")
    assert "可以是几户: HH001、ｈｈ001" in error.what
    assert error.where


def test_an_empty_household_number_is_refused(run: Path) -> None:
    assert "没有写户编号" in refused(run, " ").what


def test_the_manifest_lists_the_evidence(run: Path) -> None:
    manifest = json.loads((run / "manifest.json").read_text(encoding="utf-8"))
    assert "evidence.parquet" in [output["name"] for output in manifest["outputs"]]


def test_the_example_of_the_guide_is_what_explain_says(tmp_path: Path) -> None:
    """Where weights have changed, the example is to be made anew with these two commands."""
    root = Path(__file__).parents[2]
    words = [
        str(root / "data/samples/demo"),
        "-o",
        str(tmp_path / "核查结果"),
        "--as-of",
        "2016-06-30",
        "--no-config",
        "-q",
    ]
    assert CliRunner().invoke(check, words, standalone_mode=False).return_value == 1
    [example] = re.findall(r"^```text\n(.*?)^```$", (root / "docs/guide/explain.md").read_text("utf-8"), re.M | re.S)
    assert text_of(tmp_path / "核查结果", "35060100002", columns=80) == example


# ── what is refused ──────────────────────────────────────────────────────────────────────────────────────────────


def test_an_unknown_household_is_told_the_near_ones(run: Path) -> None:
    error = refused(run, "HH009")
    assert isinstance(error, RequestError)
    assert re.search(r"没有编号为 HH009 的户; 相近的编号: .*HH00", error.what)


@pytest.mark.parametrize("written", ["hh001", "ＨＨ００１", " HH 001 "])
def test_a_household_number_may_be_written_otherwise(run: Path, written: str) -> None:
    assert "户 HH001" in text_of(run, written)


def test_an_unknown_member_is_told_who_there_is(run: Path) -> None:
    error = refused(run, "HH001", "--member", "林建业")
    assert "1 林建国、2 黄秀英" in error.fix
    assert "--member" in refused(run, "HH001", "--member", "3").where


def test_what_is_no_run_is_refused(run: Path, tmp_path: Path) -> None:
    assert "找不到" in refused(tmp_path / "没有", "HH001").what
    assert "不是文件夹" in refused(run / "manifest.json", "HH001").what
    assert "manifest.json" in refused(tmp_path, "HH001").what


def copy_of(run: Path, folder: Path) -> Path:
    folder.mkdir()
    for name in ("manifest.json", "evidence.parquet"):
        (folder / name).write_bytes((run / name).read_bytes())
    return folder


def test_a_run_of_an_older_version_says_how_to_mend_it(run: Path, tmp_path: Path) -> None:
    older = copy_of(run, tmp_path / "旧")
    (older / "evidence.parquet").unlink()
    error = refused(older, "HH001")
    assert isinstance(error, RequestError)
    assert "旧版本" in error.what
    assert "jingzhun check" in error.fix
    other = copy_of(run, tmp_path / "别")
    table = pq.read_table(other / "evidence.parquet").drop_columns(["weight"])
    pq.write_table(table, other / "evidence.parquet")
    assert "另一个版本" in refused(other, "HH001").what


@pytest.mark.parametrize(
    ("column", "value"), [("number_level", "same_by_hand"), ("role", "third"), ("grade", "D"), ("register", "boats")]
)
def test_evidence_in_words_of_another_version_is_refused(run: Path, tmp_path: Path, column: str, value: str) -> None:
    other = copy_of(run, tmp_path / "别")
    table = pq.read_table(other / "evidence.parquet")
    values = [
        value if role == "link" else kept
        for role, kept in zip(table["role"].to_pylist(), table[column].to_pylist(), strict=True)
    ]
    place = table.schema.get_field_index(column)
    pq.write_table(table.set_column(place, table.schema.field(column), pa.array(values)), other / "evidence.parquet")
    error = refused(other, "HH001")
    assert isinstance(error, RequestError)
    assert "另一个版本" in error.what
    assert "evidence.parquet" in error.where


def test_a_damaged_run_is_unreadable(run: Path, tmp_path: Path) -> None:
    for name, content in (
        ("evidence.parquet", b"PAR1 broken PAR1"),
        ("manifest.json", b"{"),
        ("manifest.json", b"[]"),
        ("manifest.json", b'{"as_of": "", "unread": [{}]}'),
    ):
        damaged = copy_of(run, tmp_path / f"坏{len(list(tmp_path.iterdir()))}")
        (damaged / name).write_bytes(content)
        error = refused(damaged, "HH001")
        assert isinstance(error, UnreadableFileError)
        assert name in error.where


def test_a_household_whose_number_is_that_of_a_person_is_found_by_either(tmp_path: Path) -> None:
    """Offices number households by the head's identity number; the run holds it masked."""
    rows = tuple((LIN if row[0] == "HH001" else CHEN if row[0] == "HH002" else row[0], *row[1:]) for row in ROLL)
    write_sheet(tmp_path / "花名册.xlsx", (ROLL_HEADER, *rows))
    text = "".join(",".join(row) + "\n" for row in (VEHICLES_HEADER, *VEHICLES))
    (tmp_path / "车管所.csv").write_text(text, encoding="utf-8")
    out = tmp_path / "run"
    words = [str(tmp_path), "-o", str(out), "--as-of", "2016-06-30", "--no-config", "-q"]
    assert CliRunner().invoke(check, words, standalone_mode=False).return_value == 1
    by_number, by_mask = text_of(out, LIN), text_of(out, f"{LIN[:6]}********{LIN[-4:]}")
    assert by_number == by_mask
    assert "林建国" in by_number
    assert LIN not in by_number
    assert LIN not in str(refused(out, identity_number("19520307", 91)))


# ── words ────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("chance", "words"),
    [
        (1 / (1 + 2**15), "这样的结果约每 33,000 条有 1 条是错的, 或更少"),
        (0.000123, "这样的结果约每 8,100 条有 1 条是错的"),
        (0.03, "这样的结果约每 33 条有 1 条是错的"),
        (0.5, "这样的结果每 10 条约有 5 条是错的"),
        (0.999, "这样的结果每 10 条约有 10 条是错的"),
    ],
)
def test_chances_in_words(chance: float, words: str) -> None:
    assert chance_words(shipped_weights(TableKind("vehicles")), chance) == words


def test_a_near_row_that_fell_to_nobody_says_so() -> None:
    """Another member weighs more, but is no link either: nothing else speaks against this one."""
    weights = shipped_weights(TableKind("vehicles"))
    levels = {name: kind(0) for name, kind in LEVELS.items()} | {"name": NameLevel.SAME, "number": NumberLevel.SAME}
    row = {"weight": -3.0, "rivalled": False, "shared_number": 0, "grade": "C"}
    assert why_not(weights, levels, row, None) == ["这一行另有更相符的人选, 但也不够作线索"]


@pytest.mark.parametrize(
    ("bits", "words"),
    [
        (0.01, "一样相符, 分不出是谁"),
        (1.0, "低 1.0 位, 可能性是上面的 50%"),
        (10.0, "低 10.0 位, 可能性是上面的 1,000 分之一"),
        (52.6, "低 52.6 位, 可能性不到上面的百万分之一"),
        (-0.5, "高 0.5 位, 可能性是上面的 1.4 倍"),
        (-4.0, "高 4.0 位, 可能性是上面的 16 倍"),
    ],
)
def test_margins_in_words(bits: float, words: str) -> None:
    assert margin_words(bits) == words


def test_verifying_is_of_all_households_and_takes_none(run: Path) -> None:
    for words in (("HH001", "--verify"), ("--verify", "--member", "1")):
        error = refused(run, *words)
        assert "--verify 核对的是全部户" in error.what
        assert "去掉 --verify" in error.fix
