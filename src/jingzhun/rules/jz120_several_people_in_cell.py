"""JZ120: one cell of the roll holds several people."""

from __future__ import annotations

import pandas as pd
import pyarrow as pa

from jingzhun.fields.owners import list_several
from jingzhun.model import Severity
from jingzhun.rules.rule import Found, Roll, found, rule


@rule(
    "JZ120",
    title="一格写了几个人",
    severity=Severity.REVIEW,
    needs=["name_raw"],
    fix="每人一行, 各填各的姓名和号码后重新核查",
    basis="建档立卡一人一行",
    false_alarms="复姓加双名、带注解的姓名个别会列出",
)
def several_people_in_cell(roll: Roll) -> Found:
    """姓名或证件号码一格写了几个人 (用顿号、逗号、斜线或换行隔开), 或者一格有两个号码。

    名册一行应当是一个人。程序不拆开名册的一行, 这一行的人因此比对不全, 更正前不能说“没有发现”。括号里的说明不算。

       姓名             证件号码
    ✗  张三、李四       350699195203070015、350699195406120027
    ✗  王五             350699195203070031/350699195406120043
    ✓  陈七(男,务农)    350699195406120027
    ?  -                350699197808200010
    """
    members = roll.members
    texts = members[["name_raw", "id_raw"]].fillna("")
    several = list_several(*(pa.array(texts[column], type=pa.string()) for column in texts.columns))
    return found(
        pd.Series(several, index=members.index),
        "这一格写着“{name_raw}”, 不止一个人或不止一个号码",
        undecided=members["name_raw"] == "",
    )
