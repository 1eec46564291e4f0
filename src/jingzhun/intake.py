"""Taking in a case: its files opened, its tables chosen, and an account of all that was and was not used."""

from __future__ import annotations

import hashlib
import os
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from jingzhun.case import Case, CaseFile, find_files
from jingzhun.choose import Chosen, ChosenTable, Opened, OtherTable, choose
from jingzhun.errors import UnreadableFileError
from jingzhun.model import InputFile, SheetAccount, UnreadFile
from jingzhun.read import SheetTable, open_file

#: Called as work goes on: what is being done, how much of it is done, and of how much (0 when that is unknown).
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Intake:
    """The tables of a case and what became of its files."""

    chosen: Chosen
    unread: tuple[UnreadFile, ...]
    inputs: tuple[InputFile, ...]


def take_in(case: Case, work: Path, progress: Progress) -> Intake:
    """Find, open and choose.

    Args:
        case: what is to be checked.
        work: an empty folder for intermediate files.
        progress: told how far the work is.

    Raises:
        RequestError: the files do not allow a check.
    """
    files = find_files(case)
    digests = {file.name: _digest(file.path) for file in files.files}
    opened, unread = open_all(files.files, work, progress)
    chosen = choose(files.files, opened, unread)
    inputs = tuple(item for file in files.files for item in _inputs(file, chosen, digests[file.name]))
    return Intake(chosen, (*unread, *_not_used(chosen, files.passed_over)), inputs)


def open_all(files: Sequence[CaseFile], work: Path, progress: Progress) -> tuple[list[Opened], list[UnreadFile]]:
    """Open every file, a few at a time; a broken one becomes a message and the others go on."""

    def open_one(numbered: tuple[int, CaseFile]) -> list[SheetTable] | UnreadFile:
        number, file = numbered
        folder = work / f"{number:04d}"
        folder.mkdir()
        try:
            return open_file(file.path, file.name, folder)
        except UnreadableFileError as error:
            return UnreadFile(file.name, error.what, error.fix, is_error=True)

    opened: list[Opened] = []
    unread: list[UnreadFile] = []
    with ThreadPoolExecutor(max_workers=os.cpu_count() or 1) as pool:
        for done, (file, result) in enumerate(zip(files, pool.map(open_one, enumerate(files)), strict=True), start=1):
            if isinstance(result, UnreadFile):
                unread.append(result)
            else:
                opened.append((file, result))
            progress("读取文件", done, len(files))
    return opened, unread


def _digest(path: Path) -> tuple[str, int]:
    """SHA-256 and size of a file before it is read; empty where it cannot be, which reading will report."""
    try:
        if not path.is_file():
            return "", 0
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest(), path.stat().st_size
    except OSError:
        return "", 0


def _inputs(file: CaseFile, chosen: Chosen, digest: tuple[str, int]) -> list[InputFile]:
    """One entry for every kind that a file was taken for, and one for a file of none."""
    taken = {item.kind: item.why for item in (*chosen.roll, *chosen.registers) if item.table.file == file.name}
    kinds = [(kind.value, why) for kind, why in taken.items()] or [("", "")]
    return [InputFile(file.name, kind, why, *digest) for kind, why in kinds]


def account(item: ChosenTable) -> SheetAccount:
    """Rows of one table after it was read to its end."""
    table = item.table
    reasons = Counter(row.reason for row in table.set_aside)
    return SheetAccount(
        table.file, table.sheet, item.kind.value, table.rows_read, table.rows_delivered, dict(sorted(reasons.items()))
    )


def _not_used(chosen: Chosen, passed_over: Sequence[str]) -> list[UnreadFile]:
    """Tables and files that were not used; that is an error only where people may stand in them."""
    return [_other(item, chosen) for item in chosen.others if item.table.headers or item.table.looks_like_people] + [
        UnreadFile(name, "不是表格文件, 没有读取", "", is_error=False) for name in passed_over
    ]


def _other(item: OtherTable, chosen: Chosen) -> UnreadFile:
    table = item.table
    name = f"{table.file} › {table.sheet}" if table.sheet else table.file
    if item.set_apart_as is not None:
        what = f"像是{item.set_apart_as.words}, 但已指定用别的文件, 没有使用"
        return UnreadFile(name, what, "", is_error=False)
    if table.looks_like_people:
        return UnreadFile(
            name,
            "里面有身份证号码, 但认不出是哪一种表, 没有使用",
            "补上表头后重新核查; 用 jingzhun inspect 看读成了什么",
            is_error=True,
        )
    return UnreadFile(name, "不是花名册, 也不是已知的部门数据, 没有使用", "", is_error=False)
