"""Names and numbers that need no cleaning, read straight from Arrow's buffers: nearly all rows of a good register.

What is read here must be what ``idcard.parse_column``, ``name.parse_column`` and ``owners.list_several`` make of the
cells; a cell about which there is the least doubt is left to them.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from jingzhun.fields.birthdate import real_dates
from jingzhun.fields.characters import characters
from jingzhun.fields.idcard import WEIGHTS
from jingzhun.fields.name import PLACEHOLDERS
from jingzhun.fields.name_codes import LONGEST_CHINESE_NAME
from jingzhun.fields.name_traces import NameTraces, traces_of_codes

_CHARACTERS = 18
_ZERO, _X = ord("0"), ord("X")
_PARTS = ((0, 6), (6, 10), (10, 14), (14, 17))
# Of UTF-8: bytes of an ideograph, and what they carry.
_BYTES, _LEAD_OF_THREE, _LEAD, _REST = 3, 0xE, 0x0F, 0x3F
# The ideographs of name._PLAIN: all of the basic block as it was first, without 等 and 某. Beside another name 妻子,
# 丈夫 and 配偶 are a second person to fields/owners.py.
_FIRST_IDEOGRAPH, _LAST_IDEOGRAPH, _NO_NAMES = 0x4E00, 0x9FA5, "等某妻丈偶"
_BASIC_PLANE = 0x10000
_USUAL_YEAR, _LEAP_DAY, _LAST_DAY = 1999, 229, 1232


class PlainNumbers(NamedTuple):
    """Sound numbers of 18 characters, one entry a number.

    Attributes:
        row: position in the column.
        body: the first 17 digits as int64; ``check`` the value of the check digit, 10 for X.
        birth: yyyymmdd.
    """

    row: np.ndarray
    body: np.ndarray
    check: np.ndarray
    birth: np.ndarray


class PlainNames(NamedTuple):
    """Names of two to four ideographs, one entry a name.

    Attributes:
        row: position in the column.
        codes: int32 (4, names), code points, anything beyond the end of a name.
        lengths: characters of each name.
    """

    row: np.ndarray
    codes: np.ndarray
    lengths: np.ndarray

    def traces(self) -> NameTraces:
        """The traces of these names; all have surnames of one character."""
        return traces_of_codes(self.codes, self.lengths, np.ones(len(self.lengths), dtype=np.int8))


def plain_numbers(texts: pa.Array) -> PlainNumbers:
    """The sound numbers of a column that are written as they should be.

    Args:
        texts: strings, no nulls.
    """
    wide = pc.equal(pc.binary_length(texts), _CHARACTERS)
    row = np.flatnonzero(wide.to_numpy(zero_copy_only=False))
    codes = _bytes_of(texts if len(row) == len(texts) else texts.filter(wide))
    digits = codes - np.uint8(_ZERO)
    is_digit = digits <= 9
    sound = np.ones(len(row), dtype=bool)
    odd, place = np.divmod(np.flatnonzero(~is_digit), _CHARACTERS)
    is_x = (place == _CHARACTERS - 1) & (codes[odd * _CHARACTERS + place] == _X)
    sound[odd[~is_x]] = False
    digits = digits.reshape(-1, _CHARACTERS)
    digits[odd[is_x], _CHARACTERS - 1] = 10
    division, year, day, sequence, weighted = _number_parts(digits)
    # GB 11643-1999: the weighted sum of all 18 is 1 modulo 11. Placeholders are judged by idcard.parse_column.
    sound &= (weighted % 11 == 1) & (division != 999_999) & _are_real(year, day)
    kept = np.flatnonzero(sound)
    birth = year[kept] * 10_000 + day[kept]
    body = (division[kept].astype(np.int64) * 10**8 + birth) * 1000 + sequence[kept]
    return PlainNumbers(row[kept], body, digits[kept, _CHARACTERS - 1].astype(np.int64), birth)


def _number_parts(digits: np.ndarray) -> tuple[np.ndarray, ...]:
    """Division, year, month and day, sequence, and the weighted sum of each number; int32.

    Added up column by column: the threads of a matrix product would contend with those of the engine.
    """
    columns = digits.T.copy()
    parts = []
    for first, last in _PARTS:
        part = columns[first].astype(np.int32)
        for column in columns[first + 1 : last]:
            part *= 10
            part += column
        parts.append(part)
    weighted = columns[_CHARACTERS - 1].astype(np.int32)
    for weight, column in zip(WEIGHTS.astype(np.int16), columns, strict=False):
        weighted += column * weight
    return (*parts, weighted)


def _are_real(year: np.ndarray, day: np.ndarray) -> np.ndarray:
    """Whether the calendar of ``birthdate.real_dates`` has a day (month and day as mmdd) in a year."""
    usual, years = _calendar()
    real: np.ndarray = usual[np.minimum(day, _LAST_DAY)] & years[np.minimum(year, len(years) - 1)]
    leap = np.flatnonzero(day == _LEAP_DAY)
    real[leap] = real_dates(year[leap].astype(np.int64) * 10_000 + _LEAP_DAY) > 0
    return real


@cache
def _calendar() -> tuple[np.ndarray, np.ndarray]:
    """Which mmdd are days of a usual year, and which years have days; bool."""
    days = real_dates(_USUAL_YEAR * 10_000 + np.arange(_LAST_DAY + 1)) > 0
    years = real_dates(np.arange(10_000) * 10_000 + 101) > 0
    return days, years


def plain_names(texts: pa.Array) -> PlainNames:
    """The names of a column that are two to four plain ideographs and name one person.

    Names that begin as a word for "no name" or as a surname of two characters are left out, whether they are such or
    not.

    Args:
        texts: strings, no nulls.
    """
    size = np.diff(_offsets(texts))
    fits = (size == 3 * _BYTES) | (size == 2 * _BYTES) | (size == LONGEST_CHINESE_NAME * _BYTES)
    row = np.flatnonzero(fits)
    lengths = size[row] // _BYTES
    data = _bytes_of(texts if len(row) == len(texts) else texts.filter(pa.array(fits))).reshape(-1, _BYTES)
    # What begins otherwise is none of three bytes; then what stands behind it is no character at all.
    lead = data[:, 0].astype(np.int32)
    code = (lead & _LEAD) << 12 | (data[:, 1] & _REST).astype(np.int32) << 6 | (data[:, 2] & _REST)
    allowed, none, double_first, double_second = _told_by_characters()
    odd = np.flatnonzero((lead >> 4 != _LEAD_OF_THREE) | ~allowed[code])
    ends = np.cumsum(lengths)
    plain = np.ones(len(row), dtype=bool)
    plain[np.searchsorted(ends, odd, side="right")] = False
    # Characters beyond the end of the last name are looked at, though nothing depends on them.
    code = np.append(code, np.zeros(LONGEST_CHINESE_NAME, dtype=np.int32))
    start = ends - lengths
    codes = np.stack([code[start + place] for place in range(LONGEST_CHINESE_NAME)])
    plain &= ~none[codes[0]] & ~(double_first[codes[0]] & double_second[codes[1]])
    if plain.all():
        return PlainNames(row, codes, lengths)
    kept = np.flatnonzero(plain)
    return PlainNames(row[kept], codes[:, kept], lengths[kept])


@cache
def _told_by_characters() -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Which characters may stand in plain names, begin a word for "no name", and make up surnames of two; bool."""
    table = characters()
    allowed = np.zeros(_BASIC_PLANE, dtype=bool)
    allowed[_FIRST_IDEOGRAPH : _LAST_IDEOGRAPH + 1] = True
    allowed[[ord(word) for word in _NO_NAMES]] = False
    none = np.zeros(_BASIC_PLANE, dtype=bool)
    none[[ord(word[0]) for word in PLACEHOLDERS]] = True
    points = np.arange(_BASIC_PLANE)
    pairs = np.divmod(table.double_surnames, len(table.canonical))
    first, second = (np.isin(table.canonical[points], each) for each in pairs)
    return allowed, none, first, second


def _offsets(texts: pa.Array) -> np.ndarray:
    bounds = texts.buffers()[1]
    if bounds is None or not len(texts):
        return np.zeros(len(texts) + 1, dtype=np.int32)
    return np.frombuffer(bounds, dtype=np.int32)[texts.offset : texts.offset + len(texts) + 1]


def _bytes_of(texts: pa.Array) -> np.ndarray:
    offsets, data = _offsets(texts), texts.buffers()[2]
    if data is None:
        return np.zeros(0, dtype=np.uint8)
    return np.frombuffer(data, dtype=np.uint8)[offsets[0] : offsets[-1]]
