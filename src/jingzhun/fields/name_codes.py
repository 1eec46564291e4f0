"""Names as arrays of code points, the form in which whole columns of names are compared and hashed."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from jingzhun.fields.characters import (
    CODE_POINTS,
    DOUBLE_SURNAME,
    GIVEN,
    SURNAME,
    characters,
    contains,
    pair_codes,
)
from jingzhun.fields.code_points import code_points
from jingzhun.fields.name_pinyin import with_syllable_characters

# Stands for exactly one character that could not be read; two of them never agree.
WILDCARD = "□"
DOT = "·"
# The longest Chinese name (surname and given name of two characters each).
LONGEST_CHINESE_NAME = 4


class NameCodes:
    """Cleaned names as code points, without ethnic dots, one after another in one array.

    Attributes:
        lengths: int32 (names,), characters of each name.
        surname_lengths: int8 (names,), 2 for a listed surname of two characters, 0 where the name is no Chinese
            one (it has a dot, or more than four characters), else 1.
        has_pinyin: bool (names,), whether a syllable of pinyin stands in the name; it is one code point.
        any_pinyin, any_dots: whether a name has pinyin, a dot.
        part_ends: int64 (names,), bit n set where a dot stands behind the n-th character.
    """

    def __init__(self, names: Sequence[str] | pa.Array) -> None:
        texts = pc.fill_null(pa.array(names, type=pa.string()), "")
        dotted = pc.match_substring(texts, DOT).to_numpy(zero_copy_only=False)
        texts, self.has_pinyin = _with_syllables(texts)
        self.part_ends = _part_ends(texts, dotted)
        self.any_pinyin, self.any_dots = bool(self.has_pinyin.any()), bool(dotted.any())
        texts = pc.replace_substring(texts, DOT, "")
        if isinstance(texts, pa.ChunkedArray):
            texts = texts.combine_chunks()
        written = code_points(texts)
        self.lengths = written.lengths.astype(np.int32)
        self._starts = written.starts
        # Characters beyond CODE_POINTS are unreadable; one zero more, for places beyond the end of the last name.
        readable = np.where(written.codes < CODE_POINTS, written.codes, np.int32(ord(WILDCARD)))
        self._codes = np.append(readable, np.int32(0))
        self.surname_lengths = self._surname_lengths(dotted)

    def __len__(self) -> int:
        return len(self.lengths)

    @property
    def longest(self) -> int:
        """Length of the longest name."""
        return int(self.lengths.max(initial=0))

    def codes(self, index: np.ndarray, width: int) -> np.ndarray:
        """The first ``width`` code points of some names.

        Args:
            index: positions of the names.
            width: how many; may be more than the longest name has.

        Returns:
            int32 (width, index), 0 beyond the end of a name. One row a place, because work along the longer axis
            is several times faster.
        """
        places = np.arange(width)[:, None]
        codes: np.ndarray = self._codes[np.minimum(self._starts[index] + places, len(self._codes) - 1)]
        codes[places >= self.lengths[index]] = 0
        return codes

    def character(self, index: np.ndarray, place: int) -> np.ndarray:
        """The code point at one place of some names, each of which is longer than ``place``; int32 (index,)."""
        codes: np.ndarray = self._codes[self._starts[index] + place]
        return codes

    def roles(self, index: np.ndarray, width: int) -> np.ndarray:
        """Which readings count for each character: GIVEN, SURNAME or DOUBLE_SURNAME; int8 (width, index)."""
        surname_lengths = self.surname_lengths[index]
        role = np.where(surname_lengths == 2, DOUBLE_SURNAME, SURNAME).astype(np.int8)
        return np.where(np.arange(width)[:, None] < surname_lengths, role, np.int8(GIVEN))

    def _surname_lengths(self, dotted: np.ndarray) -> np.ndarray:
        table = characters()
        first, second = table.canonical[self.codes(np.arange(len(self)), 2)]
        is_double = contains(table.double_surnames, pair_codes(first, second)) & (self.lengths >= 3)
        is_chinese = ~dotted & ((self.lengths <= LONGEST_CHINESE_NAME) | is_double)
        return np.where(is_chinese, np.where(is_double, 2, 1), 0).astype(np.int8)


def _with_syllables(texts: pa.Array) -> tuple[pa.Array, np.ndarray]:
    """Names with pinyin as code points, and which have any; only names with Latin letters are looked at one by one."""
    latin = pc.match_substring_regex(texts, pattern="[A-Z]")
    has_pinyin = latin.to_numpy(zero_copy_only=False).copy()
    if not has_pinyin.any():
        return texts, has_pinyin
    written = texts.filter(latin).to_pylist()
    standing = [with_syllable_characters(text) for text in written]
    has_pinyin[has_pinyin] = [text != other for text, other in zip(written, standing, strict=True)]
    return pc.replace_with_mask(texts, latin, pa.array(standing, type=pa.string())), has_pinyin


def _part_ends(texts: pa.Array, dotted: np.ndarray) -> np.ndarray:
    """Where the dots of dotted names stand, as bits; beyond the 62nd character they are not looked for."""
    ends = np.zeros(len(dotted), dtype=np.int64)
    rows = np.flatnonzero(dotted)
    for row, text in zip(rows.tolist(), texts.take(pa.array(rows)).to_pylist(), strict=True):
        place = 0
        for part in text.split(DOT)[:-1]:
            place += len(part)
            ends[row] |= 1 << min(place, 62)
    return ends
