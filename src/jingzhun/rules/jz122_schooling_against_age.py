"""JZ122: a pupil too old or too young for the school."""

from __future__ import annotations

import numpy as np

from jingzhun.model import Severity
from jingzhun.rules.codes import look_up
from jingzhun.rules.persons import ages
from jingzhun.rules.rule import Found, Roll, found, rule

# Widely drawn: entered a year early at the least, repeated and interrupted years at the most.
_LEAST_AGE = {"primary": 5, "junior": 11, "senior": 14, "vocational": 14, "college": 16, "bachelor": 16}
_MOST_AGE = {"preschool": 7, "primary": 16, "junior": 18, "senior": 21, "vocational": 30, "college": 35, "bachelor": 35}
_LEAST_AGE["postgraduate"], _MOST_AGE["postgraduate"] = 19, 50


@rule(
    "JZ122",
    title="在校生状况与年龄矛盾",
    severity=Severity.REVIEW,
    needs=["schooling", "birth"],
    fix="与学籍系统核对, 更正在校生状况或出生日期; 毕业的改为“非在校生”",
    basis="义务教育法第二条、第十一条; 省级防返贫系统的质量规则, 2024",
    false_alarms="留级、休学、复学, 特殊教育学校的学生, 成年后再读中职、大专的人",
)
def schooling_against_age(roll: Roll) -> Found:
    """在校生状况说的学段与年龄不合, 多半是孩子毕业后没有更新, 或者出生日期写错。

    合理的年龄 (周岁): 学龄前至 7, 小学 5 至 16, 初中 11 至 18, 高中 14 至 21, 中职 14 至 30, 大专本科 16 至 35,
    硕士及以上 19 至 50。例子中的核查日是 2016-11-30。

       姓名    出生日期      在校生状况
    ✗  张三    1996-03-05    初中
    ✗  李四    2013-03-05    小学
    ✗  王五    1952-03-07    学龄前儿童
    ✓  赵六    2004-03-05    初中
    ✓  陈七    -             非在校生
    ?  吴八    -             高中
    ?  郑九    2004-03-05    -
    """
    members = roll.members
    code, years = members["schooling_code"], roll.once(ages)
    least, most = look_up(code, _LEAST_AGE), look_up(code, _MOST_AGE)
    return found(
        (years < least) | (years > most),
        "在校生状况填的是“{schooling}”, " + roll.as_of.isoformat() + " 时 {age} 岁",
        undecided=~np.isnan(most) & years.isna() | (code == ""),
        values={"age": years},
    )
