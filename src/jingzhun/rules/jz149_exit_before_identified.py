"""JZ149: left before entering."""

from __future__ import annotations

from jingzhun.model import Severity
from jingzhun.rules.rule import Found, Roll, found, rule


@rule(
    "JZ149",
    title="退出时间早于识别时间",
    severity=Severity.REVIEW,
    needs=["identified_date", "exit_date"],
    fix="查建档和退出资料, 更正时间",
    basis="先识别、后退出; 省级防返贫系统的质量规则, 2024",
    false_alarms="返贫后重新识别的户, 两栏不是同一次",
)
def exit_before_identified(roll: Roll) -> Found:
    """脱贫、风险消除或停保的时间在识别以前。只写年或年月的, 有一种读法说得通就不指出。

       姓名    首次识别时间    脱贫时间
    ✗  张三    2015-11         2014-12
    ✓  李四    2014-06-30      2015-12
    ✓  王五    2014-06         2014
    ✓  赵六    2014-06         -
    ?  陈七    -               2015-12
    ?  吴八    2014-06         不清楚
    """
    members = roll.members
    first, last = members["identified_first"], members["exit_last"]
    stated = members["exit_date"] != ""
    return found(
        last < first,
        "退出时间“{exit_date}”早于识别时间“{identified_date}”",
        undecided=stated & (first.isna() | last.isna()),
    )
