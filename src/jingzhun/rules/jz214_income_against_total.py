"""JZ214: income a head times people is not the household's income."""

from __future__ import annotations

import numpy as np
import pandas as pd

from jingzhun.model import Severity
from jingzhun.rules.households import first_of_household, value_of_household
from jingzhun.rules.rule import Found, Roll, found, rule

# Shares of the household's income, and the yuan a head that rounding can take or add.
_SHARE, _ROUNDING, _FEN = 0.01, 1, 100


@rule(
    "JZ214",
    title="人均收入与家庭收入对不上",
    severity=Severity.REVIEW,
    needs=["income", "household_income"],
    fix="按入户测算表重新计算, 更正人均收入或家庭收入",
    basis="人均纯收入 = 家庭纯收入 ÷ 家庭人口(农村住户调查口径)",
    false_alarms="家庭收入填毛收入、人均填纯收入的表",
)
def income_against_total(roll: Roll) -> Found:
    """人均纯收入乘以人口, 与家庭收入相差 1% 以上 (四舍五入到元的差额不算)。

    按“人数”一栏和按名册行数两种算法都对不上才指出。同户各行收入不一致的由 JZ218 指出, 这里不判定。记在该户第一行。

       户编号  姓名    人数    人均纯收入    家庭年收入
    ✗  1       张三    2       3000          9000
    ✓  1       张四    2       3000          9000
    ✓  2       李四    2       3000          6000
    ✓  2       李五    2       3000          6000
    ?  3       王五    1       3000          -
    ?  4       赵六    2       3000          6000
    ✓  4       赵七    2       2000          6000
    """
    members = roll.members
    first = first_of_household(members)
    each, total = (value_of_household(members, members[f"{field}_fen"]) for field in ("income", "household_income"))
    house = members["household"].to_numpy()
    rows = np.bincount(house)[house]
    stated = value_of_household(members, members["household_size"])
    size = np.where(np.isnan(stated), rows, stated)
    differs = _differs(each, rows, total) & _differs(each, size, total)
    return found(
        first & differs,
        "人均 {each} 元, {size} 人应为 {product} 元, 家庭收入填的是 {total} 元",
        undecided=first & (np.isnan(each) | np.isnan(total)),
        values={
            name: pd.Series(column, index=members.index)
            for name, column in (
                ("each", each / _FEN),
                ("size", size),
                ("product", each * size / _FEN),
                ("total", total / _FEN),
            )
        },
    )


def _differs(each: np.ndarray, size: np.ndarray, total: np.ndarray) -> np.ndarray:
    return np.asarray(np.abs(each * size - total) > np.maximum(_SHARE * np.abs(total), _ROUNDING * _FEN * size))
