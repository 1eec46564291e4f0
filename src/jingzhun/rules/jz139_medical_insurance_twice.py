"""JZ139: two public medical insurances at once."""

from __future__ import annotations

from jingzhun.model import Severity
from jingzhun.rules.codes import says
from jingzhun.rules.rule import Found, Roll, found, rule


@rule(
    "JZ139",
    title="重复参加居民和职工医保",
    severity=Severity.REVIEW,
    needs=["medical_insurance"],
    fix="与医保数据核对, 只留一种; 财政代缴的居民医保退回",
    basis="国发〔2016〕3号: 城乡居民医保覆盖职工医保应参保人员以外的居民; 省级防返贫系统的质量规则, 2024",
    false_alarms="年中由居民转职工、两段都登记的人",
)
def medical_insurance_twice(roll: Roll) -> Found:
    """一个人同时填了居民医保和职工医保。基本医保只能参加一种; 参加职工医保又说明有稳定工作, 收入要核实。

       姓名    医疗保险
    ✗  张三    城乡居民、城镇职工
    ✓  李四    城乡居民基本医疗保险
    ✓  王五    城乡居民、商业保险
    ?  赵六    -
    """
    code = roll.members["medical_insurance_code"]
    return found(
        says(code, ("resident",)) & says(code, ("employee",)),
        "医疗保险填的是“{medical_insurance}”",
        undecided=code == "",
    )
