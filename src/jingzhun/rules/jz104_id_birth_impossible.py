"""JZ104: the birth date inside the number does not exist."""

from __future__ import annotations

from jingzhun.model import Severity
from jingzhun.rules.rule import Found, Roll, found, rule


@rule(
    "JZ104",
    title="号码中的出生日期不存在",
    severity=Severity.REVIEW,
    needs=["id_text"],
    fix="对照证件原件更正号码",
    basis="GB 11643-1999《公民身份号码》: 第 7 至 14 位是出生日期",
    false_alarms="极少数按农历登记的号码有 2 月 30 日",
)
def id_birth_impossible(roll: Roll) -> Found:
    """号码第 7 至 14 位不是真实的日期, 例如 13 月、2 月 30 日, 而校验位又相符。

    这样的号码多半是编造的, 或者由别的号码改出来的, 因为抄错一位会使校验位不符 (JZ103)。

       姓名    证件号码
    ✗  张三    350699195213070019
    ✗  李四    350699195402300020
    ✓  王五    350699195203070031
    """
    members = roll.members
    digits = members["id_digits"]
    day = digits.str.slice(6, 10) + "年" + digits.str.slice(10, 12) + "月" + digits.str.slice(12, 14) + "日"
    return found(
        members["id_state"] == "date_impossible", "号码 {id_masked} 中的出生日期 {day} 不存在", values={"day": day}
    )
