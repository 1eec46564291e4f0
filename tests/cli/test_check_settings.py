"""jingzhun check with a settings file, named registers, standard input, passwords and warnings."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from encrypted_writer import encrypt_agile
from jingzhun.cli.check import check
from jingzhun.errors import RequestError
from small_county import (
    PAYROLL,
    PAYROLL_HEADER,
    PROPERTY,
    PROPERTY_HEADER,
    ROLL,
    ROLL_HEADER,
    VEHICLES,
    VEHICLES_HEADER,
    write_sheet,
)

CAR_LINES = "".join(",".join(row) + "\n" for row in (VEHICLES_HEADER, *VEHICLES))


@pytest.fixture
def county(tmp_path: Path) -> Path:
    """The county of ``small_county`` in text files: HH001, HH004 and HH005 are doubtful."""
    folder = tmp_path / "county"
    folder.mkdir()
    tables = {"花名册": (ROLL_HEADER, *ROLL), "房产": (PROPERTY_HEADER, *PROPERTY), "工资": (PAYROLL_HEADER, *PAYROLL)}
    for name, rows in tables.items():
        (folder / f"{name}.csv").write_text("".join(",".join(row) + "\n" for row in rows), encoding="utf-8")
    (folder / "车管所.csv").write_text(CAR_LINES, encoding="utf-8")
    return folder


def checked(*arguments: object, stdin: str | None = None) -> Result:
    return CliRunner().invoke(check, list(map(str, arguments)), input=stdin, standalone_mode=False)


def manifest(run: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((run / "manifest.json").read_text(encoding="utf-8"))
    return content


def test_the_settings_of_the_folder_are_used_said_and_recorded(county: Path) -> None:
    lines = ["[check]", "as_of = 2016-06-30", 'output = "结果"', "[files]", 'roll = "花名册.csv"']
    (county / "jingzhun.toml").write_text("\n".join(lines), encoding="utf-8")
    result = checked(county)
    assert (result.exception, result.return_value) == (None, 1)
    assert f"设置文件 {county / 'jingzhun.toml'}" in result.stderr
    recorded = manifest(county / "结果")
    assert recorded["as_of"] == "2016-06-30"
    assert recorded["settings"]["settings_file"] == str(county / "jingzhun.toml")
    assert recorded["settings"]["roll"] == "花名册.csv"


def test_the_command_line_wins_over_the_settings(county: Path, tmp_path: Path) -> None:
    lines = ["[check]", "as_of = 2015-01-01", 'policy = "nowhere"', "[files]", 'vehicles = "工资.csv"']
    (county / "jingzhun.toml").write_text("\n".join(lines), encoding="utf-8")
    arguments = [
        "--as-of",
        "2016-06-30",
        "--policy",
        "zhangzhou-2016",
        "--register",
        f"vehicles={county / '车管所.csv'}",
    ]
    result = checked(county, "-o", tmp_path / "run", "-q", *arguments)
    assert (result.exception, result.return_value) == (None, 1)
    assert manifest(tmp_path / "run")["settings"]["vehicles"] == "车管所.csv"
    refused = checked(county, "-o", tmp_path / "no", "-q")
    assert isinstance(refused.exception, RequestError)
    assert checked(county, "-o", tmp_path / "plain", "-q", "--no-config").return_value == 1


def test_a_settings_file_alone_says_what_to_check(
    county: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = ["[check]", "as_of = 2016-06-30", "[files]", 'roll = "county/花名册.csv"', 'vehicles = "county/车*.csv"']
    (tmp_path / "jingzhun.toml").write_text("\n".join(lines), encoding="utf-8")
    (tmp_path / "below").mkdir()
    monkeypatch.chdir(tmp_path / "below")
    result = checked("-o", "run")
    assert (result.exception, result.return_value) == (None, 1)
    assert {file["name"] for file in manifest(tmp_path / "below/run")["inputs"]} == {"花名册.csv", "车管所.csv"}


@pytest.mark.parametrize("kind", ["vehicles", "机动车登记"])
def test_a_register_from_a_pipe_by_key_or_title(county: Path, tmp_path: Path, kind: str) -> None:
    (county / "车管所.csv").unlink()
    arguments = ["--register", f"{kind}=-", "--as-of", "2016-06-30", "--format", "ndjson"]
    result = checked(county, "-o", tmp_path / "run", *arguments, stdin=CAR_LINES)
    assert (result.exception, result.return_value) == (None, 1)
    registers = {json.loads(line)["register_file"] for line in result.stdout.splitlines()}
    assert "标准输入" in registers


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--register", "cars=a.csv"), "没有叫“cars”的表"),
        (("--register", "vehicles"), "后面没有写文件"),
        (("--vehicles", "-", "--payroll", "-"), "只能用一次"),
        (("--password", "{county}"), "被当成了密码"),
        (("--vehicles", "postgresql://db/cars"), "没有写要读哪张表"),
    ],
)
def test_wrong_requests_are_explained(arguments: tuple[str, ...], words: str, county: Path, tmp_path: Path) -> None:
    given = [argument.format(county=county) for argument in arguments]
    error = checked(*given, *([] if "--password" in given else [county]), "-o", tmp_path / "run").exception
    assert isinstance(error, RequestError)
    assert words in str(error)
    assert not (tmp_path / "run").exists()
    if "cars=a.csv" in given:
        assert "housing_fund 住房公积金" in error.fix


@pytest.mark.parametrize("quiet", [True, False])
def test_warnings_go_to_stderr_before_all_else_also_when_quiet(county: Path, tmp_path: Path, quiet: bool) -> None:
    rows = [("单位名称", "姓名", "人员类别", "编制性质"), *[(row[0], row[1], row[3], row[4]) for row in PAYROLL]]
    (county / "工资.csv").write_text("".join(",".join(row) + "\n" for row in rows), encoding="utf-8")
    arguments = ["--as-of", "2016-06-30", "--format", "ndjson", *(["-q"] if quiet else [])]
    result = checked(county, "-o", tmp_path / "run", *arguments)
    assert result.stderr.startswith("警告：工资.csv (财政供养人员): 没有认出证件号码一列")
    assert "警告" not in result.stdout
    assert len(manifest(tmp_path / "run")["warnings"]) == 1


def test_every_table_is_in_the_manifest_with_its_columns(county: Path, tmp_path: Path) -> None:
    (county / "杂项.csv").write_text("物品,数量\n桌,3\n椅,4\n", encoding="utf-8")
    checked(county, "-o", tmp_path / "run", "-q", "--as-of", "2016-06-30")
    accounts = {account["file"]: account for account in manifest(tmp_path / "run")["accounts"]}
    assert accounts["杂项.csv"]["set_aside"] == {"整张表没有采用": 2, "表头": 1}
    assert accounts["车管所.csv"]["columns"]["SFZMHM"] == "id_number"
    assert accounts["车管所.csv"]["header_rows"] == [1, 1]


def at_a_terminal(arguments: list[str], answers: list[tuple[str, str]], folder: Path) -> tuple[int, str]:
    """Run the command line at a terminal of its own and type answers as the questions come."""
    import pty
    import select

    terminal, inner = pty.openpty()
    command = [sys.executable, "-m", "jingzhun", *arguments]
    child = subprocess.Popen(command, stdin=inner, stdout=inner, stderr=inner, cwd=folder, start_new_session=True)
    os.close(inner)
    seen, waiting, deadline = b"", list(answers), time.monotonic() + 120
    while time.monotonic() < deadline:
        if select.select([terminal], [], [], 0.2)[0]:
            try:
                piece = os.read(terminal, 4096)
            except OSError:
                break
            if not piece:
                break
            seen += piece
        if waiting and waiting[0][0].encode() in seen:
            os.write(terminal, waiting.pop(0)[1].encode() + b"\n")
    os.close(terminal)
    return child.wait(timeout=60), seen.decode(errors="replace")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such terminals")
def test_at_a_terminal_the_password_of_a_file_is_asked_for_and_not_shown(county: Path) -> None:
    (county / "工资.csv").unlink()
    encrypt_agile(write_sheet(county / "工资.xlsx", (PAYROLL_HEADER, *PAYROLL)), "Geheim-1")
    arguments = ["check", str(county), "-o", str(county.parent / "run"), "--as-of", "2016-06-30"]
    code, screen = at_a_terminal(arguments, [("请输入", "falsch"), ("再试", "Geheim-1")], county.parent)
    assert code == 1
    assert "工资.xlsx 有打开密码" in screen
    assert "Geheim" not in screen
    assert "疑点户 3 户" in screen
    assert not [path for path in (county.parent / "run").iterdir() if b"Geheim" in path.read_bytes()]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such terminals")
def test_a_password_is_asked_for_beforehand_where_none_is_written(county: Path) -> None:
    encrypt_agile(write_sheet(county / "工资.xlsx", (PAYROLL_HEADER, *PAYROLL)), "Geheim-1")
    code, screen = at_a_terminal(["inspect", str(county / "工资.xlsx"), "--password"], [("不显示", "Geheim-1")], county)
    assert code == 0
    assert "像是: 财政供养人员" in screen


@pytest.mark.skipif(sys.platform == "win32", reason="Windows interrupts otherwise")
def test_an_interrupted_wait_for_standard_input_leaves_nothing_behind(county: Path, tmp_path: Path) -> None:
    work = tmp_path / "work"
    work.mkdir()
    command = [sys.executable, "-m", "jingzhun", "check", str(county), "--vehicles", "-", "-o", str(tmp_path / "run")]
    environment = {**os.environ, "TMPDIR": str(work)}
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE, env=environment)
    assert process.stdin is not None
    process.stdin.write(CAR_LINES.encode())
    process.stdin.flush()
    deadline = time.monotonic() + 60
    while not list(work.glob("*/*/stdin")) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert list(work.glob("*/*/stdin"))
    process.send_signal(signal.SIGTERM)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 130
    assert b"Traceback" not in errors
    assert list(work.iterdir()) == []
    assert not (tmp_path / "run").exists()
