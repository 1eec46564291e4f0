"""JZ406: the police know the number that the roll lacks or has wrong."""

from __future__ import annotations

import pandas as pd
import pyarrow as pa

from jingzhun.fields import idcard, idcard_text
from jingzhun.fields.idcard import IdState
from jingzhun.model import Severity
from jingzhun.rules.linked import rows_of, said, texts
from jingzhun.rules.rule import Found, Roll, found, rule


@rule(
    "JZ406",
    title="户籍登记查到正确号码",
    severity=Severity.REVIEW,
    needs=["id_text", "name_raw"],
    registers=["household_registration"],
    fix="核对户口簿, 按户籍登记更正号码后重新核查",
    basis="公民身份号码由公安机关编定(居民身份证法第三条)",
    false_alarms="同名同住址的另一个人(父子同名、邻居同名)",
)
def number_in_registration(roll: Roll) -> Found:
    """名册的号码没有填、不全或者不合校验, 而户籍登记里对上了同一个人, 登记的是完好的号码。

    更正号码以前, 车、房、工资都只能按姓名比对。按 C 级对上的、对上几个不同号码的不判定; 登记的号码末三位是 000 的,
    可能也被表格软件舍入过, 不判定; 15 位旧号码不算。

       姓名    证件号码
    ✗  张三    350699195203070016
    ✗  李四    -
    ✓  王五    350699196604180033
    ?  赵六    -

       〔household_registration〕姓名  证件号码              等级
    =  张三                            350699195203070015    A
    =  李四                            350699195406120027    B
    =  王五                            350699196604180033    A
    =  赵六                            350699197808200010    C
    """
    members, rows = roll.members, rows_of(roll, "household_registration")
    faulty = ~members["id_state"].isin(["valid", "upgraded", "other_document"]).to_numpy()
    sound = idcard.parse_column(pa.array(texts(rows, "id_text"), type=pa.string())).state == IdState.VALID
    rows = rows[faulty[rows["member"]] & sound]
    doubtful = rows.groupby("member")["id_text"].transform("nunique") > 1
    # One rounded number in eleven passes the check.
    doubtful |= texts(rows, "id_text").str.endswith("000")
    s = said(roll, rows[~doubtful], rows[doubtful])
    known = pd.Series(idcard_text.masked(pa.array(texts(s.rows, "id_text"), type=pa.string())).to_pandas())
    return found(
        s.where,
        "名册的号码是“{id_masked}”, 户籍登记的是 {known}",
        undecided=s.unsure,
        values={"known": known.set_axis(s.rows.index)},
        source=s.rows,
    )
