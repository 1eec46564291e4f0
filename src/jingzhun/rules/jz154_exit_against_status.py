"""JZ154: status and day of exit contradict each other."""

from __future__ import annotations

from jingzhun.model import Severity
from jingzhun.rules.codes import says
from jingzhun.rules.rule import Found, Roll, found, rule


@rule(
    "JZ154",
    title="退出状态与退出时间不符",
    severity=Severity.REVIEW,
    needs=["status", "exit_date"],
    fix="查退出资料, 补填时间或更正状态",
    basis="脱贫、消除风险、停保都要有认定时间; 省级防返贫系统的质量规则, 2024",
    false_alarms="年度批次统一退出、时间另表登记的; 返贫户",
)
def exit_against_status(roll: Roll) -> Found:
    """已脱贫、风险已消除、已停保的没有退出时间, 或者未脱贫、未消除、在保的却填了退出时间。

       姓名    脱贫属性      脱贫时间
    ✗  张三    已脱贫        -
    ✗  李四    未脱贫        2015-12
    ✓  王五    已脱贫        2015-12
    ✓  赵六    未脱贫        -
    ✓  陈七    返贫          2015-12
    ?  吴八    -             2015-12
    """
    members = roll.members
    status, dated = members["status_code"], members["exit_date"] != ""
    out = says(status, ("lifted", "resolved", "stopped"))
    within = says(status, ("not_lifted", "unresolved", "active"))
    day = members["exit_date"].where(dated, "(空)")
    return found(
        out & ~dated | within & ~out & members["exit_first"].notna(),
        "状态是“{status}”, 退出时间是“{day}”",
        undecided=(status == "") & dated,
        values={"day": day},
    )
