"""Parquet and Arrow files, streamed in record batches with every column as text."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from jingzhun.errors import UnreadableFileError
from jingzhun.read.cells import bare_texts, float_texts
from jingzhun.read.failure import cannot_open, is_refused_by_system
from jingzhun.read.grid import Chunk, Merge, first_rows
from jingzhun.read.sniff import FileKind

_ROWS_PER_BATCH = 65_536
_TEXT = pa.string()


class ColumnarGrid:
    """A Parquet or Arrow file; its rows are numbered from 1 without a header."""

    sheet = ""
    first_column = 0
    merges: tuple[Merge, ...] = ()
    is_streamed = True

    def __init__(self, path: Path, name: str, kind: FileKind) -> None:
        self._path = path
        self._name = name
        self._is_parquet = kind is FileKind.PARQUET
        self.notes: list[str] = []
        schema = self._schema()
        self._fields = [field.name for field in schema if not pa.types.is_nested(field.type)]
        nested = [field.name for field in schema if pa.types.is_nested(field.type)]
        if nested:
            self.notes.append("这些列一格存有多个值，未读取：" + "、".join(nested))
        if len(set(self._fields)) < len(self._fields):
            raise UnreadableFileError("有同名的列", where=name, fix="给同名的列改名后重新导出")
        self.headers: list[str] | None = list(self._fields)

    def head(self, rows: int) -> list[list[str]]:
        """The first rows as text."""
        return first_rows(self.chunks(1, len(self._fields)), rows)

    def chunks(self, first_row: int, width: int) -> Iterator[Chunk]:
        """All rows from ``first_row`` on; the width is the file's own."""
        del width
        row = 1
        try:
            for batch in self._batches():
                # Neither format is checked when it is read: offsets may lead astray, and texts be no UTF-8.
                batch.validate(full=True)
                skip = min(max(first_row - row, 0), batch.num_rows)
                if skip < batch.num_rows:
                    yield Chunk(row + skip, [column_texts(batch.column(name)[skip:]) for name in self._fields])
                row += batch.num_rows
        except (pa.ArrowException, OSError, UnicodeDecodeError) as failure:
            raise self._damaged(failure) from None

    def _schema(self) -> pa.Schema:
        try:
            if self._is_parquet:
                return pq.read_schema(self._path)
            with pa.OSFile(str(self._path)) as source:
                return pa.ipc.open_file(source).schema
        except (pa.ArrowException, OSError, UnicodeDecodeError) as failure:
            raise self._damaged(failure) from None

    def _batches(self) -> Iterator[pa.RecordBatch]:
        if self._is_parquet:
            with pq.ParquetFile(self._path) as file:
                yield from file.iter_batches(_ROWS_PER_BATCH, columns=self._fields)
            return
        with pa.OSFile(str(self._path)) as source:
            batches = pa.ipc.open_file(source)
            for number in range(batches.num_record_batches):
                yield batches.get_batch(number)

    def _damaged(self, failure: Exception) -> UnreadableFileError:
        if isinstance(failure, OSError) and is_refused_by_system(failure):
            return cannot_open(self._name, failure)
        # The library's own message may quote values.
        return UnreadableFileError(
            f"文件已损坏或没有写完整（{type(failure).__name__}）", where=self._name, fix="重新导出这份数据"
        )


def column_texts(column: pa.Array) -> pa.Array:
    """Write a typed column as text.

    Args:
        column: any type that holds one value a row.

    Returns:
        Bare texts: integers and decimals exact, floats as ``cells.float_texts``, days as ``YYYY-MM-DD`` with the time
        only where it is not midnight, ``""`` for null.
    """
    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    kind = column.type
    if pa.types.is_floating(kind):
        return float_texts(column)
    if pa.types.is_boolean(kind):
        column = pc.if_else(column, "TRUE", "FALSE")
    elif pa.types.is_decimal(kind):
        column = pc.replace_substring_regex(column.cast(_TEXT), r"(\.\d*?)0+$", r"\1")
        column = pc.utf8_rtrim(column, ".")
    elif pa.types.is_timestamp(kind):
        column = pc.local_timestamp(column) if kind.tz is not None else column
        column = pc.replace_substring(column.cast(pa.timestamp("s"), safe=False).cast(_TEXT), " 00:00:00", "")
    elif pa.types.is_time(kind):
        column = column.cast(pa.time64("us")).cast(_TEXT)
        column = pc.utf8_slice_codeunits(column, 0, 8)
    elif pa.types.is_date64(kind):
        column = column.cast(pa.date32())
    return bare_texts(pc.fill_null(column.cast(_TEXT), ""))
