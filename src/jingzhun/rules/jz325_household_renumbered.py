"""JZ325: a household has another number than last year."""

from __future__ import annotations

import pandas as pd

from jingzhun.model import Severity
from jingzhun.rules.changes import household_before
from jingzhun.rules.households import first_of_household
from jingzhun.rules.previous import has_number, previous_members, together
from jingzhun.rules.rule import Found, Roll, found, rule

# So many households with a new number were given one by a new system.
_ALL_RENUMBERED = 0.8


@rule(
    "JZ325",
    title="户编号与去年不同",
    severity=Severity.NOTE,
    needs=["household_id"],
    needs_previous=True,
    fix="核对建档系统中的户编号; 注销后重新建档的, 写明原因",
    basis="户编号由建档系统生成, 一户一号不变",
    false_alarms="名册由另一个系统导出, 编号全部改过",
)
def household_renumbered(roll: Roll) -> Found:
    """这一户的人去年今年都在同一户, 没有与别的户拆并, 户编号却变了: 可能注销后重新建档, 查不到原来的记录。

    八成以上的户都换了编号的, 是换了编号方法, 不逐户列出。没有户编号的名册不判定。

       户编号  姓名    证件号码
    ✗  9       张三    350699195203070015
    ✓  2       李四    350699195406120027
    ✓  3       王五    350699196604180033
    ✓  4       赵六    350699197808200010

       〔去年花名册〕户编号  姓名    证件号码
    =  1       张三    350699195203070015
    =  2       李四    350699195406120027
    =  3       王五    350699196604180033
    """
    members, previous, both = roll.members, previous_members(roll), together(roll)
    first = first_of_household(members)
    before = household_before(both, roll)
    known = before[before >= 0]
    households = members.loc[known.index, "household"]
    origins = known.groupby(households).agg(["min", "max"])
    whole = origins.loc[origins["min"] == origins["max"], "min"]
    heirs = households.groupby(known).nunique()
    whole = whole[whole.map(heirs) == 1]
    ids = previous["household_id"].groupby(previous["household"]).first()
    old = pd.Series(members.loc[first, "household"].map(whole).dropna().astype("int64").map(ids), dtype="str")
    numbered = pd.Series(has_number(members), index=members.index)
    numbered_before = bool(has_number(previous).all())
    differs = old != members.loc[old.index, "household_id"]
    another_system = differs.mean() >= _ALL_RENUMBERED if len(differs) else False
    where = (differs & numbered.loc[old.index] & numbered_before & (not another_system)).reindex(
        members.index, fill_value=False
    )
    unsure = first & ~(numbered & numbered_before)
    return found(where, "去年的户编号是 {before}, 今年是 {household_id}", undecided=unsure, values={"before": old})
