"""JZ223: rows of one household state different causes."""

from __future__ import annotations

import numpy as np

from jingzhun.model import Severity
from jingzhun.rules.codes import numbered
from jingzhun.rules.households import bounds_in_household, first_of_household, two_texts
from jingzhun.rules.rule import Found, Roll, found, rule


@rule(
    "JZ223",
    title="同户各行的致贫原因不一致",
    severity=Severity.NOTE,
    needs=["cause"],
    fix="按评议结果, 同一户填同样的致贫原因",
    basis="致贫原因按户认定, 主要原因一户一个(国开办发〔2014〕24号)",
    false_alarms="把个人情况填在致贫原因一栏的表",
)
def cause_inconsistent(roll: Roll) -> Found:
    """同一户各行的致贫原因不一样, 统计致贫原因占比时会重复或漏计。多个原因的次序不同也算不一样, 因为第一个是主要原因。

    每户只报一次, 记在该户第一行; 各行都没有填的无法判定。

       户编号  姓名    致贫原因
    ✗  1       张三    因病
    ✓  1       张四    因残
    ✓  2       李四    因病
    ✓  2       李五    因病致贫
    ✓  2       李六    -
    ?  3       王五    -
    """
    members = roll.members
    first = first_of_household(members)
    least, most = bounds_in_household(members, numbered(members["cause_code"]))
    where = first & (least < most)
    return found(
        where,
        "同户的致贫原因填得不一样: 有“{one}”, 也有“{other}”",
        undecided=first & np.isnan(least),
        values=two_texts(members, "cause", where),
    )
