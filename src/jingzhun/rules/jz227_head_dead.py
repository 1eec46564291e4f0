"""JZ227: the head is dead or gone and still the head."""

from __future__ import annotations

from jingzhun.model import Severity
from jingzhun.rules.households import any_in_household, is_head
from jingzhun.rules.presence import counted, dead, gone, where_said
from jingzhun.rules.rule import Found, Roll, found, rule


@rule(
    "JZ227",
    title="户主已死亡或离开而未变更",
    severity=Severity.REVIEW,
    needs=["relation"],
    fix="确定新户主, 变更户编号下的户主和领款账户",
    basis="户口登记条例第八条、第十条; 领款人死亡后继续打款是审计必查项",
    false_alarms="名册兼作增减变动台账",
)
def head_dead(roll: Roll) -> Found:
    """户主在名册上写明已死亡、迁出、服刑或失踪, 户里还有别人, 而户主没有变更: 补助还打在他的账户上。

    户主本人由 JZ130、JZ131 指出, 全户无人的由 JZ228 指出; 这里指的是该户要变更户主。

       户编号  姓名          与户主关系
    ✗  1       张三(已故)    户主
    ✓  1       张四          之子
    ✓  2       李四          户主
    ✓  2       李五(已故)    之父
    ✓  3       王五(已故)    户主
    """
    members = roll.members
    away = dead(members) | gone(members)
    others = any_in_household(members, ~away)
    where = is_head(members) & away & others & counted(members)
    return found(where, "户主{name_raw}: {said}, 户内还有别人", values={"said": where_said(members, where)})
