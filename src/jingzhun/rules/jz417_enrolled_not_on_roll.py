"""JZ417: somebody at school is called no pupil."""

from __future__ import annotations

from jingzhun.model import Severity
from jingzhun.rules.linked import in_brackets, rows_of, said, says, texts
from jingzhun.rules.rule import Found, Roll, found, rule


@rule(
    "JZ417",
    title="有学籍而名册写非在校",
    severity=Severity.NOTE,
    needs=["schooling"],
    registers=["enrolment"],
    fix="更正在校生状况, 查教育资助是否落实",
    basis="教育资助应享尽享; 学籍为据",
    false_alarms="已经毕业、退学而学籍没有注销",
)
def enrolled_not_on_roll(roll: Roll) -> Found:
    """学籍里在读的人, 名册写非在校生: 名册没有更新, 教育资助可能没有享受。

    学籍写毕业、退学、休学、转出的不算; 只按 C 级对上的不判定。

       姓名    证件号码              在校生状况
    ✗  张小    350699200711230015    非在校生
    ✓  王六    350699200509100014    六年级
    ✓  陈小    350699200303050031    非在校生
    ?  李小    350699200809100024    非在校生

       〔enrolment〕姓名  学校名称  学籍状态  等级
    =  张小              某小学    在读      A
    =  王六              某小学    在读      A
    =  陈小              某中学    毕业      A
    =  李小              某小学    在读      C
    """
    rows = rows_of(roll, "enrolment")
    s = said(roll, rows[~says(rows, "status", "毕业|结业|退学|休学|转出|离校|开除|辍学|死亡")])
    none = (roll.members["schooling_code"] == "none").to_numpy()
    return found(
        s.where & none,
        "{name_raw}的学籍在{school}{year}, 名册写“{schooling}”",
        undecided=s.unsure & none,
        values={"school": texts(s.rows, "school"), "year": in_brackets(texts(s.rows, "school_year"))},
        source=s.rows,
    )
