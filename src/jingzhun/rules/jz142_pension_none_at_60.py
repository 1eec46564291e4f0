"""JZ142: sixty and without a pension."""

from __future__ import annotations

from jingzhun.model import Severity
from jingzhun.rules.codes import says
from jingzhun.rules.persons import ages
from jingzhun.rules.rule import Found, Roll, found, rule

_AGE = 60


@rule(
    "JZ142",
    title="年满 60 周岁没有养老保险",
    severity=Severity.NOTE,
    needs=["pension_insurance", "birth"],
    fix="与社保数据核对; 没有领基础养老金的帮助补办",
    basis="国发〔2014〕8号: 年满 60 周岁、累计缴费满 15 年且未领取其他养老待遇的按月领取, 实施时已满 60 周岁的不用缴费",
    false_alarms="领取其他养老待遇、享受特困供养的老人; 领的是职工退休金而没有填的人",
)
def pension_none_at_60(roll: Roll) -> Found:
    """60 周岁以上的农村老人应当领基础养老金, 填未参保的不是漏登, 就是没有领到。例子中的核查日是 2016-11-30。

       姓名    出生日期      养老保险
    ✗  张三    1952-03-07    未参保
    ✓  李四    1952-03-07    新农保
    ✓  王五    1972-03-07    未参保
    ?  赵六    -             未参保
    ?  陈七    1952-03-07    -
    """
    members = roll.members
    years, code = roll.once(ages), members["pension_insurance_code"]
    uninsured = (code != "") & ~says(code, ("resident", "employee"))
    return found(
        uninsured & (years >= _AGE),
        roll.as_of.isoformat() + " 时 {age} 岁, 养老保险填的是“{pension_insurance}”",
        undecided=uninsured & years.isna() | (code == "") & ~(years < _AGE),
        values={"age": years},
    )
