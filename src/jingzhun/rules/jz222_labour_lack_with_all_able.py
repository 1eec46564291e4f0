"""JZ222: poor by lack of labour with everybody able."""

from __future__ import annotations

from jingzhun.model import Severity
from jingzhun.rules.causes import unsupported
from jingzhun.rules.codes import says
from jingzhun.rules.households import first_text
from jingzhun.rules.rule import Found, Roll, found, rule


@rule(
    "JZ222",
    title="缺劳动力而全家都是劳动力",
    severity=Severity.REVIEW,
    needs=["cause", "labour"],
    fix="入户核实, 更正致贫原因或劳动能力",
    basis="省级防返贫系统的质量规则, 2024: 风险为缺劳动力而成员均有劳动能力",
    false_alarms="劳动力人数少而要照料的人另户居住的",
)
def labour_lack_with_all_able(roll: Roll) -> Found:
    """致贫原因有“缺劳动力”, 全家每个人却都是普通或技能劳动力。弱劳动力、无劳动力有一个就不指出。

    有人劳动能力没有填的无法判定。记在该户第一行。

       户编号  姓名    致贫原因      劳动技能
    ✗  1       张三    缺劳动力      普通劳动力
    ✓  1       张四    缺劳动力      技能劳动力
    ✓  2       李四    缺劳动力      普通劳动力
    ✓  2       李五    缺劳动力      无劳动力
    ?  3       王五    缺劳动力      -
    ✓  4       赵六    因病          普通劳动力
    """
    labour = roll.members["labour_code"]
    where, undecided = unsupported(roll.members, "labour", says(labour, ("weak", "lost", "none")), labour == "")
    cause = first_text(roll.members, roll.members["cause"], where)
    return found(where, "致贫原因填的是“{cause}”, 全家都是劳动力", undecided=undecided, values={"cause": cause})
