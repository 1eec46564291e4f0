"""JZ305: numbers that grow by one from row to row."""

from __future__ import annotations

import pandas as pd

from jingzhun.model import Severity
from jingzhun.rules.rule import Found, Roll, found, rule

_FEWEST_ROWS = 3
# Two cells that are dragged down together go on by their difference; a larger one than this is a coincidence.
_LARGEST_STEP = 9


@rule(
    "JZ305",
    title="号码逐行递增",
    severity=Severity.REVIEW,
    needs=["id_text"],
    fix="整段号码对照证件重新录入",
    basis="表格向下填充会使号码逐行加一",
    false_alarms="同日出生、号码相邻的双胞胎(两人不算)",
)
def numbers_in_sequence(roll: Roll) -> Found:
    """连续三行以上的号码一行比一行大 (或小) 同样多 (不超过 9), 是在表格中向下拖动填充的结果。15 位旧号码同样判断。

    真实号码的末位是校验码, 相邻两人的号码不会这样排列; 两个都合乎校验位的号码不算在内。除第一行外, 这些号码都不是
    本人的。

       姓名    证件号码
    ✗  张三    350699195203070015
    ✗  李四    350699195203070016
    ✗  王五    350699195203070017
    ✓  陈七    350699195406120027
    ?  吴八    -
    ✗  林一    350699520307001
    ✗  林二    350699520307002
    ✗  林三    350699520307003
    ✗  黄一    350699195203070021
    ✗  黄二    350699195203070023
    ✗  黄三    350699195203070025
    """
    members = roll.members
    number, sound = _written_numbers(members)
    place = members["_file"] + "\x1f" + members["_sheet"]
    step = number.diff().where(place == place.shift(), 0)
    step = step.where((number > 0) & (number.shift() > 0) & ~(sound & sound.shift(fill_value=False)), 0)
    step = step.where(step.abs() <= _LARGEST_STEP, 0).fillna(0)
    # Rows that follow with one and the same step are a run; the row before the first of them begins it.
    run = (step != step.shift()).cumsum().where(step != 0)
    begins = run.isna() & run.shift(-1).notna()
    run = run.fillna(run.shift(-1).where(begins))
    length = run.groupby(run).transform("size").fillna(0).astype("int64")
    return found(
        length >= _FEWEST_ROWS,
        "号码 {id_masked} 处在连续 {length} 行逐行递增的一段中",
        undecided=members["id_digits"].str.contains("?", regex=False),
        values={"length": length},
    )


def _written_numbers(members: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    """The numbers as integers as they were written, 0 where they are not all digits; and which pass the check digit."""
    text = members["id_text"].where(members["id_state"] == "upgraded", members["id_digits"])
    digits = text.where(text.str.fullmatch("[0-9]{15}|[0-9]{18}"), "0")
    return pd.to_numeric(digits).astype("int64"), members["id_state"] == "valid"
