"""JZ322: the number of a person is another one than last year."""

from __future__ import annotations

from jingzhun.model import Severity
from jingzhun.rules.numbers import has_all_digits
from jingzhun.rules.previous import previous_members, together
from jingzhun.rules.rule import Found, Roll, found, rule


@rule(
    "JZ322",
    title="证件号码与去年不同",
    severity=Severity.REVIEW,
    needs=["id_text"],
    needs_previous=True,
    fix="对照身份证原件和户籍登记, 写明改号的原因",
    basis="GB 11643-1999《公民身份号码》: 一人一号, 终身不变",
    false_alarms="去年填错、今年更正的; 重号、错号经公安更正的",
)
def number_changed(roll: Roll) -> Found:
    """两年是同一个人 (同户同名, 或者同名同生日), 两年的号码都是完整的, 却不一样。换了号码就比对不上原来的资料。

    去年是 15 位、今年补成 18 位的不算; 有一年号码不全的不判定; 去年不在名册上的不算。

       户编号  姓名    证件号码
    ✗  1       张三    350699195203070031
    ✓  2       李四    350699195406120027
    ✓  3       王五    350699196604180033
    ?  4       赵六    -

       〔去年花名册〕户编号  姓名    证件号码
    =  1       张三    350699195203070015
    =  2       李四    350699540612002
    =  3       王五    350699196604180033
    =  4       赵六    350699197808200010
    """
    members, previous = roll.members, previous_members(roll)
    both = together(roll)
    there = both.of_before(previous["id_digits"])
    whole = both.of_before(has_all_digits(previous))
    known = has_all_digits(members).loc[there.index] & whole
    differs = known & (members.loc[there.index, "id_digits"] != there)
    where, unsure = (mask.reindex(members.index, fill_value=False) for mask in (differs, ~known))
    masked = both.of_before(previous["id_masked"])
    return found(where, "去年的号码是 {before}, 今年是 {id_masked}", undecided=unsure, values={"before": masked})
