"""How a Parquet file is to be read, so that a few bytes of it cannot burst the memory.

A text that a dictionary holds once may stand in every row: a file of 600 bytes becomes 10 GB of plain texts. So columns
come as dictionaries, and ``column_bounds`` measures them before they are written out. A column of mostly different
texts is slow to read that way; its dictionaries are looked at beforehand, and where none holds a long text it is read
plain.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from jingzhun.errors import UnreadableFileError
from jingzhun.read.column_bounds import BYTES_AT_ONCE, CELLS_AT_ONCE, ROWS_AT_ONCE, longest_text, too_large
from jingzhun.read.limits import Limits

# Below, a column repeats its texts, and is read faster as a dictionary; measured on benchmarks/reading/files.people.
_BYTES_PER_REPEATED_TEXT = 4
_STREAM_BYTES = 1 << 16


@dataclass(frozen=True, slots=True)
class ParquetPlan:
    """How to read one file.

    Attributes:
        rows: of a batch.
        dictionaries: the columns to read as dictionaries.
        columns: the columns to read; ``None`` for all.
    """

    rows: int
    dictionaries: list[str]
    columns: list[str] | None

    def batches(self, path: Path, at_once: int = ROWS_AT_ONCE) -> Iterator[pa.RecordBatch]:
        """The rows of the file, at most ``at_once`` in a batch."""
        with pq.ParquetFile(path, read_dictionary=self.dictionaries) as file:
            for batch in file.iter_batches(min(self.rows, at_once), columns=self.columns):
                yield batch if self.columns is None else batch.select(self.columns)


def plan_parquet(path: Path, name: str, columns: Sequence[str], limits: Limits) -> ParquetPlan:
    """Look over what the file says of its own size.

    Args:
        path: the file.
        name: what messages call it.
        columns: names of the columns to read, some of them perhaps equal.
        limits: the bounds.

    Raises:
        UnreadableFileError: larger than the bounds allow, or with columns of the same name beside unreadable ones.
    """
    with pq.ParquetFile(path) as file:
        about, schema = file.metadata, file.schema_arrow
    _check_size(about, name, limits)
    is_whole = len(columns) == len(schema)
    if not is_whole and any(schema.names.count(column) > 1 for column in columns):
        # The library finds columns by name, and of equal names only the last.
        raise UnreadableFileError("有同名的列，又有读不了的列", where=name, fix="给同名的列改名后重新导出")
    rows = _rows_at_once(about, schema)
    texts = [field.name for field in schema if _is_text(field.type) and field.name in set(columns)]
    doubtful: list[str] = []
    dictionaries: list[str] = []
    for column in dict.fromkeys(texts):
        sizes = _sizes(about, column)
        if any(size < _BYTES_PER_REPEATED_TEXT * count for size, count in sizes):
            dictionaries.append(column)
        elif sum(size for size, _ in sizes) * rows > BYTES_AT_ONCE:
            doubtful.append(column)
    dictionaries += _with_long_texts(path, about, doubtful, rows)
    if len(set(texts)) < len(texts):
        # Of equal names only the last is read as a dictionary: the others are held down by the rows of a batch.
        largest = max(size for column in texts if texts.count(column) > 1 for size, _ in _sizes(about, column))
        rows = max(1, min(rows, BYTES_AT_ONCE // max(1, largest)))
    return ParquetPlan(rows, dictionaries, None if is_whole else list(columns))


def _check_size(about: pq.FileMetaData, name: str, limits: Limits) -> None:
    unpacked = packed = 0
    for group in map(about.row_group, range(about.num_row_groups)):
        chunks = [group.column(place) for place in range(group.num_columns)]
        size = sum(chunk.total_uncompressed_size for chunk in chunks)
        if size > limits.part_bytes:
            raise too_large(size, name)
        unpacked += size
        packed += sum(chunk.total_compressed_size for chunk in chunks)
    if unpacked > limits.ratio_from_bytes and unpacked > limits.ratio * packed:
        raise too_large(unpacked, name)


def _rows_at_once(about: pq.FileMetaData, schema: pa.Schema) -> int:
    """As many rows as take about ``BYTES_AT_ONCE``, the texts that repeat not counted."""
    densest = max(
        (group.total_byte_size / max(1, group.num_rows) for group in map(about.row_group, range(about.num_row_groups))),
        default=0.0,
    )
    fixed = sum(field.type.byte_width for field in schema if pa.types.is_fixed_size_binary(field.type))
    rows = min(ROWS_AT_ONCE, CELLS_AT_ONCE // max(1, len(schema)), int(BYTES_AT_ONCE / max(1.0, densest, fixed)))
    return max(1, rows)


def _is_text(kind: pa.DataType) -> bool:
    storage = kind.storage_type if isinstance(kind, pa.BaseExtensionType) else kind
    if pa.types.is_dictionary(storage):
        storage = storage.value_type
    return any(
        test(storage)
        for test in (
            *(pa.types.is_string, pa.types.is_large_string, pa.types.is_string_view),
            *(pa.types.is_binary, pa.types.is_large_binary, pa.types.is_binary_view),
        )
    )


def _sizes(about: pq.FileMetaData, column: str) -> list[tuple[int, int]]:
    """Unpacked bytes and number of values of a column, for every row group that has a dictionary of it."""
    places = [place for place in range(about.num_columns) if about.schema.column(place).path == column]
    groups = map(about.row_group, range(about.num_row_groups))
    chunks = [group.column(place) for group in groups for place in places]
    return [(chunk.total_uncompressed_size, chunk.num_values) for chunk in chunks if chunk.has_dictionary_page]


def _with_long_texts(path: Path, about: pq.FileMetaData, columns: Sequence[str], rows: int) -> list[str]:
    """The columns of which some dictionary holds a text that takes too much if all rows of a batch have it."""
    if not columns:
        return []
    found = set()
    with pq.ParquetFile(path, read_dictionary=list(columns), buffer_size=_STREAM_BYTES) as file:
        for group in range(about.num_row_groups):
            for batch in file.iter_batches(1, row_groups=[group], columns=list(columns)):
                for column, texts in zip(batch.schema.names, batch.columns, strict=True):
                    # With the first value comes the whole dictionary; where it does not, nothing is known.
                    is_known = isinstance(texts, pa.DictionaryArray) and len(texts.dictionary) > 1
                    if not is_known or longest_text(texts.dictionary) * rows > BYTES_AT_ONCE:
                        found.add(column)
                break
    return [column for column in columns if column in found]
