"""JZ226: children without an adult."""

from __future__ import annotations

from jingzhun.model import Severity
from jingzhun.rules.households import any_in_household, first_of_household
from jingzhun.rules.persons import ages
from jingzhun.rules.rule import Found, Roll, found, rule

_ADULT = 18


@rule(
    "JZ226",
    title="户内只有未成年人",
    severity=Severity.NOTE,
    needs=["birth"],
    fix="核实监护人; 孤儿、事实无人抚养儿童单独立户的注明, 漏登大人的补登",
    basis="民法典第二十七条: 未成年人须有监护人; 国办发〔2019〕孤儿和事实无人抚养儿童保障政策",
    false_alarms="孤儿、事实无人抚养儿童依法单独立户",
)
def children_only(roll: Roll) -> Found:
    """一户全是不满 18 周岁的人: 大人漏登或另立一户, 或者是需要落实监护人的孤儿。例子中的核查日是 2016-11-30。

    有人的出生日期不确定, 其余都未成年的, 无法判定。记在该户第一行。

       户编号  姓名    出生日期
    ✗  1       张三    2001-03-05
    ✓  1       张四    2005-03-05
    ✓  2       李四    1952-03-07
    ✓  2       李五    2006-03-05
    ?  3       王五    2006-03-05
    ✓  3       赵六    -
    """
    members = roll.members
    first, years = first_of_household(members), roll.once(ages)
    adult, unknown = any_in_household(members, years >= _ADULT), any_in_household(members, years.isna())
    return found(
        first & ~adult & ~unknown,
        f"全户都不满 {_ADULT} 周岁",
        undecided=first & ~adult & unknown,
    )
