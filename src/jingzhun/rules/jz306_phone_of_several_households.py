"""JZ306: one telephone stands with several households."""

from __future__ import annotations

from jingzhun.model import Severity
from jingzhun.rules.rule import Found, Roll, found, rule
from jingzhun.rules.shared_values import MOST_OF_A_FAMILY, shared


@rule(
    "JZ306",
    title="几户共用一个电话",
    severity=Severity.REVIEW,
    needs=["phone", "household_id"],
    fix="打电话核实是谁的, 改成各户自己的电话; 确由亲属代接的, 在备注中写明",
    basis="省级防返贫监测系统数据质量核查项: 联系电话不得多户相同",
    false_alarms="老人没有手机, 留的是子女或邻居的电话",
)
def phone_of_several_households(roll: Roll) -> Found:
    """同一个联系电话填在 2 至 9 户名下。可能是干部代填、抄串了行, 也可能几户其实是一家 (分户)。

    10 户以上共用的多半是村部或干部的电话, 由 JZ307 指出。每户只报一次; 没有填写电话、不足 7 位数字的不判定。

       户编号  姓名    联系电话
    ✗  1       张三    13800000001
    ✗  2       李四    138-0000-0001
    ✓  2       李五    13800000001
    ✓  3       王五    13800000003
    ?  4       赵六    -
    """
    members = roll.members
    phones = shared(members, members["phone_digits"])
    where = phones.leads & (phones.households > 1) & (phones.households <= MOST_OF_A_FAMILY)
    return found(
        where,
        "联系电话 {phone_digits} 也填在{others}",
        undecided=members["phone_digits"] == "",
        values={"others": phones.others(members, where)},
    )
