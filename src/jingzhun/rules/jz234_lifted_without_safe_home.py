"""JZ234: lifted from poverty in a dangerous house or without safe water."""

from __future__ import annotations

import numpy as np
import pandas as pd

from jingzhun.model import Severity
from jingzhun.rules.codes import says
from jingzhun.rules.households import any_in_household, first_of_household, first_text
from jingzhun.rules.rule import Found, Roll, found, rule


@rule(
    "JZ234",
    title="已脱贫而住房、饮水不安全",
    severity=Severity.REVIEW,
    needs=["status", "housing_state"],
    fix="入户核实; 属实的落实危房改造、饮水保障, 不达标的不能退出",
    basis="《关于建立贫困退出机制的意见》(2016): 人均纯收入稳定超过国家扶贫标准, 且义务教育、基本医疗、住房安全有保障",
    false_alarms="危房改造已完工而住房情况未更新",
)
def lifted_without_safe_home(roll: Roll) -> Found:
    """状态是已脱贫或风险已消除, 住房却是危房或无房, 或者没有解决安全饮水。“两不愁三保障”没有达到就退出, 是虚假脱贫。

    住房情况没有填的无法判定。记在该户第一行。

       户编号  姓名    脱贫属性      危房户      是否解决安全饮用水
    ✗  1       张三    已脱贫        D级         是
    ✗  2       李四    已脱贫        A级         否
    ✓  3       王五    已脱贫        A级         是
    ✓  4       赵六    未脱贫        D级         否
    ?  5       陈七    已脱贫        -           是
    """
    members = roll.members
    first = first_of_household(members)
    lifted = any_in_household(members, says(members["status_code"], ("lifted", "resolved")))
    unsafe = says(members["housing_state_code"], ("none", "dangerous", "dangerous_c", "dangerous_d"))
    what = pd.Series(np.where(unsafe, "住房不安全", ""), index=members.index, dtype="str")
    if "water_safe" in members:
        dry = says(members["water_safe_code"], ("no",))
        what = what.mask(dry, "饮水不安全").mask(dry & unsafe, "住房、饮水都不安全")
        unsafe = unsafe | dry
    unknown = ~any_in_household(members, members["housing_state_code"] != "")
    where = first & lifted & any_in_household(members, unsafe)
    return found(
        where,
        "状态是已脱贫或风险已消除, {what}",
        undecided=first & lifted & unknown,
        values={"what": first_text(members, what, where)},
    )
