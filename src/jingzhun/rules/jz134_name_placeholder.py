"""JZ134: a name that is nobody's."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from jingzhun.model import Severity
from jingzhun.rules.rule import Found, Roll, found, rule

_PLACEHOLDER = (
    r"(?i)^(?:.?测试.{0,3}|test.*|无名氏?.?|.{0,2}某[某人甲乙丙丁]?|.{0,3}某某.?|x{2,}|.x{2,}|户主|成员.?|家属|.{0,4}(?:之子|之女|之妻)|"
    r"新生儿.?|婴儿|.{1,2}(?:宝宝|婴儿)|未取名|未起名|未命名|待取名|张三李四|同名|姓名|人员.?|[0-9]+)$"
)


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
    names = pa.array(roll.members["name_raw"], type=pa.string())
    if isinstance(names, pa.ChunkedArray):
        names = names.combine_chunks()
    distinct = names.dictionary_encode()
    plain = pc.replace_substring_regex(pc.utf8_normalize(distinct.dictionary, form="NFKC"), r"\s", "")
    stands_for_none = np.asarray(pc.match_substring_regex(plain, _PLACEHOLDER)) | _same_character(plain)
    where = stands_for_none[np.asarray(distinct.indices)]
    unnamed = (roll.members["name"] == "").to_numpy()
    return found(where & ~unnamed, "姓名“{name_raw}”不是真实姓名", undecided=unnamed & ~where)


def _same_character(names: pa.Array) -> np.ndarray:
    first = pc.utf8_slice_codeunits(names, 0, 1)
    alike = pc.equal(names, pc.binary_repeat(first, 3))
    return np.asarray(pc.and_(alike, pc.match_substring_regex(first, r"^\pL")))
