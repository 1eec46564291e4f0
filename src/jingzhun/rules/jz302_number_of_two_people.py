"""JZ302: one number used for people of different names."""

from __future__ import annotations

from jingzhun.model import Severity
from jingzhun.rules.numbers import has_all_digits
from jingzhun.rules.rule import Found, Roll, found, rule
from jingzhun.rules.shared_numbers import MOST_BEARERS, bearers, marked, others, pairs_sharing_number


@rule(
    "JZ302",
    title="同一号码用于不同姓名",
    severity=Severity.REVIEW,
    needs=["id_text", "household_id"],
    fix="对照证件原件, 更正填错号码的一方",
    basis="GB 11643-1999《公民身份号码》: 一人一号",
    false_alarms="改名后两处写法不同的同一人",
)
def number_of_two_people(roll: Roll) -> Found:
    """两户之中各有一名成员, 证件号码相同而姓名不同: 至少一方的号码填错, 或者冒用了别人的号码。

    同一号码出现在 30 行以上的, 是整列填充的结果, 不再逐对列出。号码不全的不判定。

       户编号  姓名    证件号码
    ✗  1       张秀英  350699195406120027
    ✗  2       林志强  350699195406120027
    ✓  3       王五    350699195203070031
    ?  4       陈七    -
    """
    members = roll.members
    pairs = pairs_sharing_number(roll)
    pairs = pairs[~pairs["one_person"]]
    count = bearers(roll)
    crowded = count > MOST_BEARERS
    listed = others(members, pairs, pairs["words"]).reindex(members.index)
    listed = listed.mask(crowded, "共 " + count.astype("str") + " 行")
    return found(
        marked(members, pairs) | crowded,
        "号码 {id_masked} 也用于{others}",
        undecided=~has_all_digits(members),
        values={"others": listed},
    )
