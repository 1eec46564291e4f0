"""jingzhun clear: sheets come back in every shape, every case ends in one state, nothing is lost."""

from __future__ import annotations

import errno
import json
import os
import random
import re
import shutil
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from click.testing import CliRunner, Result
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jingzhun.casework import clearing, finding_store, whole_files
from jingzhun.casework.case_numbers import numbers_for
from jingzhun.casework.cases import cases
from jingzhun.casework.clearing import clear
from jingzhun.casework.decisions import ANSWER_COLUMNS, DECISION_COLUMNS, answers_of, clearance_of, decisions_of
from jingzhun.casework.folder_lock import alone_in
from jingzhun.cli.clear import clear as command
from jingzhun.errors import OutputError, RequestError, UnreadableFileError
from returned_sheets import HEADERS, sheet_rows, table_of, write_csv, write_xls, write_xlsx
from small_county import LIN
from visit_rows import REMOVED, RETAINED, VISIT

NOW = datetime(2016, 8, 1, 9).astimezone()
CAR, HOUSE, PAY = "HH001", "HH004", "HH005"
FILLED = {CAR: REMOVED, HOUSE: RETAINED, PAY: {**VISIT, "truth": "部分属实", "proposal": "整改"}}
STATES = {CAR: "removed", HOUSE: "retained", PAY: "corrected"}
WAITING = dict.fromkeys(STATES, "waiting")


def states(run: Path) -> dict[str, str]:
    frame = decisions_of(run)
    return dict(zip(frame["household_id"], frame["state"], strict=True))


def number_of(run: Path, household: str) -> str:
    known = cases(run).cases
    return str(known.set_index("household_id").loc[household, "case_number"])


def number_of_another_run() -> str:
    return numbers_for(date(2015, 6, 30), 1)[0]


def cleared(run: Path, *arguments: object) -> Result:
    words = [str(run), *map(str, arguments)]
    return CliRunner().invoke(command, words, standalone_mode=False, catch_exceptions=False)


