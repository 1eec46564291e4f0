"""JZ155: months of work of someone without labour."""

from __future__ import annotations

from jingzhun.model import Severity
from jingzhun.rules.codes import says
from jingzhun.rules.rule import Found, Roll, found, rule


@rule(
    "JZ155",
    title="无劳动能力而有务工",
    severity=Severity.REVIEW,
    needs=["work_months", "labour"],
    fix="入户核实劳动能力, 更正劳动能力或务工时间",
    basis="省级防返贫系统的质量规则, 2024: 劳动能力与务工情况应一致",
    false_alarms="年龄大而一律填无劳动力、仍打零工的老人; 当年才丧失劳动能力的人",
)
def work_without_labour(roll: Roll) -> Found:
    """劳动能力填丧失或无, 却填了务工时间: 不是劳动能力填低了, 就是填错了行。

       姓名    劳动技能      务工时间
    ✗  张三    丧失劳动力    10
    ✓  李四    普通劳动力    10
    ✓  王五    无劳动力      0
    ✓  赵六    无劳动力      -
    ?  陈七    -             10
    """
    members = roll.members
    works, labour = members["work_months_number"] > 0, members["labour_code"]
    return found(
        works & says(labour, ("none", "lost")),
        "劳动能力填的是“{labour}”, 务工时间填的是“{work_months}”",
        undecided=works & (labour == ""),
    )
