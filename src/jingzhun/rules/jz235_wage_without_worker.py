"""JZ235: wages and nobody who works."""

from __future__ import annotations

import pandas as pd

from jingzhun.model import Severity
from jingzhun.rules.codes import says
from jingzhun.rules.households import any_in_household, bounds_in_household, first_of_household
from jingzhun.rules.rule import Found, Roll, found, rule

_FEN = 100


@rule(
    "JZ235",
    title="有工资性收入而无人务工",
    severity=Severity.NOTE,
    needs=["wage_income", "labour"],
    fix="入户核实工资从哪里来, 更正收入或劳动能力",
    basis="收入与劳动力应一致; 入户测算收入的核对要点",
    false_alarms="子女在外另户而寄回工资的; 退休金误填为工资的",
)
def wage_without_worker(roll: Roll) -> Found:
    """一户有工资性收入, 全家却没有一个劳动力, 也没有人填务工时间或公益性岗位。

    有人劳动能力没有填的无法判定。记在该户第一行。

       户编号  姓名    工资性收入    劳动技能      务工时间
    ✗  1       张三    12000         无劳动力      -
    ✓  1       张四    12000         丧失劳动力    0
    ✓  2       李四    12000         普通劳动力    -
    ✓  3       王五    0             无劳动力      -
    ✓  4       赵六    12000         无劳动力      6
    ?  5       陈七    12000         -             -
    """
    members = roll.members
    first = first_of_household(members)
    _, wages = bounds_in_household(members, members["wage_income_fen"])
    works = says(members["labour_code"], ("ordinary", "skilled", "weak"))
    if "work_months_number" in members:
        works = works | (members["work_months_number"] > 0).to_numpy()
    if "post_code" in members:
        works = works | says(members["post_code"], ("yes",))
    idle = ~any_in_household(members, works)
    unknown = any_in_household(members, (members["labour_code"] == "") & ~works)
    return found(
        first & (wages > 0) & idle & ~unknown,
        "工资性收入 {yuan} 元, 全家没有劳动力, 也没有人务工",
        undecided=first & (wages > 0) & idle & unknown,
        values={"yuan": pd.Series(wages / _FEN, index=members.index)},
    )
