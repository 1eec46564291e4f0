"""JZ107: a number of 15 digits, as issued before 1999."""

from __future__ import annotations

from jingzhun.model import Severity
from jingzhun.rules.rule import Found, Roll, found, rule


@rule(
    "JZ107",
    title="15 位旧号码",
    severity=Severity.NOTE,
    needs=["id_text"],
    fix="换成现用的 18 位号码",
    basis="GB 11643-1999《公民身份号码》自 1999 年起用 18 位, 15 位号码 2013 年停用",
    false_alarms="早年建的档案照抄旧号码, 人没有错",
)
def id_old_format(roll: Roll) -> Found:
    """1999 年以前的 15 位号码: 出生年份只有两位, 没有校验码。

    比对时按 19xx 年补成 18 位, 但抄错了看不出来, 所以提示更换。

       姓名    证件号码
    ✗  张三    350699520307001
    ✓  张三    350699195203070015
    """
    return found(roll.members["id_state"] == "upgraded", "号码 {id_masked} 是 15 位旧号码, 没有校验位")
