"""JZ237: rows of one household state different stages."""

from __future__ import annotations

import numpy as np

from jingzhun.model import Severity
from jingzhun.rules.codes import numbered
from jingzhun.rules.households import bounds_in_household, first_of_household, two_texts
from jingzhun.rules.rule import Found, Roll, found, rule


@rule(
    "JZ237",
    title="同户各行的脱贫状态不一致",
    severity=Severity.REVIEW,
    needs=["status"],
    fix="按审定结果, 同一户填同样的状态",
    basis="脱贫、风险消除按户认定(《关于建立贫困退出机制的意见》, 2016)",
    false_alarms="低保按人停保、一栏填个人保障状态的表",
)
def status_inconsistent(roll: Roll) -> Found:
    """同一户各行的脱贫属性、风险状态不一样: 退出是按户认定的, 多半只改了户主一行。

    每户只报一次, 记在该户第一行; 各行都没有填的无法判定。

       户编号  姓名    脱贫属性
    ✗  1       张三    已脱贫
    ✓  1       张四    未脱贫
    ✓  2       李四    已脱贫
    ✓  2       李五    稳定脱贫户
    ?  3       王五    -
    """
    members = roll.members
    first = first_of_household(members)
    least, most = bounds_in_household(members, numbered(members["status_code"]))
    where = first & (least < most)
    return found(
        where,
        "同户的状态填得不一样: 有“{one}”, 也有“{other}”",
        undecided=first & np.isnan(least),
        values=two_texts(members, "status", where),
    )
