"""JZ136: a public post for someone without labour."""

from __future__ import annotations

from jingzhun.model import Severity
from jingzhun.rules.codes import says
from jingzhun.rules.rule import Found, Roll, found, rule


@rule(
    "JZ136",
    title="无劳动能力而有公益性岗位",
    severity=Severity.REVIEW,
    needs=["post", "labour"],
    fix="核实是否本人在岗; 有劳动能力的更正劳动能力",
    basis="公益性岗位须能履行岗位职责(各地公益性岗位管理办法); 省级防返贫系统的质量规则, 2024",
    false_alarms="按年龄一律填无劳动力的 60 岁以上在岗老人",
)
def post_without_labour(roll: Roll) -> Found:
    """劳动能力填丧失或无, 却有公益性岗位: 不是劳动能力填低了, 就是挂名领补贴。

       姓名    劳动技能      公益性岗位
    ✗  张三    丧失劳动力    保洁员
    ✓  李四    弱劳动力      保洁员
    ✓  王五    无劳动力      无
    ?  赵六    -             护林员
    ?  陈七    无劳动力      -
    """
    members = roll.members
    unable, post = says(members["labour_code"], ("none", "lost")), members["post_code"]
    unknown = members["labour_code"] == ""
    return found(
        unable & (post == "yes"),
        "劳动能力填的是“{labour}”, 公益性岗位填的是“{post}”",
        undecided=unknown & (post != "no") | unable & (post == ""),
    )
