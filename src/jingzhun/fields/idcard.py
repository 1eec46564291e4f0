"""Identity numbers (公民身份号码, GB 11643-1999) in every state in which tables hold them.

A number is division code (6), birth date (8), sequence (3, odd for men) and a check character by
ISO 7064 MOD 11-2. Numbers before 1999 have 15 digits: no century, no check. Spreadsheets damage them: Excel
keeps 15 of 18 digits, a float column 16 or 17, exports mask the middle. The state tells these apart, because
each leaves other digits known. The division code is never a reason for doubt: codes follow the place and time
of registration, and many have been abolished since.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import IntEnum

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from jingzhun.fields import idcard_floats
from jingzhun.fields.birthdate import OLDEST_BIRTH_YEAR, real_dates
from jingzhun.fields.idcard_documents import OTHER_DOCUMENTS
from jingzhun.fields.idcard_text import PLAIN, characters, clean, matches
from jingzhun.fields.invalid import Invalid

# GB 11643-1999, annex A: weights of the 17 digits and the check characters by remainder.
WEIGHTS = np.array([7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2], dtype=np.int64)
CHECK_CHARACTERS = "10X98765432"
# The check digit's value (X is 10) by remainder: value = (12 - remainder) mod 11.
CHECK_VALUES = np.array([1, 0, 10, 9, 8, 7, 6, 5, 4, 3, 2], dtype=np.int64)
_UNKNOWN = idcard_floats.UNKNOWN


class IdState(IntEnum):
    """What a text in an identity column is; the order carries no meaning."""

    MISSING = 0
    VALID = 1
    CHECK_WRONG = 2
    DATE_IMPOSSIBLE = 3
    UPGRADED = 4
    ROUNDED = 5
    ROUNDED_FLOAT = 6
    MASKED = 7
    LENGTH_WRONG = 8
    PLACEHOLDER = 9
    OTHER_DOCUMENT = 10
    UNREADABLE = 11

    @property
    def key(self) -> str:
        """The state as tables for people and machines write it."""
        return self.name.lower()


#: States in which all 17 digits of the body are there, right or wrong.
COMPLETE_STATES = (IdState.VALID, IdState.CHECK_WRONG, IdState.DATE_IMPOSSIBLE, IdState.UPGRADED)


@dataclass(frozen=True, slots=True)
class IdNumber:
    """One identity number as read: its digits (``?`` unknown) and what they say."""

    text: str
    state: IdState
    digits: str
    birth: date | None
    sex: str


@dataclass(frozen=True, slots=True)
class IdColumn:
    """A column of identity numbers; every array has one entry a row.

    Attributes:
        text: cleaned text (NFKC, upper case, no spaces or quotes).
        state: ``IdState`` as int8.
        digits: (rows, 18) matrix of ASCII codes, ``?`` where unknown.
        value: the number as int64 with the check digit X as 0, where 17 digits are known or the number is
            a rounded float; else -1.
        birth: yyyymmdd as int32, 0 where unknown or impossible.
        sex: 1 male, 2 female, 0 unknown.
        check: ASCII code of the check character as written, ``?`` unknown.
        expected_check: ASCII code that the 17 digits demand, ``?`` where they are not all known as written.
    """

    text: pa.Array
    state: np.ndarray
    digits: np.ndarray
    value: np.ndarray
    birth: np.ndarray
    sex: np.ndarray
    check: np.ndarray
    expected_check: np.ndarray


def check_digits(bodies: np.ndarray) -> np.ndarray:
    """The check digit of each 17-digit body.

    Args:
        bodies: int64 array of bodies (first 17 digits as an integer).

    Returns:
        int64 array of 0..10, where 10 is written X.
    """
    remainder = np.zeros(len(bodies), dtype=np.int64)
    rest = bodies.astype(np.int64, copy=True)
    for weight in WEIGHTS[::-1]:
        remainder += (rest % 10) * weight
        rest //= 10
    return CHECK_VALUES[remainder % 11]


def check_character(body: str) -> str:
    """The check character of one 17-digit body, ``0``–``9`` or ``X``."""
    return CHECK_CHARACTERS[sum(int(digit) * int(weight) for digit, weight in zip(body, WEIGHTS, strict=True)) % 11]


def parse(text: str) -> IdNumber | Invalid:
    """Read one identity number; ``Invalid`` says which part is wrong where it is not sound.

    The column version is the one that works; this one is for people and for tests.
    """
    column = parse_column(pa.array([text]))
    state = IdState(int(column.state[0]))
    digits = column.digits[0].tobytes().decode("ascii")
    number = str(column.text[0])
    problems = {
        IdState.MISSING: Invalid("number", text, "没有填写"),
        IdState.CHECK_WRONG: Invalid("check", digits[17], f"末位应为 {chr(int(column.expected_check[0]))}"),
        IdState.DATE_IMPOSSIBLE: Invalid("birth", digits[6:14], "出生日期不存在"),
        IdState.LENGTH_WRONG: Invalid("length", str(len(number)), "位数不是 18 位"),
        IdState.PLACEHOLDER: Invalid("number", digits[:6], "是占位号码"),
        IdState.OTHER_DOCUMENT: Invalid("number", number[:2], "是其他证件"),
        IdState.UNREADABLE: Invalid("number", number[:2], "不是身份证号码"),
    }
    if state in problems:
        return problems[state]
    birth = int(column.birth[0])
    born = date(birth // 10000, birth // 100 % 100, birth % 100) if birth else None
    return IdNumber(number, state, digits, born, ("", "男", "女")[int(column.sex[0])])


def parse_column(texts: pa.Array | pa.ChunkedArray, left_out: int = 0) -> IdColumn:
    """Read a column of identity numbers.

    Args:
        texts: strings, one a row; null counts as empty.
        left_out: see ``idcard_floats.printed_doubles``.

    Returns:
        The column's states and digits, one entry a row.
    """
    if isinstance(texts, pa.ChunkedArray):
        texts = texts.combine_chunks()
    text = clean(texts.cast(pa.string()))
    rows = len(text)
    state = np.full(rows, IdState.UNREADABLE, dtype=np.int8)
    digits = np.full((rows, 18), _UNKNOWN, dtype=np.uint8)
    value = np.full(rows, -1, dtype=np.int64)
    plain = np.flatnonzero(matches(text, PLAIN))
    digits[plain] = characters(text.take(pa.array(plain)), 18)
    state[plain] = IdState.VALID
    rest = np.flatnonzero(state == IdState.UNREADABLE)
    if len(rest):
        parts = (state[rest], digits[rest], value[rest])
        _read_rest(text.take(pa.array(rest)), *parts)
        state[rest], digits[rest], value[rest] = parts
    return _judge(text, state, digits, value, left_out)


def _read_rest(text: pa.Array, state: np.ndarray, digits: np.ndarray, value: np.ndarray) -> None:
    """All that is not simply 18 characters; fills the three arrays in place."""
    state[matches(text, "^$")] = IdState.MISSING
    state[matches(text, OTHER_DOCUMENTS)] = IdState.OTHER_DOCUMENT
    state[matches(text, r"^[0-9]{13}$|^[0-9]{13}[0-9X]$|^[0-9]{15}[0-9X]{1,2}$|^[0-9]{18}[0-9X]{1,2}$")] = (
        IdState.LENGTH_WRONG
    )
    _read_disability_card(text, state, digits)
    _read_old(text, state, digits)
    _read_masked(text, state, digits)
    _read_scientific(text, state, digits, value)


def _read_disability_card(text: pa.Array, state: np.ndarray, digits: np.ndarray) -> None:
    # The card's number is the holder's with kind, grade and at times a reissue mark behind it.
    rows = np.flatnonzero(matches(text, r"^[0-9]{17}[0-9X][1-7][1-4](B[0-9])?$"))
    digits[rows] = characters(pc.utf8_slice_codeunits(text.take(pa.array(rows)), 0, 18), 18)
    state[rows] = IdState.VALID


def _read_old(text: pa.Array, state: np.ndarray, digits: np.ndarray) -> None:
    rows = np.flatnonzero(matches(text, r"^[0-9]{15}$"))
    if not len(rows):
        return
    old = characters(text.take(pa.array(rows)), 15)
    digits[rows, :6] = old[:, :6]
    digits[rows, 6:8] = np.frombuffer(b"19", dtype=np.uint8)
    digits[rows, 8:17] = old[:, 6:]
    digits[rows[_are_centenarians(old)], 7] = ord("8")
    digits[rows, 17] = _check_codes(digits[rows])
    state[rows] = IdState.UPGRADED


def _are_centenarians(old: np.ndarray) -> np.ndarray:
    """Which numbers of 15 digits belong to people born in the 19th century.

    GB 11643-1989 keeps the sequence codes 996 to 999 for people of more than a hundred years. A year that would make
    them older than anybody on a list can be says that the code was not used so.
    """
    sequence = (old[:, 12:].astype(np.int64) - ord("0")) @ np.array([100, 10, 1])
    year = (old[:, 6:8].astype(np.int64) - ord("0")) @ np.array([10, 1])
    born: np.ndarray = (sequence >= 996) & (year >= OLDEST_BIRTH_YEAR - 1800)
    return born


def _read_masked(text: pa.Array, state: np.ndarray, digits: np.ndarray) -> None:
    masked = matches(text, r"^[0-9]{0,17}\*[0-9*]*[0-9X*]?$") | matches(text, r"^[0-9]{3,}X{2,}[0-9X]+$")
    rows = np.flatnonzero(masked & (pc.utf8_length(text).to_numpy(zero_copy_only=False) >= 5))
    written = pc.replace_substring(text.take(pa.array(rows)), pattern="X", replacement="*")
    last_is_x = matches(text.take(pa.array(rows)), "X$")
    whole = pc.utf8_length(written).to_numpy(zero_copy_only=False) == 18
    codes = np.full((len(rows), 18), _UNKNOWN, dtype=np.uint8)
    codes[whole] = characters(written.filter(pa.array(whole)), 18)
    for place in np.flatnonzero(~whole):  # rare: masks that do not keep the length
        head, *_, tail = str(written[int(place)]).split("*")
        if len(head) + len(tail) < 18:
            codes[place, : len(head)] = np.frombuffer(head.encode("ascii"), dtype=np.uint8)
            codes[place, 18 - len(tail) :] = np.frombuffer(tail.encode("ascii"), dtype=np.uint8)
    codes[codes == ord("*")] = _UNKNOWN
    codes[last_is_x, 17] = ord("X")
    digits[rows] = codes
    state[rows] = IdState.MASKED


def _read_scientific(text: pa.Array, state: np.ndarray, digits: np.ndarray, value: np.ndarray) -> None:
    """Numbers that a spreadsheet or a float column left, in scientific form or with ``.0`` behind them."""
    rows, codes, doubles, is_double = idcard_floats.read_scientific(text)
    digits[rows], value[rows] = codes, doubles
    state[rows] = np.where(is_double, IdState.ROUNDED_FLOAT, IdState.ROUNDED)
    rows, digits_of_old = idcard_floats.read_displayed_old(text)
    digits[rows], state[rows] = digits_of_old, IdState.ROUNDED


def _check_codes(digits: np.ndarray) -> np.ndarray:
    """ASCII code of the check character that 17 known digits demand."""
    remainder = (digits[:, :17].astype(np.int64) - ord("0")) @ WEIGHTS % 11
    codes: np.ndarray = np.frombuffer(CHECK_CHARACTERS.encode("ascii"), dtype=np.uint8)[remainder]
    return codes


def _judge(text: pa.Array, state: np.ndarray, digits: np.ndarray, value: np.ndarray, left_out: int) -> IdColumn:
    rows = len(state)
    complete = np.isin(state, COMPLETE_STATES)
    expected = np.full(rows, _UNKNOWN, dtype=np.uint8)
    expected[complete] = _check_codes(digits[complete])
    numbers = digits[complete].astype(np.int64) - ord("0")
    numbers[numbers > 9] = 0
    value[complete] = numbers @ (10 ** np.arange(17, -1, -1, dtype=np.int64))
    check = digits[:, 17].copy()
    full = state == IdState.VALID
    wrong = full & (check != expected)
    # Excel writes the digits it lost as 000; a sound number ends so once in 11,000.
    rounded = wrong & (digits[:, 15:18] == ord("0")).all(axis=1)
    same = (digits[:, :17] == digits[:, :1]).all(axis=1)
    placeholder = complete & (same | (value // 10**12 == 999999))
    numeric = full & ~placeholder & (check != ord("X"))
    printed = idcard_floats.printed_doubles(value, numeric, wrong & ~rounded, left_out)
    rounded &= ~printed
    digits[printed] = idcard_floats.digits_of_doubles(value[printed])
    birth_known = (digits[:, 6:14] != _UNKNOWN).all(axis=1)
    birth = np.zeros(rows, dtype=np.int32)
    birth[birth_known] = _real_dates(digits[birth_known, 6:14])
    state[wrong] = IdState.CHECK_WRONG
    state[np.isin(state, (IdState.VALID, IdState.UPGRADED)) & (birth == 0)] = IdState.DATE_IMPOSSIBLE
    state[rounded] = IdState.ROUNDED
    state[printed] = IdState.ROUNDED_FLOAT
    state[placeholder] = IdState.PLACEHOLDER
    value[rounded | placeholder] = -1
    digits[rounded, 15:] = _UNKNOWN
    digits[placeholder] = _UNKNOWN
    birth[placeholder] = 0
    sex = np.where(digits[:, 16] == _UNKNOWN, 0, np.where(digits[:, 16] % 2 == 1, 1, 2)).astype(np.int8)
    return IdColumn(text, state, digits, value, birth, sex, check, expected)


def _real_dates(digits: np.ndarray) -> np.ndarray:
    """Days (yyyymmdd) of (rows, 8) ASCII digits as int32, 0 where the calendar has no such day."""
    number = (digits.astype(np.int64) - ord("0")) @ (10 ** np.arange(7, -1, -1, dtype=np.int64))
    return real_dates(number)
