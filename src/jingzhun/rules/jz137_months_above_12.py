"""JZ137: more than twelve months of work in a year."""

from __future__ import annotations

import pandas as pd

from jingzhun.model import Severity
from jingzhun.rules.rule import Found, Roll, found, rule

_MOST = 12


@rule(
    "JZ137",
    title="务工月数超过 12",
    severity=Severity.REVIEW,
    needs=["work_months"],
    fix="核对务工台账, 一年最多 12 个月; 写成天数、日期的改为月数",
    basis="日期常理; 省级防返贫系统的质量规则, 2024",
    false_alarms="按天数填写的表",
)
def months_above_12(roll: Roll) -> Found:
    """一年的务工时间、公益性岗位月数超过 12 个月: 多半填成了天数或累计月数, 收入测算会跟着错。

    写的不是数字的无法判定。

       姓名    务工时间
    ✗  张三    24
    ✓  李四    12
    ✓  王五    6个月
    ✓  赵六    -
    ?  陈七    常年
    """
    members = roll.members
    above, unread = _months(members, "work_months")
    if "post_months_number" in members:
        more, others = _months(members, "post_months")
        above, unread = above.fillna(more), unread | others
    return found(above.notna(), "一年填了 {above} 个月", undecided=unread, values={"above": above})


def _months(members: pd.DataFrame, field: str) -> tuple[pd.Series, pd.Series]:
    number = members[f"{field}_number"]
    return number.where(number > _MOST), number.isna() & (members[field] != "")
