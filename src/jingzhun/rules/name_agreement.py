"""Whether two names can be those of one person, for the few pairs of members that share a number.

Matching against registers has finer levels (``match/compare.py``); rules stand before it and only need to
know whether a name speaks against a shared number.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow as pa

from jingzhun.fields.characters import characters, contains, unordered_pair_codes
from jingzhun.fields.name import sound_keys

WILDCARD = "□"
SAME = "姓名相同"
VARIANT = "姓名是异体字"
SAME_SOUND = "姓名同音"
SIMILAR_SHAPE = "姓名字形相近"
UNREADABLE = "姓名有字无法辨认"
ONE_MISSING = "姓名缺一字"
ONE_DIFFERENT = "姓名有一字不同"
AGREEMENTS = (SAME, VARIANT, SAME_SOUND, SIMILAR_SHAPE, UNREADABLE, ONE_MISSING, ONE_DIFFERENT)
# From this length on one differing character leaves the surname and one more in agreement.
_LENGTH_FOR_ONE_DIFFERENCE = 3


def agreement(left: pd.Series, right: pd.Series) -> pd.Series:
    """How two columns of cleaned names agree, pair by pair.

    Args:
        left: one name a pair.
        right: the other name, same index.

    Returns:
        The agreement in words, one of ``AGREEMENTS`` (``ONE_DIFFERENT`` is the weakest: siblings often differ
        by one character); ``""`` where the names are those of two people or one is missing.
    """
    empty = (left == "") | (right == "")
    words = pd.Series("", index=left.index, dtype="str").mask(~empty & (left == right), SAME)
    rest = np.flatnonzero(~empty & (left != right))
    if len(rest):
        pairs = pd.DataFrame({"left": left.iloc[rest], "right": right.iloc[rest]})
        # Pairs that share a number with different names are few; distinct ones are judged one by one.
        distinct = pairs.drop_duplicates()
        heard = _same_sound(distinct["left"], distinct["right"])
        judged = [_agreement(*pair) for pair in zip(distinct["left"], distinct["right"], heard, strict=True)]
        answers = pairs.merge(distinct.assign(words=judged), on=["left", "right"], how="left")["words"]
        words.iloc[rest] = answers
    return words


def _same_sound(left: pd.Series, right: pd.Series) -> np.ndarray:
    heard = [sound_keys(pa.array(names, type=pa.string())) for names in (left, right)]
    same: np.ndarray = (heard[0] == heard[1]) & (heard[0] != 0)
    return same


def _agreement(one: str, other: str, same_sound: bool) -> str:
    if len(one) == len(other):
        return _agreement_by_character(one, other, same_sound)
    shorter, longer = sorted((one, other), key=len)
    lacks_one = len(longer) - len(shorter) == 1 and len(shorter) > 1
    left_out = {longer[:place] + longer[place + 1 :] for place in range(1, len(longer))}
    return ONE_MISSING if lacks_one and shorter in left_out else ""


def _agreement_by_character(one: str, other: str, same_sound: bool) -> str:
    levels = [_character_agreement(a, b) for a, b in zip(one, other, strict=True)]
    alike = sum(level in ("same", "variant") for level in levels)
    if alike == len(levels):
        return VARIANT
    if same_sound:
        return SAME_SOUND
    if "different" in levels:
        close = alike == len(levels) - 1 and len(levels) >= _LENGTH_FOR_ONE_DIFFERENCE and levels[0] != "different"
        return ONE_DIFFERENT if close else ""
    if not alike:
        return ""
    return UNREADABLE if "unknown" in levels else SIMILAR_SHAPE


def _character_agreement(one: str, other: str) -> str:
    if one == other:
        return "same" if one != WILDCARD else "unknown"
    if WILDCARD in (one, other):
        return "unknown"
    table = characters()
    first, second = table.canonical[ord(one)], table.canonical[ord(other)]
    if first == second:
        return "variant"
    codes = unordered_pair_codes(np.array([first]), np.array([second]))
    return "similar" if contains(table.similar, codes)[0] else "different"
