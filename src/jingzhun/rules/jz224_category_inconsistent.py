"""JZ224: rows of one household state different kinds of household."""

from __future__ import annotations

import numpy as np

from jingzhun.model import Severity
from jingzhun.rules.codes import numbered
from jingzhun.rules.households import bounds_in_household, first_of_household, two_texts
from jingzhun.rules.rule import Found, Roll, found, rule


@rule(
    "JZ224",
    title="同户各行的户类型不一致",
    severity=Severity.REVIEW,
    needs=["category"],
    fix="按审定结果, 同一户填同样的户类型; 单人保的在低保一栏注明",
    basis="户类型按户认定",
    false_alarms="低保按人施保、一栏填个人类别的表",
)
def category_inconsistent(roll: Roll) -> Found:
    """同一户各行的户类型不一样, 多半是两户误用一个户编号, 或者调整类别时只改了一行。

    每户只报一次, 记在该户第一行; 各行都没有填的无法判定。

       户编号  姓名    户类型
    ✗  1       张三    一般贫困户
    ✓  1       张四    一般农户
    ✓  2       李四    低保户
    ✓  2       李五    低保贫困户
    ?  3       王五    -
    """
    members = roll.members
    first = first_of_household(members)
    least, most = bounds_in_household(members, numbered(members["category_code"]))
    where = first & (least < most)
    return found(
        where,
        "同户的户类型填得不一样: 有“{one}”, 也有“{other}”",
        undecided=first & np.isnan(least),
        values=two_texts(members, "category", where),
    )
