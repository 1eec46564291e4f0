"""JZ428: somebody is paid the allowance, and has none by the roll."""

from __future__ import annotations

import pandas as pd

from jingzhun.model import Severity
from jingzhun.rules.codes import says
from jingzhun.rules.households import any_in_household
from jingzhun.rules.linked import days, rows_of, said, texts
from jingzhun.rules.linked_kinds import ALLOWANCE, paid_for
from jingzhun.rules.rule import Found, Roll, found, rule


@rule(
    "JZ428",
    title="名册写非低保而领着低保",
    severity=Severity.REVIEW,
    needs=["minimum_allowance"],
    registers=["subsidies"],
    fix="查民政低保系统: 有低保的更正名册, 已停保仍在发的停发追回",
    basis="低保金按月社会化发放(社会救助暂行办法第十二条)",
    false_alarms="刚停保、名册先改; 家庭中只有一人单独享受(单人保)",
)
def allowance_paid_not_on_roll(roll: Roll) -> Found:
    """名册写没有享受低保, 发放表里本人却在领低保金。

    同户有人写享受低保的不算; 发放日期早于核查日一年以上的不算; 只按 C 级对上的不判定。

       户编号  姓名    证件号码              是否低保
    ✗  1       张三    350699195203070015    否
    ✓  2       李四    350699195406120027    是
    ✓  3       王五    350699196604180033    否
    ?  4       赵六    350699197808200010    否

       〔subsidies〕姓名  补贴项目      发放日期  等级
    =  张三              农村低保金    2016-05   A
    =  李四              农村低保金    2016-05   A
    =  王五              农村低保金    2014-05   A
    =  赵六              农村低保金    2016-05   C
    """
    members, rows = roll.members, rows_of(roll, "subsidies")
    rows = rows[paid_for(rows, ALLOWANCE)]
    last = days(rows, "paid_date")[1]
    s = said(roll, rows[last.isna() | (last >= roll.today - pd.DateOffset(years=1))])
    codes = members["minimum_allowance_code"]
    without = (codes == "no").to_numpy() & ~any_in_household(members, says(codes, ("yes",)))
    return found(
        s.where & without,
        "名册写低保“{minimum_allowance}”, {name_raw} {paid}领了{programme}",
        undecided=s.unsure & without,
        values={"paid": texts(s.rows, "paid_date"), "programme": texts(s.rows, "programme")},
        source=s.rows,
    )
