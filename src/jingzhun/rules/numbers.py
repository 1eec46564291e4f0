"""How two damaged identity numbers relate: whether they can be one number, and in what words to say so."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow as pa

from jingzhun.fields.idcard_floats import reach

_COMPLETE = ("valid", "check_wrong", "date_impossible", "upgraded")
_UNKNOWN = ord("?")
_CHECK = 17


def has_all_digits(members: pd.DataFrame) -> pd.Series:
    """True where all digits of a number are there, right or wrong."""
    return members["id_state"].isin(_COMPLETE)


def is_damaged(members: pd.DataFrame) -> pd.Series:
    """True where the number is not a sound number of 18 digits."""
    return members["id_state"] != "valid"


def digit_matrix(digits: pd.Series) -> np.ndarray:
    """ASCII codes of 18-character texts as a (rows, 18) matrix."""
    texts = pa.array(digits, type=pa.string())
    if isinstance(texts, pa.ChunkedArray):
        texts = texts.combine_chunks()
    fixed = texts.cast(pa.binary()).cast(pa.binary(18))
    codes = np.frombuffer(fixed.buffers()[1], dtype=np.uint8, count=18 * len(fixed), offset=18 * fixed.offset)
    return codes.reshape(-1, 18)


def one_slip(left: pd.DataFrame, right: pd.DataFrame) -> pd.Series:
    """Where two numbers are one slip of the hand apart and at least one of them is not sound.

    A sound number cannot come from another sound one by a wrong digit or a swap of neighbours (GB
    11643-1999 detects both), so two sound numbers that differ belong to two people.

    Args:
        left: columns ``id_state id_digits id_text``, one row a pair.
        right: the other member of each pair, same index.

    Returns:
        What differs in words, ``""`` where more than one slip or nothing differs.
    """
    words = pd.Series("", index=left.index, dtype="str")
    whole = (has_all_digits(left) & has_all_digits(right)).to_numpy()
    sound = left["id_state"].isin(["valid", "upgraded"]) & right["id_state"].isin(["valid", "upgraded"])
    rows = np.flatnonzero(whole & ~sound.to_numpy())
    if len(rows):
        words.iloc[rows] = pd.Series(_slip_words(left.iloc[rows], right.iloc[rows]), dtype="str")
    for one, other in ((left, right), (right, left)):
        rows = np.flatnonzero((one["id_state"] == "length_wrong").to_numpy() & has_all_digits(other).to_numpy())
        # Few pairs have a number of the wrong length.
        pairs = zip(one["id_text"].iloc[rows], other["id_digits"].iloc[rows], strict=True)
        words.iloc[rows] = pd.Series([_length_words(*pair) for pair in pairs], dtype="str")
    return words


def _slip_words(left: pd.DataFrame, right: pd.DataFrame) -> np.ndarray:
    first, second = digit_matrix(left["id_digits"]), digit_matrix(right["id_digits"])
    differs = first != second
    # The check character of a 15-digit number was computed, so it is no evidence.
    upgraded = (left["id_state"] == "upgraded") | (right["id_state"] == "upgraded")
    body_only = upgraded.to_numpy() & (differs[:, :_CHECK].any(axis=1))
    differs[body_only, _CHECK] = False
    many = differs.sum(axis=1)
    place = differs.argmax(axis=1)
    following = np.minimum(place + 1, _CHECK)
    row = np.arange(len(place))
    swapped = (many == 2) & differs[row, following]
    swapped &= (first[row, place] == second[row, following]) & (first[row, following] == second[row, place])
    nth = (place + 1).astype(str).astype(object)
    words = np.where(many == 1, "号码只有第 " + nth + " 位不同", "")
    both = "号码只有第 " + nth + " 和 " + (place + 2).astype(str).astype(object) + " 位颠倒"
    return np.where(swapped, both, words)


def _length_words(odd: str, whole: str) -> str:
    shorter, longer = sorted((odd, whole), key=len)
    if len(longer) - len(shorter) != 1:
        return ""
    left_out = (longer[:place] + longer[place + 1 :] for place in range(len(longer)))
    return f"号码{'少' if len(odd) < len(whole) else '多'}一位, 其余相同" if shorter in left_out else ""


def known_digits_differing(matrix: np.ndarray, left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """How many digits that are known on both sides differ.

    Args:
        matrix: digits of all members, as ``digit_matrix`` gives them.
        left: positions, one a pair.
        right: positions of the others.
    """
    first, second = matrix[left], matrix[right]
    counts: np.ndarray = ((first != second) & (first != _UNKNOWN) & (second != _UNKNOWN)).sum(axis=1)
    return counts


def known_part_agrees(left: pd.DataFrame, right: pd.DataFrame) -> pd.Series:
    """Where one number is incomplete and all that is known of both agrees.

    Args:
        left: columns ``id_state id_digits id_value``, one row a pair.
        right: the other member of each pair, same index.

    Returns:
        The number of digits known on both sides, 0 where one side knows none; -1 where the known digits
        contradict each other or both numbers are complete.
    """
    first, second = digit_matrix(left["id_digits"]), digit_matrix(right["id_digits"])
    known = (first != _UNKNOWN) & (second != _UNKNOWN)
    contradicts = (known & (first != second)).any(axis=1) | known.all(axis=1)
    for one, other in ((left, right), (right, left)):
        rounded = (one["id_state"] == "rounded_float").to_numpy() & has_all_digits(other).to_numpy()
        double = one["id_value"].to_numpy()
        distance = np.abs(double - other["id_value"].to_numpy())
        contradicts |= rounded & ((distance > reach(double)) | other["id_digits"].str.endswith("X").to_numpy())
    return pd.Series(np.where(contradicts, -1, known.sum(axis=1)), index=left.index)
