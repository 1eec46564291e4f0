from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from small_runs import full_numbers

from jingzhun import report
from jingzhun.errors import AccountError
from jingzhun.model import InputFile, Run, SheetAccount, UnreadFile
from jingzhun.report.manifest import check_accounts

FILES = {"疑点台账.xlsx", "核查报告.html", "households.csv", "findings.ndjson", "links.parquet", "manifest.json"}


def test_a_run_folder_holds_every_file_and_the_manifest_their_digests(run: Run, tmp_path: Path) -> None:
    report.write_run(run, tmp_path / "结果", force=False)
    assert {path.name for path in (tmp_path / "结果").iterdir()} == FILES
    manifest = json.loads((tmp_path / "结果/manifest.json").read_text(encoding="utf-8"))
    assert {output["name"] for output in manifest["outputs"]} == FILES - {"manifest.json"}
    for output in manifest["outputs"]:
        content = (tmp_path / "结果" / output["name"]).read_bytes()
        assert output["sha256"] == hashlib.sha256(content).hexdigest()
        assert output["bytes"] == len(content)


def test_the_manifest_holds_the_account(run: Run, tmp_path: Path) -> None:
    report.write_run(run, tmp_path / "结果", force=False)
    manifest = json.loads((tmp_path / "结果/manifest.json").read_text(encoding="utf-8"))
    totals = manifest["totals"]
    assert totals["rows_read"] == totals["rows_used"] + totals["rows_set_aside"] == 45
    assert manifest["households"] == {"total": 3, "clear": 1, "doubtful": 2}
    assert manifest["policy"]["name"] == "zhangzhou-2016"
    assert manifest["policy"]["basis"] == list(run.policy_basis)
    assert manifest["inputs"][0]["sha256"] == "1f" * 32
    assert manifest["rules"][0]["code"] == "JZ103"
    assert manifest["figures"] == {"pairs_compared": 1234}


def test_files_that_were_not_read_are_inputs_too(run: Run, tmp_path: Path) -> None:
    broken = InputFile("工商.xls", "", "", "3c" * 32, 7)
    unread = (UnreadFile("工商.xls", "文件损坏", "", is_error=True),)
    report.write_run(replace(run, inputs=(*run.inputs, broken), unread=unread), tmp_path / "结果", force=False)
    manifest = json.loads((tmp_path / "结果/manifest.json").read_text(encoding="utf-8"))
    assert [(each["name"], each["kind"]) for each in manifest["inputs"]][-1] == ("工商.xls", "")
    assert '<td>工商.xls</td><td class="w">未能读取</td>' in (tmp_path / "结果/核查报告.html").read_text("utf-8")


def test_the_same_run_gives_the_same_folder(run: Run, hostile_run: Run, tmp_path: Path) -> None:
    for each in (run, hostile_run):
        for name in ("一", "二"):
            report.write_run(each, tmp_path / name, force=True)
        for file in FILES:
            assert (tmp_path / "一" / file).read_bytes() == (tmp_path / "二" / file).read_bytes()


def test_only_the_ledger_holds_full_numbers(hostile_run: Run, tmp_path: Path) -> None:
    report.write_run(hostile_run, tmp_path / "结果", force=False)
    for file in FILES - {"疑点台账.xlsx"}:
        content = (tmp_path / "结果" / file).read_bytes().decode("utf-8", errors="replace")
        assert full_numbers(content) == []


def lose_a_row(run: Run) -> Run:
    return replace(run, accounts=(SheetAccount("花名册.xlsx", "九峰镇", "roll", 5, 1, {"标题行": 3}),))


def list_too_many_rows(run: Run) -> Run:
    return replace(run, set_aside=run.set_aside * 2)


def lose_a_verdict(run: Run) -> Run:
    return replace(run, households=run.households.assign(verdict=["doubtful", "doubtful", ""]))


def doubt_without_reason(run: Run) -> Run:
    return replace(run, households=run.households.assign(verdict="doubtful"))


def clear_in_spite_of_a_doubt(run: Run) -> Run:
    return replace(run, households=run.households.assign(verdict=["doubtful", "clear", "clear"]))


def doubt_nobody(run: Run) -> Run:
    return replace(run, findings=run.findings.assign(household_id="没有这户"))


def count_a_household_twice(run: Run) -> Run:
    return replace(run, households=run.households.iloc[[0, 0, 1, 2]])


def count_a_table_twice(run: Run) -> Run:
    return replace(run, accounts=(*run.accounts, run.accounts[1]))


def lose_a_member(run: Run) -> Run:
    return replace(run, members=run.members.iloc[:-1])


def use_a_register_as_roll(run: Run) -> Run:
    roll, register = run.accounts
    return replace(run, accounts=(roll, replace(register, kind="roll")))


@pytest.mark.parametrize(
    "spoil",
    [
        count_a_table_twice,
        lose_a_member,
        use_a_register_as_roll,
        lose_a_row,
        list_too_many_rows,
        lose_a_verdict,
        doubt_without_reason,
        clear_in_spite_of_a_doubt,
        doubt_nobody,
        count_a_household_twice,
    ],
)
def test_an_account_that_does_not_balance_writes_nothing(run: Run, spoil: Callable[[Run], Run], tmp_path: Path) -> None:
    check_accounts(run)
    with pytest.raises(AccountError, match="不平") as refused:
        report.write_run(spoil(run), tmp_path / "结果", force=False)
    assert refused.value.exit_code == 70
    assert list(tmp_path.iterdir()) == []


def test_a_failure_half_way_leaves_nothing(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("half way")

    monkeypatch.setattr(report.machine, "write_links", fail)
    with pytest.raises(RuntimeError):
        report.write_run(run, tmp_path / "结果", force=False)
    assert list(tmp_path.iterdir()) == []
