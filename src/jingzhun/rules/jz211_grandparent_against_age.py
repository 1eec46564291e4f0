"""JZ211: grandparent and grandchild too close in age."""

from __future__ import annotations

import pandas as pd

from jingzhun.model import Severity
from jingzhun.rules.households import of_head, related
from jingzhun.rules.persons import certain_birth
from jingzhun.rules.rule import Found, Roll, found, rule

# Twice the least gap between parent and child (JZ206).
_LEAST_GAP = pd.DateOffset(years=24)


@rule(
    "JZ211",
    title="祖孙年龄矛盾",
    severity=Severity.REVIEW,
    needs=["relation", "birth"],
    fix="对照户口簿, 更正关系、出生日期或号码",
    basis="两代人各相差 12 岁以上(见 JZ206)",
    false_alarms="继亲、养亲",
)
def grandparent_against_age(roll: Roll) -> Found:
    """孙子、孙女比户主小不到 24 岁, 或者祖父、祖母比户主大不到 24 岁。

    常见的是把儿子填成孙子, 或者户主变更后关系没有跟着改。出生日期不确定的不判定。

       户编号  姓名    与户主关系    证件号码
    ✓  1       张三    户主          350699195203070015
    ✗  1       张四    之孙子        350699196207030015
    ✓  1       张五    之孙女        350699200803010028
    ✗  1       张六    之祖母        35069919321108002X
    ?  1       张七    之孙子        -
    """
    members = roll.members
    younger, older = related(members, generation=-2), related(members, generation=2)
    birth = certain_birth(members)
    head_birth = of_head(members, birth)
    too_close = younger & (birth < head_birth + _LEAST_GAP) | older & (birth > head_birth - _LEAST_GAP)
    return found(
        too_close,
        "是户主的{relation_raw}, 出生于 {birth}, 而户主{head}出生于 {head_birth}",
        undecided=(younger | older) & (birth.isna() | head_birth.isna()),
        values={"birth": birth, "head_birth": head_birth, "head": of_head(members, members["name_raw"])},
    )
