"""The command line as a script or an official meets it: exit codes, streams, messages."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from small_county import LIN

AS_OF = ("--as-of", "2016-06-30")


def jingzhun(*arguments: object, cwd: Path | None = None, **environment: str) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "jingzhun", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, cwd=cwd, env={**os.environ, **environment}, check=False)


def test_help_is_chinese_and_names_every_command() -> None:
    text = jingzhun("--help").stdout.decode()
    named = re.findall(r"^  ([a-z]+) ", text, re.MULTILINE)
    assert named == ["check", "match", "batch", "assign", "clear", "explain", "inspect", "rules", "policy", "sample"]
    assert not re.search(r"Usage|Options|Show this|Commands", text)


@pytest.mark.parametrize(
    "command", ["check", "match", "batch", "assign", "clear", "explain", "inspect", "rules", "policy", "sample"]
)
def test_help_of_each_command(command: str) -> None:
    result = jingzhun(command, "--help")
    assert result.returncode == 0
    assert "用法" in result.stdout.decode()


def test_help_loads_nothing_heavy() -> None:
    code = "import sys, jingzhun.cli; print(sorted({'pandas', 'pyarrow', 'numpy', 'rich'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, check=True).stdout.strip() == b"[]"


def test_doubtful_households_give_exit_code_1_and_a_run_folder(county: Path, tmp_path: Path) -> None:
    run = tmp_path / "run"
    result = jingzhun("check", county, "-o", run, *AS_OF)
    assert result.returncode == 1
    assert result.stdout == b""
    assert "疑点户 3 户" in result.stderr.decode()
    assert sorted(path.name for path in run.iterdir()) == sorted(
        [
            *("疑点台账.xlsx", "核查报告.html", "households.csv", "findings.ndjson"),
            *("links.parquet", "evidence.parquet", "answers.parquet", "manifest.json"),
            *("policy.toml", "working.json"),
            *("working-members.parquet", "working-links.parquet", "working-rule-findings.parquet"),
        ]
    )
    assert stat.S_IMODE(run.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in run.iterdir()} == {0o600}


def test_exit_zero(county: Path, tmp_path: Path) -> None:
    assert jingzhun("check", county, "-o", tmp_path / "run", "--exit-zero", *AS_OF).returncode == 0


def test_no_output_shows_a_full_number(county: Path, tmp_path: Path) -> None:
    run = tmp_path / "run"
    result = jingzhun("check", county, "-o", run, "--format", "ndjson", *AS_OF)
    published = [result.stdout, result.stderr]
    published += [
        (run / name).read_bytes() for name in ("核查报告.html", "households.csv", "findings.ndjson", "manifest.json")
    ]
    for content in published:
        assert not re.search(rb"350699(19|20)\d{9}[\dX]", content)
    assert LIN[:6].encode() in b"".join(published)


def test_findings_for_scripts(county: Path, tmp_path: Path) -> None:
    lines = jingzhun("check", county, "-o", tmp_path / "1", "--format", "ndjson", "-q", *AS_OF).stdout.decode()
    findings = [json.loads(line) for line in lines.splitlines()]
    doubts = [finding for finding in findings if finding["effect"] == "doubt"]
    assert {(doubt["household_id"], doubt["code"]) for doubt in doubts} == {
        ("HH001", "CAR"),
        ("HH004", "HOUSE"),
        ("HH005", "PAY"),
    }
    as_json = json.loads(jingzhun("check", county, "-o", tmp_path / "2", "--format", "json", "-q", *AS_OF).stdout)
    rows = list(
        csv.DictReader(
            io.StringIO(
                jingzhun("check", county, "-o", tmp_path / "3", "--format", "csv", "-q", *AS_OF).stdout.decode()
            )
        )
    )
    assert len(as_json if isinstance(as_json, list) else as_json["findings"]) == len(rows) == len(findings)


def test_households_table(county: Path, tmp_path: Path) -> None:
    jingzhun("check", county, "-o", tmp_path / "run", *AS_OF)
    content = (tmp_path / "run" / "households.csv").read_bytes()
    assert content.startswith("﻿household_id,verdict,reasons,".encode())
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    assert [(row["household_id"], row["verdict"]) for row in rows] == [
        ("HH001", "doubtful"),
        ("HH002", "clear"),
        ("HH003", "clear"),
        ("HH004", "doubtful"),
        ("HH005", "doubtful"),
    ]


def test_an_existing_folder_is_refused_unless_forced(county: Path, tmp_path: Path) -> None:
    run = tmp_path / "run"
    assert jingzhun("check", county, "-o", run, *AS_OF).returncode == 1
    before = (run / "manifest.json").read_bytes()
    refused = jingzhun("check", county, "-o", run, *AS_OF)
    assert refused.returncode == 2
    assert "--force" in refused.stderr.decode()
    assert (run / "manifest.json").read_bytes() == before
    assert jingzhun("check", county, "-o", run, "--force", *AS_OF).returncode == 1


def test_force_never_deletes_what_is_not_a_run(county: Path, tmp_path: Path) -> None:
    other = tmp_path / "mine"
    other.mkdir()
    (other / "letter.txt").write_text("keep", encoding="utf-8")
    assert jingzhun("check", county, "-o", other, "--force", *AS_OF).returncode == 2
    assert (other / "letter.txt").read_text(encoding="utf-8") == "keep"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("check",), "没有给出"),
        (("check", "不存在的文件夹"), "找不到"),
        (("check", ".", "--as-of", "昨天"), "2016-06-30"),
        (("check", ".", "--policy", "zhangzhou-2061"), "zhangzhou-2016"),
        (("check", ".", "--nonsense"), "没有选项"),
        (("sample", "pinge", "x"), "pinghe"),
        (("inspect", "不存在.xlsx"), "找不到"),
        (("chek",), "没有命令"),
    ],
)
def test_wrong_requests_are_explained_and_write_nothing(
    arguments: tuple[str, ...], message: str, tmp_path: Path
) -> None:
    (tmp_path / "a.csv").write_text("甲,乙\n1,2\n", encoding="utf-8")
    result = jingzhun(*arguments, cwd=tmp_path)
    assert result.returncode == 2
    assert message in result.stderr.decode()
    assert "Traceback" not in result.stderr.decode()
    assert [path.name for path in tmp_path.iterdir()] == ["a.csv"]


def test_a_broken_file_gives_exit_code_3_and_the_rest(county: Path, tmp_path: Path) -> None:
    (county / "工资.xlsx").write_bytes(os.urandom(3000))
    result = jingzhun("check", county, "-o", tmp_path / "run", *AS_OF)
    assert result.returncode == 3
    assert "工资.xlsx" in result.stderr.decode()
    assert "Traceback" not in result.stderr.decode()
    assert (tmp_path / "run" / "疑点台账.xlsx").exists()


def test_a_folder_that_cannot_be_written_gives_exit_code_4(county: Path, tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("", encoding="utf-8")
    result = jingzhun("check", county, "-o", blocked / "run", *AS_OF)
    assert result.returncode == 4
    assert "Traceback" not in result.stderr.decode()


def test_a_closed_pipe_ends_quietly(county: Path, tmp_path: Path) -> None:
    check = f"{sys.executable} -m jingzhun check {county} -o {tmp_path / 'run'} --format ndjson -q"
    command = f"{check} --as-of 2016-06-30 | true; echo ${{PIPESTATUS[0]}}"
    result = subprocess.run(["bash", "-c", command], capture_output=True, check=True)
    assert result.stderr == b""
    assert result.stdout.decode().strip() == "141"


def test_a_terminal_in_gbk_does_not_stop_the_work(county: Path, tmp_path: Path) -> None:
    result = jingzhun("check", county, "-o", tmp_path / "run", *AS_OF, PYTHONIOENCODING="gbk")
    assert result.returncode == 1
    assert "疑点户 3 户" in result.stderr.decode("gbk")


def test_inspect_says_what_each_sheet_was_read_as(county: Path) -> None:
    text = jingzhun("inspect", *sorted(county.iterdir())).stdout.decode()
    assert "像是: 花名册" in text
    assert "表头: 第 2 行" in text
    assert "SFZMHM→" in text
    assert "合计行 1 行" in text
    assert not re.search(r"350699(19|20)\d{9}[\dX]", text)


def test_inspect_of_a_broken_file_gives_exit_code_3(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(b"PK\x03\x04broken")
    result = jingzhun("inspect", tmp_path / "a.xlsx")
    assert result.returncode == 3
    assert "改法" in result.stderr.decode()


def test_a_full_disk_behind_stdout_is_exit_code_4(county: Path, tmp_path: Path) -> None:
    check = f"{sys.executable} -m jingzhun check {county} -o {tmp_path / 'run'} -q --format csv --as-of 2016-06-30"
    result = subprocess.run(["bash", "-c", f"{check} > /dev/full"], capture_output=True, check=False)
    assert result.returncode == 4
    assert b"Traceback" not in result.stderr


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM"])
def test_an_interrupted_check_leaves_nothing_behind(county: Path, tmp_path: Path, name: str) -> None:
    work = tmp_path / "work"
    work.mkdir()
    command = [sys.executable, "-m", "jingzhun", "check", str(county), "-o", str(tmp_path / "run"), *AS_OF]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, env={**os.environ, "TMPDIR": str(work)})
    while process.poll() is None and not list(work.glob("jingzhun-*")):
        time.sleep(0.005)
    process.send_signal(getattr(signal, name))
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 130
    assert b"Traceback" not in errors
    assert list(work.iterdir()) == []
    assert not (tmp_path / "run").exists()


def test_dates_may_be_written_as_people_write_them(county: Path, tmp_path: Path) -> None:
    for number, day in enumerate(["2016-6-30", "2016年6月30日", "20160630", "2016/6/30"]):
        run = tmp_path / str(number)
        jingzhun("check", county, "-o", run, "--as-of", day, "-q")
        assert json.loads((run / "manifest.json").read_text(encoding="utf-8"))["as_of"] == "2016-06-30"


def test_ndjson_is_valid_whatever_the_encoding_of_stdout(county: Path, tmp_path: Path) -> None:
    result = jingzhun(
        "check", county, "-o", tmp_path / "run", "-q", "--format", "ndjson", *AS_OF, PYTHONIOENCODING="gbk"
    )
    assert [json.loads(line) for line in result.stdout.decode("utf-8").splitlines()]
