"""JZ118: the relation names a sex that the member does not have."""

from __future__ import annotations

from jingzhun.fields.relation import relations
from jingzhun.model import Severity
from jingzhun.rules.persons import certain_sex
from jingzhun.rules.rule import Found, Roll, found, rule

_SEX_BY_RELATION = {code: relation.sex for code, relation in relations().items()}


@rule(
    "JZ118",
    title="与户主关系和性别矛盾",
    severity=Severity.REVIEW,
    needs=["relation", "sex"],
    fix="对照户口簿, 更正关系、性别或号码",
    basis="关系用词本身说明性别(GB/T 4761)",
    false_alarms="把“之女”误选成相邻选项的, 关系错而人没错",
)
def relation_against_sex(roll: Roll) -> Found:
    """关系本身说明了性别 (之女、儿媳、岳父……), 与性别一栏或号码第 17 位不一致。

    性别与号码互相矛盾时 (JZ113) 不再重复指出, 算无法判定。

       姓名    与户主关系    性别    证件号码
    ✓  张三    户主          男      350699195203070015
    ✗  张四    之女          男      -
    ✗  张五    之儿媳        -       350699197808200010
    ✓  张六    之女          女      -
    ?  张七    之女          -       -
    """
    members = roll.members
    said = members["relation"].map(_SEX_BY_RELATION).fillna("")
    sex = certain_sex(members)
    return found(
        (said != "") & (sex != "") & (said != sex),
        "与户主关系是“{relation_raw}”, 应为{said}, 而性别是{sex}",
        undecided=(said != "") & (sex == ""),
        values={"said": said, "sex": sex},
    )
