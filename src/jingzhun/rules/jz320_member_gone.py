"""JZ320: a member of last year is gone, and nothing says why."""

from __future__ import annotations

import pandas as pd

from jingzhun.model import Severity
from jingzhun.rules.changes import leavers, named
from jingzhun.rules.households import first_of_household
from jingzhun.rules.rule import Found, Roll, found, rule


@rule(
    "JZ320",
    title="去年的成员今年不见了",
    severity=Severity.NOTE,
    needs=["household_id"],
    needs_previous=True,
    fix="写明去向: 死亡、外嫁、迁出的附证明; 漏登的补上",
    basis="建档立卡动态管理: 人员自然减少要有原因和证明",
    false_alarms="死亡、外嫁后按规定删去, 只是名册里没有原因一栏",
)
def member_gone(roll: Roll) -> Found:
    """户还在名册上, 去年的某个成员今年没有了, 去年的名册也没有写他死亡、迁出、服刑。

    可能是正常减少, 也可能为拆户、降低人数而漏登。
    两年的人先按完好的号码对上, 再按姓名和生日、按户编号和姓名。同户今年另有生日、姓名相同或号码不全的新成员时,
    可能是同一人改了号码, 不判定。只有一年覆盖的乡镇不算。每户只报一次。

       户编号  姓名    证件号码              与户主关系
    ✗  1       张三    350699195203070015    户主
    ✓  2       王五    350699196604180033    户主
    ✓  2       王六    350699200509100014    之子
    ?  3       林志强  350699197808200010    户主
    ✓  3       林秀    -                     配偶

       〔去年花名册〕户编号  姓名    证件号码              与户主关系
    =  1       张三    350699195203070015    户主
    =  1       张四    350699197111230017    之子
    =  2       王五    350699196604180033    户主
    =  2       王六    350699200509100014    之子
    =  3       林志强  350699197808200010    户主
    =  3       林秀英  350699198207030022    配偶
    """
    members = roll.members
    people = leavers(roll)
    first = first_of_household(members)
    sure, unsure = people[~people["unsure"]], people[people["unsure"]]
    words = named(sure)
    where = first & members["household"].isin(words.index)
    return found(
        where,
        "去年本户有{people}, 今年没有, 也没有写明去向",
        undecided=first & members["household"].isin(unsure["household"]),
        values={"people": pd.Series(members.loc[where, "household"].map(words), dtype="str")},
    )
