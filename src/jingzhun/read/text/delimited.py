"""Text tables (csv, tsv, txt): delimiter by consistency, simple blocks by Arrow, all others by the csv module."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Callable, Generator, Iterator
from pathlib import Path

import pyarrow as pa

from jingzhun.errors import UnreadableFileError
from jingzhun.read.grid import Chunk, Merge
from jingzhun.read.limits import LIMITS, Limits
from jingzhun.read.text.blocks import LongLineError, read_ahead, split_block, text_blocks
from jingzhun.read.text.encoding import TextFormat, detect, refuse_damage
from jingzhun.read.text.fast_csv import BlockParser
from jingzhun.read.text.fitting import fitted, from_row, gathered, unwrapped, unwrapped_texts
from jingzhun.read.text.records import RecordCutter, Records, record_lengths

# What Arrow parses at once: tens of thousands of rows make a good batch.
_BLOCK_BYTES = 8 << 20
# Of a block that is not simple, so much at a time: most parts of it may be.
_PART_BYTES = 1 << 18
_SAMPLE_BYTES = 1 << 18
_SAMPLE_LINES = 200
_STYLE_RECORDS = 1_000
# Of equal consistency, the first wins. The full-width comma is a delimiter only where no other one is.
_DELIMITERS = ("\t", ",", ";", "|", "，")
_DELIMITER_TITLES = {"\t": "制表符", ",": "逗号", ";": "分号", "|": "竖线", "，": "全角逗号"}
# Systems write a tab beside a number to keep a spreadsheet program from eating digits; that one delimits nothing.
_GUARDING_TAB = re.compile(r'(?<=[,;|])"?\t|\t(?="?[,;|])')
# A first line that tells a spreadsheet program the delimiter; it shows no such row.
_DELIMITER_LINE = re.compile(r'"?sep=([\t,;|])"?[\r\n]+', re.IGNORECASE)

_FIRST_LINE = re.compile(rb"\A[^\r\n]*(?:\r\n|\r|\n)")


class DelimitedGrid:
    """A text file as a grid of cells; its records are numbered as a spreadsheet program shows them."""

    sheet = ""
    first_column = 0
    merges: tuple[Merge, ...] = ()
    is_streamed = True
    headers: list[str] | None = None

    def __init__(self, path: Path, name: str, text: TextFormat, limits: Limits) -> None:
        self._path = path
        self._name = name
        self._text = text
        self._limits = limits
        try:
            sample = self._decoded(next(self._blocks(_SAMPLE_BYTES), b""))
        except LongLineError:
            raise self._long_line(1) from None
        stated = _DELIMITER_LINE.match(sample)
        self._skipped_lines = 0 if stated is None else 1
        lines = list(io.StringIO(sample, newline=""))[self._skipped_lines :][:_SAMPLE_LINES]
        self._delimiter = _find_delimiter(lines) if stated is None else stated[1]
        usual_width = _usual_width(lines, self._delimiter)[0]
        self._cutter = RecordCutter(name, self._delimiter, usual_width, limits.line_breaks)
        self.notes = [f"编码 {text.title}，以{_DELIMITER_TITLES[self._delimiter]}分列"]
        if text.has_nul:
            self.notes.append("含空字符（NUL），已略去")

    def head(self, rows: int) -> list[list[str]]:
        """The first records, of whatever length."""
        found: list[list[str]] = []
        for _, records in self._pieces(self._blocks(_SAMPLE_BYTES), _nothing_is_simple):
            if isinstance(records, Records):
                found.extend(list(map(unwrapped, record)) for record in records.rows[: rows - len(found)])
            if len(found) >= rows:
                break
        return found

    def chunks(self, first_row: int, width: int) -> Iterator[Chunk]:
        """All records from ``first_row`` on as ``width`` columns; what does not fit is marked ragged."""
        # A wider sheet is refused; its rows are only counted, by their first columns.
        width = min(width, self._limits.columns)
        return gathered(from_row(self._fitted_pieces(first_row, width), first_row), width)

    def _fitted_pieces(self, first_row: int, width: int) -> Iterator[Chunk]:
        optional = self._optional_columns(first_row, width)
        parser = BlockParser(self._delimiter, width)

        def parse(block: bytes) -> list[pa.Array] | None:
            columns = parser.parse(block)
            return None if columns is None else [unwrapped_texts(column, b"=" in block) for column in columns]

        for row, piece in self._pieces(read_ahead(self._blocks(_BLOCK_BYTES)), parse):
            if isinstance(piece, Records):
                yield from fitted(row, piece, width, optional)
            else:
                yield Chunk(row, piece)

    def _blocks(self, size: int) -> Generator[bytes]:
        return text_blocks(self._path, self._name, self._text, size, self._limits.line_bytes)

    def _decoded(self, block: bytes) -> str:
        try:
            return block.decode("utf-8")
        except UnicodeDecodeError:
            refuse_damage(self._path, self._name, self._text)

    def _pieces(
        self, blocks: Iterator[bytes], parse: Callable[[bytes], list[pa.Array] | None]
    ) -> Iterator[tuple[int, list[pa.Array] | Records]]:
        """The columns of simple blocks and the records of all others, each with the number of the first row."""
        row, line, rest = 1, 1 + self._skipped_lines, ""
        try:
            for block in self._without_delimiter_line(blocks):
                columns = None if rest else parse(block)
                if columns is not None:
                    yield row, columns
                    row, line = row + len(columns[0]), line + len(columns[0])
                    continue
                for part in split_block(block, _PART_BYTES):
                    columns = None if rest or len(part) == len(block) else parse(part)
                    if columns is not None:
                        yield row, columns
                        row, line = row + len(columns[0]), line + len(columns[0])
                        continue
                    records = self._cutter.cut(rest + self._decoded(part), line, final=False)
                    yield row, records
                    row, line, rest = row + len(records.rows), line + records.lines, records.rest
        except LongLineError:
            raise self._long_line(line + rest.count("\n")) from None
        if rest:
            yield row, self._cutter.cut(rest, line, final=True)

    def _without_delimiter_line(self, blocks: Iterator[bytes]) -> Iterator[bytes]:
        for number, block in enumerate(blocks):
            yield block if number or not self._skipped_lines else _FIRST_LINE.sub(b"", block, count=1)

    def _long_line(self, line: int) -> UnreadableFileError:
        return UnreadableFileError(
            f"第 {line} 行超过 {self._limits.line_bytes / 1e6:,.0f} MB 还没有换行，不像表格",
            where=self._name,
            fix="确认是否传错文件，或请提供单位重新导出",
        )

    def _optional_columns(self, first_row: int, width: int) -> int:
        """How many columns at the end are now and then empty: a row may lack those, as Excel writes them."""
        full = [record for record in self.head(_STYLE_RECORDS)[first_row - 1 :] if len(record) == width]
        optional = 0
        while optional < width - 1 and (not full or any(not record[-1 - optional] for record in full)):
            optional += 1
        return optional


def _nothing_is_simple(_block: bytes) -> None:
    """For the first rows, which are wanted in their own lengths."""


def _find_delimiter(lines: list[str]) -> str:
    """The character that cuts most lines into the same, large number of fields."""
    best, best_score = ",", 0.0
    for delimiter in _DELIMITERS:
        tried = [_GUARDING_TAB.sub("", line) for line in lines] if delimiter == "\t" else lines
        width, share = _usual_width(tried, delimiter)
        score = (width - 1) * share**2
        if score > best_score and not (delimiter == "，" and best_score >= 1):
            best, best_score = delimiter, score
    return best


def _usual_width(lines: list[str], delimiter: str) -> tuple[int, float]:
    """The number of fields that weighs most among some lines, and the share of records that have it."""
    lengths = Counter(record_lengths(lines, delimiter))
    width, rows = max(lengths.items(), key=lambda item: (item[1] * (item[0] - 1), item[0]), default=(1, 0))
    return width, rows / max(lengths.total(), 1)


def open_delimited(path: Path, name: str, limits: Limits = LIMITS) -> DelimitedGrid:
    """Open a text table.

    Args:
        path: the file.
        name: what messages call it.
        limits: bounds for its lines and fields.

    Returns:
        The grid; records are read when asked for, in blocks, so that memory does not grow with the file.

    Raises:
        UnreadableFileError: its encoding is unknown or damaged, or its quotes cannot be made out within the first
            lines.
    """
    grid = DelimitedGrid(path, name, detect(path, name), limits)
    grid.head(1)
    return grid
