"""JZ231: a house of more than five hundred square metres."""

from __future__ import annotations

import pandas as pd

from jingzhun.model import Severity
from jingzhun.rules.households import any_in_household, bounds_in_household, first_of_household
from jingzhun.rules.rule import Found, Roll, found, rule

_MOST = 500


@rule(
    "JZ231",
    title="住房面积不合常理",
    severity=Severity.NOTE,
    needs=["housing_area"],
    fix="入户测量, 注意单位是平方米; 确有大面积住房的按资产核查",
    basis="省级防返贫系统的质量规则, 2024; 住房面积明显偏大是入户核查重点",
    false_alarms="几户合住的祖屋、土楼按整座填写",
)
def housing_area_implausible(roll: Roll) -> Found:
    """一户的住房面积超过 500 平方米, 多半写错了单位或者多打了一位。数字属实的, 要按大额资产核实。

    记在该户第一行; 填的不是数字的无法判定。

       户编号  姓名    住房面积
    ✗  1       张三    6000
    ✓  1       张四    6000
    ✓  2       李四    25
    ✓  3       王五    -
    ?  4       赵六    不详
    """
    members = roll.members
    first = first_of_household(members)
    _, area = bounds_in_household(members, members["housing_area_number"])
    unread = any_in_household(members, members["housing_area_number"].isna() & (members["housing_area"] != ""))
    return found(
        first & (area > _MOST),
        "住房面积填的是 {area} 平方米",
        undecided=first & unread,
        values={"area": pd.Series(area, index=members.index)},
    )
