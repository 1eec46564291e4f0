"""JZ418: a household is poor for an illness that no bill shows."""

from __future__ import annotations

import pandas as pd

from jingzhun.model import Severity
from jingzhun.rules.codes import says
from jingzhun.rules.linked import household_without_record
from jingzhun.rules.rule import Found, Roll, found, rule


@rule(
    "JZ418",
    title="因病致贫而全户没有医疗记录",
    severity=Severity.REVIEW,
    needs=["cause"],
    registers=["medical"],
    fix="查病历、结算单; 长年卖药自理的由村医证明, 没有病人的更正致贫原因",
    basis="致贫原因应有佐证: 因病的以诊断证明、结算单为据",
    false_alarms="在外地就医、没有报销; 病在多年以前, 数据只有近一两年",
)
def illness_cause_without_record(roll: Roll) -> Found:
    """致贫原因写因病, 医保结算和医疗救助里全户没有一个人。

    登记里查不到的人多于查得到的人的乡镇 (多半没有拿到那里的数据) 不判定, 全册查到不足 3 人的也不判定;
    号码不完好、与他人相同、与出生日期矛盾的, 登记里有同名而没有号码、没有对上人的, 只按 C 级对上的不判定。
    每户只报一次。

       户编号  姓名    证件号码              致贫原因  乡镇
    ✗  1       张三    350699195203070015    因病      九峰镇
    ✓  2       李四    350699195406120027    因病      九峰镇
    ✓  3       王五    350699196604180033    因病      九峰镇
    ✓  4       赵六    350699197808200010    因病      九峰镇
    ?  5       钱七    35069919400101001X    因病      山格镇
    ?  6       周九    350699195505050052    因病      九峰镇

       〔medical〕姓名  疾病诊断  等级
    =  李四            脑梗死    A
    =  王五            尿毒症    A
    =  赵六            骨折      B
    =  周九            肺炎      -
    """
    claims = pd.Series(says(roll.members["cause_code"], ("illness",)), index=roll.members.index)
    where, unsure = household_without_record(roll, "medical", claims)
    return found(where, "致贫原因是“{cause}”, 医疗结算、救助里没有本户任何一人", undecided=unsure)
