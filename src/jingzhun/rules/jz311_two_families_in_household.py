"""JZ311: the members of one household live in two houses."""

from __future__ import annotations

import pandas as pd

from jingzhun.model import Severity
from jingzhun.rules.households import first_of_household
from jingzhun.rules.joined import joined
from jingzhun.rules.rule import Found, Roll, found, rule

_FEWEST_IN_HOUSE = 2


@rule(
    "JZ311",
    title="一户成员住在两处门牌",
    severity=Severity.REVIEW,
    needs=["house", "household_id"],
    fix="核实是不是两家并在一个户编号下; 是两家的分开建档, 住址填错的更正",
    basis="国开办发〔2014〕24号: 家庭人口按共同生活的人数; 不得并户",
    false_alarms="一家在村里有新旧两处住房, 成员分填两处",
)
def two_families_in_household(roll: Roll) -> Found:
    """同一户编号的成员填了两个门牌, 而且每个门牌都有两人以上: 可能是两家误并或有意并成一户。

    每户只报一次。住址里没有门牌的不判定; 只有一人门牌不同的 (外出、住校) 不算。

       户编号  姓名    行政村    家庭住址
    ✗  1       张三    三坑村    三坑村12号
    ✓  1       李英    三坑村    三坑村12号
    ✓  1       张四    三坑村    三坑村30号
    ✓  1       王英    三坑村    三坑村30号
    ✓  2       王五    三坑村    三坑村15号
    ✓  2       王六    三坑村    三坑村16号
    ?  3       赵六    三坑村    -
    """
    members = roll.members
    told = members.loc[members["house"] != "", ["household", "village", "house"]]
    people = told.value_counts(sort=False).reset_index(name="people")
    homes = people[people["people"] >= _FEWEST_IN_HOUSE].sort_values(["household", "village", "house"])
    homes = homes[homes.groupby("household")["house"].transform("size") > 1]
    text = homes["village"].astype("str") + homes["house"].astype("str") + "号 " + homes["people"].astype("str") + " 人"
    words = joined(text, homes["household"])
    first = first_of_household(members)
    two = members["household"].isin(words.index)
    listed = members.loc[first & two, "household"].map(words)
    without = ~members["household"].isin(told["household"])
    return found(
        first & two,
        "同一户的成员住在{homes}",
        undecided=first & without,
        values={"homes": pd.Series(listed, dtype="str")},
    )
