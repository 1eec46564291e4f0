"""``jingzhun batch``: many counties in one go, through the command and its worker processes."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result

from jingzhun.batch.plan import County
from jingzhun.cli.batch import batch
from small_county import write_county

DAY = 'as_of = 2016-06-30\npolicy = "zhangzhou-2016"\n'


@pytest.fixture
def counties(tmp_path: Path) -> Path:
    """Three townships, of which one has nothing but a broken workbook."""
    folder = tmp_path / "全县"
    folder.mkdir()
    for name in ("东镇", "西镇"):
        write_county(folder).rename(folder / name)
        (folder / name / "jingzhun.toml").write_text("[check]\nas_of = 2016-06-30\n", encoding="utf-8")
    (folder / "坏镇").mkdir()
    (folder / "坏镇" / "花名册.xlsx").write_bytes(b"PK\x03\x04 not really a workbook")
    (folder / "空").mkdir()
    return folder


def run(*arguments: object) -> Result:
    return CliRunner().invoke(batch, [str(argument) for argument in arguments], standalone_mode=False)


def record_of(output: Path) -> dict[str, dict[str, object]]:
    content = json.loads((output / "batch.json").read_text(encoding="utf-8"))
    return {county["name"]: county for county in content["counties"]}


def test_each_county_has_its_run_and_one_that_fails_stops_no_other(counties: Path, tmp_path: Path) -> None:
    output = tmp_path / "结果"
    result = run(counties, "-o", output)
    assert result.exception is None
    assert result.return_value == 2
    record = record_of(output)
    assert {name: county["code"] for name, county in record.items()} == {"东镇": 1, "西镇": 1, "坏镇": 2}
    assert {name for name in record if (output / name / "manifest.json").is_file()} == {"东镇", "西镇"}
    assert "没有做成 坏镇: " in result.stderr
    assert "没有表格, 不算一个县: 空/" in result.stderr
    rows = list(openpyxl.load_workbook(output / "汇总.xlsx")["汇总"].iter_rows(min_row=3, values_only=True))
    header, *lines = rows
    doubtful = header.index("疑点户")
    assert {line[0]: line[doubtful] for line in lines} == {"东镇": 3, "西镇": 3, "坏镇": None, "合计": 6}
    assert "坏镇" in (output / "汇总.html").read_text(encoding="utf-8")


def test_results_are_those_of_single_checks(counties: Path, tmp_path: Path) -> None:
    from jingzhun.cli.check import check

    shutil.rmtree(counties / "坏镇")
    assert run(counties, "-o", tmp_path / "结果", "-q").return_value == 1
    CliRunner().invoke(check, [str(counties / "东镇"), "-o", str(tmp_path / "一"), "-q"], standalone_mode=False)
    for name in ("households.csv", "links.parquet", "findings.ndjson", "answers.parquet"):
        assert (tmp_path / "结果/东镇" / name).read_bytes() == (tmp_path / "一" / name).read_bytes()


def test_what_is_finished_and_unchanged_is_not_done_again(counties: Path, tmp_path: Path) -> None:
    output = tmp_path / "结果"
    shutil.rmtree(counties / "坏镇")
    run(counties, "-o", output)
    written = {name: (output / name / "manifest.json").stat().st_mtime_ns for name in ("东镇", "西镇")}
    (counties / "西镇" / "工资.xlsx").unlink()
    assert run(counties, "-o", output).exception is not None  # neither --resume nor --force
    assert run(counties, "-o", output, "--resume").return_value == 1
    again = {name: (output / name / "manifest.json").stat().st_mtime_ns for name in ("东镇", "西镇")}
    assert again["东镇"] == written["东镇"]
    assert again["西镇"] != written["西镇"]


def test_a_run_that_somebody_has_changed_is_done_again_or_refused_but_never_lost(
    counties: Path, tmp_path: Path
) -> None:
    output = tmp_path / "结果"
    shutil.rmtree(counties / "坏镇")
    run(counties, "-o", output)
    (output / "东镇" / "记录.txt").write_text("入户", encoding="utf-8")
    result = run(counties, "-o", output, "--force")
    assert result.return_value == 2
    assert "文件夹里有别人放入或改动过的文件" in result.stderr
    assert (output / "东镇" / "记录.txt").is_file()
    assert record_of(output)["西镇"]["code"] == 1


def test_a_plan_names_counties_and_their_settings(counties: Path, tmp_path: Path) -> None:
    plan = tmp_path / "计划.toml"
    plan.write_text(DAY + '[[county]]\nname = "甲"\npaths = ["全县/东镇"]\n', encoding="utf-8")
    assert run(plan, "-o", tmp_path / "结果").return_value == 1
    assert list(record_of(tmp_path / "结果")) == ["甲"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[[county]]\nname = "甲"\npath = ["x"]\n', "不认识的键 “path”(相近: paths)"),
        ('[[county]]\nname = "甲"\npaths = ["没有"]\n', "找不到"),
        ('[[county]]\nname = "../甲"\npaths = ["全县/东镇"]\n', "要用作文件夹名"),
        ('[[county]]\nname = "甲"\npaths = ["全县/东镇"]\n' * 2, "有两个县都叫“甲”"),
        ('output = "x"\n', "缺少必填的键 “county”"),
    ],
)
def test_a_wrong_plan_is_told_with_its_line(counties: Path, tmp_path: Path, text: str, said: str) -> None:
    plan = tmp_path / "计划.toml"
    plan.write_text(text, encoding="utf-8")
    result = run(plan, "-o", tmp_path / "结果")
    assert said in str(result.exception)
    assert "第" in str(result.exception)
    assert not (tmp_path / "结果").exists()


def test_a_folder_of_something_else_is_never_written_into(counties: Path, tmp_path: Path) -> None:
    (tmp_path / "照片").mkdir()
    (tmp_path / "照片" / "一.jpg").write_bytes(b"")
    assert "不是批量核查的结果" in str(run(counties, "-o", tmp_path / "照片", "--force").exception)


@pytest.mark.skipif(os.name == "nt", reason="kills by signal")
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_a_killed_batch_goes_on_where_it_was(counties: Path, tmp_path: Path, number: int) -> None:
    shutil.rmtree(counties / "坏镇")
    output = tmp_path / "结果"
    command = [sys.executable, "-m", "jingzhun", "batch", str(counties), "-o", str(output), "--workers", "1"]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:
        while not (output / "东镇").is_dir() and not (output / "西镇").is_dir():
            assert process.poll() is None
            time.sleep(0.01)
        process.send_signal(number)
    assert run(counties, "-o", output, "--resume").return_value == 1
    assert {county["code"] for county in record_of(output).values()} == {1}
    assert (output / "汇总.xlsx").is_file()


@pytest.mark.skipif(os.name == "nt", reason="kills by signal")
def test_a_worker_that_dies_costs_its_county_alone(
    counties: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from jingzhun.batch import workers

    asked = workers._Worker._asked
    killed: list[str] = []

    def kill_first(self: workers._Worker, county: County) -> Iterator[str]:
        answers = asked(self, county)
        if county.name == "东镇" and not killed:
            killed.append(next(answers))  # it is at work
            assert self._process is not None
            self._process.kill()
        return answers

    monkeypatch.setattr(workers._Worker, "_asked", kill_first)
    shutil.rmtree(counties / "坏镇")
    result = run(counties, "-o", tmp_path / "结果")
    assert "没有做成 东镇: 核查进程意外结束" in result.stderr
    assert record_of(tmp_path / "结果")["西镇"]["code"] == 1
    assert run(counties, "-o", tmp_path / "结果", "--resume").return_value == 1
