"""JZ201: a household without a head."""

from __future__ import annotations

from jingzhun.model import Severity
from jingzhun.rules.households import count_in_household, first_of_household, is_head
from jingzhun.rules.rule import Found, Roll, found, rule


@rule(
    "JZ201",
    title="户内没有户主",
    severity=Severity.REVIEW,
    needs=["relation"],
    fix="查户口簿, 注明谁是户主; 户主已故的, 确定新户主",
    basis="每户须有一名户主(户口登记条例第五条)",
    false_alarms="户主死亡后尚未变更的户",
)
def head_missing(roll: Roll) -> Found:
    """一户之中没有人的关系是“户主”或“本人”。

    户内有人的关系没有填写或无法辨认时, 那人可能就是户主, 所以不判定。每户只报一次, 记在该户第一行。

       户编号  姓名    与户主关系
    ✗  1       张三    配偶
    ✓  1       张四    之子
    ✓  2       李四    户主
    ✓  2       李五    之子
    ?  3       王五    -
    ✓  3       王六    之子
    """
    members = roll.members
    first = first_of_household(members) & (count_in_household(members, is_head(members)) == 0)
    unreadable = count_in_household(members, members["relation"] == "") > 0
    return found(first & ~unreadable, "户内没有一人是户主", undecided=first & unreadable)
