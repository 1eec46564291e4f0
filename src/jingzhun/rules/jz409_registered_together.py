"""JZ409: one registered household is several households of the roll."""

from __future__ import annotations

import pandas as pd

from jingzhun.model import Severity
from jingzhun.rules.linked import registered_rows, said, texts
from jingzhun.rules.rule import Found, Roll, found, rule
from jingzhun.rules.shared_values import shared

# More people under one number are lodgers of an office, a school or a village.
_MOST_REGISTERED = 15


@rule(
    "JZ409",
    title="同一户口分列几户",
    severity=Severity.REVIEW,
    needs=["household_id"],
    registers=["household_registration"],
    fix="核实是否分灶、分户的时间和原因; 为享受补助拆户的并回一户, 重新核算",
    basis="建档立卡“十原则”类核查办法: 故意分户、拆户的不得列入",
    false_alarms="早已分家、只是户口没有分开",
)
def registered_together(roll: Roll) -> Found:
    """户籍登记里同一个户号的人, 在名册上列成了几户。

    集体户、一个户号对上 15 人以上的 (挂靠户) 不算; 只按 C 级对上的不判定。每户只报一次。

       户编号  姓名
    ✗  1       张三
    ✓  1       李英
    ✗  2       张四
    ✓  3       王五
    ?  4       赵六

       〔household_registration〕姓名  户号    等级
    =  张三                            H01     A
    =  李英                            H01     A
    =  张四                            H01     B
    =  王五                            H05     A
    =  赵六                            H01     C
    """
    members = roll.members
    s = said(roll, registered_rows(roll))
    number = pd.Series("", index=members.index, dtype="str")
    sure = s.rows.index[s.where[s.rows.index]]
    number.loc[sure] = texts(s.rows, "household_id").loc[sure]
    people = number[number != ""].groupby(number).transform("size").reindex(number.index, fill_value=0)
    together = shared(members, number.where(people <= _MOST_REGISTERED, ""))
    where = together.leads & (together.households > 1)
    return found(
        where,
        "户籍户号 {number} 的人在名册上还列在{others}",
        undecided=s.unsure,
        values={"number": number, "others": together.others(members, where)},
        source=s.rows,
    )
