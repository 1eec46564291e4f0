"""JZ327: the household has another head, although the old one is still in it."""

from __future__ import annotations

import pandas as pd

from jingzhun.model import Severity
from jingzhun.rules.changes import household_before
from jingzhun.rules.households import is_head
from jingzhun.rules.previous import previous_members, together
from jingzhun.rules.rule import Found, Roll, found, rule


@rule(
    "JZ327",
    title="户主换了人",
    severity=Severity.NOTE,
    needs=["relation", "household_id"],
    needs_previous=True,
    fix="核对户口簿的户主; 变更的附变更手续, 其余成员与户主的关系一并改过来",
    basis="户主以户口簿为准; 换户主会掩盖户主原有的车、房、任职",
    false_alarms="老户主年老、主动交给子女, 户口簿已变更",
)
def head_changed(roll: Roll) -> Found:
    """今年的户主去年在同一户里不是户主, 而去年的户主今年还在这一户。

    去年的户主已不在名册上的 (死亡、迁出), 换户主是应当的, 不算。去年没有写关系的不判定。

       户编号  姓名    证件号码              与户主关系
    ✓  1       张三    350699195203070015    之父
    ✗  1       张四    350699197808200010    户主
    ✓  2       李四    350699195406120027    户主
    ✓  3       王六    350699200509100014    户主

       〔去年花名册〕户编号  姓名    证件号码              与户主关系
    =  1       张三    350699195203070015    户主
    =  1       张四    350699197808200010    之子
    =  2       李四    350699195406120027    户主
    =  3       王五    350699196604180033    户主
    =  3       王六    350699200509100014    之子
    """
    members, previous, both = roll.members, previous_members(roll), together(roll)
    relation = both.of_before(previous["relation"])
    before = household_before(both, roll)
    # Who was head last year, by the household of then and the household of today in which he still is.
    old = relation.index[relation == "head"]
    keys = pd.DataFrame(
        {"before": before.loc[old], "household": members.loc[old, "household"], "old": members.loc[old, "name_raw"]}
    )
    keys = keys.sort_values(["before", "household", "old"]).drop_duplicates(["before", "household"])
    heads = members.loc[relation.index[is_head(members).loc[relation.index] & (relation != "head")]]
    new = heads[["household"]].assign(before=before.loc[heads.index], member=heads.index)
    new = new.merge(keys, on=["before", "household"])
    unsure = is_head(members) & (relation.reindex(members.index, fill_value="head") == "")
    where = members.index.isin(new["member"]) & ~unsure.to_numpy()
    names = pd.Series(new["old"].to_numpy(), index=new["member"].to_numpy(), dtype="str")
    return found(where, "去年的户主是{old}, 今年改为{name_raw}", undecided=unsure, values={"old": names})
