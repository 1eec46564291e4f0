"""A database table, written once into the work folder as Arrow columns, so that every pass sees the same rows."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

import pyarrow as pa

from jingzhun.errors import OutputError, UnreadableFileError
from jingzhun.read.cells import bare
from jingzhun.read.columnar import ColumnarGrid
from jingzhun.read.sniff import FileKind

_PREFIX = "tables-"
_ORDER = "行号是数据库给出记录的先后，从 1 起"


class SnapshotGrid(ColumnarGrid):
    """A table of a database as it was when it was opened; its rows are numbered from 1 in the order they came."""

    def __init__(self, path: Path, name: str, sheet: str, notes: Sequence[str]) -> None:
        super().__init__(path, name, FileKind.ARROW)
        self.sheet = sheet
        self.notes.extend(notes)


class Snapshots:
    """The snapshots of one database.

    Args:
        name: what messages call the database.
        work_dir: a folder of this run that only its user can read.
        room: bytes that all snapshots together may take; ``None`` for as much as the disk holds.

    Raises:
        OutputError: ``work_dir`` cannot be written to.
    """

    def __init__(self, name: str, work_dir: Path, room: int | None = None) -> None:
        self._name = name
        self._work_dir = work_dir
        self._room = room
        self._count = 0
        try:
            self.folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=work_dir))
        except OSError:
            raise self.disk_is_full() from None

    def add(
        self, table: str, headers: Sequence[str], batches: Iterable[Sequence[pa.Array]], notes: list[str]
    ) -> SnapshotGrid:
        """Write one table.

        Args:
            table: its name.
            headers: its column names.
            batches: its rows as columns of strings; an OSError while they come is taken for one of the disk.
            notes: what a person should know; may still grow while the batches come.

        Raises:
            UnreadableFileError: the table is larger than ``room`` allows.
            OutputError: the disk is full.
        """
        schema = pa.schema([(bare(header), pa.string()) for header in headers])
        path = self.folder / f"{self._count}.arrow"
        self._count += 1
        rows = 0
        try:
            path.touch(mode=0o600)
            with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, schema) as writer:
                for columns in batches:
                    writer.write_batch(pa.record_batch(list(columns), schema=schema))
                    rows += len(columns[0])
                    self._check_room(sink.tell(), table)
        except OSError:
            raise self.disk_is_full() from None
        if self._room is not None:
            self._room -= path.stat().st_size
        notes.append(_ORDER if rows else "表里没有记录")
        return SnapshotGrid(path, self._name, bare(table), notes)

    def disk_is_full(self) -> OutputError:
        """The error to raise when the work folder takes no more."""
        return OutputError(
            "临时目录写不下（磁盘已满，或没有写入权限）",
            where=str(self._work_dir),
            fix="清理磁盘，或用环境变量 TMPDIR（Windows 是 TEMP）另指一个临时目录",
        )

    def _check_room(self, size: int, table: str) -> None:
        if self._room is not None and size > self._room:
            raise UnreadableFileError(
                f"展开后太大（超过 {size / 1e6:,.0f} MB），不像正常的表",
                where=f"{self._name} › {bare(table)}",
                fix="确认来源；确是正常的表时，把需要的列导出为 csv 再放入",
            )


def digest_of(work_dir: Path) -> tuple[str, int]:
    """SHA-256 and size of what was read from a database.

    The digest is that of the Arrow file which holds the snapshot, with the versions of pyarrow and of the driver that
    the run used; over several tables, that of their files one after the other.

    Args:
        work_dir: the folder that was given to ``database.open_database``.

    Returns:
        The digest in hexadecimal and the bytes it covers; ``("", 0)`` where nothing was read.
    """
    files = sorted(work_dir.glob(f"{_PREFIX}*/*.arrow"), key=lambda path: (path.parent.name, int(path.stem)))
    digest, size = hashlib.sha256(), 0
    for path in files:
        with path.open("rb") as stream:
            while block := stream.read(1 << 20):
                digest.update(block)
                size += len(block)
    return (digest.hexdigest(), size) if files else ("", 0)
