"""JZ129: disabled without a card."""

from __future__ import annotations

from jingzhun.model import Severity
from jingzhun.rules.codes import says
from jingzhun.rules.rule import Found, Roll, found, rule


@rule(
    "JZ129",
    title="健康状况为残疾而没有残疾人证号",
    severity=Severity.NOTE,
    needs=["disability_card", "health"],
    fix="补填证号; 未办证的告知办证, 未评残的不填残疾",
    basis="残疾人两项补贴以残疾人证为准(国发〔2015〕52号)",
    false_alarms="正在评残; 自己不愿办证的人",
)
def disability_without_card(roll: Roll) -> Found:
    """健康状况填残疾, 残疾证号一栏却空着。没有证的残疾与部门数据比对不上, 也领不到残疾人补贴。

       姓名    健康状况    残疾证号
    ✗  张三    残疾        -
    ✗  李四    残疾        无
    ✓  王五    残疾        35069919520307001542
    ✓  赵六    健康        -
    ?  陈七    -           -
    """
    members = roll.members
    card = members["disability_card"].str.contains("[0-9]", regex=True)
    health = members["health_code"]
    return found(
        ~card & says(health, ("disabled",)),
        "健康状况填的是“{health}”, 没有残疾人证号",
        undecided=~card & (health == ""),
    )
