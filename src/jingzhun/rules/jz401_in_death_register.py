"""JZ401: a member is dead, and the roll lists him as alive."""

from __future__ import annotations

import pandas as pd

from jingzhun.model import Severity
from jingzhun.rules.linked import days, rows_of, said, texts
from jingzhun.rules.presence import dead
from jingzhun.rules.rule import Found, Roll, found, rule

# Within a month a death is not late yet.
_GRACE = pd.Timedelta(days=30)


@rule(
    "JZ401",
    title="死亡人员仍在册",
    severity=Severity.REVIEW,
    needs=["name_raw"],
    registers=["deaths"],
    fix="核实死亡日期, 注销成员, 追回死亡次月以后的补助; 重名、登记有误的, 留存证明",
    basis="社会救助暂行办法第十三条: 家庭人口变化的应当及时调整; 死亡人员数据比对",
    false_alarms="同名的另一个人; 殡葬登记填错号码",
)
def in_death_register(roll: Roll) -> Found:
    """死亡(殡葬)登记里有这个人, 而名册还把他列为在世的成员。这是人的问题, 不等于全户不符合条件。

    死亡不满一个月的还来不及报, 不判定; 核查日以后的不算; 登记没有日期的照样列出。名册自己已写明死亡的不算。
    只按姓名等对上 (C 级) 的不判定。

       姓名    证件号码              健康状况
    ✗  张三    350699195203070015    健康
    ✓  李四    350699195406120027    健康
    ?  王五    350699196604180033    健康
    ?  赵六    350699197808200010    健康
    ✓  钱七    35069919400101001X    已故

       〔deaths〕姓名  死亡日期    等级
    =  张三            2015-03-01  A
    =  王五            2016-11-20  A
    =  赵六            2015-03-01  C
    =  钱七            2015-03-01  A
    """
    rows = rows_of(roll, "deaths")
    first, last = days(rows, "death_date")
    late = last.isna() | (last + _GRACE < roll.today)
    s = said(roll, rows[late], rows[~late & (first <= roll.today)])
    alive = ~dead(roll.members)
    return found(
        s.where & alive,
        "{name_raw}在死亡登记里, 死亡日期 {death}",
        undecided=s.unsure & alive,
        values={"death": texts(s.rows, "death_date").replace("", "没有写")},
        source=s.rows,
    )
