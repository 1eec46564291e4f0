"""JZ132: away for long, or serving in the army."""

from __future__ import annotations

from jingzhun.model import Severity
from jingzhun.rules.codes import says
from jingzhun.rules.presence import counted
from jingzhun.rules.rule import Found, Roll, found, rule


@rule(
    "JZ132",
    title="长期外出或参军仍计入",
    severity=Severity.NOTE,
    needs=["member_status"],
    fix="核实是否仍共同生活、往家里寄钱; 举家外出一年以上的按政策处理",
    basis="共同生活的认定: 义务兵、长期在外不共同生活的按当地政策计算",
    false_alarms="外出务工而供养家人的, 本就应计入",
)
def away_on_roll(roll: Roll) -> Found:
    """人员状态是长期外出、举家外出、空挂户、参军。人不在, 收入和负担都要重新算, 但外出务工本身不是不在册的理由。

       姓名    人员状态
    ✗  张三    长期外出
    ✗  李四    现役军人
    ✓  王五    正常
    ?  赵六    -
    """
    members = roll.members
    status = members["member_status_code"]
    return found(
        says(status, ("absent", "soldier")) & counted(members),
        "人员状态填的是“{member_status}”",
        undecided=status == "",
    )
