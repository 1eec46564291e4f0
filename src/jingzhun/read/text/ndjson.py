"""JSON tables: one object a line (ndjson), or one array of objects, streamed with every value as text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa

from jingzhun.errors import UnreadableFileError
from jingzhun.read.cells import bare
from jingzhun.read.grid import Chunk, Merge, first_rows
from jingzhun.read.limits import LIMITS, Limits
from jingzhun.read.text.blocks import LongLineError, split_block, split_rows, text_blocks, text_pieces
from jingzhun.read.text.encoding import TextFormat, detect, refuse_damage
from jingzhun.read.text.fast_json import KeyKinds, is_sparse, parse_block
from jingzhun.read.text.fitting import rows_per_chunk, spread
from jingzhun.read.text.json_objects import JsonRow, MalformedObjectError, array_rows, line_rows, value_texts
from jingzhun.read.typed_texts import column_texts

_BLOCK_BYTES = 4 << 20
# While the keys are not known, there may be as many as rows, and Arrow makes a cell of each for every row.
_SURVEYED_BYTES = 1 << 16
_FIX = "请提供单位重新导出，或导出为 csv、xlsx"


class JsonGrid:
    """A file of json objects; the keys are its headers, in order of first appearance.

    Objects that stand one a line have the number of their line, those of an array are counted.
    """

    sheet = ""
    first_column = 0
    merges: tuple[Merge, ...] = ()
    is_streamed = True

    def __init__(self, path: Path, name: str, text: TextFormat, limits: Limits) -> None:
        self._path = path
        self._name = name
        self._text = text
        self._limits = limits
        self._is_array = self._first_character() == "["
        self._kinds = self._survey()
        self._schema = self._kinds.text_schema()
        self.headers: list[str] | None = [key for key in self._kinds if key not in self._kinds.nested]
        self.notes = [f"编码 {text.title}，JSON"]
        if self._kinds.nested:
            nested = "、".join(key for key in self._kinds if key in self._kinds.nested)
            self.notes.append(f"这些列一格存有多个值，未读取：{nested}")

    def head(self, rows: int) -> list[list[str]]:
        """The first rows as text."""
        return first_rows(self.chunks(1, len(self.headers or ())), rows)

    def chunks(self, first_row: int, width: int) -> Iterator[Chunk]:
        """All rows from ``first_row`` on; the width is the file's own. What is no object is marked ragged."""
        del width
        row = 1
        for block in self._parts(rows_per_chunk(len(self.headers or ()))):
            chunk = self._chunk(row, block)
            count = len(chunk.columns[0]) if chunk.columns else 0
            skip = max(first_row - row, 0)
            if skip < count:
                ragged = None if chunk.ragged is None else chunk.ragged[skip:]
                yield Chunk(row + skip, [column[skip:] for column in chunk.columns], ragged)
            row += count

    def _chunk(self, row: int, block: bytes | list[JsonRow]) -> Chunk:
        headers = self.headers or []
        if isinstance(block, bytes):
            table = None if is_sparse(block, len(headers)) else parse_block(block, self._schema)
            if table is not None:
                return Chunk(row, _table_columns(table, headers))
        rows = line_rows(self._decoded(block)) if isinstance(block, bytes) else block
        columns = _row_columns(rows, headers)
        flags = [found.is_malformed for found in rows]
        if any(flags) and columns:
            # What is set aside is shown, so its text stands in the first column.
            texts = columns[0].to_pylist()
            columns[0] = pa.array(
                [bare(found.text) if found.is_malformed else text for found, text in zip(rows, texts, strict=True)],
                type=pa.string(),
            )
        return Chunk(row, columns, pa.array(flags) if any(flags) else None)

    def _survey(self) -> KeyKinds:
        """The keys of the whole file and what their values are; most lines must be objects."""
        kinds = KeyKinds()
        line, rows, malformed, first_malformed = 1, 0, 0, 0
        for block in self._surveyed_blocks():
            table = None
            if isinstance(block, bytes) and not is_sparse(block, len(kinds)):
                table = parse_block(block, None)
            if table is not None:
                kinds.add_schema(table.schema)
                rows, line = rows + table.num_rows, line + table.num_rows
            else:
                found = line_rows(self._decoded(block)) if isinstance(block, bytes) else block
                kinds.add_rows(found)
                wrong = [place for place, row in enumerate(found) if row.is_malformed]
                first_malformed = first_malformed or (line + wrong[0] if wrong else 0)
                malformed += len(wrong)
                rows, line = rows + sum(bool(row.text) for row in found), line + len(found)
            if len(kinds) > self._limits.columns:
                raise self._refusal(f"列数超过 {self._limits.columns:,}，不像表格")
        if malformed * 2 > rows:
            raise self._refusal(f"第 {first_malformed} 行不是完整的 JSON 对象（应当一行一个）")
        return kinds

    def _surveyed_blocks(self) -> Iterator[bytes | list[JsonRow]]:
        for block in self._blocks():
            yield from split_block(block, _SURVEYED_BYTES) if isinstance(block, bytes) else [block]

    def _parts(self, rows: int) -> Iterator[bytes | list[JsonRow]]:
        """Parts of so many rows."""
        for block in self._blocks():
            if isinstance(block, bytes):
                yield from split_rows(block, rows)
            else:
                yield from (block[first : first + rows] for first in range(0, len(block), rows))

    def _blocks(self) -> Iterator[bytes | list[JsonRow]]:
        """Blocks of lines, or of the objects of an array."""
        try:
            if self._is_array:
                pieces = text_pieces(self._path, self._name, self._text)
                yield from array_rows(pieces, self._limits.line_bytes)
            else:
                yield from text_blocks(self._path, self._name, self._text, _BLOCK_BYTES, self._limits.line_bytes)
        except LongLineError:
            raise self._refusal(f"有一行超过 {self._limits.line_bytes / 1e6:,.0f} MB，不像表格") from None
        except MalformedObjectError as failure:
            raise self._refusal(f"第 {failure.number} 个 JSON 对象不完整或有错") from None

    def _first_character(self) -> str:
        for piece in text_pieces(self._path, self._name, self._text):
            if stripped := piece.lstrip("\ufeff \t\r\n"):
                return stripped[0]
        return ""

    def _decoded(self, block: bytes) -> str:
        try:
            return block.decode("utf-8")
        except UnicodeDecodeError:
            refuse_damage(self._path, self._name, self._text)

    def _refusal(self, what: str) -> UnreadableFileError:
        return UnreadableFileError(what, where=self._name, fix=_FIX)


