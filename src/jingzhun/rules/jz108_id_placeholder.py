"""JZ108: a number that was made up to fill the cell."""

from __future__ import annotations

from jingzhun.model import Severity
from jingzhun.rules.rule import Found, Roll, found, rule


@rule(
    "JZ108",
    title="占位号码",
    severity=Severity.REVIEW,
    needs=["id_text"],
    fix="补办户口或查到真实号码后更正",
    basis="省级防返贫系统的质量规则(新生儿未上户用 999999 开头), 2024",
    false_alarms="新生儿未上户期间允许用占位号码的县",
)
def id_placeholder(roll: Roll) -> Found:
    """以 999999 开头, 或各位数字全相同: 是为了填满单元格而编的号码, 常用于尚未上户的新生儿。

    占位号码不属于任何人, 不能比对, 也不说明重复。

       姓名    证件号码
    ✗  张小三  999999200803010017
    ✗  李四    111111111111111111
    ✓  王五    350699195203070031
    """
    return found(roll.members["id_state"] == "placeholder", "{id_masked} 是占位号码, 不是真实的身份证号码")
