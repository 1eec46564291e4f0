"""JZ217: lifted and below the line."""

from __future__ import annotations

import numpy as np
import pandas as pd

from jingzhun.model import Severity
from jingzhun.rules.codes import says
from jingzhun.rules.households import any_in_household, first_of_household, value_of_household
from jingzhun.rules.rule import Found, Roll, found, rule

_FEN = 100


@rule(
    "JZ217",
    title="人均收入低于标准而已脱贫",
    severity=Severity.REVIEW,
    needs=["income", "status"],
    fix="核实收入; 确实低于标准的按返贫监测处理, 收入填错的更正",
    basis="《关于建立贫困退出机制的意见》(2016): 人均纯收入稳定超过国家扶贫标准, 且义务教育、基本医疗、住房安全有保障",
    false_alarms="收入填的是上一年、或只填了一部分来源的户",
)
def income_below_line(roll: Roll) -> Found:
    """状态是已脱贫, 人均纯收入却低于当年标准: 不是退出不实 (“被脱贫”), 就是已经返贫。例子中的标准是 2855 元 (2016 年)。

    标准由政策规则给出, 没有给出的算无法判定; 同户各行收入不一致的不判定。记在该户第一行。

       户编号  姓名    人均纯收入    脱贫属性
    ✗  1       张三    2000          已脱贫
    ✓  2       李四    5000          已脱贫
    ✓  3       王五    2000          未脱贫
    ?  4       赵六    -             已脱贫
    ?  5       陈七    2000          -
    """
    members = roll.members
    first, income = first_of_household(members), value_of_household(members, members["income_fen"])
    line = np.nan if roll.income_line is None else roll.income_line
    lifted = any_in_household(members, says(members["status_code"], ("lifted",)))
    stated = any_in_household(members, members["status_code"] != "")
    below = income < line * _FEN
    return found(
        first & lifted & below,
        f"人均 {{yuan}} 元, 标准 {line:g} 元, 状态是已脱贫",
        undecided=first & (lifted & (np.isnan(income) | np.isnan(line)) | ~stated & ~(income >= line * _FEN)),
        values={"yuan": pd.Series(income / _FEN, index=members.index)},
    )
