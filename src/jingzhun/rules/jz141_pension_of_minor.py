"""JZ141: a pension insurance before sixteen."""

from __future__ import annotations

from jingzhun.model import Severity
from jingzhun.rules.codes import says
from jingzhun.rules.persons import ages
from jingzhun.rules.rule import Found, Roll, found, rule

_AGE = 16


@rule(
    "JZ141",
    title="未满 16 周岁参加养老保险",
    severity=Severity.REVIEW,
    needs=["pension_insurance", "birth"],
    fix="与社保数据核对, 更正参保情况或出生日期",
    basis="国发〔2014〕8号: 年满 16 周岁(不含在校学生)可参加城乡居民基本养老保险; 省级防返贫系统的质量规则, 2024",
    false_alarms="把家长的参保情况填在孩子行里",
)
def pension_of_minor(roll: Roll) -> Found:
    """不满 16 周岁的人不能参加基本养老保险, 填了就是参保情况或出生日期有误。商业保险不算。例子中的核查日是 2016-11-30。

       姓名    出生日期      养老保险
    ✗  张三    2006-03-05    城乡居民基本养老保险
    ✓  李四    1972-03-07    城乡居民基本养老保险
    ✓  王五    2006-03-05    未参保
    ?  赵六    -             城乡居民基本养老保险
    ✓  陈七    2006-03-05    -
    ?  吴八    2006-03-05    3
    """
    members = roll.members
    years, code = roll.once(ages), members["pension_insurance_code"]
    insured = says(code, ("resident", "employee"))
    unread = (code == "") & (members["pension_insurance"] != "")
    return found(
        insured & (years < _AGE),
        roll.as_of.isoformat() + " 时 {age} 岁, 养老保险填的是“{pension_insurance}”",
        undecided=insured & years.isna() | unread & ~(years >= _AGE),
        values={"age": years},
    )
