"""JZ152: two basic supports at once."""

from __future__ import annotations

from jingzhun.model import Severity
from jingzhun.rules.rule import Found, Roll, found, rule


@rule(
    "JZ152",
    title="同时享受低保和特困供养",
    severity=Severity.REVIEW,
    needs=["minimum_allowance", "special_hardship"],
    fix="与民政名册核对, 保留一项; 多发的追回",
    basis="社会救助暂行办法分设最低生活保障(第二章)与特困人员供养(第三章), 一人只享受一项; 比对两册是审计常用做法",
    false_alarms="低保转特困当月两栏未同时更新",
)
def allowance_and_hardship(roll: Roll) -> Found:
    """同一个人既享受低保又享受特困供养。两项都是基本生活救助, 不能叠加; 残疾人两项补贴可以叠加, 不在此列。

       姓名    是否低保    是否特困
    ✗  张三    是          是
    ✗  李四    农村低保    分散供养
    ✓  王五    是          否
    ✓  赵六    否          -
    ?  陈七    是          -
    """
    members = roll.members
    one, other = members["minimum_allowance_code"], members["special_hardship_code"]
    return found(
        (one == "yes") & (other == "yes"),
        "低保填的是“{minimum_allowance}”, 特困填的是“{special_hardship}”",
        undecided=(one != "no") & (other != "no") & ((one == "") | (other == "")),
    )
