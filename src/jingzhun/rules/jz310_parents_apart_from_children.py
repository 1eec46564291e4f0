"""JZ310: parents and a grown child are households of their own at one address."""

from __future__ import annotations

import numpy as np
import pandas as pd

from jingzhun.model import Severity
from jingzhun.rules.households import is_head
from jingzhun.rules.joined import joined
from jingzhun.rules.persons import ages
from jingzhun.rules.rule import Found, Roll, found, rule

_LEAST_GAP, _GREATEST_GAP = 18, 45
_OLD = 60
# At one house number so many households are a street or a building.
_MOST_AT_ADDRESS = 4


@rule(
    "JZ310",
    title="同址的老人与成年子女分立两户",
    severity=Severity.NOTE,
    needs=["house", "household_id", "relation"],
    fix="入户核实是否分灶、赡养义务怎样履行; 为享受补助而分户的, 并户后重新核算收入",
    basis="建档立卡“十原则”类核查办法: 故意分户、拆户的不得列入",
    false_alarms="同姓邻居门牌相同; 子女成家多年、早已分家分灶",
)
def parents_apart_from_children(roll: Roll) -> Found:
    """两户住在同村同一门牌, 户主同姓, 一户户主 60 岁以上, 另一户户主比他小 18 至 45 岁: 可能是父母与成年子女分立两户。

    同一门牌有 5 户以上的 (集体地址、整栋楼) 不算。只记在老人一户; 门牌、户主生日不明的不判定。

       户编号  姓名    证件号码              与户主关系  乡镇      行政村    家庭住址
    ✗  1       张老三  350699195203070015    户主        九峰镇    三坑村    三坑村12号
    ✓  2       张四    350699197808200010    户主        九峰镇    三坑村    三坑村12号
    ✓  3       王五    350699195406120027    户主        九峰镇    三坑村    三坑村15号
    ?  4       赵六    350699195203070031    户主        九峰镇    三坑村    -
    """
    members = roll.members
    heads = is_head(members).to_numpy()
    years = roll.once(ages).to_numpy()
    known = heads & (members["house"] != "").to_numpy() & (members["village"] != "").to_numpy() & ~np.isnan(years)
    people = members.loc[known, ["household", "household_id", "name_raw", "township", "village", "house"]]
    people = people.assign(age=years[known], surname=members["name"][known].str.slice(0, 1))
    address = ["township", "village", "house"]
    people = people[people.groupby(address)["household"].transform("nunique").between(2, _MOST_AT_ADDRESS)]
    pairs = people.reset_index().merge(people, on=[*address, "surname"], suffixes=("", "_child"))
    gap = pairs["age"] - pairs["age_child"]
    pairs = pairs[(pairs["age"] >= _OLD) & gap.between(_LEAST_GAP, _GREATEST_GAP)]
    pairs = pairs[pairs["household"] != pairs["household_child"]].sort_values(["index", "household_id_child"])
    words = "户" + pairs["household_id_child"].astype("str") + " " + pairs["name_raw_child"].astype("str")
    others = joined(words, pairs["index"])
    where = np.zeros(len(members), dtype=bool)
    where[others.index] = True
    return found(
        where,
        "与{others}同住 {village}{house}号, 户主同姓, 年龄相差一代",
        undecided=heads & ~known,
        values={"others": pd.Series(others, dtype="str")},
    )
