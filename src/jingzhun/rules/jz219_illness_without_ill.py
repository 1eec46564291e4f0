"""JZ219: poor by illness with nobody ill."""

from __future__ import annotations

from jingzhun.model import Severity
from jingzhun.rules.causes import unsupported
from jingzhun.rules.codes import says
from jingzhun.rules.households import first_text
from jingzhun.rules.rule import Found, Roll, found, rule


@rule(
    "JZ219",
    title="因病致贫而无人患病",
    severity=Severity.REVIEW,
    needs=["cause", "health"],
    fix="入户核实, 更正致贫原因或健康状况; 病人已康复的注明",
    basis="致贫原因与家庭成员健康状况应一致; 核对致贫原因是审计常用方法",
    false_alarms="病人已去世或治愈, 医药债务仍在的户",
)
def illness_without_ill(roll: Roll) -> Found:
    """致贫原因有“因病”, 全家人的健康状况却都是健康。

    有慢性病、大病、残疾或已故的成员都算有病人。有人健康状况没有填的无法判定; 医疗部门数据另行比对。记在该户第一行。

       户编号  姓名    致贫原因    健康状况
    ✗  1       张三    因病        健康
    ✓  1       张四    因病        健康
    ✓  2       李四    因病        健康
    ✓  2       李五    因病        长期慢性病
    ?  3       王五    因病        -
    ✓  4       赵六    缺技术      健康
    ?  5       陈七    -           健康
    """
    health = roll.members["health_code"]
    ill = says(health, ("chronic", "severe", "disabled", "dead"))
    where, undecided = unsupported(roll.members, "illness", ill, health == "")
    cause = first_text(roll.members, roll.members["cause"], where)
    return found(where, "致贫原因填的是“{cause}”, 全家没有人患病", undecided=undecided, values={"cause": cause})
