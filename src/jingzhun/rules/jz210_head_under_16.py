"""JZ210: a head of household who is a child."""

from __future__ import annotations

import pandas as pd

from jingzhun.model import Severity
from jingzhun.rules.households import is_head
from jingzhun.rules.persons import certain_birth
from jingzhun.rules.rule import Found, Roll, found, rule

# Civil Code art. 18: from 16 on a person who lives by own work counts as fully able to act.
_AGE = 16


@rule(
    "JZ210",
    title="户主未满 16 周岁",
    severity=Severity.REVIEW,
    needs=["relation", "birth"],
    fix="核对户口簿; 孤儿、事实无人抚养儿童单独立户的, 注明监护人",
    basis="民法典第十八条: 十六周岁以劳动收入为主要生活来源的, 视为完全民事行为能力人",
    false_alarms="孤儿、事实无人抚养儿童单独立户",
)
def head_under_16(roll: Roll) -> Found:
    """户主在核查日未满 16 周岁: 关系填错, 或者是需要监护人的孤儿户。例子中的核查日是 2016-11-30。

       户编号  姓名    与户主关系    证件号码
    ✗  1       张三    户主          350699201005050011
    ✓  1       张四    兄            350699197808200010
    ✓  2       王五    户主          350699195203070031
    ?  3       陈七    户主          -
    """
    members = roll.members
    birth = certain_birth(members)
    youngest = roll.today - pd.DateOffset(years=_AGE)
    heads = is_head(members)
    return found(
        heads & (birth > youngest),
        "户主出生于 {birth}, 到 " + roll.as_of.isoformat() + f" 未满 {_AGE} 周岁",
        undecided=heads & birth.isna(),
        values={"birth": birth},
    )
