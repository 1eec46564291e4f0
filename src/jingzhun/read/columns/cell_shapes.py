"""What cells look like: identity numbers, dates, plates, names; by this a column is held against its header."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from functools import cache, lru_cache

import numpy as np
import pyarrow as pa

from jingzhun.fields import idcard
from jingzhun.fields.idcard import IdState
from jingzhun.kinds import columns_data

_INVISIBLE = re.compile("[\\s\u200b-\u200f\u202a-\u202e\u2060\ufeff]+")
# What fields/idcard makes of most numbers is told by these patterns, for it is asked cell by cell; the rare rest is
# left to it. Whole numbers of 15 or 18 characters with a possible birth date (a disability card adds type, grade and
# B1 for its first replacement; a column of floats .0), what Excel leaves of them, and masked ones.
_DAY = "(?:(?:0[1-9]|1[0-2])(?:0[1-9]|1\\d|2[0-8])|(?:0[13-9]|1[0-2])(?:29|30)|(?:0[13578]|1[02])31)"
_WHOLE = re.compile(
    rf"[1-9]\d{{5}}(?:(?:19|20)\d{{2}}{_DAY}(?:\d{{3}}[\dX](?:[1-7][1-4](?:B\d)?)?|\d{{4}}\.0)|\d{{2}}{_DAY}\d{{3}})"
    r"|[1-9]\.\d{8,16}E\+17"
)
_MASKS = str.maketrans(dict.fromkeys("•●○◦□■?", "*"))
_MASKED = re.compile(r"(?!1[3-9].{9}$)(?=(?:\D*\d){4})\d{3,10}(?:(?:\*{4,}|#{4,})[\dX]{0,6}|X{4,}\d{1,6})")
# Of such characters a damaged number is made: long, or masked, or rounded.
_DAMAGED = re.compile(r"(?=.{14}|.*[*#×XE]|.*\.{3})[\dOILXBE.+*#×,_-]{8,40}")
_MASKED_PHONE = re.compile(r"1[3-9][\d*]{9}")
_IDENTITY_STATES = (
    IdState.VALID, IdState.CHECK_WRONG, IdState.UPGRADED, IdState.ROUNDED, IdState.ROUNDED_FLOAT, IdState.MASKED,
)  # fmt: skip
# 350****1 is the shortest that counts, with four figures; most cells are shorter.
_SHORTEST_IDENTITY, _FEWEST_FIGURES = 8, 4
_REMEMBERED = 20_000
# 1952-03-07, 1952.3.7, 52年3月, 195203, 1952, 20160630; serial numbers of days; 农历, 一九五二年.
_DATE = re.compile(
    r"(?:(?:18|19|20)?\d{2}[-./年]\d{0,2}.*|(?:18|19|20)\d{2}(?:\d{2}){0,2}.*|[1-9]\d{4}(?:\.\d+)?|.*农历.*|[〇零一二三四五六七八九十O○]{2,}年.*"
    r"|\d{1,2}[-/.]\d{1,2}[-/.](?:19|20)?\d{2}.*|不详|长期|至今)"
)
# With or without the province's character: 闽E12345, E12345, 闽E·D12345, 闽0612345.
_PLATE = re.compile(r"[\u4e00-\u9fff]?[A-Z0-9]{1,2}[·.\-]?[A-Z0-9]{4,6}[挂学警港澳领使超试]?")
_PHONE = re.compile(r"1[3-9]\d{9}")
# So many rows tell what a column holds; identity numbers, on which most depends, are looked for in all.
_FIRST = 60
_SEXES = frozenset(("男", "女", "男性", "女性", "0", "1", "2", "9", "M", "F"))
_CHINESE_NAME = re.compile("[\u3400-\u9fff]{2,4}")
# What a village, a household, a nation or an office ends in, and no name in a column of names.
_NO_NAME_ENDS = tuple("村镇乡县市区组户族局所站校院司社类级者型")


def looks_like_identity(text: str) -> bool:
    """Whether a cell looks like an identity number, whole, masked, or as Excel's rounding leaves it."""
    if len(text) < _SHORTEST_IDENTITY:
        return False
    text = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).strip("'`\"").upper().translate(_MASKS)
    if _WHOLE.fullmatch(text) or _MASKED.fullmatch(text):
        return True
    return _DAMAGED.fullmatch(text) is not None and _is_damaged_identity(text)


@lru_cache(maxsize=_REMEMBERED)
def _is_damaged_identity(text: str) -> bool:
    return bool(_are_identities((text,))[0])


