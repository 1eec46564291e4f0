"""JZ424: somebody unable to work draws wages of the state."""

from __future__ import annotations

import pandas as pd

from jingzhun.model import Severity
from jingzhun.rules.codes import says as says_code
from jingzhun.rules.linked import in_brackets, rows_of, said, says, texts
from jingzhun.rules.rule import Found, Roll, found, rule


@rule(
    "JZ424",
    title="无劳动力而领财政工资",
    severity=Severity.REVIEW,
    needs=["labour"],
    registers=["payroll"],
    fix="核实岗位和出勤: 在岗的更正劳动能力, 挂名领薪的停发追回",
    basis="无劳动能力的认定须与就业事实一致",
    false_alarms="退休、遗属、长期病休人员还在工资册上(已写明的除外)",
)
def wages_without_labour(roll: Roll) -> Found:
    """劳动能力写丧失或无, 财政供养名册里却在领工资、报酬或公益性岗位补贴。

    写明离退休、退职、遗属、抚恤、精减的不算; 只按 C 级对上的不判定。

       姓名    证件号码              劳动技能
    ✗  张三    350699197808200010    无劳动力
    ✓  李四    350699195406120027    普通劳动力
    ✓  王五    350699195203070015    丧失劳动力
    ?  赵六    350699196604180033    无劳动力

       〔payroll〕姓名  单位名称    人员类别    等级
    =  张三             某村委会    公益性岗位  A
    =  李四             某小学      在职        A
    =  王五             某小学      退休        A
    =  赵六             某小学      在职        C
    """
    rows = rows_of(roll, "payroll")
    retired = _retired(rows, "staff_category") | _retired(rows, "position") | _retired(rows, "establishment")
    s = said(roll, rows[~retired])
    claims = says_code(roll.members["labour_code"], ("lost", "none"))
    return found(
        s.where & claims,
        "名册写“{labour}”, {name_raw}在{employer}领工资{category}",
        undecided=s.unsure & claims,
        values={
            "employer": texts(s.rows, "employer").replace("", "财政供养单位"),
            "category": in_brackets(texts(s.rows, "staff_category")),
        },
        source=s.rows,
    )


def _retired(rows: pd.DataFrame, field: str) -> pd.Series:
    return says(rows, field, "退休|离休|退职|遗属|抚恤|精减|精简|病休|死亡")
