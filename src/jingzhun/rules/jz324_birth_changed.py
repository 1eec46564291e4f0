"""JZ324: the birth date of a person is another one than last year."""

from __future__ import annotations

from jingzhun.model import Severity
from jingzhun.rules.previous import previous_members, together
from jingzhun.rules.rule import Found, Roll, found, rule


@rule(
    "JZ324",
    title="出生日期与去年不同",
    severity=Severity.REVIEW,
    needs=["birth_stated"],
    needs_previous=True,
    fix="对照户口簿更正; 为到龄领取补助而改大年龄的, 追回补助",
    basis="出生日期以户籍登记为准, 不会逐年变动",
    false_alarms="去年填错、今年更正的; 农历改写成公历",
)
def birth_changed(roll: Roll) -> Found:
    """同一个人两年所填的出生日期不一样。老年、儿童补助都看年龄, 改动要有依据。

    今年所填与号码一致的, 是更正了去年的错, 不算; 有一年没有填全的不判定。

       户编号  姓名    证件号码              出生日期
    ✗  1       张三    350699195203070015    1950-03-07
    ✓  2       李四    350699195406120027    1954-06-12
    ✓  3       王五    350699196604180033    1966-04-18
    ?  4       赵六    350699197808200010    -

       〔去年花名册〕户编号  姓名    证件号码              出生日期
    =  1       张三    350699195203070015    1952-03-07
    =  2       李四    350699195406120027    1954-06-12
    =  3       王五    350699196604180033    1966-04-08
    =  4       赵六    350699197808200010    1978-08-20
    """
    members, previous = roll.members, previous_members(roll)
    before = together(roll).of_before(previous["birth_stated"])
    here = members.loc[before.index, "birth_stated"]
    known = before.notna() & here.notna()
    mended = here == members.loc[before.index, "id_birth"]
    differs = known & (before != here) & ~mended
    where, unsure = (mask.reindex(members.index, fill_value=False) for mask in (differs, ~known & before.notna()))
    return found(where, "去年填的是 {before}, 今年填的是 {birth_stated}", undecided=unsure, values={"before": before})
