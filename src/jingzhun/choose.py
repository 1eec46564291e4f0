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
class OtherTable:
    """A table that is not used: of no known kind, or of a kind for which the user has named other files."""

    table: SheetTable
    set_apart_as: TableKind | None


@dataclass(frozen=True)
class Chosen:
    """All tables that are used, and those that are none of the kinds."""

    roll: tuple[ChosenTable, ...]
    registers: tuple[ChosenTable, ...]
    others: tuple[OtherTable, ...]


def choose(files: Sequence[CaseFile], opened: Sequence[Opened], unread: Sequence[UnreadFile]) -> Chosen:
    """Decide what every table is.

    Args:
        files: all files of the case.
        opened: the files with the tables found in them.
        unread: files that could not be read; one of them may be what is missing.

    Raises:
        RequestError: there is no roll or no register, several files could be the roll, a table could be two things.
    """
    chosen: list[ChosenTable] = []
    others: list[OtherTable] = []
    for file, tables in opened:
        taken = (
            _settled(file, tables)
            if file.kind is not None
            else [
                ChosenTable(table, *kind_and_why)
                for table in tables
                if (kind_and_why := _recognised(table)) is not None
            ]
        )
        chosen += taken
        others += [OtherTable(table, None) for table in tables if all(item.table is not table for item in taken)]
    # Where the user has named the files of a kind, no other file is one, however much it looks like it.
    settled = {kind: {file.name for file in files if file.kind is kind} for kind in TableKind}
    others += [
        OtherTable(item.table, item.kind)
        for item in chosen
        if settled[item.kind] and item.table.file not in settled[item.kind]
    ]
    chosen = [item for item in chosen if not settled[item.kind] or item.table.file in settled[item.kind]]
    roll = tuple(item for item in chosen if item.kind is TableKind.ROLL)
    registers = tuple(item for item in chosen if item.kind is not TableKind.ROLL)
    _require_one_roll(roll, settled[TableKind.ROLL], opened, unread)
    if not registers:
        _refuse_without_registers(unread)
    return Chosen(roll, registers, tuple(others))


def _settled(file: CaseFile, tables: Sequence[SheetTable]) -> list[ChosenTable]:
    """The tables of a file whose kind the user has named: at least one must be of that kind.

    Raises:
        RequestError: no sheet of the file can be what the user says.
    """
    if file.kind is None:
        return []
    fitting = [table for table in tables if _can_be(table, file.kind)]
    if fitting:
        return [ChosenTable(table, file.kind, f"由 {_OPTIONS[file.kind]} 指定") for table in fitting]
    other = next((table.kinds[0].kind for table in tables if table.kinds), None)
    usual = usual_headers(file.kind)
    required = "、".join(usual[name] for name in load_lexicon().spec(file.kind).required)
    seen = "、".join(header for table in tables for header in table.headers)[:200]
    looks = f"这张表像是{other.words}" if other is not None else f"缺少必需的列({required})"
    raise RequestError(
        f"由 {_OPTIONS[file.kind]} 指定为{file.kind.words}, 但{looks}。表头是: {seen}",
        where=file.name,
        fix="核对是否指错了文件; 用 jingzhun inspect 看认出了哪些列, 把表头改成常用写法",
    )


def _can_be(table: SheetTable, kind: TableKind) -> bool:
    """Whether a table may be read as ``kind``: recognised as it, or not as another and with the required columns."""
    if any(guess.kind is kind for guess in table.kinds):
        return True
    mapping = table.mapping_for(kind)
    return not table.kinds and all(name in mapping for name in load_lexicon().spec(kind).required)


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
    missing = sorted(settled - set(files))
    if missing:
        broken = "; ".join(f"{file.name}: {file.what}" for file in unread if file.name in missing)
        raise RequestError(f"由 --roll 指定的文件没有全部读出, 名册不全不能核查: {broken or '、'.join(missing)}")
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


def _refuse_without_registers(unread: Sequence[UnreadFile]) -> None:
    """Households that nothing was compared with must not come out as clear of doubt."""
    kinds = "、".join(f"{kind.words}({_OPTIONS[kind]})" for kind in REGISTER_KINDS)
    broken = "".join(f"\n    {file.name}: {file.what}" for file in unread)
    what = "只有花名册, 没有一份可以比对的部门数据, 不能作出结论"
    raise RequestError(what + (f"。读不出的文件:{broken}" if broken else ""), fix=f"加上其中至少一种: {kinds}")


def _where(table: SheetTable) -> str:
    return f"{table.file} › {table.sheet}" if table.sheet else table.file
