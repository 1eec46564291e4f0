"""Workbooks (xlsx, xlsm, xlsb, xls, et, ods), parsed by python-calamine in a child process of their own.

Why apart: docs/development/decisions/0002-reading-workbooks.md.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa

from jingzhun.errors import OutputError, UnreadableFileError
from jingzhun.read.failure import cannot_open
from jingzhun.read.grid import Chunk, Merge, first_rows
from jingzhun.read.limits import LIMITS, Limits
from jingzhun.read.sniff import FileKind

_REPAIR = "请对方重新发送，或用 Excel/WPS 打开修复后另存为 xlsx"
_SPLIT = "确认来源；确是正常表格时，用 Excel/WPS 打开，删去表格以外的单元格，或存为 csv"


class WorkbookGrid:
    """One sheet of a parsed workbook, read from the Arrow file that the child process left."""

    headers: list[str] | None = None

    def __init__(self, about: dict[str, Any], folder: Path) -> None:
        self.sheet: str = about["name"]
        self.first_column: int = about["first_column"]
        self.merges = tuple(
            Merge(first_row + 1, first - self.first_column, last_row + 1, last - self.first_column)
            for first_row, first, last_row, last in about["merges"]
        )
        self.notes = []
        if about["hidden"]:
            self.notes.append("工作表是隐藏的，照样读取")
        if about["hidden_rows"]:
            self.notes.append(f"有 {about['hidden_rows']} 行被隐藏，照样读取")
        if about["error_cells"]:
            self.notes.append(f"有 {about['error_cells']} 个单元格是公式错误值（如 #N/A），按空白读取")
        self._path = folder / about["file"]

    def head(self, rows: int) -> list[list[str]]:
        """The first rows, all as wide as the grid."""
        return first_rows(self.chunks(1, 0), rows)

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


def open_workbook(path: Path, name: str, kind: FileKind, work_dir: Path, limits: Limits = LIMITS) -> list[WorkbookGrid]:
    """Parse a workbook in a child process.

    Args:
        path: the workbook.
        name: what messages call it.
        kind: its format, from its content.
        work_dir: a folder that only this user can read; the sheets are left there as Arrow files.
        limits: bounds of memory, time and extent.

    Returns:
        The sheets that hold anything, in order, hidden ones too.

    Raises:
        UnreadableFileError: protected, damaged, empty or beyond the limits.
        OutputError: the sheets could not be written to ``work_dir``.
    """
    try:
        size = path.stat().st_size
    except OSError as failure:
        raise cannot_open(name, failure) from None
    try:
        folder = Path(tempfile.mkdtemp(prefix="sheets-", dir=work_dir))
    except OSError:
        raise _no_room(work_dir) from None
    request = {
        "path": str(path.resolve()),
        "kind": kind.value,
        "out": str(folder),
        "memory": limits.child_bytes,
        "cells": limits.cells,
    }
    seconds = limits.seconds + limits.seconds_per_megabyte * size / 1e6
    answer = _ask(request, name, seconds)
    if answer.get("error") == "disk":
        raise _no_room(work_dir)
    if "error" in answer:
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


def _ask(request: dict[str, Any], name: str, seconds: float) -> dict[str, Any]:
    """Run the child to its end. What it prints on stderr may quote the file and is never passed on."""
    try:
        child = subprocess.run(
            # -P: never import from the folder the user happens to stand in.
            [sys.executable, "-P", "-m", "jingzhun.read.worker"],
            input=json.dumps(request).encode("ascii"),
            capture_output=True,
            timeout=seconds,
            env=_environment(),
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise UnreadableFileError(f"解析超过 {seconds:.0f} 秒，已放弃", where=name, fix=_SPLIT) from None
    if child.returncode != 0 or not child.stdout:
        how = f"信号 {-child.returncode}" if child.returncode < 0 else f"返回码 {child.returncode}"
        raise UnreadableFileError(f"文件已损坏或内容异常，解析程序中途退出（{how}）", where=name, fix=_REPAIR)
    answer: dict[str, Any] = json.loads(child.stdout)
    return answer


def _environment() -> dict[str, str]:
    """The child finds this very package, and its memory pool takes no address space in advance."""
    package_parent = str(Path(__file__).resolve().parents[2])
    inherited = os.environ.get("PYTHONPATH")
    return {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([package_parent, inherited] if inherited else [package_parent]),
        "ARROW_DEFAULT_MEMORY_POOL": "system",
        "PYTHONUTF8": "1",
    }


def _refusal(answer: dict[str, Any], name: str) -> UnreadableFileError:
    match answer["error"]:
        case "password":
            return UnreadableFileError(
                "工作簿有打开密码", where=name, fix="用 Excel/WPS 输入密码打开，去掉密码后另存为 xlsx"
            )
        case "extent":
            return UnreadableFileError(
                f"单元格 {answer['cell']} 离其他内容太远，整张表大得无法读取",
                where=f"{name} › {answer['sheet']}",
                fix=_SPLIT,
            )
        case "open":
            return UnreadableFileError(
                "打不开（文件不见了，或没有读取权限）", where=name, fix="检查文件是否还在、是否有读取权限"
            )
        case "memory":
            return UnreadableFileError("内容太大，内存不够", where=name, fix=_SPLIT)
        case _:
            return UnreadableFileError("文件已损坏或没有传完整", where=name, fix=_REPAIR)
