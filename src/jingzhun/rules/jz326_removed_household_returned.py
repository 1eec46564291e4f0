"""JZ326: a household that was removed last year is listed again."""

from __future__ import annotations

import numpy as np
import pandas as pd

from jingzhun.model import Severity
from jingzhun.rules.codes import says
from jingzhun.rules.households import first_of_household
from jingzhun.rules.presence import counted
from jingzhun.rules.previous import previous_members, together
from jingzhun.rules.rule import Found, Roll, found, rule


@rule(
    "JZ326",
    title="清退户又列入",
    severity=Severity.REVIEW,
    needs=["household_id"],
    needs_previous=True,
    fix="查清退的原因和今年重新列入的评议、公示材料; 没有的重新清退",
    basis="清退户再列入须按新识别户的程序评议、公示(国开办发〔2014〕24号)",
    false_alarms="清退有误、经核实恢复的户",
)
def removed_household_returned(roll: Roll) -> Found:
    """去年的名册上标明清退、注销、剔除的户, 今年又在名册上, 而且今年没有再标清退。每户只报一次。

    今年的名册也写着清退的, 两年一致, 不算。去年的名册没有“脱贫属性”一类状态栏的, 看不出来, 不判定。

       户编号  姓名    证件号码              脱贫属性
    ✗  1       张三    350699195203070015    未脱贫
    ✓  2       李四    350699195406120027    清退户
    ✓  3       王五    350699196604180033    未脱贫

       〔去年花名册〕户编号  姓名    证件号码              脱贫属性
    =  1       张三    350699195203070015    清退户
    =  2       李四    350699195406120027    清退户
    =  3       王五    350699196604180033    未脱贫
    """
    members, previous, both = roll.members, previous_members(roll), together(roll)
    first = first_of_household(members)
    if "status_code" not in previous:
        return found(np.zeros(len(members), dtype=bool), "", undecided=first)
    removed = both.of_before(pd.Series(says(previous["status_code"], ("removed",)), index=previous.index))
    households = members.loc[removed[removed].index, "household"].unique()
    where = first & members["household"].isin(households) & counted(members)
    return found(where, "本户去年已清退({name_raw}等去年在清退户中), 今年又列入")
