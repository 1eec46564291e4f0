"""JZ106: digits of the number are covered by asterisks."""

from __future__ import annotations

from jingzhun.model import Severity
from jingzhun.rules.rule import Found, Roll, found, rule


@rule(
    "JZ106",
    title="号码被遮盖",
    severity=Severity.REVIEW,
    needs=["id_text"],
    fix="向提供名册的单位索取完整号码; 公示稿不能用来比对",
    basis="比对须用完整号码; 遮盖是公示稿的做法(政府信息公开条例第十五条)",
    false_alarms="没有已知的误报",
)
def id_masked(roll: Roll) -> Found:
    """号码中间几位写成 *, 多半用了公示稿代替底册。

    只剩头尾的号码可以对应许多人, 比对结果只能作线索。

       姓名    证件号码
    ✗  张三    350699********0015
    ✓  张三    350699195203070015
    """
    members = roll.members
    hidden = members["id_digits"].str.count(r"\?")
    return found(members["id_state"] == "masked", "号码 {id_masked} 有 {hidden} 位被遮盖", values={"hidden": hidden})
