"""jingzhun inspect: what each table was read as, for people and for scripts."""

from __future__ import annotations

import json
import re
import sqlite3
import zipfile
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from encrypted_writer import encrypt_agile
from jingzhun.cli.inspect import inspect
from jingzhun.errors import RequestError
from small_county import PAYROLL, PAYROLL_HEADER, ROLL, ROLL_HEADER, VEHICLES, VEHICLES_HEADER, write_sheet


def inspected(*arguments: object, stdin: bytes | None = None, **environment: str) -> Result:
    return CliRunner().invoke(inspect, list(map(str, arguments)), input=stdin, env=environment, standalone_mode=False)


def files_of(*arguments: object, stdin: bytes | None = None, **environment: str) -> list[dict[str, Any]]:
    result = inspected(*arguments, "--format", "json", stdin=stdin, **environment)
    assert result.exception is None, result.exception
    files: list[dict[str, Any]] = json.loads(result.stdout)["files"]
    return files


def put(path: Path, rows: tuple[tuple[str, ...], ...], encoding: str = "utf-8") -> Path:
    path.write_bytes("".join(",".join(row) + "\n" for row in rows).encode(encoding))
    return path


def test_people_see_format_columns_rows_and_reasons(tmp_path: Path) -> None:
    rows = (("平和县(样例)花名册",), ROLL_HEADER, *ROLL, ("合计", "7人"))
    result = inspected(put(tmp_path / "花名册.csv", rows, "gb18030"))
    assert result.return_value == 0
    for words in (
        "花名册.csv  文本表格",
        "编码 GB18030",
        "像是: 花名册",
        "表头: 第 2 行",
        "证件号码→证件号码",
        "行: 读 10 = 数据 7 + 搁置 3",
        "合计行 1 行",
        "第 10 行 合计行: 合计 7人",
    ):
        assert words in result.stdout
    assert not re.search(r"350699(19|20)\d{9}[\dX]", result.output)


def test_scripts_get_the_same_as_json(tmp_path: Path) -> None:
    path = put(tmp_path / "车.csv", (VEHICLES_HEADER, *VEHICLES))
    (file,) = files_of(path)
    (table,) = file["tables"]
    assert table["rows"] == {"read": 5, "data": 4, "set_aside": {"表头": 1}}
    assert table["read_as"] == "vehicles"
    assert table["header_rows"] == [1, 1]
    assert {column["header"]: column["field"] for column in table["columns"]}["SFZMHM"] == "id_number"
    assert not re.search(r"350699(19|20)\d{9}[\dX]", json.dumps(file))


def test_a_table_is_read_as_the_kind_that_is_asked_for(tmp_path: Path) -> None:
    path = put(tmp_path / "人.csv", (("姓名", "身份证号", "单位"), ("林建国", PAYROLL[0][2], "某小学")))
    (file,) = files_of(path, "--kind", "财政供养人员")
    assert file["tables"][0]["read_as"] == "payroll"
    with pytest.raises(RequestError, match="没有叫“车子”的表") as caught:
        raise inspected(path, "--kind", "车子").exception or AssertionError
    assert "vehicles 机动车登记" in caught.value.fix


def test_settled_columns_from_the_command_line_and_the_folder(tmp_path: Path) -> None:
    path = put(tmp_path / "车.csv", (("栏甲", "栏乙", "HPHM", "CLLX"), ("林建国", VEHICLES[0][2], "E1", "K33")))
    (tmp_path / "jingzhun.toml").write_text('[columns]\n"栏甲" = "姓名"\n"栏乙" = "忽略"\n', encoding="utf-8")
    (file,) = files_of(path, "--kind", "vehicles", "--map", "栏乙=id_number")
    fields = {column["header"]: column["field"] for column in file["tables"][0]["columns"]}
    assert fields["栏甲"] == "name"
    assert fields["栏乙"] == "id_number"
    (file,) = files_of(path, "--kind", "vehicles", "--no-config")
    assert not {column["header"]: column["field"] for column in file["tables"][0]["columns"]}["栏甲"]


def test_the_command_line_wins_over_columns_settled_for_the_file(tmp_path: Path) -> None:
    header = ("HPHM", "CLLX", "车主", "SFZMHM", "驾驶员名")
    path = put(tmp_path / "车.csv", (header, *((*row[:2], row[3], row[2], "林某") for row in VEHICLES)))
    text = '[columns]\n"SFZMHM" = "忽略"\n[columns."车.csv"]\n"车 主" = "忽略"\n"驾驶员名" = "name"\n'
    (tmp_path / "jingzhun.toml").write_text(text, encoding="utf-8")
    (file,) = files_of(path, "--map", "车主=name", "--map", "驾驶员名=忽略", "--map", "SFZMHM=id_number")
    fields = {column["header"]: column["field"] for column in file["tables"][0]["columns"]}
    assert (fields["车主"], fields["驾驶员名"], fields["SFZMHM"]) == ("name", "", "id_number")


