"""Tables of a PostgreSQL server, read through ADBC in one read-only transaction and written by the server as text.

Why so: docs/development/decisions/0005-databases.md.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from jingzhun.errors import UnreadableFileError
from jingzhun.read.cells import bare, float_texts
from jingzhun.read.databases.address import Address
from jingzhun.read.databases.cellbytes import ByteColumn
from jingzhun.read.databases.nearby import missing_table
from jingzhun.read.databases.postgresql_failure import no_connection, no_result
from jingzhun.read.databases.snapshot import SnapshotGrid, Snapshots

_CONNECT_SECONDS = 15
# For this transaction alone; a server of another make may not know some of them. The rows come in the order in which
# they lie in the table, dates and numbers whole and in one form whatever the server is set to, and a table that another
# session has locked is not waited for.
# A database without encoding (SQL_ASCII) gives its bytes as they are only to a client without one.
_SET_ENCODING = """
SELECT pg_catalog.set_config('client_encoding',
    CASE pg_catalog.current_setting('server_encoding') WHEN 'SQL_ASCII' THEN 'SQL_ASCII' ELSE 'UTF8' END, true)
"""
_SET = """
SELECT pg_catalog.set_config(known.name, wanted.setting, true)
FROM pg_catalog.pg_settings known JOIN (VALUES
    ('lock_timeout', '15s'), ('statement_timeout', '30min'), ('datestyle', 'ISO'), ('extra_float_digits', '3'),
    ('synchronize_seqscans', 'off'), ('max_parallel_workers_per_gather', '0')
) wanted (name, setting) ON lower(known.name) = wanted.name
"""
# Tables, partitioned ones, views, materialised ones and foreign tables.
_FIND = """
SELECT namespace.nspname::text, pg_catalog.row_security_active(class.oid)
FROM pg_catalog.pg_class class JOIN pg_catalog.pg_namespace namespace ON namespace.oid = class.relnamespace
WHERE class.relkind IN ('r', 'p', 'v', 'm', 'f') AND class.relname::text = $1
AND CASE WHEN $2 = '' THEN pg_catalog.pg_table_is_visible(class.oid) ELSE namespace.nspname::text = $2 END
"""
_LIST = """
SELECT CASE WHEN pg_catalog.pg_table_is_visible(class.oid) THEN '' ELSE namespace.nspname || '.' END || class.relname
FROM pg_catalog.pg_class class JOIN pg_catalog.pg_namespace namespace ON namespace.oid = class.relnamespace
WHERE class.relkind IN ('r', 'p', 'v', 'm', 'f')
AND namespace.nspname !~ '^pg_' AND namespace.nspname <> 'information_schema'
"""
# The type below a domain, which may stand on another domain.
_COLUMNS = """
WITH RECURSIVE base (place, name, type) AS (
    SELECT attribute.attnum, attribute.attname::text, attribute.atttypid
    FROM pg_catalog.pg_attribute attribute
    JOIN pg_catalog.pg_class class ON class.oid = attribute.attrelid
    JOIN pg_catalog.pg_namespace namespace ON namespace.oid = class.relnamespace
    WHERE class.relname::text = $1 AND namespace.nspname::text = $2
    AND attribute.attnum > 0 AND NOT attribute.attisdropped
  UNION ALL
    SELECT base.place, base.name, type.typbasetype
    FROM base JOIN pg_catalog.pg_type type ON type.oid = base.type WHERE type.typtype = 'd'
)
SELECT base.name, type.typname::text, type.typtype::text, type.typcategory::text
FROM base JOIN pg_catalog.pg_type type ON type.oid = base.type WHERE type.typtype <> 'd' ORDER BY base.place
"""
_UNREAD_TYPES = frozenset({"bytea", "json", "jsonb"})
_UNREAD_KINDS = frozenset({"c", "r", "m"})  # rows, ranges, several ranges
_ARRAY = "A"
# How the server writes a type that its plain text would not do for: 北京时间 for moments, all digits for money.
_WRITTEN = {
    "float8": "{0}::float8",
    "float4": "{0}::text::float8",
    "bool": "upper({0}::text)",
    "timestamptz": "({0} AT TIME ZONE 'Asia/Shanghai')::text",
    "money": "{0}::numeric::text",
}
_TIMES = frozenset({"timestamp", "timestamptz", "time", "timetz"})
_DECIMALS = frozenset({"numeric", "money"})
_INSTALL = "安装数据库支持：pip install 'jingzhun[postgresql]'"


@dataclass(frozen=True, slots=True)
class _Source:
    """A column of the table: its place and name, the name of its type below any domain, and whether it is left out."""

    place: int
    name: str
    type: str
    is_left_out: bool

    @property
    def alias(self) -> str:
        """What queries call it."""
        return f"c{self.place}"

    @property
    def expression(self) -> str:
        """What the server is asked for."""
        return _WRITTEN.get(self.type, "{0}::text").format(self.alias)


def open_postgresql(address: Address, name: str, work_dir: Path) -> SnapshotGrid:
    """Copy one table or view of a PostgreSQL server.

    Args:
        address: where it is.
        name: what messages call it.
        work_dir: a folder of this run that only its user can read; the snapshot is left there.

    Raises:
        UnreadableFileError: the driver is not installed, the server is not reached or refuses, or there is no such
            table.
        OutputError: ``work_dir`` cannot be written to.
    """
    try:
        from adbc_driver_manager import Error
        from adbc_driver_postgresql import dbapi
    except ImportError:
        raise UnreadableFileError("没有安装 PostgreSQL 的驱动", where=name, fix=_INSTALL) from None
    snapshots = Snapshots(name, work_dir)
    try:
        connection = dbapi.connect(_location(address.location))
    except Error as failure:
        raise no_connection(str(failure), name) from None
    try:
        with closing(connection), closing(connection.cursor()) as cursor:
            # The first statement of the transaction that the driver has begun.
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            _ask(cursor, _SET_ENCODING)
            _ask(cursor, _SET)
            return _read(cursor, address, snapshots, name)
    except Error as failure:
        raise no_result(failure.sqlstate or "", str(failure), name) from None


def _location(location: str) -> str:
    """The address for libpq, with what this program needs beside the user's own settings."""
    place, _, query = location.partition("?")
    settings = [part for part in query.split("&") if part]
    if not any(part.startswith("connect_timeout=") for part in settings) and "PGCONNECT_TIMEOUT" not in os.environ:
        settings.append(f"connect_timeout={_CONNECT_SECONDS}")
    if not any("application_name=" in part for part in settings):
        settings.append("fallback_application_name=jingzhun")
    return f"{place}?{'&'.join(settings)}"


