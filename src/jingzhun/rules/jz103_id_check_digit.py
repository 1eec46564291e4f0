"""JZ103: the check digit does not follow from the other digits."""

from __future__ import annotations

from jingzhun.model import Severity
from jingzhun.rules.rule import Found, Roll, found, rule


@rule(
    "JZ103",
    title="身份证号码校验位不符",
    severity=Severity.REVIEW,
    needs=["id_text"],
    fix="对照证件原件更正号码; 错的不一定是末位",
    basis="GB 11643-1999《公民身份号码》: 末位按前 17 位加权模 11 算出",
    false_alarms="极少数人的号码在早年签发时就不合校验, 以证件原件为准",
)
def id_check_digit(roll: Roll) -> Found:
    """末位校验码与前 17 位算出的不一致, 说明号码中至少有一位写错, 或者相邻两位写颠倒。

    校验码按 GB 11643-1999 (ISO 7064 MOD 11-2) 计算, 能查出任何一位的错误和任何相邻两位的颠倒。
    算出的末位只在前 17 位都对时才是正确号码, 不能照着改。

       姓名    证件号码
    ✗  张三    350699195203070010
    ✗  李四    35069919540612027X
    ✓  张三    350699195203070015
    ✓  王五    35069919321108002x
    """
    wrong = roll.members["id_state"] == "check_wrong"
    return found(wrong, "号码 {id_masked} 末位是 {id_check}, 按前 17 位应为 {id_expected_check}")
