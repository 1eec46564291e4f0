"""JZ113: the sex column contradicts the number."""

from __future__ import annotations

from jingzhun.model import Severity
from jingzhun.rules.rule import Found, Roll, found, rule


@rule(
    "JZ113",
    title="性别与号码不符",
    severity=Severity.REVIEW,
    needs=["sex_stated", "id_text"],
    fix="对照证件原件, 更正性别或号码",
    basis="GB 11643-1999《公民身份号码》: 第 17 位男单女双",
    false_alarms="变更过性别登记而未换号码的人",
)
def sex_against_number(roll: Roll) -> Found:
    """号码第 17 位奇数为男、偶数为女 (GB 11643-1999), 与性别一栏不一致。

    号码本身校验不符时, 错的可能就是第 17 位, 所以不判定。

       姓名    性别    证件号码
    ✗  张三    女      350699195203070015
    ✓  张三    男      350699195203070015
    ?  李四    男      350699195406120020
    ?  王五    -       350699195203070031
    """
    members = roll.members
    comparable = members["id_state"].isin(["valid", "upgraded"]) & (members["sex_stated"] != "")
    return found(
        comparable & (members["id_sex"] != members["sex_stated"]),
        "性别填的是{sex_stated}, 号码 {id_masked} 第 17 位表示{id_sex}",
        undecided=~comparable,
    )
