"""JZ135: a public post for a child or for the very old."""

from __future__ import annotations

from jingzhun.model import Severity
from jingzhun.rules.persons import ages
from jingzhun.rules.rule import Found, Roll, found, rule

_FROM, _BELOW = 16, 70


@rule(
    "JZ135",
    title="公益性岗位与年龄不符",
    severity=Severity.REVIEW,
    needs=["post", "birth"],
    fix="核实是否本人在岗; 顶替、冒名的清退",
    basis="省级防返贫系统的质量规则, 2024: 公益性岗位须年满 16 周岁、不满 70 周岁",
    false_alarms="县里另有年龄规定的乡村公益性岗位",
)
def post_against_age(roll: Roll) -> Found:
    """不满 16 周岁或年满 70 周岁的成员填了公益性岗位, 多半由家人顶替上岗, 或者是挂名领补贴。

    例子中的核查日是 2016-11-30。

       姓名    出生日期      公益性岗位
    ✗  张三    2006-03-05    保洁员
    ✗  李四    1940-03-05    是
    ✓  王五    1972-03-07    护林员
    ✓  赵六    1940-03-05    否
    ?  陈七    -             是
    ✓  吴八    1940-03-05    -
    ?  郑九    1940-03-05    3
    """
    members = roll.members
    years, post = roll.once(ages), members["post_code"]
    of_age = (years >= _FROM) & (years < _BELOW)
    return found(
        (post == "yes") & years.notna() & ~of_age,
        "公益性岗位填的是“{post}”, " + roll.as_of.isoformat() + " 时 {age} 岁",
        undecided=(post == "yes") & years.isna() | (post == "") & (members["post"] != "") & ~of_age,
        values={"age": years},
    )
