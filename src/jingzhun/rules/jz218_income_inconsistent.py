"""JZ218: rows of one household state different incomes a head."""

from __future__ import annotations

import numpy as np
import pandas as pd

from jingzhun.model import Severity
from jingzhun.rules.households import bounds_in_household, first_of_household
from jingzhun.rules.rule import Found, Roll, found, rule

_FEN = 100


@rule(
    "JZ218",
    title="同户各行的人均收入不一致",
    severity=Severity.REVIEW,
    needs=["income"],
    fix="按入户测算表, 同一户填同样的人均收入",
    basis="人均收入是户的数字, 同户各行应相同",
    false_alarms="把个人收入填在人均收入一栏的表",
)
def income_inconsistent(roll: Roll) -> Found:
    """同一户各行的人均纯收入填得不一样, 多半是增减人口后只改了一行, 或者填的是个人收入。

    每户只报一次, 记在该户第一行; 各行都没有填的不判定。

       户编号  姓名    人均纯收入
    ✗  1       张三    3000
    ✓  1       张四    2000
    ✓  2       李四    3000
    ✓  2       李五    3000.00
    ?  3       王五    -
    """
    members = roll.members
    first = first_of_household(members)
    least, most = bounds_in_household(members, members["income_fen"])
    return found(
        first & (least < most),
        "人均收入有填 {least} 元的, 也有填 {most} 元的",
        undecided=first & np.isnan(least),
        values={
            "least": pd.Series(least / _FEN, index=members.index),
            "most": pd.Series(most / _FEN, index=members.index),
        },
    )
