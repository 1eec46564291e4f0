"""JZ205: a household whose head has two spouses."""

from __future__ import annotations

from jingzhun.model import Severity
from jingzhun.rules.households import SPOUSES
from jingzhun.rules.rule import Found, Roll, found, rule


@rule(
    "JZ205",
    title="户主有两名以上配偶",
    severity=Severity.REVIEW,
    needs=["relation"],
    fix="核对户口簿: 把儿媳、女婿误填成配偶的更正, 两户合编的分开",
    basis="民法典第一千零四十二条: 一夫一妻",
    false_alarms="把儿媳、女婿填成“配偶”的户",
)
def spouses_several(roll: Roll) -> Found:
    """一户之中有两人以上的关系是户主的配偶。

    常见的是儿媳、女婿填成了配偶, 或者父子两户合用一个编号。记在第二名及以后的配偶上。

       户编号  姓名    与户主关系
    ✓  1       张三    户主
    ✓  1       李四    配偶
    ✗  1       王五    妻
    ✓  2       陈七    户主
    ✓  2       吴八    配偶
    """
    members = roll.members
    spouses = members[members["relation"].isin(SPOUSES)]
    first = spouses.groupby("household")["name_raw"].transform("first")
    later = spouses["household"].duplicated().reindex(members.index, fill_value=False)
    return found(later, "户主已有配偶{first}", values={"first": first})
