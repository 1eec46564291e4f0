"""Finished runs to report: an ordinary one, and one whose every text tries something."""

from __future__ import annotations

import pytest
from small_runs import HOSTILE, finding, household, number, small_run

from jingzhun.model import InputFile, RuleCount, Run, SetAside, SheetAccount, UnreadFile


@pytest.fixture
def run() -> Run:
    """Two doubtful households and one clear one, with every effect among the findings."""
    zhang = number("19620307")
    findings = [
        finding(
            household_id="3506991010001",
            member_name="张三",
            id_masked="350699********" + zhang[-4:],
            roll_values=f"姓名=张三; 证件号码={zhang}",
            register_values=f"机动车所有人=张三; 所有人证件号={zhang}; 联系电话=13859691234",
        ),
        finding(
            household_id="3506991010002",
            code="PAY",
            title="财政供养",
            severity="review",
            grade="B",
            member_name="李四",
            register="payroll",
            register_file="财政.xlsx",
            register_sheet="在编",
            reason="姓名同音，号码前 15 位相同",
        ),
        finding(household_id="3506991010001", effect="clue", grade="C", member_name="张小明"),
        finding(household_id="3506991010003", effect="excused", member_name="王五", reason="摩托车不计"),
        finding(
            household_id="3506991010003",
            code="JZ103",
            title="身份证号码校验位不符",
            severity="review",
            effect="correct",
            member_name="王五",
            register="",
            register_file="",
            register_row=0,
            grade="",
            roll_values="证件号码=350699196203070011",
            reason="末位应为 " + zhang[-1],
        ),
        finding(
            code="JZ302", title="乡镇总数", outcome="undecided", severity="note", effect="note",
            register="", register_file="", register_row=0, grade="", roll_row=0, reason="没有总数可比",
        ),
    ]  # fmt: skip
    households = [
        household("3506991010001", "doubtful", reasons="名下有机动车（张三）"),
        household("3506991010002", "doubtful", township="小溪镇", head_name="李四", reasons="财政供养（李四）"),
        household("3506991010003", head_name="王五", corrections=1),
    ]
    return small_run(findings, households)


@pytest.fixture
def hostile_run() -> Run:
    """A run in which every text that comes from outside tries something, and holds a full number besides."""
    zhang = number("19620307")
    findings = []
    households = []
    for place, evil in enumerate(HOSTILE):
        household_id = f"{evil}{place}"
        findings.append(
            finding(
                household_id=household_id,
                title=f"名下有机动车{evil}",
                member_name=evil,
                roll_file=f"{evil}.xlsx",
                roll_sheet=evil,
                register_file=evil,
                register_sheet=evil,
                roll_values=f"{evil} {zhang}",
                register_values=f"{zhang} 13859691234 6217001234567890123 {evil}",
                reason=f"{evil} 号码 {zhang}",
                fix=evil,
            )
        )
        households.append(
            household(
                household_id,
                "doubtful",
                head_name=f"{evil}{zhang}",
                township=evil,
                village=evil,
                reasons=f"{evil}{zhang}",
            )
        )
    evil = "".join(HOSTILE)
    return small_run(
        findings,
        households,
        policy_title=evil,
        settings={"output": evil},
        inputs=(InputFile(evil, "roll", f"{evil}{zhang}", "1f" * 32, 1),),
        accounts=(SheetAccount(evil, evil, "roll", 3, 2, {evil: 1}),),
        unread=(UnreadFile(f"{evil}\udcff", f"{evil} {zhang}", evil, is_error=True),),
        set_aside=(SetAside(evil, evil, 3, evil, f"{evil} {zhang}"),),
        rule_counts=(RuleCount("JZ101", evil, "note", 1, 1, f"{evil} {zhang}"),),
    )
