"""JZ101: a member without an identity number."""

from __future__ import annotations

from jingzhun.model import Severity
from jingzhun.rules.rule import Found, Roll, found, rule


@rule(
    "JZ101",
    title="证件号码没有填写",
    severity=Severity.REVIEW,
    needs=["id_raw"],
    fix="查户口簿或身份证补填; 确未上户的, 在备注中写明",
    basis="国开办发〔2014〕24号建档立卡要求逐人登记证件号码",
    false_alarms="新生儿未上户、确无户口的人没有号码",
)
def id_missing(roll: Roll) -> Found:
    """证件号码一栏为空, 或者写着“无”“不详”“待补”一类的话。

    没有号码就不能与车辆、房产、工资等部门数据可靠比对, 该成员等于没有核查。

       姓名    证件号码
    ✗  张三    -
    ✗  李四    待补
    ✓  王五    350699195203070015
    """
    return found(roll.members["id_state"] == "missing", "证件号码没有填写")
