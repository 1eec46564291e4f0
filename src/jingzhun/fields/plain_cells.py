"""Names and numbers that need next to no cleaning, read straight from Arrow's buffers: nearly all of a good register.

What is read here must be what ``idcard.parse_column``, ``name.parse_column`` and ``owners.list_several`` make of the
cells; a cell about which there is the least doubt is left to them.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from jingzhun.fields.birthdate import real_dates
from jingzhun.fields.characters import characters
from jingzhun.fields.digit_words import DIGITS, digits_of, numbers_of, weighted_sums, words_within
from jingzhun.fields.idcard import WEIGHTS, check_digits
from jingzhun.fields.name import PLACEHOLDERS
from jingzhun.fields.name_codes import LONGEST_CHINESE_NAME
from jingzhun.fields.name_traces import NameTraces, traces_of_codes
from jingzhun.fields.threads import loaded_once

_CHARACTERS, _OLD_CHARACTERS = 18, 15
_MOST_BLANKS = 4
_FIRST_OF_CENTENARIANS = 996
_ZERO, _X = ord("0"), ord("X")
_BYTE, _AFTER_NINE = 0xFF, ord(":")
_OLD_CENTURY, _NO_DIVISION = 19, 999_999
# Of UTF-8: bytes of an ideograph, and what they carry.
_BYTES, _LEAD_OF_THREE, _LEAD, _REST = 3, 0xE, 0x0F, 0x3F
# The ideographs of name._PLAIN: all of the basic block as it was first, without 等 and 某. Beside another name 妻子,
# 丈夫 and 配偶 are a second person to fields/owners.py.
_FIRST_IDEOGRAPH, _LAST_IDEOGRAPH, _NO_NAMES = 0x4E00, 0x9FA5, "等某妻丈偶"
_BASIC_PLANE = 0x10000
_USUAL_YEAR, _LEAP_DAY, _LAST_DAY = 1999, 229, 1232


class PlainNumbers(NamedTuple):
    """Sound numbers, one entry a number, ordered by row.

    Attributes:
        row: position in the column.
        body: the first 17 digits as int64; ``check`` the value of the check digit, 10 for X.
        birth: yyyymmdd.
        is_old: whether the cell has 15 digits, as numbers had until 1999; body and check are those of 18.
    """

    row: np.ndarray
    body: np.ndarray
    check: np.ndarray
    birth: np.ndarray
    is_old: np.ndarray


class PlainNames(NamedTuple):
    """Names of two to four ideographs, one entry a name, ordered by row.

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
    """The sound numbers of a column that are written as they should be, with blanks between, or with 15 digits.

    Args:
        texts: strings, no nulls.
    """
    size = np.diff(_offsets(texts))
    found = [_whole_numbers(texts, np.flatnonzero(size == _CHARACTERS))]
    spaced = np.flatnonzero((size > _CHARACTERS) & (size <= _CHARACTERS + _MOST_BLANKS))
    closed = pc.replace_substring(texts.take(pa.array(spaced)), " ", "")
    whole = _whole_numbers(closed, np.flatnonzero(np.diff(_offsets(closed)) == _CHARACTERS))
    found += [whole._replace(row=spaced[whole.row]), _old_numbers(texts, np.flatnonzero(size == _OLD_CHARACTERS))]
    order = np.argsort(np.concatenate([each.row for each in found]), kind="stable")
    return PlainNumbers(*(np.concatenate(parts)[order] for parts in zip(*found, strict=True)))


def _whole_numbers(texts: pa.Array, row: np.ndarray) -> PlainNumbers:
    """The sound ones among texts of 18 bytes."""
    cells = _bytes_of(texts if len(row) == len(texts) else texts.take(pa.array(row)))
    parts = [digits_of(words_within(cells, _CHARACTERS, first)) for first in (0, DIGITS)]
    ends = words_within(cells, _CHARACTERS, 2 * DIGITS, 2).astype(np.int64)
    digit, check = (ends & _BYTE) - _ZERO, (ends >> 8) - _ZERO
    check[check == _X - _ZERO] = 10
    # GB 11643-1999: the weighted sum of all 18 is 1 modulo 11. Placeholders are judged by idcard.parse_column.
    weighted = digit * WEIGHTS[2 * DIGITS] + check
    weighted += weighted_sums(parts[0][0], WEIGHTS[:DIGITS]) + weighted_sums(parts[1][0], WEIGHTS[DIGITS : 2 * DIGITS])
    sound = parts[0][1] & parts[1][1] & (digit >= 0) & (digit <= 9) & (check >= 0) & (check <= 10)
    sound &= (weighted % 11 == 1) & (ends >> 8 != _AFTER_NINE)
    body = (numbers_of(parts[0][0]) * 10**8 + numbers_of(parts[1][0])) * 10 + digit
    return _sound(row, body, check, sound, is_old=False)


