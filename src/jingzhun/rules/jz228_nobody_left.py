"""JZ228: a household of which nobody is left."""

from __future__ import annotations

from jingzhun.model import Severity
from jingzhun.rules.households import any_in_household, first_of_household
from jingzhun.rules.presence import counted, dead, gone, where_said
from jingzhun.rules.rule import Found, Roll, found, rule


@rule(
    "JZ228",
    title="全户已无人仍在册",
    severity=Severity.RED_LINE,
    needs=["name_raw"],
    fix="核实后整户注销、停发; 多发的追回",
    basis="户口登记条例第八条、第十条; 整户消亡仍领补助是审计必查项",
    false_alarms="名册兼作增减变动台账",
)
def nobody_left(roll: Roll) -> Found:
    """一户的成员全都写明已死亡、迁出、服刑或失踪, 而户还在名册上。名册自己写着停保、清退的不算。记在该户第一行。

       户编号  姓名          人员状态
    ✗  1       张三          死亡
    ✓  1       张四(外嫁)    正常
    ✓  2       李四          死亡
    ✓  2       李五          正常
    """
    members = roll.members
    staying = any_in_household(members, ~(dead(members) | gone(members)))
    where = first_of_household(members) & ~staying & any_in_household(members, counted(members))
    return found(where, "全户都写明已死亡或离开, 如{name_raw}: {said}", values={"said": where_said(members, where)})
