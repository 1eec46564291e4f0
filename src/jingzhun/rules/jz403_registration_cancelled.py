"""JZ403: the police have cancelled a member's registration."""

from __future__ import annotations

import pandas as pd

from jingzhun.model import Severity
from jingzhun.rules.linked import days, in_brackets, rows_of, said, says, texts
from jingzhun.rules.presence import dead
from jingzhun.rules.rule import Found, Roll, found, rule

_ENDED, _NOT_ENDED, _NORMAL = "死亡|注销|销户", "未注销|未销户", "正常|在册|有效|未注销"
# Within a month a change is not late yet.
_GRACE = pd.Timedelta(days=30)


@rule(
    "JZ403",
    title="户籍已注销仍在册",
    severity=Severity.REVIEW,
    needs=["name_raw"],
    registers=["household_registration"],
    fix="向派出所核实注销的原因: 死亡的注销成员, 重户、误销的恢复或更正",
    basis="社会救助暂行办法第十三条; 户籍是认定家庭成员的依据",
    false_alarms="重户注销了其中一个, 另一个还在; 服兵役、误销",
)
def registration_cancelled(roll: Roll) -> Found:
    """户籍登记里这个人的状态是死亡或注销, 而名册还把他列为在世的成员。

    同一人另有一条正常的户籍的 (重户)、注销不满一个月的不判定; 名册自己已写明死亡的不算。

       姓名    证件号码
    ✗  张三    350699195203070015
    ✓  李四    350699195406120027
    ?  王五    350699196604180033
    ?  赵六    350699197808200010

       〔household_registration〕姓名  户籍状态  注销日期    等级
    =  张三                            死亡注销  2015-03-01  A
    =  李四                            正常      -           A
    =  王五                            注销      2016-11-20  A
    =  赵六                            死亡注销  2015-03-01  C
    """
    rows = rows_of(roll, "household_registration")
    ended = says(rows, "status", _ENDED, _NOT_ENDED)
    last = days(rows, "cancelled_date")[1]
    doubtful = rows["member"].isin(rows.loc[says(rows, "status", _NORMAL), "member"]) | (last + _GRACE >= roll.today)
    s = said(roll, rows[ended & ~doubtful], rows[ended & doubtful])
    alive = ~dead(roll.members)
    return found(
        s.where & alive,
        "{name_raw}的户籍状态是“{status}”{day}",
        undecided=s.unsure & alive,
        values={"status": texts(s.rows, "status"), "day": in_brackets(texts(s.rows, "cancelled_date"))},
        source=s.rows,
    )
