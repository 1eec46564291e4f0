"""JZ419: a member is gravely ill and on no bill."""

from __future__ import annotations

import pandas as pd

from jingzhun.model import Severity
from jingzhun.rules.codes import says
from jingzhun.rules.linked import without_record
from jingzhun.rules.rule import Found, Roll, found, rule


@rule(
    "JZ419",
    title="患大病而没有医疗记录",
    severity=Severity.REVIEW,
    needs=["health"],
    registers=["medical"],
    fix="查诊断证明; 没有就医的了解原因, 健康的更正",
    basis="健康扶贫: 大病以诊断证明和结算为据",
    false_alarms="在外地就医、没有报销; 病在多年以前",
)
def severe_illness_without_record(roll: Roll) -> Found:
    """健康状况写患有大病, 医保结算和医疗救助里却没有这个人。

    登记里查不到的人多于查得到的人的乡镇 (多半没有拿到那里的数据) 不判定, 全册查到不足 3 人的也不判定;
    号码不完好、与他人相同、与出生日期矛盾的, 登记里有同名而没有号码、没有对上人的, 只按 C 级对上的不判定。

       姓名    证件号码              健康状况  乡镇
    ✗  张三    350699195203070015    患有大病  九峰镇
    ✓  李四    350699195406120027    患有大病  九峰镇
    ✓  王五    350699196604180033    患有大病  九峰镇
    ✓  赵六    350699197808200010    患有大病  九峰镇
    ?  钱七    35069919400101001X    患有大病  山格镇
    ?  周九    350699195505050052    患有大病  九峰镇

       〔medical〕姓名  疾病诊断  等级
    =  李四            脑梗死    A
    =  王五            尿毒症    A
    =  赵六            白血病    B
    =  周九            脑出血    -
    """
    claims = pd.Series(says(roll.members["health_code"], ("severe",)), index=roll.members.index)
    where, unsure = without_record(roll, "medical", claims)
    return found(where, "{name_raw}的健康状况是“{health}”, 医疗结算、救助里没有查到", undecided=unsure)
