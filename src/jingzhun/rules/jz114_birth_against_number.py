"""JZ114: the birth date column contradicts the number."""

from __future__ import annotations

from jingzhun.model import Severity
from jingzhun.rules.rule import Found, Roll, found, rule


@rule(
    "JZ114",
    title="出生日期与号码不符",
    severity=Severity.REVIEW,
    needs=["birth_partial", "id_text"],
    fix="对照证件原件, 更正出生日期或号码",
    basis="GB 11643-1999《公民身份号码》: 第 7 至 14 位是出生日期",
    false_alarms="按农历填的生日; 户籍更正过出生日期而未换证的人",
)
def birth_against_number(roll: Roll) -> Found:
    """出生日期一栏与号码第 7 至 14 位不一致。只写到年月的, 只比年月。

    号码本身校验不符时, 错的可能就是其中的日期, 所以不判定。农村老人常填农历生日, 因此只提请复核。

       姓名    出生日期      证件号码
    ✗  张三    1952-03-17    350699195203070015
    ✓  张三    1952.3.7      350699195203070015
    ✗  张三    52年5月       350699195203070015
    ✓  张三    1952-03       350699195203070015
    ?  张三    农历1952.3.7  350699195203070015
    ?  李四    1954-06-12    350699195406120020
    ?  王五    -             350699195203070031
    """
    members = roll.members
    comparable = members["id_state"].isin(["valid", "upgraded", "rounded", "rounded_float"])
    stated, by_number = members["birth_partial"], members["id_birth"].dt.strftime("%Y-%m-%d").fillna("")
    comparable &= (by_number != "") & (stated != "")
    agrees = by_number.str.slice(0, 4) == stated
    for length in (len("1952-03"), len("1952-03-07")):
        agrees |= by_number.str.slice(0, length) == stated
    return found(
        comparable & ~agrees,
        "出生日期填的是 {birth_partial}, 号码中是 {id_birth}",
        undecided=~comparable,
    )
