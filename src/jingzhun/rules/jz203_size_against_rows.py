"""JZ203: the stated size of a household is not the number of its rows."""

from __future__ import annotations

from jingzhun.model import Severity
from jingzhun.rules.households import first_of_household
from jingzhun.rules.rule import Found, Roll, found, rule


@rule(
    "JZ203",
    title="户人数与名册行数不符",
    severity=Severity.REVIEW,
    needs=["household_size"],
    fix="核对户口簿: 补上漏登的成员, 或更正人数",
    basis="国开办发〔2014〕24号: 家庭人口按共同生活的人数",
    false_alarms="名册只列享受对象而人数写全家的低保表",
)
def size_against_rows(roll: Roll) -> Found:
    """“人数”一栏与该户在名册上的行数不一致, 说明有人漏登、多登, 或者人员变动后没有改人数。

    整册每户只有一行的 (只登户主的名册) 不判定; 一户之内人数填得不一样的由 JZ213 指出, 这里不判定。
    每户只报一次, 记在该户第一行。

       户编号  姓名    人数
    ✗  1       张三    3
    ✓  1       张四    3
    ✓  2       李四    2
    ✓  2       李五    -
    ?  3       王五    -
    ?  4       赵六    1
    ✓  4       赵七    2
    """
    members = roll.members
    groups = members.groupby("household")["household_size"]
    least, most = groups.transform("min"), groups.transform("max")
    rows = groups.transform("size")
    first = first_of_household(members)
    clear = least.notna() & (least == most) & bool((rows > 1).any())
    return found(
        first & clear & (least != rows),
        "人数填的是 {stated}, 名册上该户有 {rows} 行",
        undecided=first & ~clear,
        values={"stated": least, "rows": rows},
    )
