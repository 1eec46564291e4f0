"""JZ305: numbers that grow by one from row to row."""

from __future__ import annotations

import numpy as np
import pandas as pd

from jingzhun.model import Severity
from jingzhun.rules.rule import Found, Roll, found, rule

_FEWEST_ROWS = 3


@rule(
    "JZ305",
    title="号码逐行递增",
    severity=Severity.REVIEW,
    needs=["id_text"],
    fix="整段号码对照证件重新录入",
)
def numbers_in_sequence(roll: Roll) -> Found:
    """连续三行以上的号码一行比一行大 1, 是在表格中向下拖动填充的结果。

    真实号码的末位是校验码, 相邻两人的号码不会恰好差 1。除第一行外, 这些号码都不是本人的。

       姓名    证件号码
    ✗  张三    350699195203070015
    ✗  李四    350699195203070016
    ✗  王五    350699195203070017
    ✓  陈七    350699195406120027
    ?  吴八    -
    """
    members = roll.members
    digits = members["id_digits"].where(members["id_digits"].str.fullmatch("[0-9]{18}"))
    number = pd.Series(_integers(digits), index=members.index)
    known = number > 0
    same_sheet = members["_sheet"].eq(members["_sheet"].shift()) & members["_file"].eq(members["_file"].shift())
    follows = known & known.shift(fill_value=False) & (number.diff() == 1) & same_sheet
    run = (~follows).cumsum()
    length = follows.groupby(run).transform("size")
    return found(
        known & (length >= _FEWEST_ROWS),
        "号码 {id_masked} 处在连续 {length} 行逐行加 1 的一段中",
        undecided=members["id_digits"].str.contains("?", regex=False),
        values={"length": length},
    )


def _integers(digits: pd.Series) -> np.ndarray:
    numbers: np.ndarray = pd.to_numeric(digits.fillna("-1")).to_numpy(dtype="int64")
    return numbers
