"""JZ109: what stands in the column is no identity number."""

from __future__ import annotations

from jingzhun.model import Severity
from jingzhun.rules.rule import Found, Roll, found, rule


@rule(
    "JZ109",
    title="证件号码无法辨认",
    severity=Severity.REVIEW,
    needs=["id_text"],
    fix="对照证件原件重新填写; 说明文字移到备注栏",
    basis="GB 11643-1999《公民身份号码》: 只有数字和末位 X",
    false_alarms="军官证、户口簿编号填在这一栏",
)
def id_unreadable(roll: Roll) -> Found:
    """证件号码一栏有内容, 但不像任何一种号码: 混有汉字、字母, 或者数字太少、太多。

    全角数字、空格、引号、小写 x 都能正确读出, 不在此列。

       姓名    证件号码
    ✗  张三    身份证丢失
    ✗  李四    3506991954A6120027
    ✓  王五    ３５０６９９１９５２０３０７００３１
    """
    return found(roll.members["id_state"] == "unreadable", "证件号码“{id_masked}”无法辨认")
