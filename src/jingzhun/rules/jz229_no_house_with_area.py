"""JZ229: without a house, and so many square metres of it."""

from __future__ import annotations

import pandas as pd

from jingzhun.model import Severity
from jingzhun.rules.codes import says
from jingzhun.rules.households import any_in_household, bounds_in_household, first_of_household
from jingzhun.rules.rule import Found, Roll, found, rule


@rule(
    "JZ229",
    title="无房户填了住房面积",
    severity=Severity.REVIEW,
    needs=["housing_state", "housing_area"],
    fix="入户核实, 更正住房情况或住房面积; 借住的面积不填",
    basis="建档立卡登记表填表说明: 无房户住房面积填 0",
    false_alarms="借住、租住房屋的面积也填了的表",
)
def no_house_with_area(roll: Roll) -> Found:
    """住房情况填无房, 住房面积却大于 0。无房户要列入安居工程, 不能有房。

    记在该户第一行; 住房面积填的不是数字的无法判定。

       户编号  姓名    危房户      住房面积
    ✗  1       张三    无房        80
    ✓  2       李四    无房        0
    ✓  3       王五    A级         80
    ✓  4       赵六    无房        -
    ?  5       陈七    无房        两间
    """
    members = roll.members
    first = first_of_household(members)
    none = any_in_household(members, says(members["housing_state_code"], ("none",)))
    _, area = bounds_in_household(members, members["housing_area_number"])
    unread = any_in_household(members, members["housing_area_number"].isna() & (members["housing_area"] != ""))
    return found(
        first & none & (area > 0),
        "住房情况填的是无房, 住房面积填了 {area} 平方米",
        undecided=first & none & unread,
        values={"area": pd.Series(area, index=members.index)},
    )
