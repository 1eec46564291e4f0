"""JZ117: the relation to the head is missing or says nothing known."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow as pa

from jingzhun.fields import relation
from jingzhun.model import Severity
from jingzhun.rules.rule import Found, Roll, found, rule


@rule(
    "JZ117",
    title="与户主关系没有填写或无法辨认",
    severity=Severity.REVIEW,
    needs=["relation_raw"],
    fix="按户口簿填写: 户主、配偶、之子、之女、之儿媳、之父……",
    basis="GB/T 4761《家庭关系代码》; 扶贫系统 2016、2023 年的关系用词",
    false_alarms="各地方言称谓, 如“厝主”",
)
def relation_unknown(roll: Roll) -> Found:
    """与户主关系一栏为空, 或者写的不是已知的关系。

    只写数字代码的无法判定: 各地编法不同, 02 有的是户主, 有的是配偶, 不能猜。
    “媳妇”可以是妻子, 也可以是儿媳, 应当写明。

       姓名    与户主关系
    ✗  张三    -
    ✗  李四    媳妇
    ✓  王五    之外孙女
    ?  陈七    02
    """
    members = roll.members
    unknown = members["relation"] == ""
    numbered = unknown & bare_number(members["relation_raw"])
    what = "与户主关系“" + members["relation_raw"] + "”无法辨认"
    what = what.where(members["relation_raw"] != "", "与户主关系没有填写")
    return found(unknown & ~numbered, "{what}", undecided=numbered, values={"what": what})


def bare_number(texts: pd.Series) -> np.ndarray:
    """Which relations are written as nothing but a code number."""
    return np.asarray(relation.is_bare_number(pa.array(texts, type=pa.string())))
