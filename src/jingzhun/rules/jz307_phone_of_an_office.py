"""JZ307: one telephone stands with so many households that it is that of an office."""

from __future__ import annotations

import pandas as pd

from jingzhun.model import Severity
from jingzhun.rules.rule import Found, Roll, found, rule
from jingzhun.rules.shared_values import MOST_OF_A_FAMILY, shared


@rule(
    "JZ307",
    title="许多户填同一个电话",
    severity=Severity.NOTE,
    needs=["phone", "household_id"],
    fix="换成各户自己的电话; 确无电话的留空并写明联系人",
    basis="省级防返贫监测系统数据质量核查项: 联系电话不得多户相同",
    false_alarms="整村没有电话、统一由村部转达的偏远村",
)
def phone_of_an_office(roll: Roll) -> Found:
    """同一个联系电话填在 10 户以上名下, 多半是村部、包村干部的电话, 或者整列向下填充的结果。

    入户核实时联系不到本人。每户只报一次; 没有填写电话的不判定。

       户编号  姓名    联系电话
    ✗  1       张一    13800000001
    ✗  2       张二    13800000001
    ✗  3       张三    13800000001
    ✗  4       张四    13800000001
    ✗  5       张五    13800000001
    ✗  6       张六    13800000001
    ✗  7       张七    13800000001
    ✗  8       张八    13800000001
    ✗  9       张九    13800000001
    ✗  10      张十    13800000001
    ✓  11      王五    13800000003
    ?  12      赵六    -
    """
    members = roll.members
    phones = shared(members, members["phone_digits"])
    where = phones.leads & (phones.households > MOST_OF_A_FAMILY)
    return found(
        where,
        "联系电话 {phone_digits} 填在 {count} 户名下",
        undecided=members["phone_digits"] == "",
        values={"count": pd.Series(phones.households, index=members.index)},
    )
