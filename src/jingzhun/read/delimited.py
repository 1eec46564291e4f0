"""Text tables (csv, tsv, txt): encoding by strict decoding, delimiter by consistency, rows by the csv module."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from jingzhun.errors import UnreadableFileError
from jingzhun.read.cells import bare, bare_texts
from jingzhun.read.encoding import TextFormat, detect
from jingzhun.read.failure import cannot_open
from jingzhun.read.grid import Chunk, Merge
from jingzhun.read.limits import LIMITS, Limits

# Few records at a time stay in the processor's cache while they are turned into columns; many make a good batch.
_RECORDS_PER_BLOCK = 4_000
_BLOCKS_PER_CHUNK = 12
_SAMPLE_LINES = 200
_STYLE_RECORDS = 1_000
# Of equal consistency, the first wins. The full-width comma is a delimiter only where no other one is.
_DELIMITERS = ("\t", ",", ";", "|", "，")
_DELIMITER_TITLES = {"\t": "制表符", ",": "逗号", ";": "分号", "|": "竖线", "，": "全角逗号"}
_TEXT = pa.string()
# Systems write a tab beside a number to keep a spreadsheet program from eating digits; that one delimits nothing.
_GUARDING_TAB = re.compile(r'(?<=[,;|])"?\t|\t(?="?[,;|])')
_FIX_QUOTES = '补上或删去该行的英文双引号 " 后再放入，或用 Excel/WPS 另存为 xlsx'


class DelimitedGrid:
    """A text file as a grid of cells; its records are numbered as a spreadsheet program shows them."""

    sheet = ""
    first_column = 0
    merges: tuple[Merge, ...] = ()
    headers: list[str] | None = None

    def __init__(self, path: Path, name: str, text: TextFormat, limits: Limits) -> None:
        self._path = path
        self._name = name
        self._text = text
        self._limits = limits
        self._delimiter = _find_delimiter(list(islice(self._lines(), _SAMPLE_LINES)))
        self.notes = [f"编码 {text.title}，以{_DELIMITER_TITLES[self._delimiter]}分列"]
        if text.has_nul:
            self.notes.append("含空字符（NUL），已略去")

    def head(self, rows: int) -> list[list[str]]:
        """The first records, of whatever length."""
        return [list(map(bare, record)) for record in next((found for _, found in self._blocks(rows)), [])]

    def chunks(self, first_row: int, width: int) -> Iterator[Chunk]:
        """All records from ``first_row`` on as ``width`` columns; what does not fit is marked ragged."""
        optional = self._optional_columns(first_row, width)
        waiting: list[Chunk] = []
        for row, records in self._blocks(_RECORDS_PER_BLOCK):
            skip = min(max(first_row - row, 0), len(records))
            if skip < len(records):
                waiting.append(_chunk(row + skip, records[skip:] if skip else records, width, optional))
            if len(waiting) == _BLOCKS_PER_CHUNK:
                yield _joined(waiting)
                waiting = []
        if waiting:
            yield _joined(waiting)

    def _lines(self) -> Iterator[str]:
        try:
            with self._path.open(encoding=self._text.encoding, newline="") as file:
                yield from (line.replace("\0", "") for line in file) if self._text.has_nul else file
        except OSError as failure:
            raise cannot_open(self._name, failure) from None
        except UnicodeDecodeError:
            raise UnreadableFileError(
                "读取途中文件被改动", where=self._name, fix="关闭正在编辑它的程序，再运行一次"
            ) from None

    def _blocks(self, size: int) -> Iterator[tuple[int, list[list[str]]]]:
        """Blocks of records, each with the number of its first."""
        row = 1
        reader = csv.reader(self._lines(), delimiter=self._delimiter, strict=True)
        while True:
            before = reader.line_num
            try:
                records = list(islice(reader, size))
            except csv.Error:
                raise self._unclosed() from None
            if not records:
                return
            # Far more lines than records: some field may have swallowed its neighbours.
            if reader.line_num - before - len(records) > self._limits.line_breaks:
                self._check_line_breaks(records)
            yield row, records
            row += len(records)

    def _check_line_breaks(self, records: list[list[str]]) -> None:
        if any(field.count("\n") > self._limits.line_breaks for record in records for field in record):
            raise self._unclosed()

    def _unclosed(self) -> UnreadableFileError:
        """Find the record whose quotes do not match, and say where it begins."""
        reader = csv.reader(self._lines(), delimiter=self._delimiter, strict=True)
        line = 1
        try:
            for record in reader:
                if any(field.count("\n") > self._limits.line_breaks for field in record):
                    break
                line = reader.line_num + 1
        except csv.Error:
            pass
        return UnreadableFileError(
            f"第 {line} 行的双引号没有配对，其后的内容无法分列", where=self._name, fix=_FIX_QUOTES
        )

    def _optional_columns(self, first_row: int, width: int) -> int:
        """How many columns at the end are now and then empty: a row may lack those, as Excel writes them."""
        full = [record for record in self.head(_STYLE_RECORDS)[first_row - 1 :] if len(record) == width]
        optional = 0
        while optional < width - 1 and (not full or any(not record[-1 - optional] for record in full)):
            optional += 1
        return optional


def _chunk(row: int, records: list[list[str]], width: int, optional: int) -> Chunk:
    lengths = set(map(len, records))
    ragged = None
    if lengths != {width}:
        records, flags = _fit(records, width, optional)
        ragged = pa.array(flags) if any(flags) else None
    columns = [_unquote_formula(bare_texts(pa.array(cells, type=_TEXT))) for cells in zip(*records, strict=True)]
    return Chunk(row, columns, ragged)


def _joined(chunks: list[Chunk]) -> Chunk:
    if len(chunks) == 1:
        return chunks[0]
    columns = [pa.concat_arrays(parts) for parts in zip(*(chunk.columns for chunk in chunks), strict=True)]
    ragged = None
    if any(chunk.ragged is not None for chunk in chunks):
        flags = [pa.repeat(False, len(c.columns[0])) if c.ragged is None else c.ragged for c in chunks]
        ragged = pa.concat_arrays(flags)
    return Chunk(chunks[0].first_row, columns, ragged)


def _fit(records: list[list[str]], width: int, optional: int) -> tuple[list[list[str]], list[bool]]:
    """Bring every record to the width; true where that may have moved or lost a value."""
    fitted, flags = [], []
    for record in records:
        missing = width - len(record)
        if missing > 0:
            fitted.append(record + [""] * missing)
            flags.append(missing > optional and any(record))
        else:
            fitted.append(record[:width])
            flags.append(any(map(bare, record[width:])))
    return fitted, flags


def _unquote_formula(column: pa.Array) -> pa.Array:
    """``="3506…"`` is how some systems keep a spreadsheet program from eating digits; the text inside is meant."""
    marked = pc.starts_with(column, '="')
    if not pc.any(marked).as_py():
        return column
    return pc.if_else(marked, bare_texts(pc.replace_substring_regex(column, r'^="(.*)"$', r"\1")), column)


def _find_delimiter(lines: list[str]) -> str:
    """The character that cuts most lines into the same, large number of fields."""
    best, best_score = ",", 0.0
    for delimiter in _DELIMITERS:
        tried = [_GUARDING_TAB.sub("", line) for line in lines] if delimiter == "\t" else lines
        try:
            lengths = Counter(map(len, csv.reader(tried, delimiter=delimiter)))
        except csv.Error:  # a field beyond all bounds: not this one
            continue
        lengths.pop(0, None)
        width, rows = max(lengths.items(), key=lambda item: (item[1] * (item[0] - 1), item[0]), default=(1, 0))
        score = (width - 1) * (rows / max(lengths.total(), 1)) ** 2
        if score > best_score and not (delimiter == "，" and best_score >= 1):
            best, best_score = delimiter, score
    return best


def open_delimited(path: Path, name: str, limits: Limits = LIMITS) -> DelimitedGrid:
    """Open a text table.

    Args:
        path: the file.
        name: what messages call it.
        limits: bounds for its fields.

    Returns:
        The grid; records are read when asked for, in blocks, so that memory does not grow with the file.

    Raises:
        UnreadableFileError: its encoding is unknown or damaged, or its quotes do not match within the first lines.
    """
    grid = DelimitedGrid(path, name, detect(path, name), limits)
    grid.head(1)
    return grid
