"""JZ102: an identity number with digits too many or too few."""

from __future__ import annotations

from jingzhun.fields.idcard_repairs import candidates
from jingzhun.model import Severity
from jingzhun.rules.rule import Found, Roll, found, rule


@rule(
    "JZ102",
    title="证件号码位数不对",
    severity=Severity.REVIEW,
    needs=["id_text"],
    fix="对照证件原件更正号码",
    basis="GB 11643-1999《公民身份号码》: 18 位; 旧号码 15 位",
    false_alarms="残疾人证 20 位号码、护照号码填在这一栏",
)
def id_length(roll: Roll) -> Found:
    """全是数字, 但既不是 18 位 (或旧的 15 位), 也不是 20 位残疾人证号, 多半是漏打或多打了一位。

    公民身份号码为 18 位 (GB 11643-1999)。位数不对的号码只能作“疑似”比对。少一位或多一位的, 按校验位和出生日期
    推算能补成或改成几种号码; 原号码多半在其中, 但究竟是哪一个, 只有证件能说明。

       姓名    证件号码
    ✗  张三    35069919520307015
    ✗  李四    3506991954061200277
    ✓  王五    350699195203070031
    """
    members = roll.members
    wrong = members["id_state"] == "length_wrong"
    texts = members.loc[wrong, "id_text"]
    possible = texts.map(lambda text: len(candidates(text)))
    words = "; 合乎校验位的原号码有 " + possible.astype("str") + " 种可能"
    return found(
        wrong,
        "号码 {id_masked} 有 {length} 位, 应为 18 位{possible}",
        values={"length": texts.str.len(), "possible": words.where(possible > 0, "").astype("str")},
    )
