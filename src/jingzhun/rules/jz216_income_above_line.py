"""JZ216: above the line and not lifted."""

from __future__ import annotations

import numpy as np
import pandas as pd

from jingzhun.model import Severity
from jingzhun.rules.codes import says
from jingzhun.rules.households import any_in_household, first_of_household, value_of_household
from jingzhun.rules.rule import Found, Roll, found, rule

_FEN = 100


@rule(
    "JZ216",
    title="人均收入高于标准而未脱贫",
    severity=Severity.REVIEW,
    needs=["income", "status"],
    fix="核实收入和“三保障”; 达到退出条件的按程序退出, 收入填错的更正",
    basis="《关于建立贫困退出机制的意见》(2016): 人均纯收入稳定超过国家扶贫标准, 且义务教育、基本医疗、住房安全有保障",
    false_alarms="收入过线而住房、医疗、教育还没有保障的户; 收入还不稳定的户",
)
def income_above_line(roll: Roll) -> Found:
    """状态是未脱贫, 人均纯收入却达到当年标准。收入过线不等于可以退出, 但要说明还缺什么。

    标准由政策规则给出 (例子中是 2016 年的 2855 元), 没有给出的算无法判定; 同户各行收入不一致的不判定。
    记在该户第一行。

       户编号  姓名    人均纯收入    脱贫属性
    ✗  1       张三    5000          未脱贫
    ✓  2       李四    2000          未脱贫
    ✓  3       王五    5000          已脱贫
    ?  4       赵六    -             未脱贫
    ?  5       陈七    5000          -
    """
    members = roll.members
    first, income = first_of_household(members), value_of_household(members, members["income_fen"])
    line = np.nan if roll.income_line is None else roll.income_line
    poor = any_in_household(members, says(members["status_code"], ("not_lifted",)))
    stated = any_in_household(members, members["status_code"] != "")
    above = income >= line * _FEN
    return found(
        first & poor & above,
        f"人均 {{yuan}} 元, 标准 {line:g} 元, 状态是未脱贫",
        undecided=first & (poor & (np.isnan(income) | np.isnan(line)) | ~stated & ~(income < line * _FEN)),
        values={"yuan": pd.Series(income / _FEN, index=members.index)},
    )
