"""JZ110: the document is a passport, a permit or the like."""

from __future__ import annotations

import pandas as pd
import pyarrow as pa

from jingzhun.fields.idcard_documents import DocumentKind, document_kinds
from jingzhun.model import Severity
from jingzhun.rules.rule import Found, Roll, found, rule


@rule(
    "JZ110",
    title="不是居民身份证",
    severity=Severity.NOTE,
    needs=["id_text"],
    fix="有居民身份证的, 改填身份证号码; 没有的, 由人工核查",
    basis="中国护照、港澳台居民居住证、外国人永久居留证各有编号",
    false_alarms="本就没有居民身份证的人",
)
def id_other_document(roll: Roll) -> Found:
    """填的是护照、港澳台通行证、军人证件一类的号码, 能从写法看出种类的写明种类。

    港澳台居民居住证 (81、82、83 开头) 和新的外国人永久居留证 (9 开头) 与身份证号码同样是 18 位, 照常比对。
    部门数据以身份证号码为准, 其他证件比对不上不等于名下没有财产。

       姓名    证件号码
    ✗  张三    H12345678
    ✗  陈七    12345678
    ✓  王五    350699195203070031
    """
    other = roll.members["id_state"] == "other_document"
    texts = roll.members.loc[other, "id_text"]
    kinds = document_kinds(pa.array(texts, type=pa.string()))
    words = pd.Series([DocumentKind(kind).words for kind in kinds.tolist()], index=texts.index, dtype="str")
    return found(other, "{id_masked} 是{document}, 不是居民身份证号码, 比对不到部门数据", values={"document": words})
