"""JZ236: a risk by unsafe housing in a safe house."""

from __future__ import annotations

from jingzhun.model import Severity
from jingzhun.rules.causes import unsupported
from jingzhun.rules.households import any_in_household, first_text
from jingzhun.rules.rule import Found, Roll, found, rule


@rule(
    "JZ236",
    title="风险是住房安全而住房不是危房",
    severity=Severity.REVIEW,
    needs=["cause", "housing_state"],
    fix="按房屋鉴定更正风险类型或住房情况; 危房已改造的消除这项风险",
    basis="风险类型与住房鉴定应一致; 省级防返贫系统的质量规则, 2024",
    false_alarms="危房刚改造完、风险尚未消除的户",
)
def housing_cause_with_safe_home(roll: Roll) -> Found:
    """致贫返贫原因是住房安全、缺住房, 住房情况却是安全或 A、B 级。住房情况没有填的无法判定。记在该户第一行。

       户编号  姓名    致贫原因      危房户
    ✗  1       张三    因安全住房    A级
    ✓  2       李四    因安全住房    D级
    ✓  3       王五    缺住房        无房
    ✓  4       赵六    因病          A级
    ?  5       陈七    因安全住房    -
    """
    state = roll.members["housing_state_code"]
    # One row that tells suffices, for the house is that of the household.
    unknown = ~any_in_household(roll.members, state != "")
    where, undecided = unsupported(roll.members, "housing", ~state.isin(["", "safe"]), unknown)
    cause = first_text(roll.members, roll.members["cause"], where)
    return found(where, "原因填的是“{cause}”, 住房却是安全的", undecided=undecided, values={"cause": cause})
