"""Parquet and Arrow files, streamed in record batches with every column as text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from jingzhun.errors import UnreadableFileError
from jingzhun.read.arrow_sizes import check_arrow_sizes
from jingzhun.read.column_bounds import ROWS_AT_ONCE, bounded, out_of_memory, too_large
from jingzhun.read.failure import cannot_open, is_refused_by_system
from jingzhun.read.grid import Chunk, Merge, first_rows
from jingzhun.read.limits import LIMITS, Limits
from jingzhun.read.parquet_plan import ParquetPlan, plan_parquet
from jingzhun.read.sniff import FileKind
from jingzhun.read.typed_texts import has_several_values, is_binary, is_readable, stored_type
from jingzhun.read.written_columns import WrittenColumns


class ColumnarGrid:
    """A Parquet or Arrow file; its rows are numbered from 1 without a header."""

    sheet = ""
    first_column = 0
    merges: tuple[Merge, ...] = ()
    is_streamed = True

    def __init__(self, path: Path, name: str, kind: FileKind, limits: Limits = LIMITS) -> None:
        self._path = path
        self._name = name
        self._limits = limits
        self._is_parquet = kind is FileKind.PARQUET
        self.notes: list[str] = []
        schema = self._schema()
        # By position, for names may be equal: of such, the first is the first of the batch too.
        self._places = [place for place, field in enumerate(schema) if is_readable(field.type)]
        self._fields = [schema.field(place) for place in self._places]
        self.headers: list[str] | None = self._told_apart()
        self._note_types(schema)
        self._plan = self._planned() if self._is_parquet and self._fields else None

    def head(self, rows: int) -> list[list[str]]:
        """The first rows as text."""
        return first_rows(self._chunks(1, rows), rows)

    def chunks(self, first_row: int, width: int) -> Iterator[Chunk]:
        """All rows from ``first_row`` on; the width is the file's own."""
        del width
        yield from self._chunks(first_row)

    def _chunks(self, first_row: int, at_once: int = ROWS_AT_ONCE) -> Iterator[Chunk]:
        row, unpacked = 1, 0
        try:
            most = max(self._limits.unpacked_bytes, self._limits.ratio * self._path.stat().st_size)
            for batch in self._batches(at_once):
                # Neither format is checked when it is read: offsets may lead astray, and texts be no UTF-8.
                batch.validate(full=True)
                for piece in bounded(batch, self._name, self._limits.cell_bytes):
                    skip = min(max(first_row - row, 0), piece.num_rows)
                    if skip < piece.num_rows:
                        columns = WrittenColumns([column[skip:] for column in piece.columns])
                        yield Chunk(row + skip, columns)
                        unpacked += columns.bytes_written
                        if unpacked > most:
                            raise too_large(unpacked, self._name)
                    row += piece.num_rows
        except (pa.ArrowException, OSError, UnicodeDecodeError, MemoryError) as failure:
            raise self._refused(failure) from None

    def _told_apart(self) -> list[str]:
        """Their names, the later ones of equal names numbered."""
        found = [field.name for field in self._fields]
        taken, headers, numbered = set(found), [], []
        counts: Counter[str] = Counter()
        for name in found:
            counts[name] += 1
            header, number = name, counts[name]
            while counts[name] > 1 and header in taken:
                header, number = f"{name}({number})", number + 1
            taken.add(header)
            headers.append(header)
            if header != name:
                numbered.append(header)
        if numbered:
            self.notes.append("有同名的列，后面的按先后编号：" + "、".join(numbered))
        return headers

    def _note_types(self, schema: pa.Schema) -> None:
        headers = list(zip(self.headers or [], (stored_type(field.type) for field in self._fields), strict=True))
        several = [field.name for field in schema if has_several_values(field.type)]
        unknown = [field.name for field in schema if not (is_readable(field.type) or has_several_values(field.type))]
        zoned = [header for header, kind in headers if pa.types.is_timestamp(kind) and kind.tz is not None]
        raw = [header for header, kind in headers if is_binary(kind)]
        for what, names in (
            ("一格存有多个值，未读取", several),
            ("类型读不了，未读取", unknown),
            ("带时区，按北京时间读取", zoned),
            ("是二进制，按 UTF-8 或 GB18030 的文字读取，认不出的字节以 � 代替", raw),
        ):
            if names:
                self.notes.append(f"这些列{what}：" + "、".join(names))

    def _schema(self) -> pa.Schema:
        try:
            if self._is_parquet:
                return pq.read_schema(self._path)
            with pa.OSFile(str(self._path)) as source:
                schema = pa.ipc.open_file(source).schema
            check_arrow_sizes(self._path, self._name, self._limits)
            return schema
        except (pa.ArrowException, OSError, UnicodeDecodeError, MemoryError) as failure:
            raise self._refused(failure) from None

    def _planned(self) -> ParquetPlan:
        try:
            return plan_parquet(self._path, self._name, [field.name for field in self._fields], self._limits)
        except (pa.ArrowException, OSError, UnicodeDecodeError, MemoryError) as failure:
            raise self._refused(failure) from None

    def _batches(self, at_once: int) -> Iterator[pa.RecordBatch]:
        if self._is_parquet:
            if self._plan is not None:
                yield from self._plan.batches(self._path, at_once)
            return
        with pa.OSFile(str(self._path)) as source:
            batches = pa.ipc.open_file(source)
            for number in range(batches.num_record_batches):
                yield batches.get_batch(number).select(self._places)

    def _refused(self, failure: Exception) -> UnreadableFileError:
        if isinstance(failure, MemoryError):
            return out_of_memory(self._name)
        if isinstance(failure, OSError) and is_refused_by_system(failure):
            return cannot_open(self._name, failure)
        # The library's own message may quote values.
        return UnreadableFileError(
            f"文件已损坏或没有写完整（{type(failure).__name__}）", where=self._name, fix="重新导出这份数据"
        )
