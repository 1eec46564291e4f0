"""Last year's roll and the registers that confirm: from files to findings."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from jingzhun.case import Case
from jingzhun.cli.check import check as command
from jingzhun.errors import RequestError
from jingzhun.model import PREVIOUS_ROLL, Run
from jingzhun.pipeline import check
from jingzhun.settings import load_settings
from small_county import CHEN, HUANG, LIN, LIN_WIFE, ROLL, ROLL_HEADER, ZENG, identity_number, write_sheet

PREVIOUS = "去年花名册.xlsx"
DISABLED, CAUSES = (LIN, CHEN, HUANG, ZENG), {"HH005": "缺技术"}
GONE = identity_number("19800505", 31)


def checked(folder: Path, **settings: object) -> Run:
    case = Case((folder,), as_of=date(2016, 6, 30))
    return check(replace(case, **settings), lambda stage, done, total: None)  # type: ignore[arg-type]


@pytest.fixture
def last_year(county: Path) -> Path:
    """Last year's roll in the same folder: 陈志明 had a son, 黄丽珍 another name, HH004 was not there."""
    rows = [list(row) for row in ROLL if row[0] != "HH004"]
    rows[3][1] = "吴阿梅"
    rows.append(["HH002", "陈小明", "男", GONE, "2", "之子", "九峰镇", "福坪村", "九峰镇福坪村30号"])
    return write_sheet(county / PREVIOUS, (ROLL_HEADER, *rows, ("合计", "6人")), title="2015年花名册")


def invoked(*arguments: object) -> Result:
    words = [str(argument) for argument in (*arguments, "--as-of", "2016-06-30")]
    return CliRunner().invoke(command, words, standalone_mode=False)


def reasons(run: Run) -> dict[str, str]:
    return dict(zip(run.findings["code"], run.findings["reason"], strict=True))


def test_two_rolls_in_one_folder_are_a_question_unless_one_is_named(county: Path, last_year: Path) -> None:
    with pytest.raises(RequestError, match="都像花名册") as refused:
        checked(county)
    assert "其中一个是去年的, 用 --previous 指明它" in str(refused.value)
    run = checked(county, previous=(last_year,))
    assert len(run.members) == len(ROLL)


def test_the_changes_are_found_and_the_rows_accounted_for(county: Path, last_year: Path) -> None:
    run = checked(county, previous=(last_year,))
    said = reasons(run)
    assert "陈小明" in said["JZ320"]
    assert "吴阿梅" in said["JZ323"]
    assert not run.incomplete
    (account,) = [account for account in run.accounts if account.kind == PREVIOUS_ROLL]
    assert account.balanced
    assert (account.read, account.used) == (9, 6)
    (file,) = [file for file in run.inputs if file.kind == PREVIOUS_ROLL]
    assert (file.name, file.why) == (PREVIOUS, "由 --previous 指定")
    assert run.settings["previous"] == PREVIOUS
    assert not any(count.crashed for count in run.rule_counts)


def test_without_it_the_rules_of_two_years_say_what_they_miss(county: Path) -> None:
    counts = {count.code: count for count in checked(county).rule_counts}
    assert counts["JZ320"].missing == ("去年花名册",)
    assert counts["JZ320"].undecided == 1
    assert list(counts) == sorted(counts)


def test_a_file_cannot_be_both_rolls(county: Path, last_year: Path) -> None:
    from jingzhun.kinds import TableKind

    with pytest.raises(RequestError, match="既指定为去年花名册, 又指定为花名册"):
        checked(county, previous=(last_year,), settled={TableKind.ROLL: (last_year,)})


def test_the_roll_of_this_year_named_as_last_years_is_told_as_such(county: Path) -> None:
    with pytest.raises(RequestError, match="没有认出花名册") as refused:
        checked(county, previous=(county / "花名册.xlsx",))
    assert "花名册.xlsx 已由 --previous 指定为去年花名册" in str(refused.value)
    assert "    花名册.xlsx" not in str(refused.value)