def _are_identities(texts: Sequence[str]) -> np.ndarray:
    """Which texts fields/idcard reads as a number of a person, whole or damaged."""
    column = idcard.parse_column(pa.array(texts, type=pa.string()))
    known = column.digits != ord("?")
    # A complete birth date must be one; of a number in which all else is masked nothing is known.
    possible = (column.birth > 0) | ~known[:, 6:14].all(axis=1)
    phones = np.array([_MASKED_PHONE.fullmatch(text) is not None for text in column.text.to_pylist()], dtype=bool)
    is_number = np.isin(column.state, _IDENTITY_STATES) & (known.sum(axis=1) >= _FEWEST_FIGURES)
    found: np.ndarray = is_number & possible & ~phones
    return found


def looks_like_phone(text: str) -> bool:
    """Whether a cell looks like the number of a mobile telephone."""
    return _PHONE.fullmatch(_plain(text)) is not None


def looks_like_date(text: str) -> bool:
    """Whether a cell looks like a day, month or year, as officials write them or as Excel counts them."""
    return _DATE.fullmatch(_plain(text)) is not None


def looks_like_plate(text: str) -> bool:
    """Whether a cell looks like a vehicle's number plate, with the province or without."""
    plain = _plain(text)
    return any(map(str.isdigit, plain)) and _PLATE.fullmatch(plain) is not None


def looks_like_sex(text: str) -> bool:
    """Whether a cell says a sex, in words or by the codes of GB/T 2261.1."""
    return _plain(text) in _SEXES


def is_written_out(text: str) -> bool:
    """Whether a cell is no mere number: what a name must at least be."""
    figures = sum(map(str.isdigit, text))
    return figures * 2 < len(text.strip())


def name_share(values: Sequence[str]) -> float:
    """Share of the first cells that are names of two to four characters with a common surname, 0 if many repeat."""
    filled = [_plain(value) for value in values[:_FIRST] if value.strip()]
    if not filled or len(set(filled)) * 2 < len(filled):
        return 0.0
    surnames = _surnames()
    names = [
        text
        for text in filled
        if text[0] in surnames and _CHINESE_NAME.fullmatch(text) and not text.endswith(_NO_NAME_ENDS)
    ]
    return len(names) / len(filled)


def share(values: Sequence[str], looks_like: Callable[[str], bool]) -> float | None:
    """Share of the filled cells that pass a check; ``None`` where no cell is filled."""
    filled = [value for value in values if value.strip()]
    return None if not filled else sum(map(looks_like, filled)) / len(filled)


def identity_share(values: Sequence[str]) -> float | None:
    """Share of the filled cells that look like identity numbers; ``None`` where no cell is filled."""
    return share(values, looks_like_identity)


@cache
def _surnames() -> frozenset[str]:
    return frozenset("".join(columns_data()["content"]["surnames"].split()))


def _plain(text: str) -> str:
    return _INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).upper()


class Sample:
    """Some data rows of a table by column, each looked at once however many kinds the table is read as."""

    def __init__(self, rows: Sequence[Sequence[str]], width: int) -> None:
        """Prepare.

        Args:
            rows: the rows, all ``width`` cells wide.
            width: columns of the table.
        """
        self.columns: list[tuple[str, ...]] = list(zip(*rows, strict=True)) if rows else [()] * width
        self._shares: dict[tuple[int, Callable[[str], bool]], float | None] = {}
        self._names: dict[int, float] = {}
        self._filled: dict[int, int] = {}
        self._differ: dict[tuple[int, int], bool] = {}

    def filled(self, place: int) -> int:
        """How many cells of a column hold anything."""
        if place not in self._filled:
            self._filled[place] = sum(map(bool, map(str.strip, self.columns[place])))
        return self._filled[place]

    def share(self, place: int, looks_like: Callable[[str], bool]) -> float | None:
        """Share of a column's filled cells that pass a check; ``None`` where no cell is filled."""
        key = place, looks_like
        if key not in self._shares:
            cells = self.columns[place]
            self._shares[key] = share(cells if looks_like is looks_like_identity else cells[:_FIRST], looks_like)
        return self._shares[key]

    def names(self, place: int) -> float:
        """Share of a column's filled cells that are Chinese names."""
        if place not in self._names:
            self._names[place] = name_share(self.columns[place])
        return self._names[place]

    def differ(self, place: int, fuller: int) -> bool:
        """Whether a column says in some row what another one does not."""
        if (place, fuller) not in self._differ:
            pairs = zip(self.columns[place], self.columns[fuller], strict=True)
            self._differ[place, fuller] = any(
                text != other and text.strip() and _plain(text) != _plain(other) for text, other in pairs
            )
        return self._differ[place, fuller]
