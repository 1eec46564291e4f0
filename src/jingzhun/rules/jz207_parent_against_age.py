"""JZ207: a parent younger than the head, or hardly older."""

from __future__ import annotations

import pandas as pd

from jingzhun.model import Severity
from jingzhun.rules.households import of_head, related
from jingzhun.rules.persons import certain_birth
from jingzhun.rules.rule import Found, Roll, found, rule

_LEAST_GAP = pd.DateOffset(years=12)


@rule(
    "JZ207",
    title="父母与户主年龄矛盾",
    severity=Severity.REVIEW,
    needs=["relation", "birth"],
    fix="对照户口簿, 更正关系、出生日期或号码; 继父母、养父母请注明",
    basis="生育常理; 省级系统的年龄规则(父母子女相差 12 岁以上)",
    false_alarms="继父母、养父母",
)
def parent_against_age(roll: Roll) -> Found:
    """父亲、母亲比户主年轻, 或只大不到 12 岁。

    继父母、养父母、岳父母、公婆不在此列。出生日期只见于校验不符的号码、或与号码矛盾的, 不判定。

       户编号  姓名    与户主关系    证件号码
    ✓  1       张三    户主          350699195203070015
    ✗  1       张四    之父          350699197808200010
    ✗  1       李五    之母          350699195406120027
    ✓  1       张六    之父          350699193005010012
    ?  1       李七    之母          -
    """
    members = roll.members
    parent = related(members, generation=1)
    birth = certain_birth(members)
    head_birth = of_head(members, birth)
    return found(
        parent & (birth > head_birth - _LEAST_GAP),
        "出生于 {birth}, 户主{head}出生于 {head_birth}, 不可能是户主的父母",
        undecided=parent & (birth.isna() | head_birth.isna()),
        values={"birth": birth, "head_birth": head_birth, "head": of_head(members, members["name_raw"])},
    )
