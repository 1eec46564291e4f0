"""JZ414: the grade of a disability differs between the card number and the register."""

from __future__ import annotations

import numpy as np
import pandas as pd

from jingzhun.model import Severity
from jingzhun.rules.linked import rows_of, said, texts
from jingzhun.rules.linked_kinds import grades_of_disability
from jingzhun.rules.rule import Found, Roll, found, rule

# 18 of the identity number, one of the kind (1 to 7), one of the grade (1 to 4); B1 and so on for a card made anew.
_CARD = r"^[0-9]{17}[0-9X][1-7](?P<grade>[1-4])(?:B[0-9])?$"


@rule(
    "JZ414",
    title="残疾等级与残疾证号不符",
    severity=Severity.REVIEW,
    needs=["disability_card"],
    registers=["disability"],
    fix="查验残疾证原件, 按残联登记更正; 据此多发的护理补贴追回",
    basis="残疾人证编号第 20 位是残疾等级(残疾人证管理办法)",
    false_alarms="重新评残后名册没有换证号",
)
def grade_against_card(roll: Roll) -> Found:
    """名册填的 20 位残疾证号, 末位是残疾等级; 与残联登记的等级不一样。

    证号不是 20 位的、登记没有写等级的不判定; 只按 C 级对上的不判定。

       姓名    证件号码              残疾证号
    ✗  张三    350699195203070015    35069919520307001541
    ✓  李四    350699195406120027    35069919540612002743
    ?  王五    350699196604180033    12345678
    ✓  赵六    350699197808200010    -

       〔disability〕姓名  残疾类别  残疾等级
    =  张三                肢体      三级
    =  李四                视力      三级
    =  王五                肢体      二级
    =  赵六                智力      二级
    """
    members, rows = roll.members, rows_of(roll, "disability")
    card = members["disability_card"].iloc[rows["member"]].str.replace(r"\s", "", regex=True).str.upper()
    by_card = pd.to_numeric(card.str.extract(_CARD)["grade"], errors="coerce").to_numpy()
    stated = grades_of_disability(rows).to_numpy()
    has_card = (card != "").to_numpy()
    told = ~np.isnan(by_card) & ~np.isnan(stated)
    s = said(roll, rows[told & (by_card != stated)], rows[~told & has_card])
    return found(
        s.where,
        "残疾证号末位是 {digit} 级, 残疾人登记是“{grade}”",
        undecided=s.unsure,
        values={
            "digit": pd.Series(by_card, index=card.index).groupby(level=0).first(),
            "grade": texts(s.rows, "disability_grade"),
        },
        source=s.rows,
    )
