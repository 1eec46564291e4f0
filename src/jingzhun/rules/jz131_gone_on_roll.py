"""JZ131: the roll itself says that the member has left."""

from __future__ import annotations

from jingzhun.model import Severity
from jingzhun.rules.presence import counted, gone, where_said
from jingzhun.rules.rule import Found, Roll, found, rule


@rule(
    "JZ131",
    title="迁出、服刑、失踪或出国仍在册",
    severity=Severity.REVIEW,
    needs=["name_raw"],
    fix="核实去向和时间; 不再共同生活的从名册减去",
    basis="社会救助对家庭成员的规定: 共同生活的家庭成员不含服刑、强制戒毒、失踪等人员(民发〔2021〕57号及各地细则)",
    false_alarms="名册兼作增减变动台账; 外嫁而户口未迁、仍在家生活的人",
)
def gone_on_roll(roll: Roll) -> Found:
    """人员状态或姓名后的括号写着迁出、嫁出、服刑、失踪、出国定居, 而人还计入该户。

    名册自己写着停保、清退的不算在册。长期外出务工、参军由 JZ132 提示。

       姓名          人员状态
    ✗  张三          迁出
    ✗  李四          服刑
    ✗  王五(外嫁)    正常
    ✓  赵六          正常
    ✓  陈七          长期外出
    """
    members = roll.members
    where = gone(members) & counted(members)
    return found(where, "名册上写明已离开: {said}", values={"said": where_said(members, where)})
