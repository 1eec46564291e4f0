"""JZ411: a member is called disabled and is not on record."""

from __future__ import annotations

import pandas as pd

from jingzhun.model import Severity
from jingzhun.rules.codes import says
from jingzhun.rules.linked import without_record
from jingzhun.rules.rule import Found, Roll, found, rule


@rule(
    "JZ411",
    title="健康状况写残疾而没有登记",
    severity=Severity.NOTE,
    needs=["health"],
    registers=["disability"],
    fix="有残疾的帮助申请评残办证; 没有的更正健康状况",
    basis="残疾人以残疾人证为据(残疾人证管理办法)",
    false_alarms="有残疾还没有办证的人",
)
def disabled_without_record(roll: Roll) -> Found:
    """健康状况写残疾, 残联的登记里没有这个人。很可能是应当办证而没有办, 多一项能享受的政策。

    登记里查不到的人多于查得到的人的乡镇 (多半没有拿到那里的数据) 不判定, 全册查到不足 3 人的也不判定;
    号码不完好、与他人相同、与出生日期矛盾的, 登记里有同名而没有号码、没有对上人的, 只按 C 级对上的不判定。

       姓名    证件号码              健康状况  乡镇
    ✗  张三    350699195203070015    残疾      九峰镇
    ✓  李四    350699195406120027    残疾      九峰镇
    ✓  王五    350699196604180033    残疾      九峰镇
    ✓  赵六    350699197808200010    残疾      九峰镇
    ?  钱七    35069919400101001X    残疾      山格镇
    ✓  孙八    350699196002020040    健康      九峰镇
    ?  周九    350699195505050052    残疾      九峰镇

       〔disability〕姓名  残疾类别  等级
    =  李四                肢体      A
    =  王五                视力      A
    =  赵六                智力      B
    =  周九                肢体      -
    """
    claims = pd.Series(says(roll.members["health_code"], ("disabled",)), index=roll.members.index)
    where, unsure = without_record(roll, "disability", claims)
    return found(where, "{name_raw}的健康状况是“{health}”, 残疾人登记里没有查到", undecided=unsure)
