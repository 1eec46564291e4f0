"""JZ233: an income a head that cannot be right."""

from __future__ import annotations

import numpy as np
import pandas as pd

from jingzhun.model import Severity
from jingzhun.rules.households import bounds_in_household, first_of_household
from jingzhun.rules.rule import Found, Roll, found, rule

_LEAST, _MOST, _FEN = 100, 100_000, 100


@rule(
    "JZ233",
    title="人均收入不合常理",
    severity=Severity.REVIEW,
    needs=["income"],
    fix="按入户测算表更正, 注意单位是元、一年",
    basis="省级防返贫系统的质量规则, 2024: 收入过低过高须核实",
    false_alarms="当年刚识别、收入只填了一部分的户",
)
def income_implausible(roll: Roll) -> Found:
    """人均纯收入一年不到 100 元 (含 0 和负数), 或者超过 10 万元。

    不到 100 元的多半按万元填写或漏填, 10 万元以上的多半填成了全家收入、多打了零, 属实的不应在册。
    记在该户第一行; 读不出数字的无法判定。

       户编号  姓名    人均纯收入
    ✗  1       张三    0.35
    ✓  1       张四    0.35
    ✗  2       李四    360000
    ✓  3       王五    3500
    ?  4       赵六    -
    """
    members = roll.members
    first = first_of_household(members)
    least, most = bounds_in_household(members, members["income_fen"])
    odd = np.where(least < _LEAST * _FEN, least, most)
    return found(
        first & ((least < _LEAST * _FEN) | (most > _MOST * _FEN)),
        "人均收入填的是 {odd} 元",
        undecided=first & np.isnan(least),
        values={"odd": pd.Series(odd / _FEN, index=members.index)},
    )
