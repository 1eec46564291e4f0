"""JZ312: nearly all households of a village have the same income."""

from __future__ import annotations

import numpy as np
import pandas as pd

from jingzhun.model import Severity
from jingzhun.rules.households import first_of_household
from jingzhun.rules.rule import Found, Roll, found, rule

_FEWEST_HOUSEHOLDS = 10
_LEAST_SHARE = 0.8


@rule(
    "JZ312",
    title="全村收入都一样",
    severity=Severity.REVIEW,
    needs=["income", "village"],
    fix="要求村里逐户重新核算收入, 附收入明细",
    basis="收入按户逐项核算(国开办发〔2014〕24号); 几十户分毫不差的是编造或向下填充",
    false_alarms="低保名册的收入一栏填的是统一的保障标准",
)
def village_of_one_income(roll: Roll) -> Found:
    """一个村 10 户以上填了人均收入, 其中八成以上的户分毫不差。每户按实际收入算出的数不会这样。

    每村只报一次, 记在户编号最小的那一户。填了收入的不足 10 户的村不在此列; 收入看不懂的户不判定。

       户编号  姓名    乡镇      行政村    人均纯收入
    ✗  01      张一    九峰镇    三坑村    2800
    ✓  02      张二    九峰镇    三坑村    2800
    ✓  03      张三    九峰镇    三坑村    2800
    ✓  04      张四    九峰镇    三坑村    2800
    ✓  05      张五    九峰镇    三坑村    2800
    ✓  06      张六    九峰镇    三坑村    2800
    ✓  07      张七    九峰镇    三坑村    2800
    ✓  08      张八    九峰镇    三坑村    2800
    ✓  09      张九    九峰镇    三坑村    2800
    ✓  10      张十    九峰镇    三坑村    3150
    ✓  11      王五    山格镇    平寨村    2800
    ?  12      赵六    山格镇    平寨村    -
    """
    members = roll.members
    first = first_of_household(members).to_numpy()
    income = members["income_fen"].groupby(members["household"]).transform("first")
    known = first & income.notna().to_numpy() & (members["village"] != "").to_numpy()
    rows = members.loc[known, ["township", "village", "household_id"]].assign(income=income[known])
    rows["households"] = rows.groupby(["township", "village"])["income"].transform("size")
    rows["alike"] = rows.groupby(["township", "village", "income"])["household_id"].transform("size")
    rows = rows[(rows["households"] >= _FEWEST_HOUSEHOLDS) & (rows["alike"] >= _LEAST_SHARE * rows["households"])]
    told = rows.sort_values(["township", "village", "household_id"]).drop_duplicates(["township", "village"])
    where = np.zeros(len(members), dtype=bool)
    where[told.index] = True
    return found(
        where,
        "{village} {households} 户里有 {alike} 户的人均收入都是 {yuan} 元",
        undecided=first & ~known,
        values={"households": told["households"], "alike": told["alike"], "yuan": pd.Series(told["income"] / 100)},
    )
