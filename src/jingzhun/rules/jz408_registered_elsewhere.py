"""JZ408: members of one household belong to several registered households."""

from __future__ import annotations

import pandas as pd

from jingzhun.model import Severity
from jingzhun.rules.changes import MARRIED_IN
from jingzhun.rules.households import count_in_household, of_head
from jingzhun.rules.linked import ACCUSING_GRADES, met, registered_rows, rows_of, said, texts
from jingzhun.rules.rule import Found, Roll, found, rule


@rule(
    "JZ408",
    title="一户成员分属几个户口",
    severity=Severity.NOTE,
    needs=["household_id", "relation"],
    registers=["household_registration"],
    fix="核实是否共同生活; 户口在别处而不同住的, 不计入本户人口",
    basis="低保审核确认办法(民发〔2021〕57号): 共同生活的家庭成员",
    false_alarms="老人、孩子的户口挂在亲戚处而实际同住; 婚后没有迁户口",
)
def registered_elsewhere(roll: Roll) -> Found:
    """名册上的一户人, 在户籍登记里不与户主同一个户号。户口簿不等于家庭, 只是提示核实共同生活。

    集体户、户号没有写的不算; 本人或户主没有对上户籍的、只按 C 级对上的不判定。配偶婚后不迁户口的很多, 不算。

       户编号  姓名    与户主关系
    ✓  1       张三    户主
    ✗  1       张四    之侄儿
    ✓  1       李英    配偶
    ✓  2       王五    户主
    ?  3       赵六    户主
    ?  3       赵七    之子
    ✓  4       孙八    户主
    ?  4       孙九    之女

       〔household_registration〕姓名  户号    等级
    =  张三                            H01     A
    =  张四                            H02     A
    =  李英                            H03     A
    =  王五                            H05     A
    =  赵七                            H06     A
    =  孙八                            H08     A
    =  孙九                            H09     C
    """
    members = roll.members
    rows = registered_rows(roll)
    s = said(roll, rows)
    number = pd.Series("", index=members.index, dtype="str")
    sure = s.rows.index[s.where[s.rows.index]]
    number.loc[sure] = texts(s.rows, "household_id").loc[sure]
    head = of_head(members, number).fillna("")
    several = count_in_household(members, pd.Series(data=True, index=members.index)) > 1
    married_in = members["relation"].isin(MARRIED_IN)
    apart = (number != "") & (head != "") & (number != head) & ~married_in
    everybody = rows_of(roll, "household_registration")
    met_for_sure = met(roll, everybody[everybody["grade"].isin(ACCUSING_GRADES)])
    return found(
        apart,
        "{name_raw}的户号是 {number}, 户主的户号是 {head}",
        undecided=several & ((head == "") | ~met_for_sure & ~married_in),
        values={"number": number, "head": head},
        source=s.rows,
    )
