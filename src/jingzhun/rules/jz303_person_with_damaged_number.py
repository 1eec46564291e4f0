"""JZ303: one person in two households, where one of the two numbers is damaged."""

from __future__ import annotations

from jingzhun.model import Severity
from jingzhun.rules.damaged_numbers import pairs_with_damaged_number
from jingzhun.rules.numbers import is_damaged
from jingzhun.rules.rule import Found, Roll, found, rule
from jingzhun.rules.shared_numbers import marked, others


@rule(
    "JZ303",
    title="同名同生日列入两户",
    severity=Severity.REVIEW,
    needs=["id_text", "household_id", "name_raw"],
    fix="入户核实是否同一人, 随哪一户共同生活; 是同一人的从另一户中删去, 并更正号码",
    basis="一人只能随一户享受; 号码抄错时按姓名和生日认人",
    false_alarms="同名同生日的两个人",
)
def person_with_damaged_number(roll: Roll) -> Found:
    """两户之中各有一名成员, 姓名相同、出生日期相同、性别不矛盾, 而两个号码可以是同一个号码。

    可以是同一个号码, 指至少一方的号码不全 (没有填写、被遮盖、被舍入) 而已知各位不矛盾, 或者至少一方校验不符、
    位数不对而与另一方只差一位、只有相邻两位颠倒。号码只差一处的, 姓名相近 (同 JZ301) 也算。
    两个完好而不同的号码就是两个人: 农村老人同名很多, 不在此列。能对上几个不同的人的不判定。

       户编号  姓名    证件号码              出生日期
    ✗  1       张秀英  350699195406120027    -
    ✗  2       张秀英  350699195406120072    -
    ✓  3       林志强  350699197808200010    -
    ✓  4       林志强  350699196207030015    -
    ✗  5       王阿美  350699196604180033    -
    ✗  6       王阿美  350699196604180000    -
    ✗  7       赖水生  350699195203070015    1952-03-07
    ✗  8       赖水生  350699********0015    1952-03-07
    """
    members = roll.members
    pairs, ambiguous = pairs_with_damaged_number(members)
    return found(
        marked(members, pairs),
        "疑与{others}是同一人",
        undecided=ambiguous | is_damaged(members) & (members["name"] == ""),
        values={"others": others(members, pairs, pairs["words"])},
    )
