"""Blocks of flat json objects, one a line, parsed by Arrow where it reads them exactly; others: ``json_objects``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.json

from jingzhun.read.cells import EXACT_BELOW
from jingzhun.read.text.json_objects import JsonRow

# Measured on objects of one key each: where there are 70 keys in all, the standard library is as fast as Arrow.
_MOST_CELLS_PER_VALUE = 70


class KeyKinds:
    """The keys of a file in order of first appearance, and what their values were found to be.

    Attributes:
        nested: keys that hold a list or an object somewhere.
    """

    def __init__(self) -> None:
        self.nested: set[str] = set()
        # Key → whether all its values so far are texts or nothing.
        self._is_text: dict[str, bool] = {}

    def __iter__(self) -> Iterator[str]:
        return iter(self._is_text)

    def __len__(self) -> int:
        return len(self._is_text)

    def add_schema(self, schema: pa.Schema) -> None:
        """Take note of a block that Arrow parsed; it takes texts that look like moments for moments."""
        for column in schema:
            kind = column.type
            is_text = pa.types.is_string(kind) or pa.types.is_timestamp(kind) or pa.types.is_null(kind)
            self._is_text[column.name] = self._is_text.get(column.name, True) and is_text

    def add_rows(self, rows: Sequence[JsonRow]) -> None:
        """Take note of a block that the standard library parsed."""
        for row in rows:
            for key, value in row.values.items():
                self._is_text[key] = self._is_text.get(key, True) and (value is None or isinstance(value, str))
                if isinstance(value, dict | list):
                    self.nested.add(key)

    def text_schema(self) -> pa.Schema:
        """The keys that hold nothing but texts, so that Arrow leaves them as they are written."""
        return pa.schema([(key, pa.string()) for key, is_text in self._is_text.items() if is_text])


def parse_block(block: bytes, schema: pa.Schema | None) -> pa.Table | None:
    """Parse whole lines.

    Args:
        block: UTF-8.
        schema: the keys that hold texts; ``None`` while that is being found out.

    Returns:
        One row a line; ``None`` where a line is not exactly one flat object, or Arrow would not keep a value exactly.
    """
    if not _is_flat(block):
        return None
    options = pyarrow.json.ParseOptions() if schema is None else pyarrow.json.ParseOptions(explicit_schema=schema)
    try:
        table = pyarrow.json.read_json(
            pa.BufferReader(block), pyarrow.json.ReadOptions(block_size=len(block) + 1), options
        )
        # Arrow takes any bytes for UTF-8, and names of columns are decoded when they are asked for.
        table.validate(full=True)
        return None if schema is not None and any(map(_is_inexact, table.columns)) else table
    except (pa.ArrowInvalid, UnicodeDecodeError):
        return None


def is_sparse(block: bytes, keys: int) -> bool:
    """Whether most objects lack most of the keys: Arrow makes a cell of each for every row, and is slower then."""
    return block.count(b"\n") * keys > _MOST_CELLS_PER_VALUE * block.count(b":")


def _is_flat(block: bytes) -> bool:
    """Whether every line holds one object, and no value is one: then rows are lines."""
    lines = block.count(b"\n") + (not block.endswith(b"\n"))
    if b"[" in block or block.count(b"{") != lines:
        return False
    starts = block.startswith(b"{") + block.count(b"\n{")
    ends = block.count(b"}\n") + block.count(b"}\r\n") + block.endswith(b"}")
    return bool(starts == ends == lines)


def _is_inexact(column: pa.ChunkedArray) -> bool:
    """Whether values may have lost something: the form of a moment, or digits of a whole number among floats."""
    if pa.types.is_timestamp(column.type):
        return True
    if not pa.types.is_floating(column.type):
        return False
    return bool(pc.any(pc.greater_equal(pc.abs(column), EXACT_BELOW)).as_py())
