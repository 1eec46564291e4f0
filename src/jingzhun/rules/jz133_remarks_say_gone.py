"""JZ133: the remarks say that the member has died or left."""

from __future__ import annotations

from jingzhun.model import Severity
from jingzhun.rules.presence import counted, dead, gone, statements
from jingzhun.rules.rule import Found, Roll, found, rule


@rule(
    "JZ133",
    title="备注写着死亡、迁出等",
    severity=Severity.REVIEW,
    needs=["remarks"],
    fix="入户核实; 属实的从名册减去, 说的是别人的写清是谁",
    basis="户口登记条例第八条、第十条; 审计对备注栏的常规检查",
    false_alarms="备注写的是已经处理完的旧事",
)
def remarks_say_gone(roll: Roll) -> Found:
    """备注开头就说此人已死亡、迁出、服刑、失踪, 而人员状态没有写。

    备注里提到死亡、迁出, 但说不清是不是本人的 (“其父已死亡”), 算无法判定。健康状况、人员状态已经写明的由 JZ130、JZ131
    指出, 不再重复。

       姓名    备注
    ✗  张三    2015年3月死亡
    ✗  李四    已迁出至漳州市
    ✓  王五    在家务农
    ✓  赵六    2014年刑满释放
    ✓  陈七    -
    ?  吴八    其父已死亡
    """
    members = roll.members
    died, left, unclear = statements(members["remarks"])
    known = dead(members) | gone(members) | ~counted(members)
    return found((died | left) & ~known, "备注写着“{remarks}”", undecided=unclear & ~known)
