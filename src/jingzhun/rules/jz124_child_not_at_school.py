"""JZ124: a child of school age who goes to none."""

from __future__ import annotations

import numpy as np
import pandas as pd

from jingzhun.model import Severity
from jingzhun.rules.codes import says
from jingzhun.rules.persons import ages
from jingzhun.rules.rule import Found, Roll, found, rule

_FROM, _BELOW = 7, 15
_NO_REASON = ("", "无", "否", "/", "-")


@rule(
    "JZ124",
    title="义务教育阶段没有在校",
    severity=Severity.REVIEW,
    needs=["schooling", "birth"],
    fix="与学籍系统核对; 确实失学的劝返, 因身体原因不能入学的写明“未上学原因”或送教上门",
    basis="义务教育法第二条、第五条、第十一条; 贫困退出须义务教育有保障(《关于建立贫困退出机制的意见》, 2016)",
    false_alarms="在外地、民办学校就读而没有登记的孩子",
)
def child_not_at_school(roll: Roll) -> Found:
    """满 7 岁不满 15 岁的孩子填“非在校生”, 又没有写未上学的原因。

    六周岁入学, 条件不具备的地方推迟到七周岁, 九年后满十五岁可能已毕业, 所以只查这一段。身体状况为残疾或大病的,
    可能是缓学或送教上门, 没有写原因的算无法判定。例子中的核查日是 2016-11-30。

       姓名    出生日期      在校生状况    健康状况    义务教育阶段未上学原因
    ✗  张三    2006-03-05    非在校生      健康        -
    ✓  李四    2006-03-05    非在校生      健康        重残不能入学
    ✓  王五    2006-03-05    小学          健康        -
    ✓  赵六    1952-03-07    非在校生      健康        -
    ✓  陈七    2011-03-05    非在校生      健康        -
    ?  吴八    2006-03-05    非在校生      残疾        -
    ?  郑九    2006-03-05    -             健康        -
    ?  钱十    -             非在校生      健康        -
    """
    members = roll.members
    years = roll.once(ages)
    of_age = (years >= _FROM) & (years < _BELOW)
    absent = members["schooling_code"] == "none"
    unexplained = _unexplained(members)
    if "health_code" in members:
        unable = says(members["health_code"], ("disabled", "severe"))
    else:
        unable = np.zeros(len(members), dtype=bool)
    unclear = (of_age & (members["schooling_code"] == "")) | (absent & years.isna()) | (of_age & absent & unable)
    return found(
        of_age & absent & unexplained & ~unable,
        roll.as_of.isoformat() + " 时 {age} 岁, 在校生状况填的是“{schooling}”, 没有未上学原因",
        undecided=unclear & unexplained,
        values={"age": years},
    )


def _unexplained(members: pd.DataFrame) -> np.ndarray:
    if "dropout_reason" not in members:
        return np.ones(len(members), dtype=bool)
    return members["dropout_reason"].str.strip().isin(_NO_REASON).to_numpy()
