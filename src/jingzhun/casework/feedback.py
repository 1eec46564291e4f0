"""Feedback files → findings: every table that is a visit sheet, whatever became of its columns and rows on the way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa

from jingzhun.case import CaseFile, files_of
from jingzhun.casework import case_numbers
from jingzhun.casework.feedback_columns import columns_of
from jingzhun.casework.feedback_values import days
from jingzhun.casework.findings import DAY_KEYS, FEEDBACK_KEYS, FeedbackFile, Finding, TableRows
from jingzhun.casework.visit_columns import ASSIGNED
from jingzhun.errors import RequestError, UnreadableFileError
from jingzhun.gather import gather
from jingzhun.intake import Opening, open_all
from jingzhun.model import UnreadFile
from jingzhun.passed_over import passed_over
from jingzhun.read import SheetTable

_NO_CASE = "没有疑点编号, 也没有填写"
_OTHER_TABLE = "不是核查表"
_MEND = "用 jingzhun assign 发下去的核查表填写; 表头的字不要改"


@dataclass
class ReadFeedback:
    """What was found in the files that were given.

    Attributes:
        files: those with a visit sheet in them, each content once.
        again: name → name of the file with the same content that was kept earlier, or is among ``files``.
        unread: what could not be read or was not used.
    """

    files: list[FeedbackFile] = field(default_factory=list)
    again: dict[str, str] = field(default_factory=dict)
    unread: list[UnreadFile] = field(default_factory=list)


def read_feedback(paths: Sequence[Path], work: Path, opening: Opening, known: dict[str, str]) -> ReadFeedback:
    """Read files and folders.

    Args:
        paths: what was given.
        work: a folder of this call that only its user can read.
        opening: how files are opened.
        known: digest → name of the files that are kept and need not be read again.

    Raises:
        RequestError: a path does not exist, or there is no file to look at.
    """
    listed = files_of(paths, {})
    gathered = gather(listed.files, work, opening.options.limits)
    read = ReadFeedback(unread=list(gathered.unread))
    for name in (*listed.passed_over, *gathered.passed_over):
        read.unread.append(passed_over(name))
    for name in listed.closed:
        read.unread.append(UnreadFile(name, "文件夹打不开, 里面的都没有读取", "检查文件夹的权限", is_error=True))
    new: list[CaseFile] = []
    seen = dict(known)
    for file in gathered.readable:
        if Path(file.name).name == ASSIGNED:
            continue  # of the folder in which the sheets went out
        digest = gathered.digests[file.name][0]
        if digest and digest in seen:
            read.again[file.name] = seen[digest]
        else:
            seen[digest] = file.name
            new.append(file)
    opened, refused = open_all(new, work, lambda *_: None, opening)
    read.unread += refused
    for file, tables in opened:
        try:
            read.files.append(_file(file.name, gathered.digests[file.name][0], tables))
        except UnreadableFileError as error:
            read.unread.append(UnreadFile(file.name, error.what, error.fix, is_error=True))
    return read


def _file(name: str, digest: str, tables: Sequence[SheetTable]) -> FeedbackFile:
    """The findings of a file, all of them or none.

    Raises:
        UnreadableFileError: a table of it cannot be read, or none of them is a visit sheet.
    """
    findings: list[Finding] = []
    accounts: list[TableRows] = []
    sheets = 0
    for table in tables:
        columns, notes = columns_of(table.headers)
        is_sheet = "case_number" in columns and any(key in columns for key in FEEDBACK_KEYS)
        sheets += is_sheet
        rows = _rows(table, columns) if is_sheet else []
        if table.problem:
            raise UnreadableFileError(f"{table.sheet}: {table.problem}", where=name, fix=table.fix)
        _refuse_lost_cases(table, is_sheet=is_sheet)
        kept = [row for row in rows if not (row.is_blank and _names_no_case(row))]
        set_aside = Counter(table.reasons())
        set_aside += Counter({_NO_CASE if is_sheet else _OTHER_TABLE: table.rows_delivered - len(kept)})
        blank = sum(row.is_blank for row in kept)
        account = TableRows(table.sheet, table.rows_read, len(kept) - blank, blank, dict(set_aside), notes)
        findings += kept
        accounts.append(account)
    if not sheets:
        what = "里面没有核查表: 没有一张表既有疑点编号, 又有入户日期、是否属实、处理意见这些列"
        raise UnreadableFileError(what, where=name, fix=_MEND)
    return FeedbackFile(name, digest, tuple(accounts), tuple(findings))


def _rows(table: SheetTable, columns: dict[str, str]) -> list[Finding]:
    """The delivered rows of a visit sheet, in order."""
    return [row for batch in table.batches() for row in _of_batch(batch, table.sheet, columns)]


def _of_batch(batch: pa.RecordBatch, sheet: str, columns: dict[str, str]) -> Iterator[Finding]:
    cells = {key: batch.column(header).to_pylist() for key, header in columns.items()}
    epoch_1904 = (batch.schema.metadata or {}).get(b"date1904") == b"1"
    read_days = {key: days(cells[key], epoch_1904=epoch_1904) for key in DAY_KEYS if key in cells}
    numbers = case_numbers.parse_column(batch.column(columns["case_number"]))
    for place, (number, row) in enumerate(zip(numbers, batch.column("_row").to_pylist(), strict=True)):
        written = {key: text for key, texts in cells.items() if (text := texts[place].strip())}
        known = {key: day for key, texts in read_days.items() if (day := texts[place]) is not None}
        yield Finding(sheet, row, written, number.case_number, number.doubt, number.problem, known)


def _names_no_case(row: Finding) -> bool:
    return not row.said("case_number") and not row.said("household_id")


def _refuse_lost_cases(table: SheetTable, *, is_sheet: bool) -> None:
    """Refuse a table in which numbers of cases stand where nothing was read: its header is gone, or not the first.

    Raises:
        UnreadableFileError: there are such rows.
    """
    where = f"工作表“{table.sheet}”" if table.sheet else "表里"
    if not is_sheet:
        texts = (
            text
            for batch in table.batches()
            for name in table.headers
            for text in batch.column(name).unique().to_pylist()
        )
        if found := _first_number(texts):
            raise UnreadableFileError(f"{where}有疑点编号(如 {found}), 却没有核查表的表头", where=table.file, fix=_MEND)
    for row in table.set_aside:
        if found := _first_number(row.text.split()):
            what = f"{where}第{row.row}行有疑点编号({found}), 却当成了{row.reason}"
            fix = "删去核查表上下和旁边的别的表, 表头的字不要改; 是 csv 的, 用 Excel 或 WPS 另存为 xlsx"
            raise UnreadableFileError(what, where=table.file, fix=fix)


def _first_number(texts: Iterable[str]) -> str:
    return next((text for text in texts if case_numbers.parse(text).case_number), "")


def refuse_own_files(paths: Sequence[Path], folder: Path) -> None:
    """Refuse what this program wrote itself: its lists are no feedback.

    Raises:
        RequestError: one of the paths lies in the folder of the findings.
    """
    for path in paths:
        if folder.resolve() in (path.resolve(), *path.resolve().parents):
            what = "这是本程序写出的清单, 不是交回来的核查表"
            raise RequestError(what, where=str(path), fix="给出乡镇交回来的核查表, 或放着它们的文件夹")
