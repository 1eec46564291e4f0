"""JZ301: one person counted in two households."""

from __future__ import annotations

from jingzhun.model import Severity
from jingzhun.rules.numbers import has_all_digits
from jingzhun.rules.rule import Found, Roll, found, rule
from jingzhun.rules.shared_numbers import marked, others, pairs_sharing_number


@rule(
    "JZ301",
    title="同一人列入两户",
    severity=Severity.REVIEW,
    needs=["id_text", "household_id"],
    fix="入户核实此人随哪一户共同生活, 从另一户中删去",
    basis="一人只能随一户享受(社会救助暂行办法以家庭为单位)",
    false_alarms="外嫁、入赘而户口未迁的人; 离婚父母共同监护的孩子",
)
def person_in_two_households(roll: Roll) -> Found:
    """两户之中各有一名成员, 证件号码完全相同, 姓名也相同或相近。

    相近指异体、同音、近音、形近、缺一字、字序颠倒、有字无法辨认, 或者姓氏是肖与萧一类常混写的。
    三个字以上的姓名只有一字不同的, 在双方性别都与号码相符时也算。
    外嫁、入赘、分户、父母由几个子女轮流赡养时, 同一人常被两户同时申报, 补助也就领了两份。
    姓名不相近的多半是号码抄错, 由 JZ302 指出。15 位旧号码补成 18 位后再比; 号码不全的不判定。

       户编号  姓名    证件号码
    ✗  1       张秀英  350699195406120027
    ✗  2       张秀英  350699540612002
    ✓  3       王五    350699195203070031
    ?  4       张秀英  -
    """
    members = roll.members
    pairs = pairs_sharing_number(roll)
    pairs = pairs[pairs["one_person"]]
    return found(
        marked(members, pairs),
        "号码 {id_masked} 同时列在{others}",
        undecided=~has_all_digits(members),
        values={"others": others(members, pairs, pairs["words"])},
    )
