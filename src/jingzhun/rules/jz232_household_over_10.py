"""JZ232: more than ten people in one household."""

from __future__ import annotations

import numpy as np
import pandas as pd

from jingzhun.model import Severity
from jingzhun.rules.households import first_of_household
from jingzhun.rules.rule import Found, Roll, found, rule

_MOST = 10


@rule(
    "JZ232",
    title="一户超过 10 人",
    severity=Severity.NOTE,
    needs=["household_id"],
    fix="核对户口簿: 几户误用一个户编号的分开, 确是一户的不用改",
    basis="农村户均 2 至 4 人, 10 人以上的户极少; 分户、并户是审计重点",
    false_alarms="四代同堂、多子女的大户",
)
def household_over_10(roll: Roll) -> Found:
    """同一户编号下超过 10 行: 多半是几户误用一个编号, 或者户编号整列填成了一样的。记在该户第一行。

       户编号  姓名
    ✗  1       张一
    ✓  1       张二
    ✓  1       张三
    ✓  1       张四
    ✓  1       张五
    ✓  1       张六
    ✓  1       张七
    ✓  1       张八
    ✓  1       张九
    ✓  1       张十
    ✓  1       张百
    ✓  2       李四
    """
    members = roll.members
    house = members["household"].to_numpy()
    rows = pd.Series(np.bincount(house)[house], index=members.index)
    return found(first_of_household(members) & (rows > _MOST), "名册上该户有 {rows} 行", values={"rows": rows})
