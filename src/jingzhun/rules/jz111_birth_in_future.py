"""JZ111: a birth date after the day of the check."""

from __future__ import annotations

from jingzhun.model import Severity
from jingzhun.rules.persons import certain_birth
from jingzhun.rules.rule import Found, Roll, found, rule


@rule(
    "JZ111",
    title="出生日期晚于核查日",
    severity=Severity.REVIEW,
    needs=["birth"],
    fix="对照户口簿更正出生日期或号码",
    basis="日期常理",
    false_alarms="核查日(--as-of)写错时, 新生儿都会列出",
)
def birth_in_future(roll: Roll) -> Found:
    """出生日期在核查日之后, 人还没有出生。例子中的核查日是 2016-11-30。

    出生日期只见于校验不符的号码、或与号码矛盾的, 不判定: 先更正号码。

       姓名    证件号码              出生日期
    ✗  张三    350699202701010018    -
    ✗  李四    -                     2106-03-05
    ✓  王五    350699195203070031    1952-03-07
    ?  陈七    -                     -
    """
    birth = certain_birth(roll.members)
    return found(
        birth > roll.today,
        "出生日期 {birth} 晚于核查日 " + roll.as_of.isoformat(),
        undecided=birth.isna(),
        values={"birth": birth},
    )
