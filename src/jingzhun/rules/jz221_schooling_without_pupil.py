"""JZ221: poor by schooling with nobody at school."""

from __future__ import annotations

from jingzhun.model import Severity
from jingzhun.rules.causes import unsupported
from jingzhun.rules.households import first_text
from jingzhun.rules.rule import Found, Roll, found, rule


@rule(
    "JZ221",
    title="因学致贫而无人在校",
    severity=Severity.REVIEW,
    needs=["cause", "schooling"],
    fix="入户核实, 更正致贫原因或在校生状况; 已毕业的改填现在的原因",
    basis="致贫原因与在校情况应一致; 核对致贫原因是审计常用方法",
    false_alarms="学生当年刚毕业、助学债务仍在的户",
)
def schooling_without_pupil(roll: Roll) -> Found:
    """致贫原因有“因学”, 全家没有一个在校生。有人在校生状况没有填的无法判定; 学籍数据另行比对。记在该户第一行。

       户编号  姓名    致贫原因    在校生状况
    ✗  1       张三    因学        非在校生
    ✓  1       张四    因学        非在校生
    ✓  2       李四    因学        非在校生
    ✓  2       李五    因学        本科
    ?  3       王五    因学        -
    ✓  4       赵六    因病        非在校生
    """
    schooling = roll.members["schooling_code"]
    where, undecided = unsupported(roll.members, "schooling", ~schooling.isin(["", "none"]), schooling == "")
    cause = first_text(roll.members, roll.members["cause"], where)
    return found(where, "致贫原因填的是“{cause}”, 全家没有在校生", undecided=undecided, values={"cause": cause})
