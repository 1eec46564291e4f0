"""JZ415: a household is poor for schooling and has nobody at school."""

from __future__ import annotations

import pandas as pd

from jingzhun.model import Severity
from jingzhun.rules.codes import says
from jingzhun.rules.households import any_in_household
from jingzhun.rules.linked import household_without_record
from jingzhun.rules.persons import ages
from jingzhun.rules.rule import Found, Roll, found, rule

# Upper schools and universities lie elsewhere, and their pupils are not on the county's roll of schools.
_YOUNGEST_AWAY, _OLDEST_AWAY = 16, 24
_AWAY = ("senior", "vocational", "college", "bachelor", "postgraduate")


@rule(
    "JZ415",
    title="因学致贫而全户无人有学籍",
    severity=Severity.REVIEW,
    needs=["cause"],
    registers=["enrolment"],
    fix="查录取通知书、在学证明; 已毕业的更正致贫原因",
    basis="致贫原因应有佐证: 因学的以学籍为据",
    false_alarms="在外省上大学的、上私立学校的, 县里的学籍名单没有",
)
def schooling_cause_without_pupil(roll: Roll) -> Found:
    """致贫原因写因学, 学籍里全户没有一个人, 名册上也没有上高中以上的人。

    有 16 至 24 岁成员、或写明在读高中以上的户, 学籍可能在外地, 不判定。
    登记里查不到的人多于查得到的人的乡镇 (多半没有拿到那里的数据) 不判定, 全册查到不足 3 人的也不判定;
    号码不完好、与他人相同、与出生日期矛盾的, 登记里有同名而没有号码、没有对上人的, 只按 C 级对上的不判定。
    每户只报一次。

       户编号  姓名    证件号码              致贫原因  乡镇
    ✗  1       张三    350699195203070015    因学      九峰镇
    ✓  2       王六    350699200509100014    因学      九峰镇
    ✓  3       李小    350699200809100024    因学      九峰镇
    ✓  4       陈小    350699200303050031    因学      九峰镇
    ?  5       赵六    350699199604180010    因学      九峰镇
    ✓  6       王五    350699196604180033    因病      九峰镇

       〔enrolment〕姓名  学校名称
    =  王六              某小学
    =  李小              某小学
    =  陈小              某中学
    """
    members = roll.members
    claims = pd.Series(says(members["cause_code"], ("schooling",)), index=members.index)
    where, unsure = household_without_record(roll, "enrolment", claims)
    away = roll.once(ages).between(_YOUNGEST_AWAY, _OLDEST_AWAY).to_numpy()
    if "schooling_code" in members:
        away = away | says(members["schooling_code"], _AWAY)
    open_question = any_in_household(members, away)
    return found(
        where & ~open_question,
        "致贫原因是“{cause}”, 学籍里没有本户任何一人",
        undecided=unsure | where & open_question,
    )
