"""JZ153: identified before that kind of household existed."""

from __future__ import annotations

import numpy as np
import pandas as pd

from jingzhun.model import Severity
from jingzhun.rules.codes import look_up
from jingzhun.rules.rule import Found, Roll, found, rule

# First years in which such households were registered (domain: basis above), all of the year allowed.
_SINCE = {"poor": 2013, "lifted": 2013, "unstable": 2013, "marginal": 2020, "sudden": 2021}


@rule(
    "JZ153",
    title="识别时间早于该类对象开始认定",
    severity=Severity.NOTE,
    needs=["identified_date", "category"],
    fix="查建档资料更正识别时间; 填成旧低保起始时间的改正",
    basis="建档立卡 2013 年底启动(国开办发〔2014〕24号); 边缘易致贫户始于 2020 年(国开发〔2020〕6号), 突发户 2021 年",
    false_alarms="把纳入低保的时间填成识别时间的户",
)
def identified_too_early(roll: Roll) -> Found:
    """建档立卡贫困户从 2013 年起识别, 边缘易致贫户从 2020 年、突发严重困难户从 2021 年起监测; 比这还早的时间填错了。

    低保、特困早就有, 不在此列。脱贫不稳定户的首次识别时间可以是当年建档的时间, 按建档立卡户看。

       姓名    户类型          首次识别时间
    ✗  张三    一般贫困户      2009-05
    ✗  李四    边缘易致贫户    2016-05
    ✓  王五    一般贫困户      2013-12
    ✓  赵六    低保户          2009-05
    ?  陈七    一般贫困户      -
    ?  吴八    -               2009-05
    """
    members = roll.members
    kind, day = members["category_code"], members["identified_last"]
    since = look_up(kind, _SINCE)
    year = day.dt.year
    early = year < since
    return found(
        early,
        "户类型是“{category}”, 识别时间“{identified_date}”早于 {since} 年",
        undecided=~np.isnan(since) & day.isna() | (kind == "") & ~(year >= max(_SINCE.values())),
        values={"since": pd.Series(since, index=members.index)},
    )
