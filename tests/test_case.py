"""Which files a case stands for."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest

from jingzhun.case import STDIN, Case, CaseFile, files_of, find_files, options_for, source_of
from jingzhun.errors import RequestError
from jingzhun.kinds import TableKind
from jingzhun.read import Limits, ReadOptions
from jingzhun.read.columns.settled_columns import settle

AS_OF = date(2016, 6, 30)


def names(*paths: Path) -> list[str]:
    return [file.name for file in find_files(Case(paths, as_of=AS_OF)).files]


def put(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("甲,乙\n1,2\n", encoding="utf-8")
    return path


def test_a_folder_stands_for_the_tables_in_it_and_below(tmp_path: Path) -> None:
    put(tmp_path / "b.csv")
    put(tmp_path / "sub" / "a.csv")
    put(tmp_path / "~$b.xlsx")
    put(tmp_path / "letter.docx")
    found = find_files(Case((tmp_path,), as_of=AS_OF))
    assert [file.name for file in found.files] == ["b.csv", "sub/a.csv"]
    assert "letter.docx" in found.passed_over


def test_files_of_one_name_are_told_apart_by_as_many_folders_as_it_takes(tmp_path: Path) -> None:
    for folder in ("甲县/d", "乙县/d"):
        put(tmp_path / folder / "车.csv")
    found = names(tmp_path / "甲县", tmp_path / "乙县")
    assert len(set(found)) == 2
    assert {name.split("/")[0] for name in found} == {"甲县", "乙县"}


def test_a_file_named_twice_is_read_once(tmp_path: Path) -> None:
    path = put(tmp_path / "a.csv")
    assert names(tmp_path, path, path) == ["a.csv"]


@pytest.mark.skipif(os.name == "nt", reason="links need rights on Windows")
def test_a_dead_link_is_not_lost(tmp_path: Path) -> None:
    put(tmp_path / "a.csv")
    (tmp_path / "车.csv").symlink_to(tmp_path / "nowhere.csv")
    assert len(names(tmp_path)) == 2


def test_results_of_an_earlier_run_are_never_input(tmp_path: Path) -> None:
    put(tmp_path / "a.csv")
    for name in ("manifest.json", "links.parquet", "households.csv"):
        put(tmp_path / "核查-1" / name)
    assert names(tmp_path) == ["a.csv"]


def test_nothing_to_read_is_said(tmp_path: Path) -> None:
    with pytest.raises(RequestError, match="没有可以读取的表格文件"):
        names(tmp_path)
    with pytest.raises(RequestError, match="找不到"):
        names(tmp_path / "nowhere")


def kinds(files: tuple[CaseFile, ...]) -> dict[str, str]:
    return {file.name: "" if file.kind is None else file.kind.value for file in files}


def test_a_folder_named_for_a_kind_settles_what_is_in_it(tmp_path: Path) -> None:
    put(tmp_path / "车" / "1月.csv")
    put(tmp_path / "车" / "2月.csv")
    put(tmp_path / "花名册.csv")
    found = files_of((tmp_path,), {TableKind("vehicles"): (tmp_path / "车",)})
    assert kinds(found.files) == {"1月.csv": "vehicles", "2月.csv": "vehicles", "花名册.csv": ""}
    assert {file.named for file in found.files} == {str(tmp_path / "车"), ""}


def test_a_file_named_by_itself_keeps_its_kind_inside_a_folder_of_another(tmp_path: Path) -> None:
    inner = put(tmp_path / "数据" / "工资.csv")
    put(tmp_path / "数据" / "车.csv")
    settled = {TableKind("vehicles"): (tmp_path / "数据",), TableKind("payroll"): (inner,)}
    assert kinds(files_of((), settled).files) == {"工资.csv": "payroll", "车.csv": "vehicles"}


def test_a_file_named_again_without_a_kind_keeps_the_kind_of_its_folder(tmp_path: Path) -> None:
    inner = put(tmp_path / "名册" / "一村.csv")
    put(tmp_path / "名册" / "二村.csv")
    found = files_of((inner,), {TableKind.ROLL: (tmp_path / "名册",)}).files
    assert kinds(found) == {"一村.csv": "roll", "二村.csv": "roll"}
    assert {file.named for file in found} == {str(tmp_path / "名册")}


def test_one_file_as_two_kinds_is_refused(tmp_path: Path) -> None:
    path = put(tmp_path / "a.csv")
    with pytest.raises(RequestError, match="既指定为花名册, 又指定为机动车登记"):
        files_of((), {TableKind.ROLL: (path,), TableKind("vehicles"): (path,)})


@pytest.mark.skipif(os.name == "nt", reason="links need rights on Windows")
def test_a_linked_folder_is_not_followed_and_said(tmp_path: Path) -> None:
    put(tmp_path / "县" / "a.csv")
    put(tmp_path / "别处" / "b.csv")
    (tmp_path / "县" / "链接").symlink_to(tmp_path / "别处")
    found = files_of((tmp_path / "县",), {})
    assert [file.name for file in found.files] == ["a.csv"]
    assert found.passed_over == ("链接/",)


def test_a_folder_that_cannot_be_opened_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path / "县" / "a.csv")
    put(tmp_path / "县" / "保密" / "b.csv")
    scandir = os.scandir

    def guarded(path: str) -> object:
        if str(path).endswith("保密"):
            raise PermissionError(13, "Permission denied", str(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", guarded)
    assert files_of((tmp_path / "县",), {}).closed == ("保密/",)


def test_standard_input_and_databases_are_files_without_a_path(tmp_path: Path) -> None:
    put(tmp_path / "a.csv")
    url = "postgresql://clerk@db.example:5432/cars?table=owners"
    found = files_of((tmp_path, STDIN), {TableKind("vehicles"): (url,)}).files
    assert kinds(found) == {
        "a.csv": "",
        "标准输入": "",
        "postgresql://db.example:5432/cars?table=owners": "vehicles",
    }
    assert [file.address for file in found] == ["", url, STDIN]


def test_two_databases_that_show_alike_have_names_of_their_own(tmp_path: Path) -> None:
    put(tmp_path / "标准输入")
    urls = [f"postgresql://{user}@db/cars?table=owners" for user in ("u1", "u2")]
    found = files_of((tmp_path / "标准输入", STDIN), {TableKind("vehicles"): urls}).files
    assert {file.address: file.name for file in found} == {
        urls[0]: "postgresql://db/cars?table=owners",
        urls[1]: "postgresql://db/cars?table=owners（第2个）",
        "": "标准输入",
        STDIN: "标准输入（第2个）",
    }


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("-", STDIN),
        ("平和县/车.csv", Path("平和县/车.csv")),
        ("postgresql:///cars?table=owners", "postgresql:///cars?table=owners"),
        ("数据.db?table=车", "数据.db?table=车"),
        ("数据.db", Path("数据.db")),
    ],
)
def test_what_a_user_writes_is_a_path_or_an_address(text: str, source: object) -> None:
    assert source_of(text) == source


@pytest.mark.parametrize(
    ("pattern", "name", "meant"),
    [
        ("车管*.xlsx", "车管所.xlsx", True),
        ("车管*.xlsx", "县/车管所.xlsx", True),
        ("县/*.xlsx", "县/车管所.xlsx", True),
        ("车[1].csv", "车[1].csv", True),
        ("车管所.xlsx", "房产.xlsx", False),
    ],
)
def test_columns_settled_for_some_files_concern_those_alone(pattern: str, name: str, meant: bool) -> None:
    columns = options_for(name, ReadOptions(columns={"甲": "name"}), {pattern: {"乙": "id_number"}}).columns
    assert columns == ({"甲": "name", "乙": "id_number"} if meant else {"甲": "name"})


def test_columns_for_all_files_give_way_to_those_for_some_and_both_to_the_command_line() -> None:
    settled = {"": {"甲": "name", "乙": "name", "丙": "name"}, "车*.csv": {"乙": "id_number", "丙": "id_number"}}
    options = ReadOptions(columns={"丙": "忽略"})
    assert options_for("车.csv", options, settled).columns == {"甲": "name", "乙": "id_number", "丙": "忽略"}
    assert options_for("房.csv", options, settled).columns == {"甲": "name", "乙": "name", "丙": "忽略"}


@pytest.mark.parametrize(
    ("header", "again"), [("车主", "车 主"), ("ＳＹＲ", "syr"), ("家庭成员/姓名", "家庭成员／姓名")]
)
def test_the_later_word_on_a_header_wins_in_whatever_spelling(header: str, again: str) -> None:
    settled = {"": {again: "plate", header: "plate"}, "车.csv": {header: "name"}}
    options = options_for("车.csv", ReadOptions(columns={again: "忽略"}), settled)
    assert [about.value for about in settle([header], options.columns)] == ["忽略"]


def test_the_settings_that_are_recorded_hold_no_secret() -> None:
    options = ReadOptions(limits=Limits(seconds=600.0), passwords=("Geheim-1",), columns={"车主": "name"})
    settled = {TableKind("vehicles"): ("postgresql://clerk@db/cars?table=owners", Path("/home/clerk/车.csv"))}
    case = Case((), settled, options=options, file_columns={"房*.xlsx": {"户主": "name"}}, as_of=AS_OF)
    assert case.settings() == {
        "policy": "zhangzhou-2016",
        "as_of": "2016-06-30",
        "vehicles": "postgresql://db/cars?table=owners, 车.csv",
        "columns": "房*.xlsx: 户主=name, 车主=name",
        "limits": "seconds=600.0",
    }
    assert "Geheim" not in repr(case)
