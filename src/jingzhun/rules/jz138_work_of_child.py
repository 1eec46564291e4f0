"""JZ138: work of a child or of a pupil at compulsory school."""

from __future__ import annotations

from jingzhun.model import Severity
from jingzhun.rules.persons import ages
from jingzhun.rules.rule import Found, Roll, found, rule

_AGE = 16


@rule(
    "JZ138",
    title="未满 16 周岁有务工",
    severity=Severity.REVIEW,
    needs=["work_months", "birth"],
    fix="核实是否本人务工; 童工线索移送人社部门",
    basis="劳动法第十五条, 禁止使用童工规定(国务院令第364号)",
    false_alarms="把父母的务工时间填在孩子行里",
)
def work_of_child(roll: Roll) -> Found:
    """不满 16 周岁的成员填了务工时间。不是填错了行, 就是使用童工的线索。例子中的核查日是 2016-11-30。

       姓名    出生日期      务工时间
    ✗  张三    2006-03-05    6
    ✓  李四    1992-03-07    6
    ✓  王五    2006-03-05    0
    ✓  赵六    2006-03-05    -
    ?  陈七    -             6
    """
    members = roll.members
    years, works = roll.once(ages), members["work_months_number"] > 0
    return found(
        works & (years < _AGE),
        roll.as_of.isoformat() + " 时 {age} 岁, 务工时间填的是“{work_months}”",
        undecided=works & years.isna(),
        values={"age": years},
    )
