"""JZ146: a telephone number that cannot be reached."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from jingzhun.model import Severity
from jingzhun.rules.rule import Found, Roll, found, rule

_MOBILE, _FIXED = r"(?:\+?86)?1[3-9][0-9]{9}", r"(?:0[0-9]{2,3})?[2-9][0-9]{6,7}"
_SOUND = rf"^;*(?:{_MOBILE}|{_FIXED})(?:;+(?:{_MOBILE}|{_FIXED}))*;*$"
# The operators' own numbers, digits in a row, eight alike.
_EIGHT_ALIKE = "|".join(digit * 8 for digit in "0123456789")
_FILLER = rf"1[0-9]{{2}}(?:{_EIGHT_ALIKE})|13800138000|12345678|87654321|(?:;|^)(?:{_EIGHT_ALIKE})(?:;|$)"

# Extensions go; words, marks and the space behind a whole number stand between numbers, hyphens within one.
_PLAIN = ((r"\.0$|转[0-9]+", ""), (r"([0-9]{7})\s+", r"\1;"), (r"[^0-9+\s().-]+", ";"), (r"[^0-9+;]", ""))

_MIDDLE = r"([0-9]{3})[0-9]{3,4}([0-9]{4})"


@rule(
    "JZ146",
    title="电话号码不对",
    severity=Severity.NOTE,
    needs=["phone"],
    fix="改填能打通的号码",
    basis="公用电信网编号: 手机 11 位以 1 开头, 固定电话 7 至 8 位另加区号; 省级防返贫系统的质量规则, 2024",
    false_alarms="只在村里通用的集群短号; 带分机号的固定电话",
)
def phone_unsound(roll: Roll) -> Found:
    """不是 11 位手机号, 也不是 7 至 8 位 (可带区号) 的固定电话, 或者是凑数的号码 (13800000000、12345678)。

    写了几个号码的, 每个都要对。没有写号码的通过; 只有汉字的无法判定。

       姓名    联系电话
    ✗  张三    1380013800
    ✗  李四    13800000000
    ✗  王五    12345678901
    ✓  赵六    13712341235
    ✓  陈七    0596-5231236、13712341235
    ✓  吴八    -
    ?  郑九    同户主
    """
    encoded = pa.array(roll.members["phone"], type=pa.string())
    if isinstance(encoded, pa.ChunkedArray):
        encoded = encoded.combine_chunks()
    encoded = encoded.dictionary_encode()
    said, sound, filler = _kinds(encoded.dictionary)
    place = np.asarray(encoded.indices)
    written = (roll.members["phone"] != "").to_numpy()
    where = (said & (~sound | filler))[place] & written
    what = np.where(filler[place[where]], "是凑数的号码", "不是能打通的号码")
    return found(
        where,
        "电话“{shown}”{what}",
        undecided=~said[place] & written,
        values={
            "what": pd.Series(what, index=roll.members.index[where], dtype="str"),
            "shown": roll.members["phone"][where].str.replace(_MIDDLE, r"\1****\2", regex=True),
        },
    )


def _kinds(texts: pa.Array) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Where there is a number at all, where each is of a possible form, where one is a filler."""
    said, sound = (np.array(pc.match_substring_regex(texts, rf"^{_MOBILE}$")) for _ in range(2))
    filler = np.array(pc.match_substring_regex(texts, _FILLER))
    others = np.flatnonzero(~sound)
    plain = pc.utf8_normalize(texts.take(pa.array(others)), form="NFKC")
    for pattern, instead in _PLAIN:
        plain = pc.replace_substring_regex(plain, pattern, instead)
    said[others] = np.asarray(pc.match_substring_regex(plain, "[0-9]"))
    sound[others] = np.asarray(pc.match_substring_regex(plain, _SOUND))
    filler[others] = np.asarray(pc.match_substring_regex(plain, _FILLER))
    return said, sound, filler
