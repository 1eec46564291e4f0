"""JZ128: a disability card and no word of it under health."""

from __future__ import annotations

from jingzhun.model import Severity
from jingzhun.rules.codes import says
from jingzhun.rules.rule import Found, Roll, found, rule


@rule(
    "JZ128",
    title="有残疾人证而健康状况不是残疾",
    severity=Severity.NOTE,
    needs=["disability_card", "health"],
    fix="核对残疾人证是否有效; 有效的, 健康状况改填残疾",
    basis="扶贫系统的健康状况选项; 残疾人证管理办法",
    false_alarms="一人兼有大病与残疾而只能选一项的; 证件已注销的",
)
def card_without_disability(roll: Roll) -> Found:
    """填了残疾人证号, 健康状况却没有残疾。致贫原因、残疾两项补贴要以健康状况为准, 两处应一致。

       姓名    残疾证号                健康状况
    ✗  张三    35069919520307001542    健康
    ✓  李四    35069919520307001542    残疾
    ✓  王五    -                       健康
    ?  赵六    35069919520307001542    -
    """
    members = roll.members
    card = members["disability_card"].str.contains("[0-9]{15}", regex=True)
    health = members["health_code"]
    return found(
        card & (health != "") & ~says(health, ("disabled", "dead")),
        "有残疾人证号, 健康状况填的是“{health}”",
        undecided=card & (health == ""),
    )
