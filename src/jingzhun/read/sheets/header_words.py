"""Rows that are a header beyond doubt, by their words, and whether such a row only repeats the header of its table."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from rapidfuzz import fuzz

from jingzhun.read.columns.mapping import load_lexicon, looks_like_identity, normalise_header

_FIGURES = re.compile(r"[\d\s.,:：/\\\-—~%+年月日（）()]*\d[\d\s.,:：/\\\-—~%+年月日（）()]*")
_LONG_DIGITS = re.compile(r"\d{6,}")
# Of the filled cells of a header row, at least these shares are known words, and at most these are figures (2015).
_KNOWN_SHARE, _FIGURE_SHARE = 0.6, 0.25
_FEWEST_KNOWN = 3
# Two spellings of one header: 家庭住址 and 家庭地址 are not, 身份证号码 and 身份证号码: are.
_SAME_SPELLING = 80
_SPACE = re.compile(r"[\s\u3000\xa0\u200b\ufeff]+")
# Rows of a wide sheet whose words are looked up all at once, and how much text that may be.
_FEW_ROWS, _FEW_BYTES = 2_000, 1 << 27


# The texts of the first rows of a wide sheet, joined in three depths, are asked for again by every look at it.
_REMEMBERED = 100_000


@lru_cache(maxsize=_REMEMBERED)
def is_known(text: str) -> bool:
    """Whether a header text, or its last part, is a known word or close to one."""
    return load_lexicon().knows(text)


def header_rows(rows: Sequence[Sequence[str]]) -> list[int]:
    """Numbers, from 1, of the rows that can only be headers."""
    return [
        number
        for number, cells in enumerate(rows, 1)
        if is_header_row(cells, is_apart=number == 1 or sum(map(bool, rows[number - 2])) <= 1)
    ]


def is_header_row(cells: Sequence[str], is_apart: bool) -> bool:
    """Whether a row can only be a header: nearly all of its texts are known header words, and none is a value.

    Args:
        cells: the texts of the row, ``""`` where a cell is empty.
        is_apart: whether it stands where a header may: at the top, below a blank row or a title. Elsewhere two words
            are none unless they are a person's name and number: 养老金 and 残疾人 are what a row of data says, too.
    """
    filled = [cell for cell in cells if cell]
    # Cheap tests first: most rows are data.
    if len(filled) < 2 or sum(_squeezed(cell) in _exact_words() for cell in filled) < 2:
        return False
    if any(_LONG_DIGITS.search(cell) or looks_like_identity(cell) for cell in filled):
        return False
    if sum(_FIGURES.fullmatch(cell) is not None for cell in filled) > _FIGURE_SHARE * len(filled):
        return False
    known = {_squeezed(cell) for cell in filled if is_known(cell)}
    if len(known) == len(filled) and (is_apart or len(known) >= _FEWEST_KNOWN):
        return True
    if len(known) == len(filled) and {"name", "id_number"} <= {field for word in known for field in _named_by(word)}:
        return True
    return len(known) >= _FEWEST_KNOWN and len(known) >= _KNOWN_SHARE * len(filled)


def known_words_in(columns: Sequence[pa.Array]) -> np.ndarray:
    """How many cells of each row are known header words as they stand; a header row has two at least.

    Args:
        columns: texts without white space.
    """
    if len(columns[0]) <= _FEW_ROWS and sum(column.nbytes for column in columns) <= _FEW_BYTES:
        # To get ready to look words up costs more than to look few of them up.
        known = are_known_words(pa.concat_arrays(columns)).reshape(len(columns), -1)
        return np.asarray(known.sum(axis=0, dtype=np.int16))
    found = np.zeros(len(columns[0]), dtype=np.int16)
    for column in columns:
        found += are_known_words(column)
    return found


def are_known_words(texts: pa.Array) -> np.ndarray:
    """Which texts, without white space, are known header words as they stand."""
    known: np.ndarray = pc.is_in(texts, value_set=_exact_array()).to_numpy(zero_copy_only=False)
    return known


class KnownHeader:
    """The header of one table, with which further header rows are compared.

    Attributes:
        levels: its rows, without white space.
    """

    def __init__(self, levels: Sequence[Sequence[str]], texts: Sequence[str]) -> None:
        """Prepare for a table.

        Args:
            levels: the rows of its header as they stand.
            texts: its column texts, the parts of several levels joined by ``/``.
        """
        self.levels = [[_squeezed(cell) for cell in level] for level in levels]
        width = max(map(len, (*levels, texts)), default=0)
        self._words: list[list[str]] = [[] for _ in range(width)]
        for row in (*levels, texts):
            for place, text in enumerate(row):
                self._words[place].extend(filter(None, map(normalise_header, [text, *text.split("/")])))

    def words_at(self, place: int | None) -> list[str]:
        """The words of one column."""
        return [] if place is None or place >= len(self._words) else self._words[place]

    def is_repeated_by(self, cells: Sequence[str]) -> bool:
        """Whether a header row has the same words in the same places, so that the same table goes on.

        Small differences are none: white space, a cell left empty, another word for the same field, one word unknown.
        """
        same = strange = 0
        for place, cell in enumerate(cells):
            words = self._words[place] if place < len(self._words) else []
            text = normalise_header(cell)
            if not text or not words:
                strange += bool(text)
            elif any(_is_same(text, word) for word in words):
                same += 1
            elif is_known(cell):
                return False
            else:
                strange += 1
        return same > 0 and strange <= same


def _is_same(text: str, word: str) -> bool:
    if text == word or (min(len(text), len(word)) >= 3 and fuzz.ratio(text, word) >= _SAME_SPELLING):
        return True
    return bool(_fields().get(text, frozenset()) & _fields().get(word, frozenset()))


@cache
def _fields() -> dict[str, frozenset[tuple[str, str]]]:
    """Header word → the fields that it names in one kind of table; whose name a column holds is told by its word."""
    fields: dict[str, set[tuple[str, str]]] = {}
    for spec in load_lexicon().kinds:
        for word, (field, _) in spec.words.items():
            if field != "name":
                fields.setdefault(word, set()).add((spec.kind.value, field))
    return {word: frozenset(found) for word, found in fields.items()}


def _named_by(text: str) -> set[str]:
    """The fields that a header word names in any kind of table."""
    word = normalise_header(text)
    return {spec.words[word][0] for spec in load_lexicon().kinds if word in spec.words}


@cache
def _exact_words() -> frozenset[str]:
    return load_lexicon().known


@cache
def _exact_array() -> pa.Array:
    return pa.array(sorted(_exact_words()), type=pa.string())


def _squeezed(text: str) -> str:
    return _SPACE.sub("", text)
