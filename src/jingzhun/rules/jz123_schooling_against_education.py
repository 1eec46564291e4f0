"""JZ123: the school and the education exclude each other."""

from __future__ import annotations

import numpy as np

from jingzhun.model import Severity
from jingzhun.rules.codes import look_up
from jingzhun.rules.rule import Found, Roll, found, rule

# The steps of the school system; a primary pupil counts as illiterate with some clerks, which is no contradiction.
_REACHED = {"illiterate": 0, "preschool": 0, "primary": 1, "junior": 2, "senior": 3, "college": 4, "bachelor": 4}
_ATTENDED = {"preschool": 1, "primary": 1, "junior": 2, "senior": 3, "vocational": 3, "college": 4, "bachelor": 4}
_ATTENDED["postgraduate"] = 5


@rule(
    "JZ123",
    title="在校生状况与文化程度矛盾",
    severity=Severity.REVIEW,
    needs=["schooling", "education"],
    fix="与学籍系统核对, 更正在校生状况或文化程度",
    basis="学制常理: 读上一级学校须先读完下一级; 文化程度填在读或已毕业的最高学段",
    false_alarms="同等学力报考、成人再读的学生",
)
def schooling_against_education(roll: Roll) -> Found:
    """正在读的学校比文化程度高两级以上 (本科在读而文化程度是小学), 或者比文化程度低 (小学在读而文化程度是高中)。

    文化程度可以填正在读的, 也可以填已读完的上一级, 都不算矛盾。

       姓名    在校生状况    文化程度
    ✗  张三    本科          小学
    ✗  李四    小学          高中
    ✓  王五    本科          高中
    ✓  赵六    初中          初中
    ✓  陈七    非在校生      小学
    ✓  吴八    小学          文盲或半文盲
    ?  郑九    高中          -
    ?  钱十    -             小学
    """
    members = roll.members
    attends, has = look_up(members["schooling_code"], _ATTENDED), look_up(members["education_code"], _REACHED)
    unknown = (members["schooling_code"] == "") | ~np.isnan(attends) & (members["education_code"] == "")
    return found(
        (has < attends - 1) | (has > attends),
        "在校生状况填的是“{schooling}”, 文化程度填的是“{education}”",
        undecided=unknown,
    )
