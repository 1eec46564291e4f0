"""Which table is the roll and which is which register: recognised by headers, settled by the user, never guessed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from jingzhun.case import CaseFile
from jingzhun.errors import RequestError
from jingzhun.model import REGISTER_KINDS, TableKind, UnreadFile
from jingzhun.read import SheetTable
from jingzhun.read.columns import load_lexicon, usual_headers

#: A second kind that scores within this share of the best leaves the table undecided.
_TOO_CLOSE = 0.9
_OPTIONS = {
    TableKind.ROLL: "--roll",
    TableKind.VEHICLES: "--vehicles",
    TableKind.PROPERTY: "--property",
    TableKind.PAYROLL: "--payroll",
}


#: A file with the tables found in it.
Opened = tuple[CaseFile, Sequence[SheetTable]]


@dataclass(frozen=True)
class ChosenTable:
    """A table with the kind it was taken for, and why."""

    table: SheetTable
    kind: TableKind
    why: str


@dataclass(frozen=True)
class Chosen:
    """All tables that are used, and those that are none of the kinds."""

    roll: tuple[ChosenTable, ...]
    registers: tuple[ChosenTable, ...]
    others: tuple[SheetTable, ...]


def choose(opened: Sequence[Opened], unread: Sequence[UnreadFile]) -> Chosen:
    """Decide what every table is.

    Args:
        opened: the files with the tables found in them.
        unread: files that could not be read; one of them may be what is missing.

    Raises:
        RequestError: there is no roll, or several files could be it, or a table could be two things.
    """
    chosen: list[ChosenTable] = []
    others: list[SheetTable] = []
    for file, tables in opened:
        for table in tables:
            kind_and_why = _settled(file, table) if file.kind is not None else _recognised(table)
            if kind_and_why is None:
                others.append(table)
            else:
                chosen.append(ChosenTable(table, *kind_and_why))
    # Where the user has named the files of a kind, no other file is one, however much it looks like it.
    settled = {kind: {file.name for file, _ in opened if file.kind is kind} for kind in TableKind}
    others += [item.table for item in chosen if settled[item.kind] and item.table.file not in settled[item.kind]]
    chosen = [item for item in chosen if not settled[item.kind] or item.table.file in settled[item.kind]]
    roll = tuple(item for item in chosen if item.kind is TableKind.ROLL)
    registers = tuple(item for item in chosen if item.kind is not TableKind.ROLL)
    _require_one_roll(roll, settled[TableKind.ROLL], opened, unread)
    if not registers and not unread:
        kinds = "、".join(f"{kind.words}({_OPTIONS[kind]})" for kind in REGISTER_KINDS)
        raise RequestError("只认出花名册, 没有可以比对的部门数据", fix=f"加上其中至少一种: {kinds}")
    return Chosen(roll, registers, tuple(others))


def _settled(file: CaseFile, table: SheetTable) -> tuple[TableKind, str] | None:
    if file.kind is None:
        return None
    mapping = table.mapping_for(file.kind)
    usual = usual_headers(file.kind)
    missing = [usual[name] for name in load_lexicon().spec(file.kind).required if name not in mapping]
    if not missing:
        return file.kind, f"由 {_OPTIONS[file.kind]} 指定"
    if not table.headers:
        return None
    raise RequestError(
        f"由 {_OPTIONS[file.kind]} 指定为{file.kind.words}, 但缺少必需的列: {'、'.join(missing)}。"
        f"表头是: {'、'.join(table.headers[:30])}",
        where=_where(table),
        fix="核对是否指错了文件; 或把表头改成常用写法(用 jingzhun inspect 看认出了哪些列)",
    )


def _recognised(table: SheetTable) -> tuple[TableKind, str] | None:
    if not table.kinds:
        return None
    best = table.kinds[0]
    rivals = [guess for guess in table.kinds[1:] if guess.score >= best.score * _TOO_CLOSE]
    if rivals:
        options = " 或 ".join(f"{_OPTIONS[guess.kind]} {table.file}" for guess in (best, *rivals))
        names = "、".join(guess.kind.words for guess in (best, *rivals))
        raise RequestError(f"看不出这张表是{names}中的哪一种", where=_where(table), fix=f"用 {options} 指明")
    return best.kind, best.why


def _require_one_roll(
    roll: Sequence[ChosenTable], settled: set[str], opened: Sequence[Opened], unread: Sequence[UnreadFile]
) -> None:
    files = sorted({item.table.file for item in roll})
    if not files:
        seen = [
            f"    {_where(table)}: {'、'.join(table.headers[:12]) or '没有找到表头'}"
            for _, tables in opened
            for table in list(tables)[:3]
        ]
        seen += [f"    {file.name}: {file.what}" for file in unread]
        raise RequestError(
            "没有认出花名册(要有 户编号或与户主关系、姓名、证件号码 等列)。看到的文件:\n" + "\n".join(seen),
            fix="用 --roll 文件 指明花名册",
        )
    if len(files) > 1 and not settled:
        fix = "用 --roll 指明哪一个是要核查的花名册; 确实分成几个文件时, 每个都用 --roll 写出"
        raise RequestError(f"有 {len(files)} 个文件都像花名册: {'、'.join(files)}", fix=fix)


def _where(table: SheetTable) -> str:
    return f"{table.file} › {table.sheet}" if table.sheet else table.file
