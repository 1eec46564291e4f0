"""JZ112: a member older than 120 years."""

from __future__ import annotations

import pandas as pd

from jingzhun.model import Severity
from jingzhun.rules.persons import certain_birth
from jingzhun.rules.rule import Found, Roll, found, rule

_LONGEST_LIFE = pd.DateOffset(years=120)


@rule(
    "JZ112",
    title="年龄超过 120 岁",
    severity=Severity.REVIEW,
    needs=["birth"],
    fix="对照户口簿更正出生日期或号码; 已故的注销",
    basis="日期常理; 世界上有记录的最长寿者 122 岁",
    false_alarms="确有百岁老人的, 核实即可",
)
def age_above_120(roll: Roll) -> Found:
    """按出生日期算, 核查日已超过 120 岁。例子中的核查日是 2016-11-30。

    有记载的最长寿者活到 122 岁; 名册上这样的年龄几乎都是年份写错, 或者人已去世而没有注销。

       姓名    证件号码
    ✗  张三    350699188801010017
    ✓  王五    350699195203070031
    ?  陈七    -
    """
    birth = certain_birth(roll.members)
    return found(
        birth < roll.today - _LONGEST_LIFE,
        "出生日期 {birth}, 已约 {age} 岁",
        undecided=birth.isna(),
        values={"birth": birth, "age": roll.as_of.year - birth.dt.year},
    )
