"""JZ126: healthy, of working age, and said to have no labour."""

from __future__ import annotations

import numpy as np

from jingzhun.model import Severity
from jingzhun.rules.codes import says
from jingzhun.rules.persons import ages
from jingzhun.rules.rule import Found, Roll, found, rule

_FROM, _TO = 16, 59


@rule(
    "JZ126",
    title="健康的青壮年填无劳动力",
    severity=Severity.REVIEW,
    needs=["labour", "health", "birth"],
    fix="入户核实劳动能力; 因照料老人、重病人不能务工的在备注写明",
    basis="省级防返贫系统的质量规则, 2024: 16 至 59 周岁健康者不应无劳动力",
    false_alarms="照料失能家人的人; 刚评定残疾而健康状况未改的人; 没有填在校生状况的学生",
)
def able_without_labour(roll: Roll) -> Found:
    """16 至 59 周岁、健康状况是健康、又不在校的成员, 填无劳动力或丧失劳动力。

    “无劳动力”常被用来评上低保或缺劳动力户。长期慢性病、大病、残疾的不查, 在校学生不查。例子中的核查日是 2016-11-30。

       姓名    出生日期      健康状况      劳动技能      在校生状况
    ✗  张三    1992-03-07    健康          无劳动力      非在校生
    ✓  李四    1992-03-07    残疾          丧失劳动力    非在校生
    ✓  王五    1999-03-07    健康          无劳动力      普通高中
    ✓  赵六    1952-03-07    健康          无劳动力      非在校生
    ✓  陈七    1992-03-07    健康          普通劳动力    非在校生
    ?  吴八    -             健康          无劳动力      非在校生
    ?  郑九    1992-03-07    -             无劳动力      非在校生
    """
    members = roll.members
    years = roll.once(ages)
    unable = says(members["labour_code"], ("none", "lost"))
    health = members["health_code"]
    at_school = np.zeros(len(members), dtype=bool)
    if "schooling_code" in members:
        at_school |= ~members["schooling_code"].isin(["", "none"]).to_numpy()
    of_age = (years >= _FROM) & (years <= _TO)
    possible = unable & ~at_school & (of_age | years.isna()) & health.isin(["", "healthy"])
    certain = possible & of_age & (health == "healthy")
    unread = (members["labour_code"] == "") & of_age & (health == "healthy") & ~at_school
    return found(
        certain,
        roll.as_of.isoformat() + " 时 {age} 岁, 健康状况是“{health}”, 劳动能力填的是“{labour}”",
        undecided=possible | unread,
        values={"age": years},
    )
