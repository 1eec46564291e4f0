"""JZ204: head and spouse are of the same sex."""

from __future__ import annotations

from jingzhun.model import Severity
from jingzhun.rules.households import SPOUSES, of_head
from jingzhun.rules.persons import certain_sex
from jingzhun.rules.rule import Found, Roll, found, rule


@rule(
    "JZ204",
    title="户主与配偶同性别",
    severity=Severity.REVIEW,
    needs=["relation", "sex"],
    fix="对照结婚证、户口簿, 更正关系、性别或号码",
    basis="民法典第一千零四十六条: 结婚为男女双方",
    false_alarms="性别一栏填错, 关系没有错",
)
def spouse_of_same_sex(roll: Roll) -> Found:
    """配偶的性别与户主相同, 关系、性别或号码中有一项填错。

    任何一方性别不明, 或者户主不止一人, 不判定。

       户编号  姓名    与户主关系    性别
    ✓  1       张三    户主          男
    ✗  1       李四    配偶          男
    ✓  2       王五    户主          男
    ✓  2       赵六    配偶          女
    ✓  3       陈七    户主          男
    ?  3       吴八    配偶          -
    """
    members = roll.members
    sex = certain_sex(members)
    head_sex = of_head(members, sex).fillna("")
    spouse = members["relation"].isin(SPOUSES)
    known = (sex != "") & (head_sex != "")
    return found(
        spouse & known & (sex == head_sex),
        "与户主{head}是夫妻, 而性别同为{sex}",
        undecided=spouse & ~known,
        values={"sex": sex, "head": of_head(members, members["name_raw"])},
    )
