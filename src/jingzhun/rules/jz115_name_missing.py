"""JZ115: a member without a name."""

from __future__ import annotations

from jingzhun.model import Severity
from jingzhun.rules.rule import Found, Roll, found, rule


@rule(
    "JZ115",
    title="姓名没有填写",
    severity=Severity.REVIEW,
    needs=["name_raw"],
    fix="查户口簿补填姓名",
    basis="建档立卡以人为单位登记",
    false_alarms="没有已知的误报",
)
def name_missing(roll: Roll) -> Found:
    """姓名一栏为空, 或者没有一个可用的字。

       姓名    证件号码
    ✗  -       350699195203070015
    ✓  王五    350699195203070031
    """
    return found(roll.members["name"] == "", "姓名没有填写")
