"""Every case ends in one state, with the rows that it comes from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jingzhun.casework.case_states import CaseDecision, CaseReturns, CaseState, decide
from jingzhun.casework.finding_store import KeptFile
from jingzhun.casework.findings import Finding
from jingzhun.casework.placed_rows import place_rows
from visit_rows import CASES, CHECK_DAY, FIRST, REMOVED, RETAINED, SECOND, THIRD, VISIT, finding, kept


def decided(*files: KeptFile) -> dict[str, CaseDecision]:
    placed = place_rows(files, CASES, CHECK_DAY)
    return {number: decide(facts, placed.returns.get(number, CaseReturns())) for number, facts in CASES.items()}


def of(number: str, *rows: Finding) -> CaseDecision:
    return decided(kept("九峰镇.xlsx", rows))[number]


def changed(cells: Mapping[str, str], **others: str) -> dict[str, str]:
    return {**cells, **others}


# ── valid findings ───────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("cells", "state"),
    [
        (REMOVED, CaseState.REMOVED),
        (changed(REMOVED, truth="部分属实"), CaseState.REMOVED),
        (changed(REMOVED, evidence_number="", photos="2张"), CaseState.REMOVED),
        (RETAINED, CaseState.RETAINED),
        (changed(RETAINED, truth="属实", account="", exception="借名登记"), CaseState.RETAINED),
        (changed(VISIT, truth="部分属实", proposal="整改"), CaseState.CORRECTED),
        (changed(VISIT, truth="无法核实", proposal="转办"), CaseState.REFERRED),
    ],
)
def test_a_valid_finding_settles_a_case(cells: dict[str, str], state: CaseState) -> None:
    decision = of(THIRD, finding(4, THIRD, 1, cells))
    assert (decision.state, decision.faults) == (state, ())
    assert decision.answers[1].place.row == 4


def test_a_case_of_which_nothing_came_back_is_waiting() -> None:
    decision = decided()[FIRST]
    assert (decision.state, decision.reason) == (CaseState.WAITING, "还没有收到核查表")


def test_a_sheet_that_came_back_blank_leaves_its_case_waiting_and_says_where() -> None:
    decision = of(SECOND, finding(7, SECOND, 1, {}))
    assert decision.state is CaseState.WAITING
    assert "九峰镇.xlsx › 疑点核查表 › 第7行" in decision.reason


# ── faults of a row ──────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        (changed(REMOVED, visited_on=""), "没有写入户日期"),
        (changed(REMOVED, visited_on="七月初五"), "不是日期"),
        (changed(REMOVED, visited_on="2016-06-29"), "早于核查日"),
        (changed(REMOVED, visited_on="2016-08-02"), "晚于收表那天"),
        (changed(REMOVED, visitor_1="", visitor_2=""), "没有写核查人"),
        (changed(REMOVED, visitor_2=""), "核查人只有一名"),
        (changed(REMOVED, visitor_2="王 一"), "核查人只有一名"),
        (changed(REMOVED, truth=""), "没有写是否属实"),
        (changed(REMOVED, truth="大概"), "看不懂"),
        (changed(REMOVED, proposal=""), "没有写处理意见"),
        (changed(REMOVED, proposal="保留清退"), "看不懂"),
        (changed(REMOVED, truth="不属实"), "是否属实却写的是不属实"),
        (changed(REMOVED, exception=""), "没有核对例外"),
        (changed(REMOVED, exception="/"), "没有核对例外"),
        (changed(REMOVED, exception="借名登记"), "不能清退"),
        (changed(REMOVED, evidence=""), "没有佐证"),
        (changed(REMOVED, evidence="无"), "没有佐证"),
        (changed(REMOVED, evidence_number=""), "没有佐证"),
        (changed(REMOVED, evidence_number="", photos="0"), "没有佐证"),
        (changed(RETAINED, truth="属实", account=""), "没有写例外原因"),
        (changed(RETAINED, truth="属实", account="更正："), "没有写例外原因"),
    ],
)
def test_a_faulty_row_is_named_with_what_is_wrong_and_how_to_mend_it(cells: dict[str, str], words: str) -> None:
    decision = of(THIRD, finding(4, THIRD, 1, cells))
    assert decision.state is CaseState.IN_ERROR
    assert words in decision.reason
    assert "九峰镇.xlsx › 疑点核查表 › 第4行" in decision.reason
    assert all(fault.fix for fault in decision.faults)


def test_a_doubt_without_exceptions_in_the_policy_needs_none_to_be_checked() -> None:
    assert of(SECOND, finding(4, SECOND, 1, changed(REMOVED, exception=""))).state is CaseState.REMOVED


# ── several doubts ───────────────────────────────────────────────────────────────────────────────────────────────


def test_what_is_said_of_the_household_in_one_row_holds_for_the_others() -> None:
    second = {"truth": "不属实", "account": "房子已经卖了"}
    decision = of(FIRST, finding(4, FIRST, 1, REMOVED), finding(5, FIRST, 2, second))
    assert decision.state is CaseState.REMOVED
    assert decision.answers[2].visitors == ("王一", "李二")


def test_two_proposals_for_one_household_are_an_error_that_names_both_rows() -> None:
    decision = of(FIRST, finding(4, FIRST, 1, REMOVED), finding(5, FIRST, 2, RETAINED))
    assert decision.state is CaseState.IN_ERROR
    assert "第5行: 同一户写了两种处理意见" in decision.reason
    assert "第4行 是清退" in decision.reason


def test_a_row_left_blank_follows_the_household_and_that_is_told() -> None:
    decision = of(FIRST, finding(4, FIRST, 1, REMOVED), finding(5, FIRST, 2, {}))
    assert decision.state is CaseState.REMOVED
    assert decision.covered == (2,)
    assert any("疑点2" in warning for warning in decision.warnings)


def test_a_row_that_did_not_come_back_is_missed() -> None:
    decision = of(FIRST, finding(4, FIRST, 1, REMOVED))
    assert decision.state is CaseState.IN_ERROR
    assert f"{FIRST}.2 这一行" in decision.reason


def test_rows_of_one_case_may_come_in_two_files() -> None:
    files = (kept("甲.xlsx", [finding(4, FIRST, 1, REMOVED)]), kept("乙.xlsx", [finding(9, FIRST, 2, REMOVED)]))
    assert decided(*files)[FIRST].state is CaseState.REMOVED


def test_an_exception_that_holds_for_one_doubt_does_not_save_a_household_with_another() -> None:
    lent = changed(REMOVED, exception="借名登记", account="车是侄子的")
    assert of(FIRST, finding(4, FIRST, 1, lent), finding(5, FIRST, 2, REMOVED)).state is CaseState.REMOVED
    assert of(FIRST, finding(4, FIRST, 1, lent), finding(5, FIRST, 2, lent)).state is CaseState.IN_ERROR


# ── the same case twice ──────────────────────────────────────────────────────────────────────────────────────────


def test_the_same_answer_twice_counts_once_and_is_told() -> None:
    files = (kept("甲.xlsx", [finding(4, THIRD, 1, REMOVED)]), kept("乙.xlsx", [finding(8, THIRD, 1, REMOVED)]))
    decision = decided(*files)
    assert decision[THIRD].state is CaseState.REMOVED
    assert any("只算一次" in warning for warning in decision[THIRD].warnings)


@pytest.mark.parametrize("sequence", [1, 2])
def test_two_sound_answers_that_differ_hold_neither(sequence: int) -> None:
    files = (
        kept("甲.xlsx", [finding(4, THIRD, 1, REMOVED)]),
        kept("乙.xlsx", [finding(8, THIRD, 1, RETAINED)], sequence),
    )
    reason = decided(*files)[THIRD].reason
    assert decided(*files)[THIRD].state is CaseState.IN_ERROR
    assert "甲.xlsx › 疑点核查表 › 第4行" in reason
    assert "乙.xlsx › 疑点核查表 › 第8行" in reason


@pytest.mark.parametrize("sequence", [1, 2])
def test_a_row_that_says_it_corrects_takes_the_place_of_the_earlier_one(sequence: int) -> None:
    correction = changed(RETAINED, account="更正：车已卖")
    decision = decided(
        kept("甲.xlsx", [finding(4, THIRD, 1, REMOVED)]),
        kept("乙.xlsx", [finding(8, THIRD, 1, correction)], sequence),
    )[THIRD]
    assert decision.state is CaseState.RETAINED
    assert "车已卖" in decision.reason
    assert "更正" not in decision.reason
    assert any("甲.xlsx" in warning and "更正" in warning for warning in decision.warnings)


def test_a_file_given_to_supersede_holds_over_what_came_before() -> None:
    later = kept("乙.xlsx", [finding(8, THIRD, 1, RETAINED)], 2, supersedes=True)
    assert decided(kept("甲.xlsx", [finding(4, THIRD, 1, REMOVED)]), later)[THIRD].state is CaseState.RETAINED


def test_what_comes_after_a_correction_and_differs_is_a_contradiction_again() -> None:
    correction = changed(RETAINED, account="更正：车已卖")
    files = (
        kept("甲.xlsx", [finding(4, THIRD, 1, REMOVED)]),
        kept("乙.xlsx", [finding(8, THIRD, 1, correction)], 2),
        kept("丙.xlsx", [finding(9, THIRD, 1, REMOVED)], 3),
    )
    assert decided(*files)[THIRD].state is CaseState.IN_ERROR


def test_a_faulty_row_is_mended_by_what_a_later_call_brings() -> None:
    faulty = kept("甲.xlsx", [finding(4, THIRD, 1, changed(REMOVED, visitor_2=""))])
    mended = kept("乙.xlsx", [finding(4, THIRD, 1, REMOVED)], 2)
    assert decided(faulty)[THIRD].state is CaseState.IN_ERROR
    assert decided(faulty, mended)[THIRD].state is CaseState.REMOVED


def test_a_faulty_row_that_comes_after_a_sound_one_is_not_passed_over() -> None:
    sound = kept("甲.xlsx", [finding(4, THIRD, 1, RETAINED)])
    faulty = kept("乙.xlsx", [finding(4, THIRD, 1, changed(REMOVED, visitor_2=""))], 2)
    assert decided(sound, faulty)[THIRD].state is CaseState.IN_ERROR


# ── whose row it is ──────────────────────────────────────────────────────────────────────────────────────────────


def test_case_number_and_household_number_must_agree() -> None:
    decision = of(SECOND, finding(4, SECOND, 1, REMOVED, household_id="HH005"))
    assert decision.state is CaseState.IN_ERROR
    assert "这一行的户编号却是 HH005" in decision.reason


@pytest.mark.parametrize("household", ["hh004", "ＨＨ００４", " HH 004 "])
def test_household_numbers_are_compared_without_width_case_and_spaces(household: str) -> None:
    assert of(SECOND, finding(4, SECOND, 1, REMOVED, household_id=household)).state is CaseState.REMOVED


def test_a_number_of_another_run_is_an_error_of_the_household_that_stands_beside_it() -> None:
    row = finding(4, "YD20150630-0009-X", 1, REMOVED, household_id="HH004")
    decision = of(SECOND, row)
    assert decision.state is CaseState.IN_ERROR
    assert "不在这次核查里" in decision.reason


def test_a_row_of_nobody_is_listed_with_its_place() -> None:
    placed = place_rows([kept("甲.xlsx", [finding(4, "YD20150630-0009-X", 1, REMOVED)])], CASES, CHECK_DAY)
    assert not placed.returns
    assert [str(fault).split(":")[0] for fault in placed.unplaced] == ["甲.xlsx › 疑点核查表 › 第4行"]


def test_a_number_without_its_doubt_is_told_by_title_and_member() -> None:
    rows = [
        finding(4, FIRST, 0, REMOVED, title="名下有小型汽车", member_name="林建国"),
        finding(5, FIRST, 0, REMOVED, title="在城区有商品房", member_name="黄秀英"),
    ]
    decision = of(FIRST, *rows)
    assert decision.state is CaseState.REMOVED
    assert {doubt: answer.place.row for doubt, answer in decision.answers.items()} == {1: 4, 2: 5}


def test_one_row_for_a_household_answers_all_of_its_doubts() -> None:
    decision = of(FIRST, finding(4, FIRST, 0, REMOVED))
    assert decision.state is CaseState.REMOVED
    assert sorted(decision.answers) == [1, 2]


def test_rows_that_do_not_tell_their_doubts_apart_are_an_error() -> None:
    decision = of(FIRST, finding(4, FIRST, 0, REMOVED), finding(5, FIRST, 0, RETAINED))
    assert decision.state is CaseState.IN_ERROR
    assert "没有写是第几个疑点" in decision.reason


# ── reminders ────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        (changed(REMOVED, notice_to="2016-07-15"), "公示只有 6 天"),
        (changed(REMOVED, notice_to=""), "公示起止没有写全"),
        (changed(REMOVED, notice_to="2016-07-01"), "早于公示开始"),
        (changed(REMOVED, notice_to="2016-08-20"), "才结束"),
        (changed(REMOVED, meeting_agreed=""), "同意人数没有写"),
        (changed(REMOVED, meeting_agreed="29"), "评议人数不合"),
        (changed(REMOVED, meeting_agreed="14"), "没有过半"),
        (changed(RETAINED, truth="属实", exception="借给别人"), "不在这个疑点列出的例外里"),
    ],
)
def test_what_is_left_open_is_a_reminder_and_no_error(cells: dict[str, str], words: str) -> None:
    decision = of(THIRD, finding(4, THIRD, 1, cells))
    assert decision.state.is_settled
    assert any(words in warning for warning in decision.warnings)


def test_a_complete_removal_leaves_nothing_open() -> None:
    assert of(THIRD, finding(4, THIRD, 1, REMOVED)).warnings == ()


# ── whatever comes back ──────────────────────────────────────────────────────────────────────────────────────────

_DAMAGE: Sequence[tuple[str, str]] = (
    *(("visited_on", text) for text in ("", "2016-06-01", "某日")),
    *(("visitor_2", text) for text in ("", "王一")),
    *(("truth", text) for text in ("", "不属实", "?")),
    *(("proposal", text) for text in ("", "保留", "整改", "留")),
    *(("account", text) for text in ("更正：看错了", "无")),
    *(("exception", text) for text in ("", "已报废")),
    ("evidence", ""),
)


@st.composite
def rows(draw: st.DrawFn) -> Finding:
    number = draw(st.sampled_from([*CASES, "YD20150630-0009-X", ""]))
    doubt = draw(st.sampled_from([0, 1, 2]))
    cells: dict[str, str] = dict(draw(st.sampled_from([REMOVED, RETAINED, {}])))
    if cells:
        cells |= dict(draw(st.lists(st.sampled_from(_DAMAGE), max_size=2)))
    household = draw(st.sampled_from(["", "HH001", "HH004", "HH005", "HH999"]))
    return finding(4, number, doubt, cells, **({"household_id": household} if household else {}))


@st.composite
def returns(draw: st.DrawFn) -> list[KeptFile]:
    files = draw(st.lists(st.tuples(st.lists(rows(), max_size=5), st.integers(1, 2)), max_size=4))
    # One call is to supersede or not as a whole.
    flags = {sequence: draw(st.booleans()) for sequence in (1, 2)}
    return [
        kept(
            f"{number}.xlsx",
            [replace(row, row=place) for place, row in enumerate(content, 4)],
            sequence,
            supersedes=flags[sequence],
        )
        for number, (content, sequence) in enumerate(files)
    ]


def _told(files: Sequence[KeptFile]) -> list[tuple[str, CaseState, str, tuple[str, ...]]]:
    return [(number, each.state, each.reason, each.warnings) for number, each in decided(*files).items()]


@settings(max_examples=150, deadline=None)
@given(returns(), st.randoms(use_true_random=False))
def test_no_order_of_rows_and_files_changes_anything(files: list[KeptFile], random: object) -> None:
    again = []
    for file in files:
        mixed = list(file.file.findings)
        random.shuffle(mixed)  # type: ignore[attr-defined]
        again.append(kept(file.file.name, mixed, file.receipt.sequence, supersedes=file.receipt.supersedes))
    random.shuffle(again)  # type: ignore[attr-defined]
    assert _told(again) == _told(files)


@settings(max_examples=150, deadline=None)
@given(returns())
def test_every_case_has_one_state_and_every_filled_row_a_place(files: list[KeptFile]) -> None:
    placed = place_rows(files, CASES, CHECK_DAY)
    decisions = decided(*files)
    assert Counter(decision.state.is_settled for decision in decisions.values()).total() == len(CASES)
    at_cases = {answer.place for each in placed.returns.values() for answer in each.answers}
    of_nobody = {fault.place for fault in placed.unplaced}
    filled = {(file.file.name, row.row) for file in files for row in file.file.findings if not row.is_blank}
    assert {(place.file, place.row) for place in at_cases | of_nobody if place is not None} == filled
    for number, decision in decisions.items():
        was_filled = number in placed.returns and bool(placed.returns[number].answers)
        assert (decision.state is CaseState.WAITING) == (not was_filled)
        assert decision.state is not CaseState.IN_ERROR or decision.faults


@settings(max_examples=100, deadline=None)
@given(returns())
def test_nobody_is_removed_without_two_visitors_evidence_and_the_exceptions_checked(files: list[KeptFile]) -> None:
    for decision in decided(*files).values():
        if decision.state is CaseState.REMOVED:
            answers = decision.answers.values()
            assert all(len(answer.visitors) == 2 for answer in answers)
            assert all(answer.days["visited_on"] >= CHECK_DAY for answer in answers)
            assert any(answer.has_evidence and not answer.exceptions.claimed for answer in answers)
            for doubt, answer in decision.answers.items():
                if decision.facts.doubts[doubt].exceptions and answer.truth in ("属实", "部分属实"):
                    assert answer.exceptions.asked
