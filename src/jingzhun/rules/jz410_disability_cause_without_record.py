"""JZ410: a household is poor for a disability that nobody of it has on record."""

from __future__ import annotations

import pandas as pd

from jingzhun.model import Severity
from jingzhun.rules.codes import says
from jingzhun.rules.linked import household_without_record
from jingzhun.rules.rule import Found, Roll, found, rule


@rule(
    "JZ410",
    title="因残致贫而全户没有残疾登记",
    severity=Severity.REVIEW,
    needs=["cause"],
    registers=["disability"],
    fix="查残疾证; 确有残疾的帮助评残, 没有的更正致贫原因",
    basis="致贫原因应有佐证: 因残的以残疾人证为据",
    false_alarms="有残疾还没有办证的人, 尤其是行动不便的老人",
)
def disability_cause_without_record(roll: Roll) -> Found:
    """致贫原因写因残, 残联的登记里全户没有一个人。查了全户每个成员, 按号码和姓名都没有对上。

    登记里查不到的人多于查得到的人的乡镇 (多半没有拿到那里的数据) 不判定, 全册查到不足 3 人的也不判定;
    号码不完好、与他人相同、与出生日期矛盾的, 登记里有同名而没有号码、没有对上人的, 只按 C 级对上的不判定。
    每户只报一次。

       户编号  姓名    证件号码              致贫原因  乡镇
    ✗  1       张三    350699195203070015    因残      九峰镇
    ✓  2       李四    350699195406120027    因残      九峰镇
    ✓  3       王五    350699196604180033    因残      九峰镇
    ✓  4       赵六    350699197808200010    因残      九峰镇
    ?  5       钱七    35069919400101001X    因残      山格镇
    ?  6       孙八    -                     因残      九峰镇
    ?  7       周九    350699195505050052    因残      九峰镇

       〔disability〕姓名  残疾类别  等级
    =  李四                肢体      A
    =  王五                视力      A
    =  赵六                智力      B
    =  周九                肢体      -
    """
    claims = pd.Series(says(roll.members["cause_code"], ("disability",)), index=roll.members.index)
    where, unsure = household_without_record(roll, "disability", claims)
    return found(where, "致贫原因是“{cause}”, 残疾人登记里没有本户任何一人", undecided=unsure)
