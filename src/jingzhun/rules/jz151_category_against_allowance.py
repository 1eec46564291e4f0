"""JZ151: the kind of household contradicts the help it draws."""

from __future__ import annotations

import pandas as pd

from jingzhun.model import Severity
from jingzhun.rules.codes import says
from jingzhun.rules.rule import Found, Roll, found, rule


@rule(
    "JZ151",
    title="户类型与低保、特困情况不符",
    severity=Severity.REVIEW,
    needs=["category", "minimum_allowance"],
    fix="与民政名册核对, 更正户类型或享受情况",
    basis="社会救助暂行办法第二章、第三章: 低保、特困由县级民政部门审定; 省级防返贫系统的质量规则, 2024",
    false_alarms="低保刚批准或刚停发, 一处未改",
)
def category_against_allowance(roll: Roll) -> Found:
    """户类型写低保户而“是否低保”写否, 或者户类型写五保、特困而“是否特困”写否; 反过来户类型是一般农户却写享受低保。

    整户保、单人保的区别不查: 户类型不是低保而成员享受低保的, 只在一般农户时指出。

       姓名    户类型        是否低保    是否特困
    ✗  张三    低保户        否          否
    ✗  李四    五保户        否          否
    ✗  王五    一般农户      是          否
    ✓  赵六    低保户        是          否
    ✓  陈七    一般贫困户    是          否
    ?  吴八    低保户        -           否
    ?  郑九    -             是          否
    """
    members = roll.members
    kind, allowance = members["category_code"], members["minimum_allowance_code"]
    said_allowance, ordinary = says(kind, ("allowance",)), says(kind, ("ordinary",))
    hardship = members["special_hardship_code"] if "special_hardship_code" in members else pd.Series("", members.index)
    provided = says(kind, ("hardship",))
    contradicts = said_allowance & (allowance == "no") & (hardship != "yes") | ordinary & (allowance == "yes")
    unprovided = provided & (hardship == "no") & (allowance != "yes")
    what = ("是否低保填的是“" + members["minimum_allowance"] + "”").mask(unprovided, "是否特困填的是“否”")
    return found(
        contradicts | unprovided,
        "户类型填的是“{category}”, {what}",
        undecided=(kind == "") | (said_allowance | ordinary) & (allowance == ""),
        values={"what": what},
    )