@pytest.mark.parametrize("written", ["清退户", "已清退", "已剔除"])
def test_a_household_marked_as_removed_last_year_is_seen_however_that_is_written(county: Path, written: str) -> None:
    before = [(*row, written if row[0] == "HH001" else "未脱贫") for row in ROLL]
    last_year = write_sheet(county / PREVIOUS, ((*ROLL_HEADER, "脱贫属性"), *before))
    assert "HH001" in set(checked(county, previous=(last_year,)).findings.query("code == 'JZ326'")["household_id"])


def test_what_is_named_must_be_a_roll_that_can_be_read(county: Path) -> None:
    with pytest.raises(RequestError, match="由 --previous 指定为去年花名册"):
        checked(county, previous=(county / "车管所.csv",))
    broken = county / "坏.xlsx"
    broken.write_bytes(b"PK\x03\x04 no workbook")
    with pytest.raises(RequestError, match="去年花名册没有全部读出"):
        checked(county, previous=(broken,))


def test_the_settings_may_name_it_and_the_command_line_wins(county: Path, last_year: Path, tmp_path: Path) -> None:
    (county / "jingzhun.toml").write_text('[check]\nprevious = "去年*.xlsx"\n', encoding="utf-8")
    assert load_settings(county / "jingzhun.toml").previous == (last_year,)
    assert invoked(county, "-o", tmp_path / "a").return_value == 1
    manifest = json.loads((tmp_path / "a" / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["settings"]["previous"] == PREVIOUS
    last_year.rename(tmp_path / "花名册2015.xlsx")
    assert invoked(county, "-o", tmp_path / "b", "--previous", tmp_path / "花名册2015.xlsx").return_value == 1
    manifest = json.loads((tmp_path / "b" / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["settings"]["previous"] == "花名册2015.xlsx"


def test_registers_that_confirm_give_findings_with_their_rows(county: Path) -> None:
    header = (*ROLL_HEADER, "健康状况", "致贫原因")
    rows = [(*row, "残疾" if row[3] in DISABLED else "健康", CAUSES.get(row[0], "因残")) for row in ROLL]
    write_sheet(county / "花名册.xlsx", (header, *rows))
    deaths = (("逝者姓名", "身份证号", "死亡日期"), ("黄秀英", LIN_WIFE, "2015-03-01"))
    write_sheet(county / "死亡.xlsx", deaths)
    disability = [("姓名", "身份证号", "残疾类别", "残疾等级", "残疾人证号")]
    disability += [("林建国", LIN, "肢体", "二级", LIN + "42"), ("陈志明", CHEN, "视力", "一级", CHEN + "11")]
    disability += [("曾水土", ZENG, "智力", "三级", ZENG + "53")]
    write_sheet(county / "残联.xlsx", disability)
    run = checked(county)
    findings = run.findings.set_index("code")
    dead = findings.loc["JZ401"]
    assert dead["member_name"] == "黄秀英"
    assert (dead["register"], dead["register_file"], dead["register_row"]) == ("deaths", "死亡.xlsx", 2)
    assert dead["grade"] == "A"
    assert findings.loc["JZ411", "member_name"] == "黄丽珍"
    assert findings.loc["JZ410", "household_id"] == "HH003"
    counts = {count.code: count for count in run.rule_counts}
    assert counts["JZ415"].missing == ("学籍",)
    assert not any(count.crashed for count in run.rule_counts)


def test_a_register_of_which_a_file_breaks_accuses_nobody_by_its_silence(county: Path) -> None:
    rows = [(*row, "残疾" if row[3] in DISABLED else "健康") for row in ROLL]
    write_sheet(county / "花名册.xlsx", ((*ROLL_HEADER, "健康状况"), *rows))
    lines = [("姓名", "身份证号", "残疾类别", "残疾等级")]
    lines += [("林建国", LIN, "肢体", "二级"), ("陈志明", CHEN, "视力", "一级"), ("曾水土", ZENG, "智力", "三级")]
    write_sheet(county / "残联一.xlsx", lines)
    assert "JZ411" in set(checked(county).findings["code"])
    damaged = "姓名,身份证号,残疾类别,残疾等级\n黄丽珍," + HUANG + ",肢体,二级\n"
    (county / "残联二.csv").write_bytes(damaged.encode("gb18030") * 3000 + b"\xff\xff" * 50_000)
    run = checked(county)
    assert run.incomplete
    assert "JZ411" not in set(run.findings["code"])
