"""Workbooks (xlsx, xlsm, xlsb, xls, et, ods), parsed by python-calamine in a child process of their own.

Why apart: docs/development/decisions/0002-reading-workbooks.md.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pyarrow as pa

from jingzhun.errors import OutputError, ProtectedFileError, UnreadableFileError
from jingzhun.privacy import mask_text
from jingzhun.read.failure import cannot_open
from jingzhun.read.grid import Chunk, Merge, first_rows
from jingzhun.read.options import ReadOptions
from jingzhun.read.sniff import FileKind
from jingzhun.read.workbooks.child import CHILDREN, ChildDiedError, ChildStartError, ChildTimeoutError

_REPAIR = "请对方重新发送，或用 Excel/WPS 打开修复后另存为 xlsx"
_SPLIT = "确认来源；确是正常表格时，用 Excel/WPS 打开，删去表格以外的单元格，或存为 csv"


class WorkbookGrid:
    """One sheet of a parsed workbook, read from the Arrow file that the child process left."""

    headers: list[str] | None = None
    is_streamed = False

    def __init__(self, about: dict[str, Any], folder: Path) -> None:
        self.sheet: str = about["name"]
        self.first_column: int = about["first_column"]
        self.merges = tuple(
            Merge(first_row + 1, first - self.first_column, last_row + 1, last - self.first_column)
            for first_row, first, last_row, last in about["merges"]
        )
        self.notes: list[str] = about["notes"]
        #: Whether the workbook counts days from 1904, so that a number that stands for a day means another one.
        self.date1904: bool = about["date1904"]
        self._path = folder / about["file"]
        self._head: list[list[str]] = []
        self._head_asked = 0

    def head(self, rows: int) -> list[list[str]]:
        """The first rows, all as wide as the grid; kept, because several looks are taken at them."""
        if rows > self._head_asked:
            self._head, self._head_asked = first_rows(self.chunks(1, 0), rows), rows
        return [list(row) for row in self._head[:rows]]

    def chunks(self, first_row: int, width: int) -> Iterator[Chunk]:
        """All rows from ``first_row`` on; the width is the sheet's own."""
        del width
        # Not mapped into memory: Windows could not remove a file that still is.
        with pa.OSFile(str(self._path)) as source:
            batches = pa.ipc.open_file(source)
            row = 1
            for number in range(batches.num_record_batches):
                batch = batches.get_batch(number)
                skip = min(max(first_row - row, 0), batch.num_rows)
                if skip < batch.num_rows:
                    yield Chunk(row + skip, batch.slice(skip).columns)
                row += batch.num_rows


def open_workbook(path: Path, name: str, kind: FileKind, work_dir: Path, options: ReadOptions) -> list[WorkbookGrid]:
    """Parse a workbook in a child process.

    Args:
        path: the workbook.
        name: what messages call it.
        kind: its format, from its content.
        work_dir: a folder that only this user can read; the sheets are left there as Arrow files.
        options: passwords, and bounds of memory, time and extent.

    Returns:
        The sheets that hold anything, in order, hidden ones too.

    Raises:
        ProtectedFileError: no password fits.
        UnreadableFileError: damaged, empty or beyond the limits.
        OutputError: the sheets could not be written to ``work_dir``, or the child process could not be started.
    """
    try:
        size = path.stat().st_size
    except OSError as failure:
        raise cannot_open(name, failure) from None
    try:
        folder = Path(tempfile.mkdtemp(prefix="sheets-", dir=work_dir))
    except OSError:
        raise _no_room(work_dir) from None
    limits = options.limits
    request = {
        "path": str(path.resolve()),
        "name": name,
        "kind": kind.value,
        "out": str(folder),
        "limits": asdict(limits),
        "passwords": list(options.passwords),
        "look_only": False,
    }
    try:
        answer = _ask(request, name, size, limits.seconds + limits.seconds_per_megabyte * size / 1e6)
    except ChildStartError as failure:
        raise OutputError(
            f"解析工作簿的程序启动不了（{failure}）",
            where=name,
            fix="关闭一些程序后再试（进程太多或内存不够时会这样）；仍不行时，重新安装 jingzhun",
        ) from None
    if answer.get("error") == "disk":
        raise _no_room(work_dir)
    if "sheets" not in answer:
        raise _refusal(answer, name)
    if not answer["sheets"]:
        raise UnreadableFileError("工作簿里没有内容", where=name, fix="重新导出或索取这份表格")
    return [WorkbookGrid(about, folder) for about in answer["sheets"]]


def _no_room(work_dir: Path) -> OutputError:
    return OutputError(
        "临时目录写不下（磁盘已满，或没有写入权限）",
        where=str(work_dir),
        fix="清理磁盘，或用环境变量 TMPDIR（Windows 是 TEMP）另指一个临时目录",
    )


def _ask(request: dict[str, Any], name: str, size: int, seconds: float) -> dict[str, Any]:
    """Have the workbook parsed; where that ends the process, have it looked over for the reason."""
    begun = time.monotonic()
    try:
        return CHILDREN.ask(request, seconds, size)
    except ChildTimeoutError:
        raise UnreadableFileError(f"解析超过 {seconds:.0f} 秒，已放弃", where=name, fix=_SPLIT) from None
    except ChildDiedError as death:
        how = f"信号 {-death.code}" if death.code < 0 else f"返回码 {death.code}"
    try:
        answer = CHILDREN.ask({**request, "look_only": True}, seconds - (time.monotonic() - begun), size)
    except (ChildDiedError, ChildTimeoutError):
        answer = {}
    if "refused" in answer:
        return answer
    raise UnreadableFileError(f"文件已损坏或内容太大，解析程序中途退出（{how}）", where=name, fix=_REPAIR)


def _refusal(answer: dict[str, Any], name: str) -> UnreadableFileError:
    match answer:
        case {"refused": {"what": what, "where": where, "fix": fix}}:
            # The place may be a sheet's name, which anybody may have written.
            error = ProtectedFileError if answer["protected"] else UnreadableFileError
            return error(mask_text(what), where=mask_text(where), fix=fix)
        case {"error": "open"}:
            return UnreadableFileError(
                "打不开（文件不见了，或没有读取权限）", where=name, fix="检查文件是否还在、是否有读取权限"
            )
        case {"error": "memory"}:
            return UnreadableFileError("内容太大，内存不够", where=name, fix=_SPLIT)
        case _:
            return UnreadableFileError("文件已损坏或没有传完整", where=name, fix=_REPAIR)
