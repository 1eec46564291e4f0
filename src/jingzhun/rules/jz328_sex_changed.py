"""JZ328: the sex of a person is another one than last year."""

from __future__ import annotations

from jingzhun.model import Severity
from jingzhun.rules.previous import previous_members, together
from jingzhun.rules.rule import Found, Roll, found, rule


@rule(
    "JZ328",
    title="性别与去年不同",
    severity=Severity.REVIEW,
    needs=["sex_stated"],
    needs_previous=True,
    fix="对照身份证更正; 换了人的查原因",
    basis="性别以户籍登记为准",
    false_alarms="去年填错、今年更正的(今年与号码一致的不算)",
)
def sex_changed(roll: Roll) -> Found:
    """同一个人两年所填的性别不一样: 抄错了, 或者人已经不是原来那个人。

    今年所填与号码一致的, 是更正了去年的错, 不算; 有一年没有填的不判定。

       户编号  姓名    证件号码              性别
    ✗  1       张三    350699195203070015    女
    ✓  2       李四    350699195406120027    女
    ✓  3       王五    350699196604180033    男
    ?  4       赵六    350699197808200010    -

       〔去年花名册〕户编号  姓名    证件号码              性别
    =  1       张三    350699195203070015    男
    =  2       李四    350699195406120027    男
    =  3       王五    350699196604180033    男
    =  4       赵六    350699197808200010    男
    """
    members, previous = roll.members, previous_members(roll)
    before = together(roll).of_before(previous["sex_stated"])
    here = members.loc[before.index, "sex_stated"]
    known = (before != "") & (here != "")
    differs = known & (before != here) & (here != members.loc[before.index, "id_sex"])
    where, unsure = (mask.reindex(members.index, fill_value=False) for mask in (differs, ~known & (before != "")))
    return found(where, "去年填的是{before}, 今年填的是{sex_stated}", undecided=unsure, values={"before": before})
