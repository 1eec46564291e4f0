"""JZ134: a name that is nobody's."""

from __future__ import annotations

from jingzhun.model import Severity
from jingzhun.rules.placeholder_names import stands_for_nobody
from jingzhun.rules.rule import Found, Roll, found, rule


@rule(
    "JZ134",
    title="姓名是占位的",
    severity=Severity.REVIEW,
    needs=["name_raw"],
    fix="查户口簿填真实姓名; 未取名的新生儿上户后补",
    basis="建档立卡逐人登记; 凭空编造的成员是审计重点",
    false_alarms="新生儿尚未取名; 真名带“某”字的人极少",
)
def name_placeholder(roll: Roll) -> Found:
    """姓名写着测试、无名氏、某某、XXX、新生儿, 或者同一个字写三遍: 是为了凑数填的, 或者真名没有录入。

    姓名写“无”“待定”“不详”的按没有填写处理 (JZ115), 用 * 或 □ 遮盖、缺字的见 JZ116。

       姓名
    ✗  测试
    ✗  张某某
    ✗  李李李
    ✗  XXX
    ✗  张三之子
    ✓  王五
    ✓  陈娜娜
    ?  -
    """
    where = stands_for_nobody(roll)
    unnamed = (roll.members["name"] == "").to_numpy()
    return found(where & ~unnamed, "姓名“{name_raw}”不是真实姓名", undecided=unnamed & ~where)
