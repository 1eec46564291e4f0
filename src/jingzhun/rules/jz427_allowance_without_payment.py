"""JZ427: a household has the allowance by the roll, and nobody of it is paid."""

from __future__ import annotations

import pandas as pd

from jingzhun.model import Severity
from jingzhun.rules.codes import says
from jingzhun.rules.linked import household_without_record, rows_of
from jingzhun.rules.linked_kinds import ALLOWANCE, paid_for
from jingzhun.rules.rule import Found, Roll, found, rule


@rule(
    "JZ427",
    title="名册写低保而没有发放",
    severity=Severity.REVIEW,
    needs=["minimum_allowance"],
    registers=["subsidies"],
    fix="查民政低保系统: 没有低保的更正名册, 应发未发的补发",
    basis="低保金按月社会化发放(社会救助暂行办法第十二条)",
    false_alarms="发放表只给了一部分月份; 由户外的人代领",
)
def allowance_without_payment(roll: Roll) -> Found:
    """名册写本户享受低保, 发放表里全户没有一人领低保金。

    登记里查不到的户多于查得到的户的乡镇 (多半没有拿到那里的数据) 不判定, 全册查到不足 3 户的也不判定;
    有成员号码不完好、与他人相同、与出生日期矛盾的, 登记里有同名而没有号码、没有对上人的, 只按 C 级对上的不判定。
    每户只报一次。

       户编号  姓名    证件号码              是否低保  乡镇
    ✗  1       张三    350699195203070015    是        九峰镇
    ✓  2       李四    350699195406120027    是        九峰镇
    ✓  3       王五    350699196604180033    是        九峰镇
    ✓  4       赵六    350699197808200010    是        九峰镇
    ?  5       钱七    35069919400101001X    是        山格镇
    ✓  6       孙八    350699196002020040    否        九峰镇

       〔subsidies〕姓名  补贴项目        发放日期
    =  张三              耕地地力保护    2016-05
    =  李四              农村低保金      2016-05
    =  王五              农村低保金      2016-05
    =  赵六              农村低保金      2016-05
    """
    rows = rows_of(roll, "subsidies")
    claims = pd.Series(says(roll.members["minimum_allowance_code"], ("yes",)), index=roll.members.index)
    where, unsure = household_without_record(roll, "subsidies", claims, rows[paid_for(rows, ALLOWANCE)])
    return found(where, "名册写低保“{minimum_allowance}”, 发放表里本户没有人领低保金", undecided=unsure)
