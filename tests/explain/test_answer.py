"""The answer for a household, and a run that is judged again from its folder alone."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner, Result

from jingzhun.cli.check import check
from jingzhun.cli.explain import explain
from jingzhun.errors import RequestError, UnreadableFileError
from jingzhun.explain.rejudge import rejudge, verify
from jingzhun.policy.answers import Part
from jingzhun.report import working_files
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

EXEMPTIONS = (
    ("户编号", "姓名", "证件号码", "规则", "原因", "签字人", "有效期至"),
    ("HH004", "", "", "HOUSE", "因灾重建, 有县文件", "张某", "2016-12-31"),
)


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("county")
    write_sheet(folder / "花名册.xlsx", (ROLL_HEADER, *ROLL))
    write_sheet(folder / "车管所.xlsx", (VEHICLES_HEADER, *VEHICLES))
    write_sheet(folder / "不动产.xlsx", (PROPERTY_HEADER, *PROPERTY))
    write_sheet(folder / "财政.xlsx", (PAYROLL_HEADER, *PAYROLL))
    exemptions = write_sheet(folder.parent / f"{folder.name}-豁免清单.xlsx", EXEMPTIONS)
    out = folder.parent / f"{folder.name}-run"
    words = [str(folder), "-o", str(out), "--as-of", "2016-06-30", "--no-config", "-q", "--exempt", str(exemptions)]
    assert CliRunner().invoke(check, words, standalone_mode=False).return_value == 1
    return out


def told(*arguments: object) -> Result:
    return CliRunner().invoke(explain, list(map(str, arguments)), env={"COLUMNS": "100"}, standalone_mode=False)


def test_the_answer_of_a_doubtful_household_comes_first_in_words(run: Path) -> None:
    lines = told(run, "HH001").output.splitlines()
    assert lines[1] == "结论: 疑点"
    assert lines[2] == f"{Part.REASON.words}:"
    assert lines[3].startswith(
        "  1. 林建国 名下有 小型轿车K33 E12345(2014-05-06 登记, 状态正常A), 属机动车(红线)。比对 B 高度疑似"
    )
    assert lines[3].count("机动车") == lines[3].count("红线") == 1
    text = "\n".join(lines)
    assert "入户要问: 是否属于例外:\n  1. 林建国 名下有 小型轿车K33 E12345\n     " in text
    assert "什么会改变结论:\n  1. 若“林建国 名下有 小型轿车K33 E12345”登记的不是林建国本人(" in text
    # Exceptions that are asked for and would decide are not said once more.
    assert "\n  2. 上面要问的例外里, 注明“若是, 本户不再是疑点户”的, 有一项属实即可" in text
    assert "”属于例外“" not in text
    assert text.index("什么会改变结论") < text.index("证据以位计")


def test_a_clear_household_says_what_its_verdict_hangs_on(run: Path) -> None:
    text = told(run, "HH002").output
    assert "结论: 通过(没有疑点; 按例外不计 2 条)" in text
    assert "按例外“已报废或注销”不计" in text
    assert "不属于例外“已报废或注销”(没有: " in text
    exempt = told(run, "HH004").output
    assert "结论: 通过(没有疑点; " in exempt
    assert "豁免 1 条" in exempt
    assert "的豁免不再有效, 本户成为疑点户" in exempt


def test_programs_get_the_same_with_keys(run: Path) -> None:
    answer = json.loads(told(run, "HH001", "--format", "json").output)["answer"]
    assert answer["verdict"] == "doubtful"
    reason = answer["reason"][0]
    assert (reason["code"], reason["grade"], reason["severity"]) == ("CAR", "B", "red_line")
    assert reason["register"]["row"] == 2
    assert {change["kind"] for change in answer["change"]} >= {"not_this_person", "exception_holds"}
    assert all(ask["evidence"] for ask in answer["ask"])


def test_every_verdict_is_found_again_from_the_folder_alone(run: Path) -> None:
    verification = verify(run)
    assert verification.holds
    assert (verification.changed, verification.missing) == ((), ())
    listed = pd.read_csv(run / "households.csv", dtype="str", keep_default_na=False, encoding="utf-8-sig")
    again = rejudge(run).households.astype("str").reset_index(drop=True)
    pd.testing.assert_frame_equal(again, listed, check_dtype=False)
    result = told(run, "--verify")
    assert result.return_value == 0
    assert "与结果目录里的完全一致" in result.output


@pytest.fixture
def copied(run: Path, tmp_path: Path) -> Path:
    copy = tmp_path / "结果"
    copy.mkdir()
    for path in run.iterdir():
        (copy / path.name).write_bytes(path.read_bytes())
    return copy


def test_a_link_that_somebody_took_away_is_noticed(copied: Path) -> None:
    path = copied / working_files.LINKED
    links = pq.read_table(path)
    pq.write_table(links.filter(pa.array([kind != "vehicles" for kind in links.column("register").to_pylist()])), path)
    verification = verify(copied)
    assert not verification.holds
    assert verification.changed == (working_files.LINKED,)
    assert verification.differing == ("HH001",)
    result = told(copied, "--verify", "--format", "json")
    assert result.return_value == 3
    assert json.loads(result.output)["differing"] == ["HH001"]


@pytest.mark.parametrize("name", ["answers.parquet", "findings.ndjson", "links.parquet"])
def test_results_that_somebody_changed_are_noticed_although_the_verdicts_are_found_again(
    copied: Path, name: str
) -> None:
    (copied / name).write_bytes((copied / name).read_bytes() + b"\n")
    verification = verify(copied)
    assert (verification.same, verification.differing, verification.holds) == (True, (), False)
    result = told(copied, "--verify")
    assert result.return_value == 3
    assert f"不能作准: {name}" in result.output
    assert "完全一致" not in result.output


def test_a_ledger_that_the_visitors_filled_in_is_named_and_proves_nothing_wrong(copied: Path) -> None:
    (copied / "疑点台账.xlsx").write_bytes(b"filled in")
    result = told(copied, "--verify")
    assert result.return_value == 0
    assert "核查以后改动过的文件: 疑点台账.xlsx" in result.output


def test_a_verdict_that_was_forged_with_its_digest_is_noticed(copied: Path) -> None:
    path = copied / working_files.RULE_FINDINGS
    pq.write_table(pq.read_table(path).slice(0, 0), path)
    now = rejudge(copied)
    facts = json.loads((copied / working_files.FACTS).read_text(encoding="utf-8"))
    facts["judgement"] = working_files.judgement_digest(now.findings, now.households)
    (copied / working_files.FACTS).write_text(json.dumps(facts, ensure_ascii=False), encoding="utf-8")
    assert not verify(copied).holds


def test_a_run_without_working_files_cannot_be_judged_again(copied: Path) -> None:
    (copied / working_files.POLICY).unlink()
    with pytest.raises(RequestError, match=r"policy\.toml"):
        rejudge(copied)


@pytest.mark.parametrize("name", [working_files.MEMBERS, working_files.LINKED, working_files.FACTS])
def test_a_damaged_working_file_is_named_as_such(copied: Path, name: str) -> None:
    (copied / name).write_bytes(b"PAR1 nothing")
    with pytest.raises(UnreadableFileError, match="坏了"):
        rejudge(copied)


def test_without_a_household_something_must_be_asked(run: Path) -> None:
    with pytest.raises(RequestError, match="没有写户编号"):
        raise told(run).exception or AssertionError
