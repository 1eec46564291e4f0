"""JZ202: a household with two heads or more."""

from __future__ import annotations

from jingzhun.model import Severity
from jingzhun.rules.households import is_head
from jingzhun.rules.rule import Found, Roll, found, rule


@rule(
    "JZ202",
    title="一户有两名以上户主",
    severity=Severity.REVIEW,
    needs=["relation"],
    fix="核对户口簿: 是两户的, 分开编号; 是一户的, 更正与户主关系",
    basis="每户一名户主(户口登记条例第五条)",
    false_alarms="把“本人”用作每个人的关系的表",
)
def heads_several(roll: Roll) -> Found:
    """同一户编号下有两人以上的关系是“户主”。

    常见原因是两户误用一个户编号, 或者一户拆成两户而编号没有改。记在第二名及以后的户主上。

       户编号  姓名    与户主关系
    ✓  1       张三    户主
    ✗  1       张四    户主
    ✓  2       李四    户主
    ✓  2       李五    之子
    """
    members = roll.members
    heads = members[is_head(members)]
    first = heads.groupby("household")["name_raw"].transform("first")
    later = heads["household"].duplicated().reindex(members.index, fill_value=False)
    return found(later, "同户已有户主{first}", values={"first": first})
