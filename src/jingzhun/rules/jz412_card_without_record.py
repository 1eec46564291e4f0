"""JZ412: a disability card is not on record."""

from __future__ import annotations

from jingzhun.model import Severity
from jingzhun.rules.linked import without_record
from jingzhun.rules.rule import Found, Roll, found, rule

# 20 digits since 2008 (the identity number, one digit of kind, one of grade); older cards had fewer.
_FEWEST_DIGITS = 8


@rule(
    "JZ412",
    title="残疾证在残联查不到",
    severity=Severity.REVIEW,
    needs=["disability_card"],
    registers=["disability"],
    fix="查验残疾证原件; 过期、注销、伪造的更正, 停发据此发放的补贴",
    basis="残疾人证全国统一编号, 由县级残联核发(残疾人证管理办法)",
    false_alarms="外地办的证; 刚办下来还没有进名单",
)
def card_without_record(roll: Roll) -> Found:
    """名册填了残疾证号, 残联的登记里却没有这个人。

    填“有”“是”等不是号码的不算。
    登记里查不到的人多于查得到的人的乡镇 (多半没有拿到那里的数据) 不判定, 全册查到不足 3 人的也不判定;
    号码不完好、与他人相同、与出生日期矛盾的, 登记里有同名而没有号码、没有对上人的, 只按 C 级对上的不判定。

       姓名    证件号码              残疾证号                乡镇
    ✗  张三    350699195203070015    35069919520307001542    九峰镇
    ✓  李四    350699195406120027    35069919540612002743    九峰镇
    ✓  王五    350699196604180033    35069919660418003311    九峰镇
    ✓  赵六    350699197808200010    35069919780820001042    九峰镇
    ✓  钱七    35069919400101001X    -                       九峰镇
    ?  孙八    350699196002020040    35069919600202004042    山格镇
    ?  周九    350699195505050052    35069919550505005243    九峰镇

       〔disability〕姓名  残疾类别  等级
    =  李四                肢体      A
    =  王五                视力      A
    =  赵六                智力      B
    =  周九                肢体      -
    """
    claims = roll.members["disability_card"].str.count("[0-9]") >= _FEWEST_DIGITS
    where, unsure = without_record(roll, "disability", claims)
    return found(where, "{name_raw}的残疾证号在残疾人登记里没有查到", undecided=unsure)
