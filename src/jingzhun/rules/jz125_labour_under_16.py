"""JZ125: a child counted as labour."""

from __future__ import annotations

from jingzhun.model import Severity
from jingzhun.rules.codes import says
from jingzhun.rules.persons import ages
from jingzhun.rules.rule import Found, Roll, found, rule

_AGE = 16


@rule(
    "JZ125",
    title="未满 16 周岁算作劳动力",
    severity=Severity.REVIEW,
    needs=["labour", "birth"],
    fix="更正劳动能力为“无劳动力”, 或更正出生日期",
    basis="劳动法第十五条: 禁止招用未满十六周岁的未成年人; 省级防返贫系统的质量规则, 2024",
    false_alarms="县里统一按虚岁统计劳动力",
)
def labour_under_16(roll: Roll) -> Found:
    """不满 16 周岁的成员填普通、技能、弱或半劳动力。

    劳动力人数决定帮扶措施和收入测算, 把孩子算成劳动力会使户均劳动力虚高。例子中的核查日是 2016-11-30。

       姓名    出生日期      劳动技能
    ✗  张三    2006-03-05    普通劳动力
    ✓  李四    2006-03-05    无劳动力
    ✓  王五    1992-03-07    普通劳动力
    ✓  赵六    -             无劳动力
    ?  陈七    -             普通劳动力
    ✓  吴八    2006-03-05    -
    ?  郑九    2006-03-05    1级
    """
    members = roll.members
    years = roll.once(ages)
    able = says(members["labour_code"], ("ordinary", "skilled", "weak"))
    unread = (members["labour_code"] == "") & (members["labour"] != "")
    return found(
        able & (years < _AGE),
        roll.as_of.isoformat() + " 时 {age} 岁, 劳动能力填的是“{labour}”",
        undecided=able & years.isna() | unread & ~(years >= _AGE),
        values={"age": years},
    )
