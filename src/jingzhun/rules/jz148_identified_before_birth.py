"""JZ148: identified as poor before being born."""

from __future__ import annotations

from jingzhun.model import Severity
from jingzhun.rules.households import is_head, of_head
from jingzhun.rules.persons import certain_birth
from jingzhun.rules.rule import Found, Roll, found, rule


@rule(
    "JZ148",
    title="识别时间早于出生日期",
    severity=Severity.REVIEW,
    needs=["identified_date", "birth"],
    fix="查建档资料, 更正识别时间或出生日期",
    basis="日期常理; 省级防返贫系统的质量规则, 2024",
    false_alarms="新生儿行里照填全户的首次识别时间的已经放过",
)
def identified_before_birth(roll: Roll) -> Found:
    """识别时间在本人出生以前, 识别时间或出生日期写错。只写年月的按最晚的一天算。

    孩子的行里填全户的首次识别时间是通常做法, 所以与户主识别时间相同的不指出; 户主自己早于出生的才指出。户主不明、
    又不止一行写这个时间的无法判定。

       户编号  姓名    与户主关系    出生日期      首次识别时间
    ✗  1       张三    户主          1992-03-07    1990-06
    ✓  2       李四    户主          1972-03-07    2014-06
    ✓  2       李五    之子          2015-03-07    2014-06
    ✗  2       李六    之女          2016-03-07    2015-06
    ?  3       王五    配偶          2015-03-07    2014-06
    ?  4       赵六    户主          -             2014-06
    """
    members = roll.members
    day, birth = members["identified_last"], certain_birth(members)
    of_house = of_head(members, members["identified_first"])
    early = day < birth
    whole_house = ~is_head(members) & (members["identified_first"] == of_house)
    unclear = early & ~is_head(members) & of_house.isna()
    return found(
        early & ~whole_house & ~unclear,
        "识别时间“{identified_date}”早于出生日期 {birth}",
        undecided=unclear | day.isna() | (birth.isna() & is_head(members)),
        values={"birth": birth},
    )
