"""JZ130: the roll itself says that the member has died."""

from __future__ import annotations

from jingzhun.model import Severity
from jingzhun.rules.presence import counted, dead, where_said
from jingzhun.rules.rule import Found, Roll, found, rule


@rule(
    "JZ130",
    title="已死亡仍在册",
    severity=Severity.RED_LINE,
    needs=["name_raw"],
    fix="核实死亡时间, 从名册减去并停发; 死亡后多发的追回",
    basis="户口登记条例第八条: 农村在一个月以内申报死亡登记; 死亡人员领取补助是审计必查项",
    false_alarms="名册兼作增减变动台账, 减少的人仍列在上面",
)
def dead_on_roll(roll: Roll) -> Found:
    """健康状况、人员状态写着死亡, 或者姓名后面用括号注明已故, 而人还在名册上。

    名册自己写着停保、清退的不算在册。备注里的说法由 JZ133 指出, 殡葬、公安数据另行比对。

       姓名          健康状况    人员状态
    ✗  张三          死亡        -
    ✗  李四          健康        死亡
    ✗  王五(已故)    健康        正常
    ✓  赵六          健康        正常
    ✓  陈七(男)      残疾        -
    """
    members = roll.members
    where = dead(members) & counted(members)
    return found(where, "名册上写明已死亡: {said}", values={"said": where_said(members, where)})
