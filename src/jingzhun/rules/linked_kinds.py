"""Questions about the rows of one register that several rules ask."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from jingzhun.rules.linked import days, rows_of, says, texts
from jingzhun.rules.rule import Roll

#: Payments of the minimum allowance, and of the support of the destitute, as programmes call them.
ALLOWANCE = "低保|最低生活保障"
HARDSHIP = "特困|五保"
# Whole account numbers; a masked one is none.
_ACCOUNT, _BETWEEN_DIGITS = r"[0-9]{12,}", r"[\s'-]"
_GRADES = {"一": 1.0, "二": 2.0, "三": 3.0, "四": 4.0, "1": 1.0, "2": 2.0, "3": 3.0, "4": 4.0}


def valid_cards(roll: Roll) -> pd.DataFrame:
    """The linked rows of the disability register whose card is neither cancelled nor out of date."""
    rows = rows_of(roll, "disability")
    ended = says(rows, "status", "注销|作废|过期|失效|死亡|迁出", "未注销|未过期")
    return rows[~ended & ~(days(rows, "valid_until")[1] < roll.today)]


def grades_of_disability(rows: pd.DataFrame) -> pd.Series:
    """Grades of a disability, 1 the gravest to 4; NaN where none is stated, or several are."""
    grade = texts(rows, "disability_grade").str.extract(r"^[^一二三四1-4]*([一二三四1-4])[^一二三四1-4]*$")[0]
    return grade.map(_GRADES).astype("float64")


def has_ended(rows: pd.DataFrame, ended_date: str, roll: Roll) -> pd.Series:
    """True for rows whose status or date says that the registration ended before the day of the check."""
    ended = says(rows, "status", "注销|吊销|历史|灭失|转移|终止|停业|迁出|封存|销户", "未注销|未吊销")
    return ended | (days(rows, ended_date)[0] <= roll.today)


def paid_for(rows: pd.DataFrame, programme: str) -> pd.Series:
    """True for payments of a programme; help beside it (护理补贴, 慰问, 物价补贴) is another."""
    return says(rows, "programme", programme, "护理|慰问|物价|价格|电费|临时|丧葬|取暖|医疗|教育|住房|一次性")


def rows_to_other_accounts(roll: Roll) -> pd.DataFrame:
    """Payments to an account that is none of the member's household, where that has one; ``account`` is its digits."""
    members, rows = roll.members, rows_of(roll, "subsidies")
    text = texts(rows, "bank_account").str.replace(_BETWEEN_DIGITS, "", regex=True)
    rows = rows.assign(account=text)[text.str.fullmatch(_ACCOUNT)]
    own = members.loc[members["bank_digits"] != "", ["household", "bank_digits"]].drop_duplicates()
    paid = rows[["account"]].assign(household=members["household"].to_numpy()[rows["member"]])
    merged = paid.merge(
        own.assign(own=True), left_on=["household", "account"], right_on=["household", "bank_digits"], how="left"
    )
    known = paid["household"].isin(own["household"]).to_numpy()
    return pd.DataFrame(rows[known & merged["own"].isna().to_numpy()])


def is_among(values: pd.Series, others: pd.Series) -> np.ndarray:
    """True for texts that stand in another column; pandas looks at every text by itself (measured: 40 times slower)."""
    return np.asarray(pc.is_in(pa.array(values, type=pa.string()), value_set=pa.array(others, type=pa.string())))
