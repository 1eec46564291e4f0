"""jingzhun check with --select, --ignore and an exemption list; jingzhun rules."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from rich.cells import cell_len

from jingzhun.cli.check import check
from jingzhun.cli.rules import rules
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
)

LIST_HEADER = "户编号,姓名,证件号码,规则,原因,签字人,有效期至\n"


@pytest.fixture
def county(tmp_path: Path) -> Path:
    """The county of ``small_county``: HH001, HH004 and HH005 are doubtful."""
    folder = tmp_path / "county"
    folder.mkdir()
    tables = {
        "花名册": (ROLL_HEADER, *ROLL),
        "房产": (PROPERTY_HEADER, *PROPERTY),
        "工资": (PAYROLL_HEADER, *PAYROLL),
        "车管所": (VEHICLES_HEADER, *VEHICLES),
    }
    for name, rows in tables.items():
        (folder / f"{name}.csv").write_text("".join(",".join(row) + "\n" for row in rows), encoding="utf-8")
    return folder


def checked(county: Path, *arguments: object) -> tuple[Result, Path]:
    run = county.parent / "run"
    words = [str(county), "--as-of", "2016-06-30", "-o", str(run), "--force", *map(str, arguments)]
    return CliRunner().invoke(check, words, standalone_mode=False), run


def findings(run: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (run / "findings.ndjson").read_text(encoding="utf-8").splitlines()]


def manifest(run: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((run / "manifest.json").read_text(encoding="utf-8"))
    return content


def test_only_what_is_selected_is_checked_and_recorded(county: Path) -> None:
    result, run = checked(county, "--select", "car,JZ1", "--ignore", "JZ107")
    assert result.return_value == 1
    codes = {finding["code"] for finding in findings(run)}
    assert codes
    assert all(code == "CAR" or code.startswith("JZ1") for code in codes)
    recorded = manifest(run)
    assert recorded["settings"]["select"] == "CAR, JZ1"
    assert {rule["code"][:3] for rule in recorded["rules"]} == {"JZ1"}
    assert "JZ107" not in {rule["code"] for rule in recorded["rules"]}


def test_settings_select_and_the_command_line_wins(county: Path) -> None:
    (county / "jingzhun.toml").write_text('[check]\nselect = ["JZ2"]\n', encoding="utf-8")
    _, run = checked(county)
    assert {finding["code"][:3] for finding in findings(run)} <= {"JZ2"}
    _, run = checked(county, "--select", "CAR")
    assert {finding["code"] for finding in findings(run)} == {"CAR"}


def test_a_code_that_is_none_stops_the_check(county: Path) -> None:
    result, _ = checked(county, "--ignore", "JZ9")
    assert isinstance(result.exception, RequestError)
    assert "JZ9" in str(result.exception)


def test_the_exemption_list_silences_a_household_by_name_and_is_accounted_for(county: Path) -> None:
    before = {finding["household_id"] for finding in findings(checked(county)[1]) if finding["effect"] == "doubt"}
    doubted = next(finding for finding in findings(county.parent / "run") if finding["effect"] == "doubt")
    lines = [
        f"{doubted['household_id']},,,{doubted['code']},入户核实车已卖出,林某,2016-12-31",
        f"{doubted['household_id']},,,{doubted['code']},没有签字,,2016-12-31",
        f"{doubted['household_id']},,,JZ203,已核,林某,2016-01-01",
        "HH999,,,CAR,已核,林某,2016-12-31",
    ]
    (county / "豁免清单.csv").write_text(LIST_HEADER + "\n".join(lines) + "\n", encoding="utf-8")
    result, run = checked(county, "--exempt", county / "豁免清单.csv")
    assert result.return_value == 1
    exempt = [finding for finding in findings(run) if finding["effect"] == "exempt"]
    assert [finding["code"] for finding in exempt] == [doubted["code"]]
    assert "按豁免清单第 2 行豁免: 入户核实车已卖出 (林某 签字" in exempt[0]["reason"]
    after = {finding["household_id"] for finding in findings(run) if finding["effect"] == "doubt"}
    assert after == before - {doubted["household_id"]}
    assert [line["state"] for line in manifest(run)["exemptions"]] == ["used", "invalid", "expired", "not_found"]
    assert "豁免清单.csv" in {file["name"] for file in manifest(run)["inputs"]}


def test_a_list_without_the_columns_stops_the_check(county: Path, tmp_path: Path) -> None:
    path = tmp_path / "名单.csv"
    path.write_text("户编号,姓名\nHH001,林某\n", encoding="utf-8")
    result, _ = checked(county, "--exempt", path)
    assert isinstance(result.exception, RequestError)
    assert "规则、原因、签字人" in str(result.exception)


def test_rules_are_listed_explained_and_given_to_programs() -> None:
    def said(*words: str) -> str:
        return CliRunner().invoke(rules, list(words), standalone_mode=False).stdout

    assert "JZ203" in said()
    assert "JZ101" not in said("JZ2")
    explained = said("JZ103")
    assert all(word in explained for word in ("依据: ", "已知的误报: ", "✗", "GB 11643", "需要: 证件号码"))
    (record,) = json.loads(said("jz103", "--format", "json"))
    assert record["code"] == "JZ103"
    assert {row["outcome"] for row in record["examples"][0]["rows"]} == {"found", "passed"}


@pytest.mark.parametrize(
    ("header", "missing"),
    [
        ("户编号,规则,原因", "缺少这几列: 签字人。看到的表头: 户编号、规则、原因"),
        ("规则,原因,签字人", "缺少这几列: 户编号(或证件号码)"),
    ],
)
def test_a_list_is_told_which_columns_it_lacks(county: Path, tmp_path: Path, header: str, missing: str) -> None:
    path = tmp_path / "清单.csv"
    path.write_text(f"{header}\nHH001,CAR,已核\n", encoding="utf-8")
    result, _ = checked(county, "--exempt", path)
    assert missing in str(result.exception)


def test_a_list_that_is_not_there_or_a_folder_is_told_as_such(county: Path, tmp_path: Path) -> None:
    assert "找不到豁免清单这个文件" in str(checked(county, "--exempt", tmp_path / "没有.xlsx")[0].exception)
    assert "这是文件夹" in str(checked(county, "--exempt", tmp_path)[0].exception)


def test_the_columns_of_a_list_stand_in_any_order_and_every_row_is_accounted_for(county: Path, tmp_path: Path) -> None:
    path = tmp_path / "清单.csv"
    lines = [
        "平和县豁免清单,,,,",
        "有效期止,签批人,豁免理由,规则编号,户号",
        "2016年12月31日,林某,已核,car；house,HH001",
    ]
    path.write_text("\n".join([*lines, "合计,,,,1"]) + "\n", encoding="gb18030")
    _, run = checked(county, "--exempt", path)
    (line,) = manifest(run)["exemptions"]
    assert (line["state"], line["codes"], line["valid_until"]) == ("used", "CAR、HOUSE", "2016-12-31")
    (told,) = [file["why"] for file in manifest(run)["inputs"] if file["kind"] == "exemptions"]
    assert told == "豁免清单, 1 条; 不是豁免的 3 行(合计行 1、标题 1、表头 1)"


def test_a_check_of_some_rules_warns_that_passing_means_less(county: Path) -> None:
    _, run = checked(county, "--select", "JZ103")
    (warning,) = [text for text in manifest(run)["warnings"] if "只查了一部分" in text]
    assert "只查 JZ103" in warning
    assert "“通过”只表示查过的没有疑点" in warning
    _, run = checked(county)
    assert not [text for text in manifest(run)["warnings"] if "只查了一部分" in text]


def test_rules_of_two_years_say_how_last_years_roll_is_named() -> None:
    said = CliRunner().invoke(rules, ["JZ320"], standalone_mode=False).stdout
    assert "去年花名册(用 --previous 指明)" in said


def test_the_code_of_a_condition_is_no_rule_and_told_where_it_is_listed() -> None:
    refused = CliRunner().invoke(rules, ["CAR"], standalone_mode=False).exception
    assert isinstance(refused, RequestError)
    assert "政策条件的见 jingzhun policy show" in str(refused)


def test_tables_of_examples_are_called_as_the_office_calls_them_with_headers_above_their_columns() -> None:
    lines = CliRunner().invoke(rules, ["JZ402"], standalone_mode=False).stdout.splitlines()
    label = lines.index("   〔死亡(殡葬)人员〕")
    assert not any("deaths" in line or "subsidies" in line for line in lines)
    assert _column(lines[label + 1], "死亡日期") == _column(lines[label + 2], "2015")
    lines = CliRunner().invoke(rules, ["JZ320"], standalone_mode=False).stdout.splitlines()
    label = lines.index("   〔去年花名册〕")
    assert _column(lines[label + 1], "证件号码") == _column(lines[label + 2], "3506")


def _column(line: str, cell: str) -> int:
    """At which column of a terminal a cell begins."""
    return cell_len(line[: line.index(cell)])
