"""JZ407: birth or sex of a person differ between the roll and the police."""

from __future__ import annotations

from jingzhun.model import Severity
from jingzhun.rules.linked import days, of_same_number, said, texts
from jingzhun.rules.rule import Found, Roll, found, rule

_STATED = ["birth_stated", "id_birth", "sex_stated", "id_sex"]


@rule(
    "JZ407",
    title="出生日期或性别与户籍登记不符",
    severity=Severity.REVIEW,
    needs=["id_text"],
    registers=["household_registration"],
    fix="对照户口簿更正写错的一方",
    basis="出生日期、性别以户籍登记为准",
    false_alarms="户籍登记用农历; 户籍一方填错",
)
def birth_or_sex_against_registration(roll: Roll) -> Found:
    """号码相同, 名册所填的出生日期或性别却与户籍登记的不一样。

    名册所填的与自己的号码就不符的, 由 JZ113、JZ114 指出, 这里不再提; 只写到年、月的比到年、月。按 C 级对上的不判定。

       姓名    证件号码              出生日期      性别
    ✗  张三    350699195203070015    1952-03-07    男
    ✓  李四    350699195406120027    1954-06-12    女
    ✗  王五    350699196604180033    1966-04-18    男
    ✓  赵六    350699197808200010    1988-08-20    男

       〔household_registration〕姓名  证件号码              出生日期      性别
    =  张三                            350699195203070015    1953-03-07    男
    =  李四                            350699195406120027    1954-06       女
    =  王五                            350699196604180033    1966-04-18    女
    =  赵六                            350699197808200010    1978-08-20    男
    """
    members = roll.members
    rows = of_same_number(roll, "household_registration")
    people = members[_STATED].iloc[rows["member"]].set_index(rows.index)
    first, last = days(rows, "birth_date")
    born = people["birth_stated"].where(people["birth_stated"] == people["id_birth"])
    other_birth = (born < first) | (born > last)
    sex = people["sex_stated"].where(people["sex_stated"] == people["id_sex"], "")
    registered = texts(rows, "sex_raw").str.slice(0, 1)
    other_sex = registered.isin(["男", "女"]) & (sex != "") & (sex != registered)
    s = said(roll, rows[other_birth | other_sex])
    both = "出生日期“" + texts(s.rows, "birth_date") + "”、性别“" + texts(s.rows, "sex_raw") + "”"
    return found(s.where, "户籍登记的是{both}", undecided=s.unsure, values={"both": both}, source=s.rows)
