"""JZ143: insured as somebody's employee."""

from __future__ import annotations

import numpy as np
import pandas as pd

from jingzhun.model import Severity
from jingzhun.rules.codes import says
from jingzhun.rules.rule import Found, Roll, found, rule


@rule(
    "JZ143",
    title="参加职工保险",
    severity=Severity.NOTE,
    needs=["medical_insurance"],
    fix="与社保数据核对单位、缴费基数, 把工资收入算入家庭收入",
    basis="职工保险由用人单位缴纳(社会保险法第二条至第二十三条), 说明有稳定工资收入; 比对社保是认定收入的常规做法",
    false_alarms="公益性岗位代缴、灵活就业人员自己缴费、已经断缴的",
)
def employee_insurance(roll: Roll) -> Found:
    """成员参加职工医保或职工养老保险, 说明有单位发工资, 收入应当高于居民医保的家庭。这是线索, 不等于收入超标。

    同时参加两种医保的由 JZ139 指出。

       姓名    医疗保险      养老保险
    ✗  张三    职工医保      -
    ✗  李四    城乡居民      城镇职工养老保险
    ✓  王五    城乡居民      新农保
    ?  赵六    -             -
    """
    members = roll.members
    employed, stated = _employed(members["medical_insurance_code"])
    twice = says(members["medical_insurance_code"], ("resident",)) & employed
    if "pension_insurance_code" in members:
        more, also = _employed(members["pension_insurance_code"])
        employed, stated = employed | more, stated | also
    where = employed & ~twice
    return found(where, "{what}", undecided=~stated, values={"what": _written(members, where)})


def _employed(codes: pd.Series) -> tuple[np.ndarray, np.ndarray]:
    return says(codes, ("employee",)), (codes != "").to_numpy()


def _written(members: pd.DataFrame, where: np.ndarray) -> pd.Series:
    said = pd.Series("", index=members.index[where], dtype="str")
    for field, title in (("medical_insurance", "医疗保险"), ("pension_insurance", "养老保险")):
        if field in members:
            here = says(members[f"{field}_code"][where], ("employee",))
            part = (title + "填的是“" + members[field][where] + "”").where(here, "")
            said = said + np.where((said != "") & here, ", ", "") + part
    return said
