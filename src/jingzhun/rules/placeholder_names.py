"""Names that are nobody's: words that were filled in so that the cell is not empty."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from jingzhun.rules.rule import Roll

_PLACEHOLDER = (
    r"(?i)^(?:.?测试.{0,3}|test.*|无名氏?.?|.{0,2}某[某人甲乙丙丁]?|.{0,3}某某.?|x{2,}|.x{2,}|户主|成员.?|家属|.{0,4}(?:之子|之女|之妻)|"
    r"新生儿.?|婴儿|.{1,2}(?:宝宝|婴儿)|未取名|未起名|未命名|待取名|张三李四|同名|姓名|人员.?|[0-9]+)$"
)


def stands_for_nobody(roll: Roll) -> np.ndarray:
    """True for members whose name is a placeholder (测试, 张某某, 李李李); computed once a roll for all who ask."""
    return roll.once(_stands_for_nobody)


def _stands_for_nobody(roll: Roll) -> np.ndarray:
    names = pa.array(roll.members["name_raw"], type=pa.string())
    if isinstance(names, pa.ChunkedArray):
        names = names.combine_chunks()
    distinct = names.dictionary_encode()
    plain = pc.replace_substring_regex(pc.utf8_normalize(distinct.dictionary, form="NFKC"), r"\s", "")
    nobody = np.asarray(pc.match_substring_regex(plain, _PLACEHOLDER)) | _same_character(plain)
    mask: np.ndarray = nobody[np.asarray(distinct.indices)]
    return mask


def _same_character(names: pa.Array) -> np.ndarray:
    first = pc.utf8_slice_codeunits(names, 0, 1)
    alike = pc.equal(names, pc.binary_repeat(first, 3))
    return np.asarray(pc.and_(alike, pc.match_substring_regex(first, r"^\pL")))
