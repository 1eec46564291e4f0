"""Taking in a case: its files opened, its tables chosen, and what became of every file."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path

from jingzhun.case import Case, CaseFile, concerns, find_files, options_for
from jingzhun.choose import Chosen, Opened, OtherTable, choose
from jingzhun.errors import ProtectedFileError, UnreadableFileError
from jingzhun.gather import gather
from jingzhun.kinds import TableKind, register_kinds
from jingzhun.model import PREVIOUS_ROLL, InputFile, UnreadFile
from jingzhun.passed_over import document_warning, passed_over
from jingzhun.policy.node import nearest
from jingzhun.read import OPTIONS, ReadOptions, SheetTable, open_file
from jingzhun.read.columns.settled_columns import settle

#: Called as work goes on: what is being done, how much of it is done, and of how much (0 when that is unknown).
Progress = Callable[[str, int, int], None]
#: Asks a person for the password of a file, for the first, second … time; ``""`` when there is none to be had.
AskPassword = Callable[[str, int], str]
#: After so many wrong passwords a file is left unread.
_MOST_TRIES = 3

_LONGEST_LIST = 300


@dataclass(frozen=True)
class Intake:
    """The tables of a case and what became of its files.

    Attributes:
        unread: files that could not be read, and what was not used.
        inputs: every file with its digest; archives and their members both.
        warnings: what the user should know before anything else.
    """

    chosen: Chosen
    unread: tuple[UnreadFile, ...]
    inputs: tuple[InputFile, ...]
    warnings: tuple[str, ...]


@dataclass(frozen=True)
class Opening:
    """How files are opened: what holds for all, columns settled for some, who knows passwords (``None``: nobody)."""

    options: ReadOptions = OPTIONS
    file_columns: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    ask: AskPassword | None = None


#: Nothing settled and nobody to ask.
PLAIN_OPENING = Opening()


def take_in(
    case: Case,
    work: Path,
    progress: Progress,
    ask: AskPassword | None = None,
    asked: Collection[TableKind] = register_kinds(),
) -> Intake:
    """Find, open and choose.

    Args:
        case: what is to be checked.
        work: an empty folder for intermediate files, which only this user can read.
        progress: told how far the work is.
        ask: asks for the passwords of protected workbooks, where somebody can be asked.
        asked: the registers that the policy asks about.

    Raises:
        RequestError: the files do not allow a check.
    """
    listed = find_files(case)
    gathered = gather(listed.files, work, case.options.limits)
    opened, refused = open_all(gathered.readable, work, progress, Opening(case.options, case.file_columns, ask))
    unread = [*gathered.unread, *refused]
    chosen = choose(gathered.files, opened, unread, asked)
    digests = {**gathered.digests, **_database_digests(gathered.readable, work)}
    inputs = [item for file in gathered.files for item in _inputs(file, chosen, digests[file.name])]
    closed = [
        UnreadFile(name, "文件夹打不开, 里面的都没有读取", "检查文件夹的权限", is_error=True) for name in listed.closed
    ]
    names = (*listed.passed_over, *gathered.passed_over)
    not_used = _not_used(chosen, names)
    return Intake(
        chosen,
        (*unread, *closed, *not_used),
        (*gathered.archives, *inputs),
        (
            *rolls_left_out(chosen),
            *same_files(inputs),
            *unmatched_columns(case.options.columns, case.file_columns, opened),
            *document_warning(names),
        ),
    )


# ── files → tables ───────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class _Refused:
    """A file that could not be opened, and why."""

    number: int
    file: CaseFile
    error: UnreadableFileError

    @property
    def is_protected(self) -> bool:
        return isinstance(self.error, ProtectedFileError)


def open_all(
    files: Sequence[CaseFile], work: Path, progress: Progress, opening: Opening = PLAIN_OPENING
) -> tuple[list[Opened], list[UnreadFile]]:
    """Open every file, a few at a time; a broken one becomes a message and the others go on.

    Args:
        files: what to open.
        work: a folder for intermediate files.
        progress: told how far the work is.
        opening: how to open them.
    """
    results: list[list[SheetTable] | _Refused] = []
    with ThreadPoolExecutor(max_workers=os.cpu_count() or 1) as pool:
        for result in pool.map(lambda each: _open(each[0], each[1], work, opening), enumerate(files)):
            results.append(result)
            progress("读取文件", len(results), len(files))
    if opening.ask is not None and not opening.options.passwords:
        results = _open_protected(results, work, opening)
    opened: list[Opened] = []
    unread: list[UnreadFile] = []
    for file, result in zip(files, results, strict=True):
        if isinstance(result, _Refused):
            unread.append(UnreadFile(file.name, result.error.what, result.error.fix, is_error=True))
        else:
            opened.append((file, result))
    return opened, unread


def _open(number: int, file: CaseFile, work: Path, opening: Opening) -> list[SheetTable] | _Refused:
    folder = _folder(work, number)
    folder.mkdir(mode=0o700, exist_ok=True)
    options = options_for(file.name, opening.options, opening.file_columns)
    try:
        if file.address:
            from jingzhun.read.databases.database import open_database

            return open_database(file.address, file.name, folder, options)
        return open_file(file.path, file.name, folder, options)
    except UnreadableFileError as error:
        return _Refused(number, file, error)


def _open_protected(
    results: Sequence[list[SheetTable] | _Refused], work: Path, opening: Opening
) -> list[list[SheetTable] | _Refused]:
    """Open protected workbooks with passwords that a person types; what opened one is tried on those after it."""
    known: tuple[str, ...] = ()
    again: list[list[SheetTable] | _Refused] = []
    for result in results:
        if isinstance(result, _Refused) and result.is_protected:
            result, known = _ask_for(result, work, opening, known)
        again.append(result)
    return again


def _ask_for(
    refused: _Refused, work: Path, opening: Opening, known: tuple[str, ...]
) -> tuple[list[SheetTable] | _Refused, tuple[str, ...]]:
    """Open one protected workbook; returns it with the passwords that are known to open some workbook."""

    def attempt(passwords: tuple[str, ...]) -> list[SheetTable] | _Refused:
        options = replace(opening.options, passwords=passwords)
        return _open(refused.number, refused.file, work, replace(opening, options=options))

    result: list[SheetTable] | _Refused = attempt(known) if known else refused
    for tries in range(1, _MOST_TRIES + 1):
        if opening.ask is None or not isinstance(result, _Refused) or not result.is_protected:
            break
        password = opening.ask(refused.file.name, tries)
        if not password:
            break
        result = attempt((password,))
        if not isinstance(result, _Refused):
            known = (*known, password)
    return result, known


# ── what became of the files ─────────────────────────────────────────────────────────────────────────────────────


def _folder(work: Path, number: int) -> Path:
    """Where the intermediate files of one input lie."""
    return work / f"{number:04d}"


def _database_digests(files: Sequence[CaseFile], work: Path) -> dict[str, tuple[str, int]]:
    """Digests of what was read from databases: of the snapshots, for the tables themselves may change."""
    numbers = {file.name: number for number, file in enumerate(files) if file.address}
    if not numbers:
        return {}
    from jingzhun.read.databases.database import digest_of

    return {name: digest_of(_folder(work, number)) for name, number in numbers.items()}


def _inputs(file: CaseFile, chosen: Chosen, digest: tuple[str, int]) -> list[InputFile]:
    """One entry for every kind that a file was taken for, and one for a file of none."""
    taken = {item.kind: item.why for item in (*chosen.roll, *chosen.registers) if item.table.file == file.name}
    kinds = [(kind.value, why) for kind, why in taken.items()]
    kinds += [(PREVIOUS_ROLL, item.why) for item in chosen.previous if item.table.file == file.name][:1]
    kinds = kinds or [("", "")]
    return [InputFile(file.name, kind, why, *digest) for kind, why in kinds]


def _not_used(chosen: Chosen, names: Sequence[str]) -> list[UnreadFile]:
    """Tables and files that were not used; that is an error only where people may stand in them."""
    return [
        _other(item)
        for item in chosen.others
        if item.table.headers or item.table.problem or item.table.looks_like_people
    ] + [passed_over(name) for name in names]


def _other(item: OtherTable) -> UnreadFile:
    table = item.table
    name = f"{table.file} › {table.sheet}" if table.sheet else table.file
    if table.problem:
        return UnreadFile(name, table.problem, table.fix, is_error=True)
    if item.set_apart_as is not None:
        what = f"像是{item.set_apart_as.words}, 但已指定用别的文件, 没有使用"
        fix = "也要核查的, 用 --roll 一并写出" if item.set_apart_as == TableKind.ROLL else ""
        return UnreadFile(name, what, fix, is_error=False)
    if table.looks_like_people:
        return UnreadFile(
            name,
            "里面有身份证号码, 但认不出是哪一种表, 没有使用",
            "补上表头, 或用 --map 表头=字段 指明各列后重新核查; 用 jingzhun inspect 看读成了什么",
            is_error=True,
        )
    return UnreadFile(name, "不是花名册, 也不是已知的部门数据, 没有使用", "", is_error=False)


def rolls_left_out(chosen: Chosen) -> Iterator[str]:
    """Warnings for what looks like the roll beside the files that the user has named: nobody checks its households."""
    files = [item.table.file for item in chosen.others if item.set_apart_as == TableKind.ROLL]
    for file in dict.fromkeys(files):
        yield f"{file}: 也像花名册, 没有写在 --roll 里, 里面的户没有核查"


def same_files(inputs: Sequence[InputFile]) -> Iterator[str]:
    """Warnings for files in use that are copies of one another: what they hold counts twice."""
    used: dict[str, str] = {}
    for file in inputs:
        if file.kind and file.sha256:
            first = used.setdefault(file.sha256, file.name)
            if first != file.name:
                yield f"{file.name} 与 {first} 一模一样, 同一份数据用了两次; 请移走一份后重新核查"


def unmatched_columns(
    columns: Mapping[str, str], file_columns: Mapping[str, Mapping[str, str]], opened: Sequence[Opened]
) -> Iterator[str]:
    """Warnings for settled columns that no table has: a slip of the pen would otherwise settle nothing, silently."""
    for names, chosen in (("", columns), *file_columns.items()):
        tables = [table for file, found in opened for table in found if not names or concerns(names, file.name)]
        found = {settled.key for table in tables for settled in settle(table.headers, chosen)}
        headers = dict.fromkeys(header for table in tables for header in table.headers)
        if names and not tables:
            yield f'设置里的 [columns."{names}"] 与哪个文件都不相符'
            continue
        for header in chosen:
            if header not in found:
                near = nearest(header, headers)
                known = "、".join(headers)[:_LONGEST_LIST]
                hint = f"最相近的表头是“{near}”" if near else f"也没有相近的表头; 有的表头是: {known}"
                yield f"指定了“{header}”一列, 但{f'“{names}”里' if names else ''}哪张表都没有这个表头, {hint}"
