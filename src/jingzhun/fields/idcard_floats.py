"""What programs that keep an identity number as a number leave of it.

Excel keeps 15 significant digits; a double (pandas, a database's float column) keeps 53 bits, which near 3.5e17 is
every 64th integer (IEEE 754). Such numbers come in scientific form, with ``.0`` behind them, or printed as whole
numbers, where only a whole column betrays them: nearly all that fail the check digit are doubles.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from jingzhun.fields.idcard_text import characters, matches

#: ASCII code of an unknown digit.
UNKNOWN = ord("?")
# From 13 significant digits on, a number in scientific form is Excel's full 15 digits with trailing zeros
# dropped (2 dropped zeros: 1 in 100); shorter ones are what a narrow column displayed.
FEWEST_DIGITS_OF_FULL_PRECISION = 13
# One integer in 64 is a double by chance, so fifteen in a row are no chance.
_FEWEST_DOUBLES = 15
#: Share of the numbers of a column.
NEARLY_ALL = 0.9
_POWERS = 10 ** np.arange(17, -1, -1, dtype=np.int64)


def reach(values: np.ndarray) -> np.ndarray:
    """How far a number may lie from the double that it became: half the gap between doubles there; int64."""
    gaps: np.ndarray = np.spacing(np.maximum(values, 1).astype(np.float64))
    return (gaps / 2).astype(np.int64)


def are_doubles(values: np.ndarray) -> np.ndarray:
    """Which integers (int64) a double holds exactly."""
    same: np.ndarray = values.astype(np.float64).astype(np.int64) == values
    return same


def digits_of_doubles(values: np.ndarray) -> np.ndarray:
    """The digits that a number of 18 digits still shows after it became a double.

    Args:
        values: the doubles as int64.

    Returns:
        (values, 18) ASCII codes; what both ends of the reach share is sound, the rest is ``?``.
    """
    low, high = values - reach(values), values + reach(values)
    same = low[:, None] // _POWERS == high[:, None] // _POWERS
    codes = (values[:, None] // _POWERS % 10 + ord("0")).astype(np.uint8)
    codes[~same] = UNKNOWN
    return codes


def printed_doubles(values: np.ndarray, numeric: np.ndarray, wrong: np.ndarray, left_out: int = 0) -> np.ndarray:
    """Which whole numbers of a column are doubles that a program printed (``350699196203070976``).

    A single cell cannot tell: one integer in 64 is a double. Where fifteen and nearly all of the numbers that fail
    the check digit are doubles, the column has been one of floats. Where nearly all its numbers are doubles, those
    that pass the check (one in eleven does by chance) or end in 000 are no better.

    Args:
        values: numbers as int64.
        numeric: which of them are 18 digits without X.
        wrong: which of them fail the check digit and do not end in 000, as Excel ends what it rounds.
        left_out: sound numbers without X of the same column that are not among these; none of them is a double that
            could tip the balance.

    Returns:
        Boolean array. A last batch with fewer faults than that stays undecided; its numbers fail the check anyway.
    """
    result = np.zeros(len(values), dtype=bool)
    faulty = np.flatnonzero(numeric & wrong)
    if len(faulty) < _FEWEST_DOUBLES:
        return result
    found = faulty[are_doubles(values[faulty])]
    if len(found) < max(_FEWEST_DOUBLES, NEARLY_ALL * len(faulty)):
        return result
    everyone = np.flatnonzero(numeric)
    doubles = everyone[are_doubles(values[everyone])]
    result[doubles if len(doubles) >= NEARLY_ALL * (len(everyone) + left_out) else found] = True
    return result


def read_scientific(text: pa.Array) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Numbers of 18 digits in scientific form or with ``.0`` behind them.

    Args:
        text: cleaned texts.

    Returns:
        Positions of such texts; their digits as (rows, 18) ASCII codes; the doubles as int64, -1 where the number is
        not one; and whether it is one, for else it kept the 15 digits of Excel or what a narrow column displayed.
    """
    rows = np.flatnonzero(matches(text, r"^[1-9](\.[0-9]{1,17})?E\+?0*17$|^[1-9][0-9]{17}\.0+$"))
    if not len(rows):
        return rows, np.zeros((0, 18), dtype=np.uint8), rows, np.zeros(0, dtype=bool)
    written = pc.replace_substring_regex(text.take(pa.array(rows)), pattern=r"E.*$|\.0+$", replacement="")
    mantissa = pc.replace_substring(written, pattern=".", replacement="")
    known = pc.utf8_length(mantissa).to_numpy(zero_copy_only=False).astype(np.int64)
    codes = characters(pc.utf8_slice_codeunits(pc.utf8_rpad(mantissa, width=18, padding="0"), 0, 18), 18).copy()
    whole = (codes.astype(np.int64) - ord("0")) @ _POWERS
    # Written out to the last digit, 000 at the end is Excel's; in scientific form more than 15 digits are a double's.
    is_double = np.where(known == 18, whole % 1000 != 0, known > 15)
    known = np.where(~is_double & (known >= FEWEST_DIGITS_OF_FULL_PRECISION), 15, known)
    codes[np.arange(18)[None, :] >= known[:, None]] = UNKNOWN
    # The digits written are the shortest that name the double; the double itself is what is meant.
    doubles = np.where(is_double, whole.astype(np.float64).astype(np.int64), -1)
    codes[is_double] = digits_of_doubles(doubles[is_double])
    return rows, codes, doubles, is_double


def read_displayed_old(text: pa.Array) -> tuple[np.ndarray, np.ndarray]:
    """What a narrow column displayed of old numbers of 15 digits (``3.50699E+14``).

    Returns:
        Positions of such texts, and their digits as those of 18 as (rows, 18) ASCII codes, ``?`` unknown.
    """
    rows = np.flatnonzero(matches(text, r"^[1-9](\.[0-9]{1,13})?E\+?0*14$"))
    mantissa = pc.replace_substring_regex(text.take(pa.array(rows)), pattern=r"\.|E.*$", replacement="")
    codes = np.full((len(rows), 18), UNKNOWN, dtype=np.uint8)
    shown = characters(pc.utf8_rpad(mantissa, width=15, padding="?"), 15)
    codes[:, :6], codes[:, 8:17] = shown[:, :6], shown[:, 6:]
    codes[:, 6:8] = np.frombuffer(b"19", dtype=np.uint8)
    return rows, codes
