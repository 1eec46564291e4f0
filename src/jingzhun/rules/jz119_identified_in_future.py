"""JZ119: identified as poor on a day that has not come yet."""

from __future__ import annotations

import pandas as pd
import pyarrow as pa

from jingzhun.fields.birthdate import parse_column, to_datetime
from jingzhun.model import Severity
from jingzhun.rules.rule import Found, Roll, found, rule

# The exports of 2023 write 201406, others 2014-06 or 2014年6月.
_MONTH = r"^\s*((?:19|20)[0-9]{2})(?:[-./年]([0-9]{1,2})月?|(0[1-9]|1[0-2]))\s*$"


@rule(
    "JZ119",
    title="识别时间晚于核查日",
    severity=Severity.REVIEW,
    needs=["identified_date"],
    fix="查建档资料, 更正识别时间",
    basis="日期常理",
    false_alarms="核查日(--as-of)早于名册日期时会大量列出",
)
def identified_in_future(roll: Roll) -> Found:
    """首次识别时间 (建档时间) 在核查日之后。只写到月的按当月 1 日算。例子中的核查日是 2016-11-30。

       姓名    首次识别时间
    ✗  张三    2041-01-01
    ✗  李四    2016年12月
    ✓  王五    2014-06-30
    ✓  赵六    201406
    ?  陈七    -
    """
    number, texts = pd.factorize(roll.members["identified_date"])
    dated = pd.Series(texts, dtype="str").str.replace(_MONTH, r"\1-\2\3-01", regex=True)
    distinct = to_datetime(parse_column(pa.array(dated, type=pa.string())))
    days = pd.Series(distinct[number], index=roll.members.index)
    return found(
        days > roll.today,
        "识别时间 {day} 晚于核查日 " + roll.as_of.isoformat(),
        undecided=days.isna(),
        values={"day": days},
    )