def record(run: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((run / "清退/cases.json").read_text(encoding="utf-8"))
    return content


# ── the shapes in which sheets come back ─────────────────────────────────────────────────────────────────────────


def test_a_workbook_comes_back_as_it_went_out(run: Path, tmp_path: Path) -> None:
    result = cleared(run, write_xlsx(tmp_path / "九峰镇.xlsx", table_of(sheet_rows(run, FILLED))))
    assert (result.return_value, states(run)) == (0, STATES)
    assert "疑点户 3 户 = 保留 1 + 清退 1 + 整改 1 + 转办 0 + 未反馈 0 + 反馈有误 0" in result.output
    assert "读 4 行 = 填写 3 + 未填 0 + 搁置 1(表头 1)" in result.output


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8-sig", "utf-16"])
def test_csv_comes_back_in_any_encoding(run: Path, tmp_path: Path, encoding: str) -> None:
    clear(run, [write_csv(tmp_path / "九峰镇.csv", table_of(sheet_rows(run, FILLED)), encoding)], NOW)
    assert states(run) == STATES


@pytest.mark.parametrize("name", ["九峰镇.xls", "九峰镇.et"])
def test_old_workbooks_come_back(run: Path, tmp_path: Path, name: str) -> None:
    clear(run, [write_xls(tmp_path / name, table_of(sheet_rows(run, FILLED)))], NOW)
    assert states(run) == STATES


def test_columns_may_be_moved_added_and_renamed_and_rows_sorted_anew_under_a_title(run: Path, tmp_path: Path) -> None:
    keys = [*HEADERS]
    random.Random(7).shuffle(keys)
    renamed = {"visited_on": "入户时间", "visitor_1": "核查人 1", "proposal": "处理意见（必填）"}
    headers: dict[str, str] = {}
    for place, key in enumerate(keys):
        headers |= {
            key: renamed.get(key, HEADERS[key]),
            **({f"own{place}": f"自加列{place}"} if place % 5 == 0 else {}),
        }
    rows = [{**row, "own0": "乡里自记"} for row in reversed(sheet_rows(run, FILLED))]
    above = ("平和县(样例)疑点户入户核查表", "填报单位：九峰镇　　2016年7月20日")
    clear(run, [write_xlsx(tmp_path / "反馈.xlsx", table_of(rows, headers), above)], NOW)
    assert states(run) == STATES


def test_a_group_row_above_the_header_is_no_obstacle(run: Path, tmp_path: Path) -> None:
    table = table_of(sheet_rows(run, FILLED))
    book = openpyxl.Workbook()
    sheet = book.active
    found = [*HEADERS].index("visited_on")
    sheet.append(["疑点", *[None] * (found - 1), "核查结果"])
    for row in table:
        sheet.append([None if cell == "" else cell for cell in row])
    sheet.merge_cells(start_row=1, end_row=1, start_column=1, end_column=found)
    sheet.merge_cells(start_row=1, end_row=1, start_column=found + 1, end_column=len(HEADERS))
    book.save(tmp_path / "反馈.xlsx")
    clear(run, [tmp_path / "反馈.xlsx"], NOW)
    assert states(run) == STATES


def test_real_dates_and_numbers_are_read_as_well_as_texts(run: Path, tmp_path: Path) -> None:
    day = datetime(2016, 7, 5)  # noqa: DTZ001  a cell knows no time zone
    rows = [{**row, "visited_on": day, "photos": 3} for row in sheet_rows(run, FILLED)]
    clear(run, [write_xlsx(tmp_path / "反馈.xlsx", table_of(rows))], NOW)
    assert states(run) == STATES
    assert set(decisions_of(run)["visited_on"]) == {"2016-07-05"}


def test_a_township_may_send_several_files_one_after_the_other(run: Path, tmp_path: Path) -> None:
    for name, household in (("一.xlsx", CAR), ("二.xlsx", HOUSE), ("三.xlsx", PAY)):
        write_xlsx(tmp_path / name, table_of(sheet_rows(run, {household: FILLED[household]})))
    assert cleared(run, tmp_path / "一.xlsx").return_value == 1
    assert states(run) == {**WAITING, CAR: "removed"}
    assert cleared(run, tmp_path / "二.xlsx", tmp_path / "三.xlsx").return_value == 0
    assert states(run) == STATES


def test_a_folder_is_read_and_the_same_file_is_taken_in_once(run: Path, tmp_path: Path) -> None:
    folder = tmp_path / "反馈"
    folder.mkdir()
    write_xlsx(folder / "九峰镇.xlsx", table_of(sheet_rows(run, FILLED)))
    shutil.copy(folder / "九峰镇.xlsx", folder / "九峰镇 - 副本.xlsx")
    assert "一模一样, 没有再收" in cleared(run, folder).output
    assert states(run) == STATES
    again = cleared(run, folder)
    assert again.output.count("一模一样, 没有再收") == 2
    assert len(record(run)["received"]) == 1


@pytest.mark.parametrize(
    "retyped",
    [str.lower, lambda text: text.replace("-", "－"), lambda text: f" {text} ", lambda text: text.replace("-", "")],
)
def test_retyped_case_numbers_are_mended(run: Path, tmp_path: Path, retyped: Any) -> None:
    rows = [{**row, "case_number": retyped(str(row["case_number"]))} for row in sheet_rows(run, FILLED)]
    clear(run, [write_xlsx(tmp_path / "反馈.xlsx", table_of(rows))], NOW)
    assert states(run) == STATES


# ── what does not fit ────────────────────────────────────────────────────────────────────────────────────────────


def test_a_number_of_nobody_is_told_with_file_sheet_and_row(run: Path, tmp_path: Path) -> None:
    rows = sheet_rows(run, FILLED)
    stranger = {**rows[0], "case_number": number_of_another_run(), "household_id": "HH777"}
    result = cleared(run, write_xlsx(tmp_path / "反馈.xlsx", table_of([*rows, stranger])))
    assert (result.return_value, states(run)) == (1, STATES)
    assert "反馈.xlsx › 疑点核查表 › 第5行" in result.output


def test_a_file_that_cannot_be_read_does_not_hold_up_the_others(run: Path, tmp_path: Path) -> None:
    write_xlsx(tmp_path / "好.xlsx", table_of(sheet_rows(run, FILLED)))
    (tmp_path / "坏.xlsx").write_bytes(b"PK\x03\x04broken")
    result = cleared(run, tmp_path / "好.xlsx", tmp_path / "坏.xlsx")
    assert (result.return_value, states(run)) == (3, STATES)
    assert "没有收下 坏.xlsx" in result.stderr


def test_a_sheet_without_its_header_is_refused_and_not_passed_over(run: Path, tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "反馈.xlsx", table_of(sheet_rows(run, FILLED))[1:])
    result = cleared(run, path)
    assert (result.return_value, states(run)) == (3, WAITING)
    assert "没有核查表的表头" in result.stderr


def test_another_table_below_the_sheet_costs_no_row_unsaid(run: Path, tmp_path: Path) -> None:
    below = [[], [], ["姓名", "身份证号", "车牌号"], ["林建国", LIN, "E12345"]]
    result = cleared(run, write_xlsx(tmp_path / "反馈.xlsx", [*table_of(sheet_rows(run, FILLED)), *below]))
    assert (result.return_value, states(run)) == (3, WAITING)
    assert f"第2行有疑点编号({number_of(run, CAR)}.1)" in result.stderr


@pytest.mark.parametrize("at", [3, 7, 12])
def test_a_blank_column_in_the_sheet_is_no_obstacle(run: Path, tmp_path: Path, at: int) -> None:
    table = [[*row[:at], "", *row[at:]] for row in table_of(sheet_rows(run, FILLED))]
    clear(run, [write_xlsx(tmp_path / "反馈.xlsx", table)], NOW)
    assert states(run) == STATES


def test_cells_merged_over_the_rows_of_a_household_hold_for_all_of_them(run: Path, tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "反馈.xlsx", table_of(sheet_rows(run, {CAR: REMOVED, PAY: FILLED[PAY]})))
    book = openpyxl.load_workbook(path)
    place = [*HEADERS].index("visited_on") + 1
    for column in range(place, len(HEADERS) + 1):
        book.active.merge_cells(start_row=2, end_row=3, start_column=column, end_column=column)
    book.save(path)
    clear(run, [path], NOW)
    assert states(run) == {CAR: "removed", HOUSE: "removed", PAY: "corrected"}


def test_days_of_a_workbook_that_counts_from_1904_are_the_days_that_it_shows(run: Path, tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "反馈.xlsx", table_of(sheet_rows(run, FILLED)))
    book = openpyxl.load_workbook(path)
    book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    for row in range(2, 5):
        cell = book.active.cell(row, [*HEADERS].index("visited_on") + 1)
        cell.value, cell.number_format = 41094, "0"  # 2016-07-05, counted from 1904-01-01
    book.save(path)
    clear(run, [path], NOW)
    assert set(decisions_of(run)["visited_on"]) == {"2016-07-05"}


def test_a_table_of_something_else_is_no_feedback(run: Path, tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "花名册.xlsx", [["户编号", "姓名", "乡镇"], ["HH001", "林建国", "九峰镇"]])
    result = cleared(run, path)
    assert result.return_value == 3
    assert "里面没有核查表" in result.stderr


def test_rows_beside_the_sheet_are_set_aside_and_counted(run: Path, tmp_path: Path) -> None:
    table = [
        *table_of(sheet_rows(run, FILLED)),
        ["", "", "", "", "", "", "", "", ""],
        ["填表人：王一", "", "审核人：赵三"],
    ]
    path = write_xlsx(tmp_path / "反馈.xlsx", table)
    book = openpyxl.load_workbook(path)
    book.create_sheet("填写说明").append(["请照实填写", "不要改表头"])
    book.save(path)
    clear(run, [path], NOW)
    account = record(run)["received"][0]
    assert account["read"] == account["filled"] + account["blank"] + sum(account["set_aside"].values())
    assert (account["filled"], states(run)) == (3, STATES)


@pytest.mark.parametrize("path", ["清退/未反馈.xlsx", "清退"])
def test_what_the_program_wrote_itself_is_no_feedback(run: Path, path: str) -> None:
    clear(run, [], NOW)
    with pytest.raises(RequestError, match="不是交回来的核查表"):
        clear(run, [run / path], NOW)


def test_a_folder_that_is_no_run_is_refused_and_nothing_is_made_in_it(tmp_path: Path) -> None:
    with pytest.raises(RequestError, match="不是核查结果"):
        clear(tmp_path, [], NOW)
    assert not list(tmp_path.iterdir())


# ── what is kept ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_what_was_received_is_never_overwritten(run: Path, tmp_path: Path) -> None:
    clear(run, [write_xlsx(tmp_path / "一.xlsx", table_of(sheet_rows(run, {CAR: REMOVED})))], NOW)
    before = {path: path.read_bytes() for path in (run / "清退/findings").iterdir()}
    corrected = {CAR: {**RETAINED, "account": "更正：车已报废"}, HOUSE: RETAINED}
    clear(run, [write_xlsx(tmp_path / "二.xlsx", table_of(sheet_rows(run, corrected)))], NOW)
    assert {path: path.read_bytes() for path in before} == before
    assert len(list((run / "清退/findings").iterdir())) == 2
    assert states(run) == {CAR: "retained", HOUSE: "retained", PAY: "waiting"}


def test_a_finding_keeps_every_cell_as_it_was_written_with_its_source(run: Path, tmp_path: Path) -> None:
    odd = {**REMOVED, "visited_on": "16.7.5", "account": "  他说：=1+1，“车”借的  ", "truth": "属 实"}
    clear(run, [write_xlsx(tmp_path / "一.xlsx", table_of(sheet_rows(run, {CAR: odd})))], NOW)
    [path] = (run / "清退/findings").iterdir()
    head, row, *_ = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    assert (head["file"], row["sheet"], row["row"]) == ("一.xlsx", "疑点核查表", 2)
    assert row["written"]["visited_on"] == "16.7.5"
    assert row["written"]["account"] == "他说：=1+1，“车”借的"
    assert row["written"]["truth"] == "属 实"
    assert row["days"]["visited_on"] == "2016-07-05"


def test_a_file_may_count_again_when_it_is_to_supersede(run: Path, tmp_path: Path) -> None:
    first = write_xlsx(tmp_path / "一.xlsx", table_of(sheet_rows(run, {CAR: REMOVED})))
    second = write_xlsx(tmp_path / "二.xlsx", table_of(sheet_rows(run, {CAR: RETAINED})))
    clear(run, [first], NOW)
    clear(run, [second], NOW)
    assert states(run)[CAR] == "in_error"
    cleared(run, first, "--supersede")
    assert states(run)[CAR] == "removed"


def test_findings_that_were_changed_by_hand_are_noticed(run: Path, tmp_path: Path) -> None:
    clear(run, [write_xlsx(tmp_path / "一.xlsx", table_of(sheet_rows(run, {CAR: REMOVED})))], NOW)
    [path] = (run / "清退/findings").iterdir()
    path.write_text(path.read_text(encoding="utf-8").replace("清退", "保留"), encoding="utf-8")
    with pytest.raises(UnreadableFileError, match="被改动过"):
        decisions_of(run)


def test_a_record_that_is_missing_is_noticed(run: Path, tmp_path: Path) -> None:
    for name, household in (("一.xlsx", CAR), ("二.xlsx", HOUSE)):
        clear(run, [write_xlsx(tmp_path / name, table_of(sheet_rows(run, {household: RETAINED})))], NOW)
    (run / "清退/received/0001.json").unlink()
    with pytest.raises(UnreadableFileError, match="收件记录少了一份"):
        decisions_of(run)


def test_a_clock_that_was_set_back_dates_nothing_before_what_came_first(run: Path, tmp_path: Path) -> None:
    clear(run, [write_xlsx(tmp_path / "一.xlsx", table_of(sheet_rows(run, {CAR: REMOVED})))], NOW)
    long_ago = NOW - timedelta(days=4000)
    clear(run, [write_xlsx(tmp_path / "二.xlsx", table_of(sheet_rows(run, {HOUSE: RETAINED})))], long_ago)
    assert states(run) == {CAR: "removed", HOUSE: "retained", PAY: "waiting"}


# ── what is written ──────────────────────────────────────────────────────────────────────────────────────────────


def test_the_files_hold_the_decisions_and_their_digests(run: Path, tmp_path: Path) -> None:
    clear(run, [write_xlsx(tmp_path / "一.xlsx", table_of(sheet_rows(run, {CAR: REMOVED})))], NOW)
    frame = decisions_of(run)
    assert tuple(frame.columns) == DECISION_COLUMNS
    pd.testing.assert_frame_equal(pd.read_parquet(run / "清退/decisions.parquet"), frame, check_dtype=False)
    answers = answers_of(run)
    assert tuple(answers.columns) == ANSWER_COLUMNS
    assert answers["evidence"].tolist() == ["行驶证复印件, 编号3号"]
    for name, digest in record(run)["files_written"].items():
        assert finding_store.hashlib.sha256((run / "清退" / name).read_bytes()).hexdigest() == digest
    assert record(run)["states"] == {**dict.fromkeys(record(run)["states"], 0), "removed": 1, "waiting": 2}


def test_full_numbers_stay_in_the_working_files(run: Path, tmp_path: Path) -> None:
    told = {CAR: {**RETAINED, "account": f"车主是他侄子, 号码 {LIN}, 电话 13800138000"}, HOUSE: {"account": LIN}}
    result = cleared(run, write_xlsx(tmp_path / f"{LIN}.xlsx", table_of(sheet_rows(run, told))), "--format", "json")
    texts = [
        result.output,
        *((run / "清退" / name).read_text(encoding="utf-8-sig") for name in ("decisions.csv", "cases.json")),
    ]
    for name in ("反馈有误.xlsx", "未反馈.xlsx"):
        book = openpyxl.load_workbook(run / "清退" / name)
        texts += [str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row]
    assert not [text for text in texts if LIN in text or "13800138000" in text]
    for path in (run / "清退").rglob("*"):
        assert path.stat().st_mode & 0o077 == 0, path


def test_the_lists_for_the_townships_name_rows_and_how_to_mend_them(run: Path, tmp_path: Path) -> None:
    faulty = {CAR: {**REMOVED, "visitor_2": ""}}
    clear(run, [write_xlsx(tmp_path / "九峰镇.xlsx", table_of(sheet_rows(run, faulty)))], NOW)
    [row] = list(openpyxl.load_workbook(run / "清退/反馈有误.xlsx").active.iter_rows(min_row=4, values_only=True))
    assert row[:5] == (number_of(run, CAR), CAR, "九峰镇", "福坪村", "林建国")
    assert row[5:8] == ("九峰镇.xlsx", "疑点核查表", 2)
    assert "核查人只有一名" in row[8]
    assert "两名不同的核查人" in row[9]
    waiting = list(openpyxl.load_workbook(run / "清退/未反馈.xlsx").active.iter_rows(min_row=4, values_only=True))
    assert [line[1] for line in waiting] == [HOUSE, PAY]


def test_json_tells_what_the_screen_tells(run: Path, tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "一.xlsx", table_of(sheet_rows(run, {CAR: REMOVED})))
    told = json.loads(cleared(run, path, "--format", "json").stdout)
    assert told["cases"] == sum(told["states"].values()) == len(told["decisions"]) == 3
    assert told["files"][0]["filled"] == 1


def test_quiet_tells_only_what_is_wrong(run: Path, tmp_path: Path) -> None:
    good = write_xlsx(tmp_path / "一.xlsx", table_of(sheet_rows(run, {CAR: REMOVED})))
    assert cleared(run, good, "-q").output == ""
    bad = write_xlsx(tmp_path / "二.xlsx", table_of(sheet_rows(run, {HOUSE: {**REMOVED, "visitor_2": ""}})))
    assert re.search(r"反馈有误 1:\n.*第3行: 核查人只有一名", cleared(run, bad, "-q").stderr)


# ── interruptions ────────────────────────────────────────────────────────────────────────────────────────────────


def test_two_at_once_are_refused_politely(run: Path, tmp_path: Path) -> None:
    clear(run, [], NOW)
    path = write_xlsx(tmp_path / "一.xlsx", table_of(sheet_rows(run, {CAR: REMOVED})))
    with alone_in(run / "清退"), pytest.raises(RequestError, match="另一个 jingzhun clear 正在"):
        clear(run, [path], NOW)
    assert states(run) == WAITING
    clear(run, [path], NOW)
    assert states(run)[CAR] == "removed"


def _call_after_call(
    run: Path, monkeypatch: pytest.MonkeyPatch, paths: list[Path], failure: BaseException, by: int
) -> int:
    """Let one step of writing fail, then a later one, and so on until all is done; returns how many steps there are."""
    count, limit = 0, 1 - by

    def step(real: Any) -> Any:
        def counted(*arguments: Any, **options: Any) -> Any:
            nonlocal count
            count += 1
            if count == limit:
                raise failure
            return real(*arguments, **options)

        return counted

    real = {"open": os.open, "fsync": os.fsync, "rename": Path.replace}
    while True:
        limit, count = limit + by, 0
        with monkeypatch.context() as patch:
            patch.setattr(whole_files.os, "open", step(real["open"]))
            patch.setattr(whole_files.os, "fsync", step(real["fsync"]))
            patch.setattr(whole_files.Path, "replace", step(real["rename"]))
            before = states(run)
            try:
                clear(run, paths, NOW)
            except (KeyboardInterrupt, OutputError):
                pass
            else:
                return count
        assert states(run) in (before, {**before, **STATES})


@pytest.mark.parametrize(
    ("failure", "by"),
    [
        pytest.param(KeyboardInterrupt(), 3, id="killed"),
        pytest.param(OSError(errno.ENOSPC, "full"), 4, id="disk full"),
        pytest.param(KeyboardInterrupt(), 1, id="killed at every step", marks=pytest.mark.slow),
    ],
)
def test_whichever_step_of_writing_fails_the_next_call_continues(
    run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failure: BaseException, by: int
) -> None:
    paths = [
        write_csv(tmp_path / f"{name}.csv", table_of(sheet_rows(run, {each: FILLED[each] for each in some})), "gb18030")
        for name, some in (("一", [CAR, HOUSE]), ("二", [PAY]))
    ]
    assert _call_after_call(run, monkeypatch, paths, failure, by) > 15
    assert states(run) == STATES
    assert not list((run / "清退").rglob("*.new"))
    assert len(record(run)["received"]) == 2


def test_a_list_that_is_open_elsewhere_costs_no_finding(
    run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_xlsx(tmp_path / "一.xlsx", table_of(sheet_rows(run, {CAR: REMOVED})))
    real = Path.replace

    def locked(self: Path, target: Path) -> Path:
        if target.name == "未反馈.xlsx":
            raise PermissionError(errno.EACCES, "open elsewhere", str(target))
        return real(self, target)

    monkeypatch.setattr(whole_files.Path, "replace", locked)
    with pytest.raises(OutputError, match="已收下, 但清单没有写出"):
        clear(run, [path], NOW)
    monkeypatch.undo()
    assert states(run)[CAR] == "removed"
    assert clearing.clear(run, [], NOW).clearance.counts == clearance_of(run).counts


# ── whatever comes back ──────────────────────────────────────────────────────────────────────────────────────────

_CELLS = st.one_of(
    st.sampled_from(["", "清退", "保留", "属实", "无", "2016-07-05", "2016-02-30", "王一", "更正：错了", "合计", LIN]),
    st.text(st.characters(codec="gb18030", exclude_categories=["Cs", "Cc", "Co", "Cn"]), max_size=6),
)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    damage=st.lists(st.tuples(st.integers(0, 2), st.sampled_from([*HEADERS]), _CELLS), max_size=8),
    order=st.permutations(range(3)),
)
def test_cases_out_balance_whatever_is_done_to_a_sheet(
    checked_county: Path, tmp_path: Path, damage: list[tuple[int, str, str]], order: list[int]
) -> None:
    folder = tmp_path / "damaged"
    shutil.rmtree(folder, ignore_errors=True)
    run = Path(shutil.copytree(checked_county, folder / "核查结果"))
    rows = sheet_rows(run, FILLED)
    for row, key, cell in damage:
        rows[row][key] = cell
    path = write_csv(folder / "反馈.csv", table_of([rows[place] for place in order]), "gb18030")
    cleared = clear(run, [path], NOW)
    assert sum(cleared.clearance.counts.values()) == 3
    if cleared.read.files:
        account = record(run)["received"][0]
        assert account["read"] == account["filled"] + account["blank"] + sum(account["set_aside"].values())
    touched = {rows[row]["household_id"] for row, _, _ in damage} | {[CAR, HOUSE, PAY][row] for row, _, _ in damage}
    for household, state in STATES.items():
        if household not in touched and cleared.read.files:
            assert states(run)[household] == state
