"""Which rows of a table are not data: blank rows, totals, footers, repeated headers and titles.

A row that has an identity number, or a name where names stand, is data whatever else it says; what cannot be
told is data too. Rows are judged by Arrow kernels, the few that are not data at first sight by closer inspection.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import IntEnum

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from jingzhun.read.cells import has_text
from jingzhun.read.columns.mapping import Lexicon, load_lexicon, normalise_header
from jingzhun.read.sheets.header_words import KnownHeader, is_header_row, known_words_in
from jingzhun.read.sheets.merged import MergeFiller
from jingzhun.read.written_columns import row_count, rows_of


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
    COLUMN_NUMBERS = 8
    OTHER_HEADER = 9
    REFUSED = 10

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
    RowKind.COLUMN_NUMBERS: "列号行",
    RowKind.OTHER_HEADER: "另一张表的表头",
    RowKind.REFUSED: "这张表没有读取",
}
# As RE2 has it, \s lacks the ideographic and the no-break space.
_SPACE = r"[\s\x{3000}\x{A0}\x{200B}\x{FEFF}]+"
_IDENTITY_LENGTH = 14
# A name at first sight: so many Chinese characters, none of which is met in a word of a total or a footer.
_PLAIN_NAME = r"^\p{Han}{2,3}$"
_NO_NAME = r"[计总累数注签章制填审说表单位名]"
_TOTAL_WITHIN = 4
# A row of column numbers under a header: 1 2 3 4, or 甲 乙 1 2.
_COUNTED_FROM = ("1", "(1)", "（1）", "甲", "栏次", "列号")
_LETTERS_COUNTED = ("栏次", "列号", "甲", "乙", "丙", "丁", "戊")
_FEWEST_COUNTED = 4
_FEWEST_REPEATED = 3
_DIGITS = r"[\d〇○Ｏ零一二三四五六七八九十元]"
_DATE_LINE = rf"^(?:{_DIGITS}{{4}}年)(?:{_DIGITS}{{0,3}}月)?(?:{_DIGITS}{{0,3}}[日号])?$"
_PAGE_LINE = r"^(?:第[\d一二三四五六七八九十]{1,5}页.{0,10}|共\d{1,5}页|[-—]+\d{1,5}[-—]+)$"


class RowJudge:
    """Judges the rows of one table."""

    def __init__(self, header: KnownHeader, id_column: int | None, name_column: int | None, serial: int | None) -> None:
        """Prepare for a table.

        Args:
            header: its header, for repeated ones.
            id_column: position of the identity column, if known.
            name_column: position of the name column, if known.
            serial: position of the column of running numbers, if there is one.
        """
        self._id, self._name, self._serial = id_column, name_column, serial
        self._header = header
        lexicon = load_lexicon()
        self._total = _total_pattern(lexicon)
        self._footer = _footer_pattern(lexicon)
        self._title = "(?:" + "|".join(map(re.escape, lexicon.titles)) + ")$"
        words = {*lexicon.known, *lexicon.totals, *lexicon.footers, *lexicon.titles, *header.words_at(name_column)}
        self._no_names = pa.array(sorted(words), type=pa.string())

    def judge(
        self, columns: Sequence[pa.Array], ragged: pa.BooleanArray | None, merged: MergeFiller | None = None
    ) -> np.ndarray:
        """Judge consecutive rows.

        Args:
            columns: arrays of strings of equal length, as they stand: what a merged range says of a row it reaches
                over is not in them, so that a subtotal inside a household remains one.
            ragged: rows whose cells may stand in the wrong columns.
            merged: the merged ranges, with which these rows have been filled last.

        Returns:
            A ``RowKind`` (int8) for each row.
        """
        kinds = np.zeros(row_count(columns), dtype=np.int8)
        doubtful = ~self._is_clear(columns, len(kinds))
        if doubtful.any():
            blank = _blank_rows(columns, doubtful)
            kinds[blank] = RowKind.BLANK
            places = np.flatnonzero(doubtful & ~blank)
            if len(places):
                rows = columns if len(places) == len(kinds) else rows_of(columns, pa.array(places))
                kinds[places] = self._inspect(rows, np.diff(places, prepend=-1) == 1, np.append(False, blank)[places])
            if merged is not None:
                self._continue_merged(columns, kinds, merged)
        if ragged is not None:
            kinds[_numpy(ragged) & (kinds == RowKind.DATA)] = RowKind.RAGGED
        return kinds

    def _is_clear(self, columns: Sequence[pa.Array], rows: int) -> np.ndarray:
        """Rows that are data at first sight, told by one column.

        A long text of plain characters where identity numbers stand, at the price of four kernels; where the table
        has no identity column, a short Chinese name where names stand.
        """
        if self._id is not None:
            texts = columns[self._id]
            length = pc.utf8_length(texts)
            plain = pc.equal(pc.binary_length(texts), length)
            return _numpy(pc.and_(plain, pc.greater_equal(length, _IDENTITY_LENGTH)))
        if self._name is not None:
            names = columns[self._name]
            no_name = _numpy(pc.is_in(names, value_set=self._no_names)) | _matches(names, _NO_NAME)
            clear: np.ndarray = _matches(names, _PLAIN_NAME) & ~no_name
            return clear
        return np.zeros(rows, dtype=bool)

    def _continue_merged(self, columns: Sequence[pa.Array], kinds: np.ndarray, merged: MergeFiller) -> None:
        """Take a row for data that stands under a merged cell of a row of data: the owner's second house.

        A footer may stand beside a remark that was merged over the whole page, but not under a person.
        """
        doubted = np.isin(kinds, (RowKind.TITLE, RowKind.HEADER, RowKind.OTHER_HEADER))
        repeated = np.flatnonzero(kinds == RowKind.HEADER)
        if len(repeated):
            cells = [_squeeze(column) for column in rows_of(columns, pa.array(repeated))]
            doubted[repeated[self._repeats_header(cells)]] = False
        people = {place: kinds == RowKind.FOOTER for place in (self._id, self._name) if place is not None}
        kinds[merged.go_on(kinds == RowKind.DATA, doubted, people)] = RowKind.DATA

    def _repeats_header(self, squeezed: Sequence[pa.Array]) -> np.ndarray:
        """Rows with so many of the header's words in their places that they can be nothing else."""
        most = np.zeros(len(squeezed[0]), dtype=np.int64)
        for level in self._header.levels:
            most = np.maximum(most, self._equal_words(level, squeezed))
        return most >= _FEWEST_REPEATED

    def _equal_words(self, level: Sequence[str], squeezed: Sequence[pa.Array]) -> np.ndarray:
        """How many cells of each row say what a level of the header says in their place."""
        equal = np.zeros(len(squeezed[0]), dtype=np.int64)
        for text, column in zip(level, squeezed, strict=False):
            if text and has_text(column):
                equal += _numpy(pc.equal(column, text))
        return equal

    def _inspect(self, columns: Sequence[pa.Array], is_next: np.ndarray, below_blank: np.ndarray) -> np.ndarray:
        """Judge rows that are not clear: which follow the one before them in the sheet, and which a blank one?"""
        squeezed = [_squeeze(column) for column in columns]
        nothing = np.zeros(len(is_next), dtype=bool)
        filled = [_numpy(pc.not_equal(column, "")) if has_text(column) else nothing for column in squeezed]
        count = np.sum(filled, axis=0)
        first = pa.repeat("", len(is_next))
        for has, column in zip(reversed(filled), reversed(squeezed), strict=True):
            first = first if has is nothing else pc.if_else(pa.array(has), column, first)
        kinds = np.zeros(len(count), dtype=np.int8)
        named = self._has_name(squeezed)
        sparse = ~named & (count <= max(2, len(columns) // 2))
        kinds[sparse & (count == 1) & _matches(first, self._title)] = RowKind.TITLE
        if self._name:
            # A lone text left of the names is the heading of a group: 九峰镇
            kinds[sparse & (count == 1) & filled[0] & _matches(first, r"\p{Han}")] = RowKind.TITLE
        footer = _matches(first, self._footer)
        kinds[footer & (sparse | ~named & _matches(first, "[:：]"))] = RowKind.FOOTER
        for line in (_DATE_LINE, _PAGE_LINE):
            kinds[sparse & (count <= 2) & _matches(first, line)] = RowKind.FOOTER
        kinds[~named & self._has_total(squeezed)] = RowKind.TOTAL
        kinds[self._has_column_numbers(squeezed, count)] = RowKind.COLUMN_NUMBERS
        is_apart = is_next & (np.append(2, count[:-1]) <= 1) | below_blank
        self._mark_headers(squeezed, count, kinds, is_apart)
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

    def _has_column_numbers(self, squeezed: Sequence[pa.Array], count: np.ndarray) -> np.ndarray:
        """Rows that number the columns: 1 2 3 4, or 甲 乙 1 2."""
        begun = _numpy(pc.is_in(squeezed[0], value_set=pa.array(_COUNTED_FROM)))
        found = np.zeros(len(count), dtype=bool)
        for row in np.flatnonzero(begun & (count >= _FEWEST_COUNTED)).tolist():
            cells = [column[row].as_py().strip("()（）") for column in squeezed]
            numbers = [cell for cell in cells if cell and cell not in _LETTERS_COUNTED]
            found[row] = len(numbers) >= 2 and numbers == [str(number + 1) for number in range(len(numbers))]
        return found

    def _mark_headers(
        self, squeezed: Sequence[pa.Array], count: np.ndarray, kinds: np.ndarray, is_apart: np.ndarray
    ) -> None:
        """Tell the header of this table where it is repeated, and the header of another one."""
        whole = np.zeros(len(count), dtype=bool)
        for level in self._header.levels:
            equal = self._equal_words(level, squeezed)
            kinds[(equal * 2 >= count) & ((equal >= 2) | (equal == 1) & (count == 1))] = RowKind.HEADER
            whole |= equal == count
        known = known_words_in([column for column in squeezed if has_text(column)] or squeezed[:1])
        for row in np.flatnonzero((known >= 2) & (known * 2 >= count) & ~whole).tolist():
            cells = [column[row].as_py() for column in squeezed]
            if is_header_row(cells, bool(is_apart[row])):
                kinds[row] = RowKind.HEADER if self._header.is_repeated_by(cells) else RowKind.OTHER_HEADER


def _squeeze(texts: pa.Array) -> pa.Array:
    """The texts without white space; most columns have none, and finding that out is the cheaper half."""
    if not has_text(texts) or not pc.any(pc.match_substring_regex(texts, _SPACE)).as_py():
        return texts
    return pc.replace_substring_regex(texts, _SPACE, "")


def _blank_rows(columns: Sequence[pa.Array], doubtful: np.ndarray) -> np.ndarray:
    """Which of the doubtful rows hold nothing."""
    places = np.flatnonzero(doubtful)
    if 2 * len(places) > len(doubtful):  # of a wide sheet, most rows may be blank
        blank: np.ndarray = doubtful & ~_filled_rows(columns)
        return blank
    blank = np.zeros(len(doubtful), dtype=bool)
    blank[places] = ~_filled_rows(rows_of(columns, pa.array(places)))
    return blank


def _filled_rows(columns: Sequence[pa.Array]) -> np.ndarray:
    filled = np.zeros(len(columns[0]), dtype=bool)
    for column in columns:
        if has_text(column):
            filled |= _numpy(pc.not_equal(column, ""))
    return filled


def _matches(texts: pa.Array, pattern: str) -> np.ndarray:
    return _numpy(pc.match_substring_regex(texts, pattern))


def _numpy(array: pa.Array) -> np.ndarray:
    values: np.ndarray = array.to_numpy(zero_copy_only=False)
    return values


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