def _table_columns(table: pa.Table, headers: Sequence[str]) -> list[pa.Array]:
    """What Arrow parsed as texts; of keys that few rows have, only what is there is written."""
    blank = pa.repeat("", table.num_rows)
    found = dict(zip(table.column_names, table.columns, strict=True))
    columns = []
    for key in headers:
        if key not in found or found[key].null_count == table.num_rows:
            columns.append(blank)
            continue
        column = found[key].combine_chunks()
        if column.null_count:
            places = np.flatnonzero(column.is_valid().to_numpy(zero_copy_only=False))
            columns.append(spread(column_texts(column.drop_null()), places, table.num_rows))
        else:
            columns.append(column_texts(column))
    return columns


def _row_columns(rows: Sequence[JsonRow], headers: Sequence[str]) -> list[pa.Array]:
    """What the standard library parsed as texts."""
    blank = pa.repeat("", len(rows))
    found: dict[str, tuple[list[int], list[object]]] = {}
    for place, row in enumerate(rows):
        for key, value in row.values.items():
            places, values = found.setdefault(key, ([], []))
            places.append(place)
            values.append(value)
    return [
        spread(value_texts(found[key][1]), np.array(found[key][0]), len(rows)) if key in found else blank
        for key in headers
    ]


def open_ndjson(path: Path, name: str, limits: Limits = LIMITS) -> JsonGrid:
    """Open a file of json objects, one a line or in one array.

    Args:
        path: the file; it is read through once, for its keys.
        name: what messages call it.
        limits: bounds for its lines.

    Returns:
        The grid; rows are read when asked for, in blocks, so that memory does not grow with the file.

    Raises:
        UnreadableFileError: its encoding is unknown or damaged, or most lines are no objects.
    """
    return JsonGrid(path, name, detect(path, name), limits)