def test_a_settled_column_that_is_nowhere_is_a_warning_on_stderr(tmp_path: Path) -> None:
    path = put(tmp_path / "车.csv", (VEHICLES_HEADER, *VEHICLES))
    result = inspected(path, "--map", "SFZMMH=id_number", "--format", "json")
    assert "最相近的表头是“SFZMHM”" in result.stderr
    json.loads(result.stdout)


def test_problems_with_columns_are_shown(tmp_path: Path) -> None:
    header = ("号牌号码", "车辆类型", "初次登记日期", "姓名", "身份证号", "身份证号码")
    rows = [(*VEHICLES[n][:2], "2014-05-06", "林建国", VEHICLES[n][2], VEHICLES[n - 1][2]) for n in (1, 2, 3)]
    path = put(tmp_path / "车.csv", (header, *rows))
    result = inspected(path)
    assert "问题: “身份证号”和“身份证号码”都像" in result.stdout
    assert result.return_value == 3


def test_files_named_in_the_settings_do_not_matter_here(tmp_path: Path) -> None:
    (tmp_path / "jingzhun.toml").write_text('[files]\nroll = "没有/*.xlsx"\n', encoding="utf-8")
    assert inspected(put(tmp_path / "车.csv", (VEHICLES_HEADER, *VEHICLES))).return_value == 0


def test_what_lies_in_a_folder_and_is_not_read_is_said(tmp_path: Path) -> None:
    put(tmp_path / "车.csv", (VEHICLES_HEADER, *VEHICLES))
    (tmp_path / "公函.pdf").write_bytes(b"x")
    result = inspected(tmp_path)
    assert result.return_value == 0
    assert "公函.pdf" in result.stderr
    (tmp_path / "房产.rar").write_bytes(b"x")
    result = inspected(tmp_path)
    assert result.return_value == 3
    assert "房产.rar: 读不出: rar 压缩包" in result.stderr


def test_archives_standard_input_and_databases(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "包.zip", "w") as archive:
        archive.write(put(tmp_path / "工资.csv", (PAYROLL_HEADER, *PAYROLL)), "内/工资.csv")
    with sqlite3.connect(tmp_path / "登记.db") as database:
        database.execute("create table 车 (HPHM, SYR, SFZMHM, CLLX)")
        database.execute("insert into 车 values ('E1', '林建国', ?, 'K33')", [VEHICLES[0][2]])
    database.close()
    lines = "".join(",".join(row) + "\n" for row in (VEHICLES_HEADER, *VEHICLES)).encode()
    files = files_of(tmp_path / "包.zip", "-", f"{tmp_path / '登记.db'}?table=车", stdin=lines)
    assert {file["file"].rpartition("/")[2]: file["tables"][0]["read_as"] for file in files} == {
        "工资.csv": "payroll",
        "标准输入": "vehicles",
        "登记.db?table=车": "vehicles",
    }


def test_passwords_from_every_place(tmp_path: Path) -> None:
    path = encrypt_agile(write_sheet(tmp_path / "工资.xlsx", (PAYROLL_HEADER, *PAYROLL)), "Geheim-1")
    (tmp_path / "secret").write_text("Geheim-1\nsecond line\n", encoding="utf-8")
    for arguments, environment in (
        (("--password", "falsch", "--password=Geheim-1"), {}),
        (("--password-file", tmp_path / "secret"), {}),
        ((), {"JINGZHUN_PASSWORD": "Geheim-1"}),
    ):
        (file,) = files_of(path, *arguments, **environment)
        assert file["tables"][0]["read_as"] == "payroll"
    result = inspected(path)
    assert result.return_value == 3
    assert "打开密码" in result.stderr
    assert "--password" in result.stderr


def test_what_cannot_be_read_gives_3_and_the_rest_is_shown(tmp_path: Path) -> None:
    put(tmp_path / "车.csv", (VEHICLES_HEADER, *VEHICLES))
    (tmp_path / "坏.xlsx").write_bytes(b"PK\x03\x04broken")
    result = inspected(tmp_path)
    assert result.return_value == 3
    assert "像是: 机动车登记" in result.stdout
    assert "坏.xlsx: 读不出" in result.stderr
    assert "改法" in result.stderr
    broken = next(
        file for file in json.loads(inspected(tmp_path, "--format", "json").stdout)["files"] if "error" in file
    )
    assert broken["file"] == "坏.xlsx"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("a.csv", "--map", "车主"), "写法不对"),
        (("a.csv", "--map", "车主=nmae"), "没有叫这个名字的字段"),
        (("a.csv", "--password"), "不是终端"),
        (("a.csv", "--password-file", "nowhere"), "密码文件打不开"),
        (("a.csv", "--config", "x.toml", "--no-config"), "只能写一个"),
        (("a.csv", "--config", "x.toml"), "没有这个文件"),
        (("-", "-", "-"), "只能用一次"),
        (("postgresql://clerk:Geheim@db/cars?table=t",), "不能写密码"),
    ],
)
def test_wrong_requests_are_explained(
    arguments: tuple[str, ...], words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path / "a.csv", (VEHICLES_HEADER, *VEHICLES))
    monkeypatch.chdir(tmp_path)
    error = inspected(*arguments).exception
    assert isinstance(error, RequestError)
    assert words in error.what
    assert "Geheim" not in str(error)
