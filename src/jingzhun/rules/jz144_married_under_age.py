"""JZ144: married below the legal age."""

from __future__ import annotations

from jingzhun.model import Severity
from jingzhun.rules.codes import says
from jingzhun.rules.persons import ages, certain_sex
from jingzhun.rules.rule import Found, Roll, found, rule

_MEN, _WOMEN = 22, 20


@rule(
    "JZ144",
    title="未到法定婚龄已婚",
    severity=Severity.REVIEW,
    needs=["marital_status", "birth"],
    fix="对照结婚证、户口簿, 更正婚姻状况或出生日期; 事实早婚的不填已婚",
    basis="民法典第一千零四十七条: 结婚年龄, 男不得早于二十二周岁, 女不得早于二十周岁",
    false_alarms="按习俗办酒而未登记的, 填成已婚",
)
def married_under_age(roll: Roll) -> Found:
    """婚姻状况是已婚、离婚、丧偶, 而男不满 22 周岁、女不满 20 周岁。例子中的核查日是 2016-11-30。

       姓名    出生日期      性别    婚姻状况
    ✗  张三    1996-03-05    男      已婚
    ✗  李四    1999-03-05    女      离异
    ✗  王五    2001-03-05    -       已婚
    ✓  赵六    1996-03-05    女      已婚
    ✓  陈七    1996-03-05    男      未婚
    ?  吴八    1996-03-05    -       已婚
    ?  郑九    -             男      已婚
    ?  钱十    1996-03-05    男      -
    """
    members = roll.members
    years, sex = roll.once(ages), certain_sex(members)
    status = members["marital_status_code"]
    once_married = says(status, ("married", "divorced", "widowed"))
    too_young = (years < _WOMEN) | (years < _MEN) & (sex == "男")
    possible = (years < _MEN) & (sex != "女") | (years < _WOMEN) | years.isna()
    return found(
        once_married & too_young,
        "婚姻状况填的是“{marital_status}”, " + roll.as_of.isoformat() + " 时 {age} 岁",
        undecided=once_married & possible | (status == "") & too_young,
        values={"age": years},
    )
