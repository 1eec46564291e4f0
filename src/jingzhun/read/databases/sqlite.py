"""SQLite files: every ordinary table is a sheet; nothing beside the user's file is written, and nothing in it is run.

Why so: docs/development/decisions/0005-databases.md.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import stat
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from jingzhun.errors import UnreadableFileError
from jingzhun.read.cells import bare, float_texts
from jingzhun.read.databases.cellbytes import ByteColumn
from jingzhun.read.databases.nearby import missing_table
from jingzhun.read.databases.snapshot import SnapshotGrid, Snapshots
from jingzhun.read.failure import cannot_open
from jingzhun.read.options import ReadOptions

_ROWS_PER_BATCH = 65_536
_BYTES_PER_BATCH = 32 << 20
# Cells taken from the database at once: with the longest text, the memory that a hostile table can take.
_CELLS_AT_ONCE = 4096
_LONGEST_TEXT = 65_536
# SQLite holds one value at a time to measure it.
_LARGEST_VALUE = 256 << 20
_STEPS_PER_LOOK = 100_000
# The file may grow by text for what it holds as numbers; more is the doing of a schema made to burst.
_GROWTH = 4
# Numbers stand for what is not read, since every number that is read comes as text or as a double.
_BINARY, _TOO_LONG = 0, 1
_CELL = (
    f"CASE typeof({{0}}) WHEN 'text' THEN iif(length(CAST({{0}} AS BLOB)) > {_LONGEST_TEXT}, {_TOO_LONG}, {{0}}) "
    f"WHEN 'real' THEN {{0}} WHEN 'blob' THEN {_BINARY} ELSE CAST({{0}} AS TEXT) END"
)
_ASK_AGAIN = "请对方重新发送，或用数据库工具把需要的表导出为 csv"


@dataclass(frozen=True, slots=True)
class _Stored:
    """A table or view that the file holds; ``is_table`` for an ordinary table, whose rows stand in the file."""

    name: str
    is_table: bool


def open_sqlite(
    path: Path, name: str, work_dir: Path, options: ReadOptions, table: str | None = None
) -> list[SnapshotGrid]:
    """Read the tables of a SQLite file.

    Args:
        path: the file.
        name: what messages call it.
        work_dir: a folder of this run that only its user can read; the snapshots are left there.
        options: bounds of time and size.
        table: the one table or view to read; ``None`` for all ordinary tables, and no view.

    Raises:
        UnreadableFileError: damaged, being written to, beyond the limits, or without such a table.
        OutputError: ``work_dir`` cannot be written to.
    """
    limits = options.limits
    try:
        path = path.resolve(strict=True)
        before = _state(path, name)
    except OSError as failure:
        raise cannot_open(name, failure) from None
    size = sum(length for length, _ in before.values())
    snapshots = Snapshots(name, work_dir, max(limits.unpacked_bytes, _GROWTH * size))
    uri = _uri(path, name, snapshots, has_helpers=len(before) > 1)
    seconds = limits.seconds + limits.seconds_per_megabyte * size / 1e6
    where = name
    try:
        with closing(_connect(uri, seconds)) as connection:
            stored = _stored(connection, name)
            grids = []
            for one in _wanted(stored, table, name):
                where = f"{name} › {bare(one.name)}"
                grids.append(_read(connection, one, snapshots, where))
        if _state(path, name) != before:
            raise UnreadableFileError(
                "读取时文件正在被改动", where=name, fix="关闭正在使用它的程序，或先复制一份，再读取复制件"
            )
    except sqlite3.Error as failure:
        raise _refusal(failure, where, seconds) from None
    except UnicodeDecodeError:  # of what SQLite says of a damaged schema
        raise _damaged(where) from None
    except OSError as failure:
        raise cannot_open(name, failure) from None
    return grids


def _state(path: Path, name: str) -> dict[str, tuple[int, int]]:
    """Size and time of the file, and of a write-ahead log or a rollback journal that still holds something."""
    found = {}
    for suffix in ("", "-wal", "-journal"):
        file = path.with_name(path.name + suffix)
        if suffix and not os.path.lexists(file):
            continue
        about = file.stat()
        if not stat.S_ISREG(about.st_mode):
            raise UnreadableFileError(
                f"旁边的 {file.name} 不是普通文件", where=name, fix="只复制数据库文件本身，再读取复制件"
            )
        if about.st_size or not suffix:
            found[suffix] = (about.st_size, about.st_mtime_ns)
    return found


def _uri(path: Path, name: str, snapshots: Snapshots, *, has_helpers: bool) -> str:
    """Where to read, without a trace beside the user's file.

    With nothing beside it the file is whole, and ``immutable`` keeps SQLite from locking it and from making files.
    A log or journal holds changes that are to be applied, or taken back: that is left to SQLite, on a copy.
    """
    if not has_helpers:
        return _file_uri(path) + "?mode=ro&immutable=1"
    copy = snapshots.folder / "copy.db"
    for suffix in ("", "-wal", "-journal"):
        source, target = path.with_name(path.name + suffix), copy.with_name(copy.name + suffix)
        if not source.exists():
            continue
        try:
            content = source.open("rb")
        except OSError as failure:
            raise cannot_open(name, failure) from None
        try:
            target.touch(mode=0o600)
            with content, target.open("wb") as copied:
                shutil.copyfileobj(content, copied, 1 << 20)
        except OSError:
            raise snapshots.disk_is_full() from None
    return _file_uri(copy) + "?mode=rw"


def _file_uri(path: Path) -> str:
    uri = path.as_uri()
    # A folder of another machine (\\server\share), which SQLite takes only as a path.
    return uri if uri.startswith("file:///") else uri.replace("file://", "file:////", 1)


def _connect(uri: str, seconds: float) -> sqlite3.Connection:
    connection = sqlite3.connect(uri, uri=True, isolation_level=None)
    connection.text_factory = bytes
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LARGEST_VALUE)
    connection.setlimit(sqlite3.SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 100)
    connection.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
    end = time.monotonic() + seconds
    connection.set_progress_handler(lambda: time.monotonic() > end, _STEPS_PER_LOOK)
    # What the file itself brings (views, generated columns) may call nothing that reaches outside.
    for setting in ("trusted_schema = OFF", "cell_size_check = ON", "mmap_size = 0", "query_only = ON"):
        connection.execute(f"PRAGMA {setting}")
    return connection


def _stored(connection: sqlite3.Connection, name: str) -> list[_Stored]:
    rows = connection.execute(
        "SELECT name, rootpage > 0 FROM sqlite_master WHERE type IN ('table', 'view') AND name NOT GLOB 'sqlite_*'"
    ).fetchall()
    try:
        return [_Stored(raw.decode("utf-8"), bool(is_table)) for raw, is_table in rows]
    except UnicodeDecodeError:
        raise UnreadableFileError(
            "里面有的表名不是 UTF-8", where=name, fix="用数据库工具把表名改过来，或把需要的表导出为 csv"
        ) from None


def _wanted(stored: Sequence[_Stored], table: str | None, name: str) -> list[_Stored]:
    """What is to be read; SQLite does not tell upper from lower case."""
    if table is not None:
        found = [one for one in stored if one.name.lower() == table.lower()]
        if not found:
            raise missing_table(table, [one.name for one in stored], name)
        return found
    tables = [one for one in stored if one.is_table]
    if not tables:
        views = "、".join(bare(one.name) for one in stored)
        what = f"里面没有表，只有视图 {views}" if views else "里面没有表"
        raise UnreadableFileError(what, where=name, fix="索取有内容的文件；要读取视图，写成 文件?table=视图名")
    return tables


def _read(connection: sqlite3.Connection, one: _Stored, snapshots: Snapshots, where: str) -> SnapshotGrid:
    quoted = '"' + one.name.replace('"', '""') + '"'
    if one.is_table:
        # A row that breaks a promise of the schema is complained of too, and is no damage to the file.
        [(verdict,)] = connection.execute(f"PRAGMA quick_check({quoted})").fetchmany(1)
        if verdict.startswith(b"*** in database"):
            raise _damaged(where)
    about = connection.execute("SELECT name FROM pragma_table_xinfo(?) WHERE hidden <> 1", (one.name,)).fetchall()
    columns = [_Column(raw) for (raw,) in about]
    # By position, for a name may be of bytes that no query can spell; in the order of the table and of no index.
    places = [f"c{place}" for place in range(len(columns))]
    source = f"{quoted} NOT INDEXED" if one.is_table else quoted
    cells = ", ".join(map(_CELL.format, places))
    # Nothing of it is foreign but the name, which is quoted.
    query = f"WITH whole({', '.join(places)}) AS (SELECT * FROM {source}) SELECT {cells} FROM whole"  # noqa: S608
    notes: list[str] = []
    with closing(connection.execute(query)) as cursor:
        return snapshots.add(one.name, [column.header for column in columns], _batches(cursor, columns, notes), notes)


class _Column:
    """Turns the cells of one column into texts and remembers what it could not read."""

    def __init__(self, raw_name: bytes) -> None:
        self.header = bare(ByteColumn("").texts(pa.array([raw_name], pa.binary()), 1)[0].as_py())
        self._bytes = ByteColumn(self.header)
        self._binary = 0
        self._too_long = 0

    def texts(self, cells: Sequence[object], first_row: int) -> pa.Array:
        """Texts of some consecutive cells, ``""`` for an empty one and for one that is not read."""
        types = set(map(type, cells)) - {type(None)}
        if types <= {bytes}:
            return pc.fill_null(self._bytes.texts(pa.array(cells, pa.binary()), first_row), "")
        if types == {float}:
            return float_texts(pa.array(cells, pa.float64()))
        for cell in cells:
            self._binary += cell is _BINARY
            self._too_long += cell is _TOO_LONG
        raw = pa.array([cell if type(cell) is bytes else None for cell in cells], pa.binary())
        numbers = pa.array([cell if type(cell) is float else None for cell in cells], pa.float64())
        return pc.coalesce(self._bytes.texts(raw, first_row), float_texts(numbers))

    def notes(self) -> list[str]:
        """What a person should know of this column."""
        notes = self._bytes.notes()
        if self._binary:
            notes.append(f"列“{self.header}”有 {self._binary} 格是二进制数据，未读取")
        if self._too_long:
            notes.append(f"列“{self.header}”有 {self._too_long} 格超过 {_LONGEST_TEXT // 1024} KB，未读取")
        return notes


def _batches(cursor: sqlite3.Cursor, columns: Sequence[_Column], notes: list[str]) -> Iterator[list[pa.Array]]:
    """The rows as columns of texts, in batches of bounded size; the notes are complete after the last."""
    step = max(1, _CELLS_AT_ONCE // max(1, len(columns)))
    pieces: list[list[pa.Array]] = []
    row, rows_held, bytes_held = 1, 0, 0
    while rows := cursor.fetchmany(step):
        piece = [column.texts(cells, row) for column, cells in zip(columns, zip(*rows, strict=True), strict=True)]
        pieces.append(piece)
        row += len(rows)
        rows_held += len(rows)
        bytes_held += sum(texts.nbytes for texts in piece)
        if rows_held >= _ROWS_PER_BATCH or bytes_held >= _BYTES_PER_BATCH:
            yield [pa.concat_arrays(parts) for parts in zip(*pieces, strict=True)]
            pieces, rows_held, bytes_held = [], 0, 0
    if pieces:
        yield [pa.concat_arrays(parts) for parts in zip(*pieces, strict=True)]
    notes.extend(note for column in columns for note in column.notes())


def not_sqlite(name: str) -> UnreadableFileError:
    """The error to raise for a file that is called a database and is none."""
    return UnreadableFileError("不是 SQLite 数据库文件", where=name, fix="核对文件；别的表格直接写路径，不写 ?table=")


def _damaged(where: str) -> UnreadableFileError:
    return UnreadableFileError("文件已损坏或没有传完整", where=where, fix=_ASK_AGAIN)


def _refusal(failure: sqlite3.Error, where: str, seconds: float) -> UnreadableFileError:
    """What SQLite refused, in words for people; its own message may quote the file."""
    match getattr(failure, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF:
        case sqlite3.SQLITE_CORRUPT | sqlite3.SQLITE_NOTADB | sqlite3.SQLITE_FORMAT:
            return _damaged(where)
        case sqlite3.SQLITE_INTERRUPT:
            return UnreadableFileError(f"读取超过 {seconds:.0f} 秒，已放弃", where=where, fix=_ASK_AGAIN)
        case sqlite3.SQLITE_TOOBIG:
            what = f"有一格超过 {_LARGEST_VALUE >> 20} MB，不像正常的表"
            return UnreadableFileError(what, where=where, fix=_ASK_AGAIN)
        case sqlite3.SQLITE_CANTOPEN | sqlite3.SQLITE_IOERR | sqlite3.SQLITE_PERM | sqlite3.SQLITE_AUTH:
            return UnreadableFileError("读不出来", where=where, fix="先复制到本机硬盘，检查读取权限")
        case _:
            # A view of what is gone, a function that is not allowed, a schema of a newer SQLite.
            return UnreadableFileError("表或视图的定义有问题，读不出来", where=where, fix=_ASK_AGAIN)
