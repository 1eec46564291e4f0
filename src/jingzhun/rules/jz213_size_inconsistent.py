"""JZ213: rows of one household state different sizes."""

from __future__ import annotations

from jingzhun.model import Severity
from jingzhun.rules.households import first_of_household
from jingzhun.rules.rule import Found, Roll, found, rule


@rule(
    "JZ213",
    title="同户各行的人数不一致",
    severity=Severity.REVIEW,
    needs=["household_size"],
    fix="核对户口簿, 同一户填同样的人数",
    basis="人数是户的数字, 同户各行应相同",
    false_alarms="按各行合计填人数的表",
)
def size_inconsistent(roll: Roll) -> Found:
    """同一户编号下, 各行的“人数”填得不一样, 多半是两户误用一个编号, 或者增减人口后只改了一行。

    每户只报一次, 记在该户第一行; 各行都没有填的不判定。

       户编号  姓名    人数
    ✗  1       张三    3
    ✓  1       张四    2
    ✓  2       李四    2
    ✓  2       李五    -
    ?  3       王五    -
    """
    members = roll.members
    groups = members.groupby("household")["household_size"]
    least, most = groups.transform("min"), groups.transform("max")
    first = first_of_household(members)
    return found(
        first & (least < most),
        "人数有填 {least} 的, 也有填 {most} 的",
        undecided=first & least.isna(),
        values={"least": least, "most": most},
    )
