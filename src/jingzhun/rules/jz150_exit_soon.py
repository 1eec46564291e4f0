"""JZ150: out again within half a year."""

from __future__ import annotations

import pandas as pd

from jingzhun.model import Severity
from jingzhun.rules.rule import Found, Roll, found, rule

_MONTHS = 6


@rule(
    "JZ150",
    title="识别后不满半年就退出",
    severity=Severity.NOTE,
    needs=["identified_date", "exit_date"],
    fix="查入户核实、民主评议记录, 说明为何这么快退出",
    basis="省级防返贫系统的质量规则, 2024: 识别到消除不少于 6 个月",
    false_alarms="受灾等突发困难很快解决的监测户; 识别有误而清退的户",
)
def exit_soon(roll: Roll) -> Found:
    """识别到脱贫、消除风险或停保不满 6 个月: 不是识别不准, 就是为了完成指标匆忙退出。

    只写年或年月、满不满 6 个月都可能的, 无法判定; 退出早于识别的由 JZ149 指出。

       姓名    首次识别时间    脱贫时间
    ✗  张三    2015-11-02      2016-02-28
    ✓  李四    2014-06-30      2015-12
    ?  王五    2015-11         2016
    ✓  赵六    2015-11         -
    ?  陈七    -               2015-12
    """
    members = roll.members
    first, last = members["identified_first"], members["identified_last"]
    earliest, latest = members["exit_first"], members["exit_last"]
    half_year = pd.DateOffset(months=_MONTHS)
    soon, possible = latest < first + half_year, earliest < last + half_year
    stated = members["exit_date"] != ""
    return found(
        soon & (latest >= first),
        "识别时间“{identified_date}”, 退出时间“{exit_date}”, 相隔不满 6 个月",
        undecided=stated & (first.isna() | latest.isna() | possible & ~soon),
    )
