"""JZ215: the four kinds of income are less than their sum."""

from __future__ import annotations

import numpy as np
import pandas as pd

from jingzhun.model import Severity
from jingzhun.rules.households import first_of_household, value_of_household
from jingzhun.rules.rule import Found, Roll, found, rule

_PARTS = ("wage_income", "business_income", "property_income", "transfer_income")
_SHARE, _FEN = 0.01, 100


@rule(
    "JZ215",
    title="四项收入之和小于家庭收入",
    severity=Severity.REVIEW,
    needs=["household_income", "wage_income", "business_income", "property_income", "transfer_income"],
    fix="按入户测算表补齐漏填的收入项, 或更正家庭收入",
    basis="农村住户调查口径: 纯收入 = 工资性 + 经营性 + 财产性 + 转移性收入 − 经营费用",
    false_alarms="分项按月、合计按年填写的表",
)
def income_parts_below_total(roll: Roll) -> Found:
    """工资性、生产经营性、财产性、转移性四项相加, 比家庭收入还少 1% 以上: 合计里有一笔说不出来源的收入。

    四项之和比家庭收入多是正常的, 因为纯收入要减去经营费用。各行填得不一样的 (可能是按人填写) 不判定; 记在该户第一行。

       户编号  姓名    家庭年收入    工资性收入    生产经营性收入    财产性收入    转移性收入
    ✗  1       张三    9000          3000          2000              0             1000
    ✓  1       张四    9000          3000          2000              0             1000
    ✓  2       李四    6000          3000          2000              0             1500
    ?  3       王五    6000          3000          -                 0             1000
    ?  4       赵六    9000          3000          2000              0             1000
    ✓  4       赵七    9000          1000          2000              0             1000
    """
    members = roll.members
    first = first_of_household(members)
    total = value_of_household(members, members["household_income_fen"])
    parts = sum((value_of_household(members, members[f"{field}_fen"]) for field in _PARTS), np.zeros(len(members)))
    short = parts < total - np.maximum(_SHARE * np.abs(total), _FEN)
    return found(
        first & short,
        "四项收入合计 {parts} 元, 家庭收入填的是 {total} 元",
        undecided=first & (np.isnan(parts) | np.isnan(total)),
        values={
            "parts": pd.Series(parts / _FEN, index=members.index),
            "total": pd.Series(total / _FEN, index=members.index),
        },
    )
