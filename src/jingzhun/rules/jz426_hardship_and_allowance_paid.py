"""JZ426: somebody is paid both the support of the destitute and the minimum allowance."""

from __future__ import annotations

import pandas as pd

from jingzhun.model import Severity
from jingzhun.rules.linked import ACCUSING_GRADES, days, rows_of, said, texts
from jingzhun.rules.linked_kinds import ALLOWANCE, HARDSHIP, paid_for
from jingzhun.rules.rule import Found, Roll, found, rule


@rule(
    "JZ426",
    title="特困供养与低保重复发放",
    severity=Severity.RED_LINE,
    needs=["name_raw"],
    registers=["subsidies"],
    fix="保留一项, 追回重复发放的金额",
    basis="特困人员救助供养与最低生活保障不得重复享受(国发〔2016〕14号; 民发〔2021〕43号)",
    false_alarms="低保转特困的当月补发; 项目名称写的是大类",
)
def hardship_and_allowance_paid(roll: Roll) -> Found:
    """同一人在同一个月里既发特困供养金, 又发低保金。

    不在同一个月的 (由低保转特困) 不算; 发放日期没有写到月的、只按 C 级对上的不判定。护理补贴、慰问金、物价补贴不算。

       姓名    证件号码
    ✗  张三    350699195203070015
    ✓  李四    350699195406120027
    ✓  王五    350699196604180033
    ?  赵六    350699197808200010

       〔subsidies〕姓名  补贴项目          补贴金额  发放日期
    =  张三              农村低保金        300       2016-05
    =  张三              特困人员供养金    700       2016-05-12
    =  李四              农村低保金        300       2016-05
    =  王五              农村低保金        300       2016-05
    =  王五              特困人员供养金    700       2016-06
    =  赵六              农村低保金        300       2016
    =  赵六              特困人员供养金    700       2016-06
    """
    rows = rows_of(roll, "subsidies")
    allowance, hardship = paid_for(rows, ALLOWANCE), paid_for(rows, HARDSHIP)
    first, last = days(rows, "paid_date")
    month = first.dt.year * 12 + first.dt.month
    # A year, or nothing, may be the same month or not.
    whole = first.notna() & ((last - first) < pd.Timedelta(days=31))
    keys = pd.Series(rows["member"]) * 100_000 + month.fillna(0).astype("int64")
    both = keys.isin(keys[allowance & whole]) & keys.isin(keys[hardship & whole]) & whole
    people = rows["member"].isin(rows.loc[allowance, "member"]) & rows["member"].isin(rows.loc[hardship, "member"])
    doubtful = people & rows["member"].isin(rows.loc[(allowance | hardship) & ~whole, "member"])
    weak = rows["member"].isin(rows.loc[both & ~rows["grade"].isin(ACCUSING_GRADES), "member"])
    s = said(roll, rows[both & hardship & ~weak], rows[doubtful | both & weak])
    return found(
        s.where,
        "{name_raw} {paid}既领{programme}, 又领低保",
        undecided=s.unsure,
        values={"paid": texts(s.rows, "paid_date"), "programme": texts(s.rows, "programme")},
        source=s.rows,
    )
