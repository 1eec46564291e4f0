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
from jingzhun.choose import Chosen, ChosenTable, Opened, choose
from jingzhun.errors import UnreadableFileError
from jingzhun.model import InputFile, SheetAccount, UnreadFile
from jingzhun.read import SheetTable, open_file

#: Called as work goes on: what is being done, how much of it is done, and of how much (0 when that is unknown).
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Intake:
    """The tables of a case and what became of its files."""

    opened: tuple[Opened, ...]
    chosen: Chosen
    unread: tuple[UnreadFile, ...]


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
    opened, unread = open_all(files.files, work, progress)
    chosen = choose(opened, unread)
    return Intake(tuple(opened), chosen, (*unread, *_not_used(chosen, files.passed_over)))


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


def inputs(intake: Intake) -> tuple[InputFile, ...]:
    """Every file that was opened, with its digest and what it was taken for."""
    chosen = intake.chosen
    used = {item.table.file: item for item in (*chosen.roll, *chosen.registers)}
    listed = []
    for file, _ in intake.opened:
        with file.path.open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
        item = used.get(file.name)
        kind, why = (item.kind.value, item.why) if item is not None else ("", "")
        listed.append(InputFile(file.name, kind, why, digest, file.path.stat().st_size))
    return tuple(listed)


def account(item: ChosenTable) -> SheetAccount:
    """Rows of one table after it was read to its end."""
    table = item.table
    reasons = Counter(row.reason for row in table.set_aside)
    return SheetAccount(
        table.file, table.sheet, item.kind.value, table.rows_read, table.rows_delivered, dict(sorted(reasons.items()))
    )


def _not_used(chosen: Chosen, passed_over: Sequence[str]) -> list[UnreadFile]:
    """Files that are no table, and tables that are none of the kinds: reported, though nothing is wrong with them."""
    other = [
        UnreadFile(
            f"{table.file} › {table.sheet}" if table.sheet else table.file,
            "不是花名册, 也不是已知的部门数据, 没有使用",
            "如果应当使用, 用 --roll --vehicles --property --payroll 指明",
            is_error=False,
        )
        for table in chosen.others
    ]
    return other + [UnreadFile(name, "不是表格文件, 没有读取", "", is_error=False) for name in passed_over]
