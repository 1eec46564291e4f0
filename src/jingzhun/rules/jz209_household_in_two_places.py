"""JZ209: members of one household are listed in different townships or villages."""

from __future__ import annotations

import pandas as pd

from jingzhun.model import Severity
from jingzhun.rules.households import place, seat
from jingzhun.rules.rule import Found, Roll, found, rule


@rule(
    "JZ209",
    title="一户分列两个乡镇或村",
    severity=Severity.REVIEW,
    needs=["household_id", "township"],
    fix="核对户籍: 户编号重复的重新编号, 住址填错的更正",
    basis="户编号在县内唯一",
    false_alarms="跨村搬迁(易地搬迁)户新旧地址并存",
)
def household_in_two_places(roll: Roll) -> Found:
    """同一户编号的成员填在不同的乡镇或村, 多半是两户误用一个户编号。

    与该户最先出现的乡镇、村比较; 没有填写乡镇和村的不判定。

       户编号  姓名    乡镇      行政村
    ✓  1       张三    九峰镇    三坑村
    ✗  1       张四    山格镇    平寨村
    ✓  1       张五    九峰镇    三坑村委会
    ?  1       张六    -         -
    """
    members = roll.members
    differs = _differs(members, "township") | _differs(members, "village")
    nowhere = (members["township"] == "") & (members["village"] == "")
    standing = (place(members) + " (" + seat(members) + ")").mask(nowhere)
    first = standing.groupby(members["household"]).transform("first")
    here = place(members)
    return found(differs, "填在{here}, 同户最先填在{first}", undecided=nowhere, values={"here": here, "first": first})


def _differs(members: pd.DataFrame, column: str) -> pd.Series:
    stated = members[column].mask(members[column] == "")
    first = stated.groupby(members["household"]).transform("first")
    return stated.notna() & (stated != first)
