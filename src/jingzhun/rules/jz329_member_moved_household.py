"""JZ329: somebody stands in another household than last year, while his household goes on without him."""

from __future__ import annotations

import pandas as pd

from jingzhun.model import Severity
from jingzhun.rules.changes import MARRIED_IN
from jingzhun.rules.previous import previous_members, together
from jingzhun.rules.rule import Found, Roll, found, rule


@rule(
    "JZ329",
    title="成员改列到另一户",
    severity=Severity.REVIEW,
    needs=["household_id", "relation"],
    needs_previous=True,
    fix="核实是否分户、并户, 有没有评议和公示; 为享受补助拆户的, 并回原户",
    basis="建档立卡“十原则”类核查办法: 故意分户、并户的不得列入",
    false_alarms="成家分灶、离婚、赡养轮换等真实变动",
)
def member_moved_household(roll: Roll) -> Found:
    """去年与家人同在一户, 今年列到了另一户 (或者自立一户), 而原来那一户的多数人还在原处。

    婚入的 (配偶、儿媳、女婿) 不算。按号码对不上去年的人不在此列。

       户编号  姓名    证件号码              与户主关系
    ✓  1       张三    350699195203070015    户主
    ✓  1       李英    350699195406120027    配偶
    ✗  8       张四    350699197808200010    户主
    ✓  2       王五    350699196604180033    户主
    ✓  2       张秀    350699198207030022    之儿媳

       〔去年花名册〕户编号  姓名    证件号码              与户主关系
    =  1       张三    350699195203070015    户主
    =  1       李英    350699195406120027    配偶
    =  1       张四    350699197808200010    之子
    =  1       张秀    350699198207030022    之女
    =  2       王五    350699196604180033    户主
    """
    members, previous, both = roll.members, previous_members(roll), together(roll)
    main = both.of_before(pd.Series(both.household_now, index=previous.index))
    moved = main[main != members.loc[main.index, "household"]]
    moved = moved[~members.loc[moved.index, "relation"].isin(MARRIED_IN)]
    ids = members["household_id"].groupby(members["household"]).first()
    stayed = pd.Series(moved.map(ids), dtype="str")
    before = both.of_before(previous["household_id"])
    where = pd.Series(data=False, index=members.index)
    where.loc[moved.index] = True
    return found(
        where,
        "去年在户 {before}, 今年在户 {household_id}; 去年的家人今年在户 {stayed}",
        values={"before": before, "stayed": stayed},
    )