def _ask(cursor: Any, query: str, *parameters: str) -> list[list[Any]]:
    """The rows of a small answer; texts may be of other bytes than UTF-8."""
    cursor.execute(query, parameters or None)
    columns = [
        ByteColumn("").texts(column.combine_chunks().cast(pa.binary()), 1) if column.type == pa.string() else column
        for column in cursor.fetch_arrow_table().columns
    ]
    return [list(row) for row in zip(*(column.to_pylist() for column in columns), strict=True)]


def _read(cursor: Any, address: Address, snapshots: Snapshots, name: str) -> SnapshotGrid:
    found = _ask(cursor, _FIND, address.table, address.schema)
    if not found:
        present = [listed for (listed,) in _ask(cursor, _LIST)]
        asked = f"{address.schema}.{address.table}" if address.schema else address.table
        raise missing_table(asked, present, name)
    [(schema, is_filtered)] = found
    columns = [
        _Source(place, column, type_name, category == _ARRAY or kind in _UNREAD_KINDS or type_name in _UNREAD_TYPES)
        for place, (column, type_name, kind, category) in enumerate(_ask(cursor, _COLUMNS, address.table, schema))
    ]
    wanted = [column for column in columns if not column.is_left_out]
    if not wanted:
        raise UnreadableFileError("表里没有能读的列", where=name, fix="核对表名")
    notes = _notes(columns, is_filtered=is_filtered)
    # By position, for a name may be of bytes that no query can spell. Nothing of it is foreign but the two names, which
    # are quoted.
    places = ", ".join(column.alias for column in columns)
    source = f"{_quoted(schema)}.{_quoted(address.table)} AS whole ({places})"
    cursor.execute(f"SELECT {', '.join(column.expression for column in wanted)} FROM {source}")  # noqa: S608
    return snapshots.add(
        address.table, [column.name for column in wanted], _batches(cursor, wanted, notes, name), notes
    )


def _notes(columns: Sequence[_Source], *, is_filtered: bool) -> list[str]:
    notes = []
    unread = [bare(column.name) for column in columns if column.is_left_out]
    if unread:
        notes.append("这些列是二进制、json 或一格存有多个值，未读取：" + "、".join(unread))
    moments = [bare(column.name) for column in columns if column.type == "timestamptz"]
    if moments:
        notes.append("这些列带时区，按北京时间读取：" + "、".join(moments))
    if is_filtered:
        notes.append("数据库只让当前用户看到这张表的一部分行，读到的可能不全")
    return notes


def _batches(cursor: Any, columns: Sequence[_Source], notes: list[str], name: str) -> Iterator[list[pa.Array]]:
    """The rows as columns of texts, as the server sends them; the notes are complete after the last."""
    decoders = [ByteColumn(bare(column.name)) for column in columns]
    row = 1
    with closing(cursor.fetch_record_batch()) as reader:
        while (batch := _next(reader, name)) is not None:
            yield [
                _texts(array, column.type, decoder, row)
                for array, column, decoder in zip(batch.columns, columns, decoders, strict=True)
            ]
            row += batch.num_rows
    notes.extend(note for decoder in decoders for note in decoder.notes())


def _next(reader: pa.RecordBatchReader, name: str) -> pa.RecordBatch | None:
    try:
        return reader.read_next_batch()
    except StopIteration:
        return None
    except (pa.ArrowException, OSError) as failure:
        raise no_result("", str(failure), name) from None


def _texts(array: pa.Array, type_name: str, decoder: ByteColumn, first_row: int) -> pa.Array:
    """One column as the same texts that a typed column of a file becomes, see ``columnar.column_texts``."""
    if pa.types.is_floating(array.type):
        return float_texts(array)
    # The driver does not look at the bytes, and a server without encoding (SQL_ASCII) gives what was put in.
    texts = pc.fill_null(decoder.texts(array.cast(pa.binary()), first_row), "")
    if type_name in _TIMES:
        texts = pc.replace_substring_regex(texts, r"(:\d\d)\.\d+", r"\1")
        return pc.replace_substring(texts, " 00:00:00", "")
    if type_name in _DECIMALS:
        texts = pc.replace_substring_regex(texts, r"(\.\d*?)0+$", r"\1")
        return pc.if_else(pc.equal(texts, "NaN"), "", pc.utf8_rtrim(texts, "."))
    return texts


def _quoted(name: str) -> str:
    """An identifier, as PostgreSQL's own quote_ident with quotes around whatever it is; a name holds no NUL."""
    return '"' + name.replace('"', '""') + '"'
