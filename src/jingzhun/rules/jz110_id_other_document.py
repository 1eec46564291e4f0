"""JZ110: the document is a passport, a permit or the like."""

from __future__ import annotations

from jingzhun.model import Severity
from jingzhun.rules.rule import Found, Roll, found, rule


@rule(
    "JZ110",
    title="不是居民身份证",
    severity=Severity.NOTE,
    needs=["id_text"],
    fix="有居民身份证的, 改填身份证号码; 没有的, 由人工核查",
)
def id_other_document(roll: Roll) -> Found:
    """填的是护照、通行证、军官证一类的号码 (一至三个字母加数字)。

    部门数据以身份证号码为准, 其他证件比对不上不等于名下没有财产。

       姓名    证件号码
    ✗  张三    H12345678
    ✓  王五    350699195203070031
    """
    return found(roll.members["id_state"] == "other_document", "{id_masked} 不是居民身份证号码, 比对不到部门数据")
