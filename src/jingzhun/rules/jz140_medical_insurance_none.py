"""JZ140: without any medical insurance."""

from __future__ import annotations

from jingzhun.model import Severity
from jingzhun.rules.codes import says
from jingzhun.rules.rule import Found, Roll, found, rule


@rule(
    "JZ140",
    title="没有参加基本医疗保险",
    severity=Severity.NOTE,
    needs=["medical_insurance"],
    fix="核实原因, 动员参保; 在外地参保的填明",
    basis="贫困退出须基本医疗有保障(《关于建立贫困退出机制的意见》, 2016); 省级防返贫系统的质量规则, 2024",
    false_alarms="在外地参保而本地没有记录; 参军、服刑、当年出生未参保的人",
)
def medical_insurance_none(roll: Roll) -> Found:
    """填了未参保, 或只有商业保险。贫困人口的基本医疗保险由财政补贴, 应当人人参加。

       姓名    医疗保险
    ✗  张三    未参保
    ✗  李四    商业保险
    ✓  王五    新农合
    ?  赵六    -
    """
    code = roll.members["medical_insurance_code"]
    return found(
        (code != "") & ~says(code, ("resident", "employee")),
        "医疗保险填的是“{medical_insurance}”",
        undecided=code == "",
    )
