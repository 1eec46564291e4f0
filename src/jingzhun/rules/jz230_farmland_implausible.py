"""JZ230: farmland of more than a hundred mu."""

from __future__ import annotations

import pandas as pd

from jingzhun.model import Severity
from jingzhun.rules.households import any_in_household, bounds_in_household, first_of_household
from jingzhun.rules.rule import Found, Roll, found, rule

_MOST = 100


@rule(
    "JZ230",
    title="耕地面积不合常理",
    severity=Severity.NOTE,
    needs=["farmland_area"],
    fix="按承包证核对, 注意单位是亩, 不是平方米",
    basis="省级防返贫系统的质量规则, 2024: 耕地面积 0 至 100 亩",
    false_alarms="流转、承包大面积土地的户, 但那也要核实经营收入",
)
def farmland_implausible(roll: Roll) -> Found:
    """一户的耕地面积超过 100 亩, 多半写错了单位或者多打了一位。福建农户户均耕地不足 3 亩。

    记在该户第一行; 填的不是数字的无法判定。

       户编号  姓名    耕地面积
    ✗  1       张三    1200
    ✓  1       张四    1200
    ✓  2       李四    5
    ✓  3       王五    -
    ?  4       赵六    不详
    """
    members = roll.members
    first = first_of_household(members)
    _, area = bounds_in_household(members, members["farmland_area_number"])
    unread = any_in_household(members, members["farmland_area_number"].isna() & (members["farmland_area"] != ""))
    return found(
        first & (area > _MOST),
        "耕地面积填的是 {area} 亩",
        undecided=first & unread,
        values={"area": pd.Series(area, index=members.index)},
    )
