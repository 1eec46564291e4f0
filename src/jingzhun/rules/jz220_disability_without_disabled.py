"""JZ220: poor by disability with nobody disabled."""

from __future__ import annotations

from jingzhun.model import Severity
from jingzhun.rules.causes import unsupported
from jingzhun.rules.codes import says
from jingzhun.rules.households import first_text
from jingzhun.rules.rule import Found, Roll, found, rule


@rule(
    "JZ220",
    title="因残致贫而无残疾人",
    severity=Severity.REVIEW,
    needs=["cause", "health"],
    fix="入户核实, 更正致贫原因或健康状况; 未办证的帮助评残",
    basis="致贫原因与残疾情况应一致; 残疾人证管理办法",
    false_alarms="残疾的成员已去世或已分户",
)
def disability_without_disabled(roll: Roll) -> Found:
    """致贫原因有“因残”, 全家没有人的健康状况是残疾, 也没有人填残疾证号。

    有人健康状况没有填的无法判定; 残联数据另行比对。记在该户第一行。

       户编号  姓名    致贫原因    健康状况    残疾证号
    ✗  1       张三    因残        健康        -
    ✓  2       李四    因残        残疾        -
    ✓  3       王五    因残        患有大病    35069919520307001542
    ?  4       赵六    因残        -           -
    ✓  5       陈七    因病        健康        -
    """
    members = roll.members
    shown, unknown = says(members["health_code"], ("disabled",)), members["health_code"] == ""
    if "disability_card" in members:
        shown |= members["disability_card"].str.contains("[0-9]", regex=True).to_numpy()
    where, undecided = unsupported(members, "disability", shown, unknown)
    cause = first_text(members, members["cause"], where)
    return found(where, "致贫原因填的是“{cause}”, 全家没有残疾人", undecided=undecided, values={"cause": cause})
