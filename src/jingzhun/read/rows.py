"""Which rows of a table are not data: blank rows, totals, footers, repeated headers and titles.

A row that has an identity number, or a name where names stand, is data whatever else it says; what cannot be
told is data too. Rows are judged by Arrow kernels, the few without an identity number by closer inspection.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import IntEnum

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from jingzhun.read.columns import Lexicon, load_lexicon, normalise_header


class RowKind(IntEnum):
    """What a row is; all but DATA are set aside."""

    DATA = 0
    BLANK = 1
    NUMBERED = 2
    HEADER = 3
    TOTAL = 4
    FOOTER = 5
    TITLE = 6
    RAGGED = 7

    @property
    def reason(self) -> str:
        """Why such a row is set aside, as reports print it."""
        return _REASONS[self]


_REASONS = {
    RowKind.DATA: "",
    RowKind.BLANK: "空行",
    RowKind.NUMBERED: "空行",
    RowKind.HEADER: "重复表头",
    RowKind.TOTAL: "合计行",
    RowKind.FOOTER: "落款",
    RowKind.TITLE: "标题",
    RowKind.RAGGED: "列数不符",
}
# As RE2 has it, \s lacks the ideographic and the no-break space.
_SPACE = r"[\s\x{3000}\x{A0}\x{200B}\x{FEFF}]+"
_IDENTITY_LENGTH = 14
_TOTAL_WITHIN = 4
_DATE_LINE = r"^(?:二〇|20|19)[\d〇一二三四五六七八九十]{2}年.{0,6}月?.{0,4}日?$"


class RowJudge:
    """Judges the rows of one table."""

    def __init__(
        self, levels: Sequence[Sequence[str]], id_column: int | None, name_column: int | None, serial: int | None
    ) -> None:
        """Prepare for a table.

        Args:
            levels: the rows of its header, for repeated ones.
            id_column: position of the identity column, if known.
            name_column: position of the name column, if known.
            serial: position of the column of running numbers, if there is one.
        """
        self._id, self._name, self._serial = id_column, name_column, serial
        self._levels = [[_squeezed_text(cell) for cell in level] for level in levels]
        lexicon = load_lexicon()
        self._total = _total_pattern(lexicon)
        self._footer = _footer_pattern(lexicon)
        self._title = "(?:" + "|".join(map(re.escape, lexicon.titles)) + ")$"

    def judge(self, columns: Sequence[pa.Array], ragged: pa.BooleanArray | None) -> np.ndarray:
        """Judge consecutive rows.

        Args:
            columns: arrays of strings of equal length.
            ragged: rows whose cells may stand in the wrong columns.

        Returns:
            A ``RowKind`` (int8) for each row.
        """
        kinds = np.zeros(len(columns[0]) if columns else 0, dtype=np.int8)
        doubtful = np.flatnonzero(~self._has_identity(columns, len(kinds)))
        if len(doubtful):
            rows = columns if len(doubtful) == len(kinds) else [column.take(pa.array(doubtful)) for column in columns]
            kinds[doubtful] = self._inspect(rows)
        if ragged is not None:
            kinds[_numpy(ragged) & (kinds == RowKind.DATA)] = RowKind.RAGGED
        return kinds

    def _has_identity(self, columns: Sequence[pa.Array], rows: int) -> np.ndarray:
        """Rows with a long text of plain characters where identity numbers stand: data, at the price of two kernels."""
        if self._id is None:
            return np.zeros(rows, dtype=bool)
        texts = columns[self._id]
        length = pc.utf8_length(texts)
        plain = pc.equal(pc.binary_length(texts), length)
        return _numpy(pc.and_(plain, pc.greater_equal(length, _IDENTITY_LENGTH)))

    def _inspect(self, columns: Sequence[pa.Array]) -> np.ndarray:
        squeezed = [pc.replace_substring_regex(column, _SPACE, "") for column in columns]
        filled = [_numpy(pc.not_equal(column, "")) for column in squeezed]
        count = np.sum(filled, axis=0)
        first = pc.coalesce(
            *(pc.if_else(pa.array(has), column, None) for has, column in zip(filled, squeezed, strict=True))
        )
        first = pc.fill_null(first, "")
        kinds = np.zeros(len(count), dtype=np.int8)
        named = self._has_name(squeezed)
        sparse = ~named & (count <= max(2, len(columns) // 2))
        kinds[sparse & (count == 1) & _matches(first, self._title)] = RowKind.TITLE
        if self._name:
            # A lone text left of the names is the heading of a group: 九峰镇
            kinds[sparse & (count == 1) & filled[0] & _matches(first, r"\p{Han}")] = RowKind.TITLE
        kinds[sparse & _matches(first, self._footer)] = RowKind.FOOTER
        kinds[sparse & (count <= 2) & _matches(first, _DATE_LINE)] = RowKind.FOOTER
        kinds[~named & self._has_total(squeezed)] = RowKind.TOTAL
        kinds[self._is_header(squeezed, count)] = RowKind.HEADER
        if self._serial is not None:
            kinds[filled[self._serial] & (count == 1) & (kinds == RowKind.DATA)] = RowKind.NUMBERED
        kinds[count == 0] = RowKind.BLANK
        return kinds

    def _has_name(self, squeezed: Sequence[pa.Array]) -> np.ndarray:
        """Rows whose name cell holds a name: letters, no figures, no word of a total or footer."""
        if self._name is None:
            return np.zeros(len(squeezed[0]), dtype=bool)
        names = squeezed[self._name]
        named: np.ndarray = _matches(names, r"\pL|[□?？＊*]")
        for not_a_name in (r"\pN", self._total, self._footer, self._title):
            named &= ~_matches(names, not_a_name)
        return named

    def _has_total(self, squeezed: Sequence[pa.Array]) -> np.ndarray:
        last = max(_TOTAL_WITHIN, 0 if self._name is None else self._name + 1)
        found = np.zeros(len(squeezed[0]), dtype=bool)
        for column in squeezed[:last]:
            found |= _matches(column, self._total)
        return found

    def _is_header(self, squeezed: Sequence[pa.Array], count: np.ndarray) -> np.ndarray:
        repeated = np.zeros(len(count), dtype=bool)
        for level in self._levels:
            equal = np.zeros(len(count), dtype=np.int64)
            for text, column in zip(level, squeezed, strict=False):
                if text:
                    equal += _numpy(pc.equal(column, text))
            repeated |= (equal * 2 >= count) & ((equal >= 2) | (equal == 1) & (count == 1))
        return repeated


def _matches(texts: pa.Array, pattern: str) -> np.ndarray:
    return _numpy(pc.match_substring_regex(texts, pattern))


def _numpy(array: pa.Array) -> np.ndarray:
    values: np.ndarray = array.to_numpy(zero_copy_only=False)
    return values


def _squeezed_text(text: str) -> str:
    return re.sub(r"[\s\u3000\xa0\u200b\ufeff]+", "", text)


def _total_pattern(lexicon: Lexicon) -> str:
    """合计, 九峰镇小计, 本页合计：, 合计（元）, 合计120人; never a word that merely contains one."""
    words = "|".join(map(re.escape, lexicon.totals))
    whose = r"本[页表村组镇乡]|全[县镇乡村]|\p{Han}{1,10}[省市县区镇乡村组居街道场]"
    return rf"^(?:{whose})?(?:{words})(?:[:：（(\d共].*)?$"


def _footer_pattern(lexicon: Lexicon) -> str:
    words = "|".join(map(re.escape, sorted(lexicon.footers, key=len, reverse=True)))
    return rf"^[（(]?(?:{words})(?:[（(][^）)]*[）)])?(?:[:：].*|[）)])?$"


def serial_column(headers: Sequence[str]) -> int | None:
    """Position of the column of running numbers among the headers."""
    serials = load_lexicon().serials
    return next((place for place, header in enumerate(headers) if normalise_header(header) in serials), None)
