"""JZ313: household after household has the same income, as cells that were dragged down have."""

from __future__ import annotations

import numpy as np
import pandas as pd

from jingzhun.model import Severity
from jingzhun.rules.households import first_of_household, seat
from jingzhun.rules.rule import Found, Roll, found, rule

_FEWEST_IN_RUN = 8


@rule(
    "JZ313",
    title="收入成段相同",
    severity=Severity.NOTE,
    needs=["income"],
    fix="对照各户的收入核算表, 逐户更正",
    basis="表格向下填充会使整段收入相同",
    false_alarms="收入一栏填的是统一标准的名册(全村一样的见 JZ312)",
)
def income_copied_down(roll: Roll) -> Found:
    """名册上连续 8 户以上的人均收入分毫不差, 多半是在表格中向下拖动填充的。

    只记在一段的第一户。收入没有填写或看不懂的户不判定, 也把一段断开。

       户编号  姓名    人均纯收入
    ✓  1       张一    3150
    ✗  2       张二    2800
    ✓  3       张三    2800
    ✓  4       张四    2800
    ✓  5       张五    2800
    ✓  6       张六    2800
    ✓  7       张七    2800
    ✓  8       张八    2800
    ✓  9       张九    2800
    ✓  10      张十    2950
    ?  11      赵六    -
    """
    members = roll.members
    first = first_of_household(members).to_numpy()
    income = members["income_fen"].groupby(members["household"]).transform("first")[first]
    sheet = pd.factorize(members.loc[first, "_file"] + "\x1f" + members.loc[first, "_sheet"])[0]
    same = (income.diff() == 0).to_numpy() & np.append([False], sheet[1:] == sheet[:-1])
    run = np.cumsum(~same)
    length = np.bincount(run, minlength=1)[run]
    begins = ~same & (length >= _FEWEST_IN_RUN)
    last = np.append(np.flatnonzero(~same)[1:], len(same)) - 1
    lead = np.flatnonzero(first)
    where = np.zeros(len(members), dtype=bool)
    where[lead[begins]] = True
    end = members[["_sheet", "_row"]].iloc[lead[last[run[begins] - 1]]]
    values = {
        "length": pd.Series(length[begins], index=lead[begins]),
        "end": pd.Series(seat(end).to_numpy(), index=lead[begins], dtype="str"),
        "yuan": income[begins] / 100,
    }
    unknown = first & members["income_fen"].groupby(members["household"]).transform("first").isna().to_numpy()
    return found(where, "从这里到{end}连续 {length} 户的人均收入都是 {yuan} 元", undecided=unknown, values=values)
