"""The prepared tables of a county, from which every system starts: one Parquet file a table."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from jingzhun.kinds import TableKind

SOURCE = ["_file", "_sheet", "_row"]
#: The registers that a sample county has.
REGISTERS = tuple(map(TableKind, ("vehicles", "property", "payroll")))


def read_table(tables: Path, kind: TableKind, fields: Collection[str] | None = None) -> pa.Table:
    """One prepared table; columns that only some sheets have hold ``""`` in the others.

    Args:
        tables: their folder.
        kind: which one.
        fields: those to read, if there are such, beside where a row stands; all when None.
    """
    with pq.ParquetFile(tables / f"{kind.value}.parquet") as file:
        names = file.schema_arrow.names
        return file.read(None if fields is None else [name for name in names if name in fields or name in SOURCE])