def _old_numbers(texts: pa.Array, row: np.ndarray) -> PlainNumbers:
    """The sound ones among texts of 15 bytes, without those that may be a centenarian's (``idcard.parse_column``)."""
    cells = _bytes_of(texts.take(pa.array(row)))
    parts = [digits_of(words_within(cells, _OLD_CHARACTERS, first)) for first in (0, _OLD_CHARACTERS - DIGITS)]
    last = numbers_of(parts[1][0]) % 10**7
    number = numbers_of(parts[0][0]) * 10**7 + last
    body = (number // 10**9 * 100 + _OLD_CENTURY) * 10**9 + number % 10**9
    sound = parts[0][1] & parts[1][1] & (number % 1000 < _FIRST_OF_CENTENARIANS)
    return _sound(row, body, check_digits(body), sound, is_old=True)


def _sound(row: np.ndarray, body: np.ndarray, check: np.ndarray, sound: np.ndarray, *, is_old: bool) -> PlainNumbers:
    """Those of some numbers that are sound as far as is known, and of which there is such a day and division."""
    birth = body // 1000 % 10**8
    kept = np.flatnonzero(sound & _are_real(birth // 10_000, birth % 10_000) & (body // 10**11 != _NO_DIVISION))
    return PlainNumbers(row[kept], body[kept], check[kept], birth[kept], np.full(len(kept), is_old))


def _are_real(year: np.ndarray, day: np.ndarray) -> np.ndarray:
    """Whether the calendar of ``birthdate.real_dates`` has a day (month and day as mmdd) in a year."""
    usual, years = _calendar()
    real: np.ndarray = usual[np.minimum(day, _LAST_DAY)] & years[np.minimum(year, len(years) - 1)]
    leap = np.flatnonzero(day == _LEAP_DAY)
    real[leap] = real_dates(year[leap].astype(np.int64) * 10_000 + _LEAP_DAY) > 0
    return real


def load_tables() -> None:
    """Load what is known of days, and of the characters that may stand in plain names."""
    _calendar()
    _told_by_characters()


@loaded_once
def _calendar() -> tuple[np.ndarray, np.ndarray]:
    """Which mmdd are days of a usual year, and which years have days; bool."""
    days = real_dates(_USUAL_YEAR * 10_000 + np.arange(_LAST_DAY + 1)) > 0
    years = real_dates(np.arange(10_000) * 10_000 + 101) > 0
    return days, years


def plain_names(texts: pa.Array) -> PlainNames:
    """The names of a column that are two to four plain ideographs, perhaps with blanks between, and name one person.

    Names that begin as a word for "no name" or as a surname of two characters are left out, whether they are such or
    not.

    Args:
        texts: strings, no nulls.
    """
    fits = _fit(texts)
    whole = _whole_names(texts, np.flatnonzero(fits))
    spaced = np.flatnonzero(~fits & (np.diff(_offsets(texts)) <= LONGEST_CHINESE_NAME * _BYTES + _MOST_BLANKS))
    closed = pc.replace_substring(texts.take(pa.array(spaced)), " ", "")
    rest = _whole_names(closed, np.flatnonzero(_fit(closed)))
    if not len(rest.row):
        return whole
    row = np.concatenate([whole.row, spaced[rest.row]])
    order = np.argsort(row, kind="stable")
    codes, lengths = np.hstack([whole.codes, rest.codes]), np.concatenate([whole.lengths, rest.lengths])
    return PlainNames(row[order], codes[:, order], lengths[order])


def _fit(texts: pa.Array) -> np.ndarray:
    """Which texts have the bytes of two to four ideographs."""
    size = np.diff(_offsets(texts))
    fits: np.ndarray = (size == 3 * _BYTES) | (size == 2 * _BYTES) | (size == LONGEST_CHINESE_NAME * _BYTES)
    return fits


def _whole_names(texts: pa.Array, row: np.ndarray) -> PlainNames:
    """The plain ones among texts that fit."""
    lengths = np.diff(_offsets(texts))[row] // _BYTES
    data = _bytes_of(texts if len(row) == len(texts) else texts.take(pa.array(row))).reshape(-1, _BYTES)
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


@loaded_once
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
