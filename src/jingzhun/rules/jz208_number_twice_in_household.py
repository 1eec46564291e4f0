"""JZ208: the same number twice in one household."""

from __future__ import annotations

from jingzhun.model import Severity
from jingzhun.rules.households import seat
from jingzhun.rules.numbers import has_all_digits
from jingzhun.rules.rule import Found, Roll, found, rule


@rule(
    "JZ208",
    title="同一户内号码重复",
    severity=Severity.REVIEW,
    needs=["id_text"],
    fix="同一人重复登记的删去一行; 两个人的, 对照证件更正号码",
    basis="GB 11643-1999《公民身份号码》: 号码终身不变、一人一号",
    false_alarms="夫妻双方号码填颠倒后改了一半的户",
)
def number_twice_in_household(roll: Roll) -> Found:
    """一户之中两名成员的证件号码相同: 同一人登了两行, 或者录入时把上一行的号码带了下来。

    15 位旧号码补成 18 位后再比。记在第二次及以后出现的成员上; 号码不全的不判定。

       户编号  姓名    证件号码
    ✓  1       张三    350699195203070015
    ✗  1       张四    350699520307001
    ✓  2       李四    350699195406120027
    ?  2       李五    -
    """
    members = roll.members
    complete = has_all_digits(members)
    twice = members[complete & members.duplicated(["household", "id_digits"], keep=False)]
    later = twice.duplicated(["household", "id_digits"]).reindex(members.index, fill_value=False)
    standing = twice["name_raw"] + " (" + seat(twice) + ")"
    first = standing.groupby([twice["household"], twice["id_digits"]]).transform("first")
    return found(later, "号码 {id_masked} 与同户{first}相同", undecided=~complete, values={"first": first})
