"""JZ121: more or less schooling than the age allows."""

from __future__ import annotations

import numpy as np

from jingzhun.model import Severity
from jingzhun.rules.codes import look_up
from jingzhun.rules.persons import ages
from jingzhun.rules.rule import Found, Roll, found, rule

# Entered at six and a year early at most; primary school has no bound, since pupils state it as their education.
_LEAST_AGE = {"junior": 11, "senior": 14, "college": 17, "bachelor": 17}
_MOST_AGE = {"preschool": 7}


@rule(
    "JZ121",
    title="文化程度与年龄矛盾",
    severity=Severity.REVIEW,
    needs=["education", "birth"],
    fix="对照户口簿、毕业证, 更正文化程度或出生日期",
    basis="义务教育法第二条、第十一条: 六周岁入学, 小学初中九年; 省级防返贫系统的质量规则, 2024",
    false_alarms="跳级、少年班的学生; 出生日期改小过的人",
)
def education_against_age(roll: Roll) -> Found:
    """年龄还不够却填了初中以上的文化程度, 或者早已过了学龄还填“学龄前儿童”。

    六周岁入学的孩子十二岁上初中、十五岁上高中、十八岁上大学。早一年入学的也算正常, 所以初中不满 11 岁、高中不满
    14 岁、大专本科不满 17 岁才指出; 学龄前儿童满 8 岁才指出。例子中的核查日是 2016-11-30。

       姓名    出生日期      文化程度
    ✗  张三    2006-03-05    初中
    ✗  李四    2001-03-05    本科及以上
    ✗  王五    1952-03-07    学龄前儿童
    ✓  赵六    2004-03-05    初中
    ✓  陈七    -             小学
    ?  吴八    -             高中
    ?  郑九    1952-03-07    -
    """
    members = roll.members
    code, years = members["education_code"], roll.once(ages)
    least, most = look_up(code, _LEAST_AGE), look_up(code, _MOST_AGE)
    bounded = ~np.isnan(least) | ~np.isnan(most)
    return found(
        (years < least) | (years > most),
        "文化程度填的是“{education}”, " + roll.as_of.isoformat() + " 时 {age} 岁",
        undecided=bounded & years.isna() | (code == ""),
        values={"age": years},
    )
