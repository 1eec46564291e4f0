"""Which table is the roll and which is which register: recognised by headers, settled by the user, never guessed."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from jingzhun.case import PREVIOUS_WORDS, CaseFile
from jingzhun.errors import RequestError
from jingzhun.kinds import TableKind, all_kinds, register_kinds
from jingzhun.model import UnreadFile
from jingzhun.read import SheetTable
from jingzhun.read.columns.mapping import load_lexicon, usual_headers

#: A second kind that scores within this share of the best leaves the table undecided.
_TOO_CLOSE = 0.9
_MAP = "用 --map 表头=字段 指明这一列, 或写进 jingzhun.toml 的 [columns]"
_PREVIOUS = "--previous"
#: Headers are shown up to so many characters.
_MOST_TEXT = 200
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
    """All tables that are used, last year's roll among them, and those that are none of the kinds."""

    roll: tuple[ChosenTable, ...]
    registers: tuple[ChosenTable, ...]
    others: tuple[OtherTable, ...]
    previous: tuple[ChosenTable, ...] = ()


def choose(
    files: Sequence[CaseFile],
    opened: Sequence[Opened],
    unread: Sequence[UnreadFile],
    asked: Collection[TableKind] = register_kinds(),
) -> Chosen:
    """Decide what every table is.

    Args:
        files: all files of the case.
        opened: the files with the tables found in them.
        unread: files that could not be read; one of them may be what is missing.
        asked: the registers that the policy asks about; of these there must be one.

    Raises:
        RequestError: there is no roll or no register that is asked about, several files could be the roll, a table
            could be two things.
    """
    previous = _previous(files, opened, unread)
    chosen = _taken([(file, tables) for file, tables in opened if not file.previous])
    taken = {id(item.table) for item in (*chosen, *previous)}
    others = [OtherTable(table, None) for _, tables in opened for table in tables if id(table) not in taken]
    # Where the user has named the files of a kind, no other file is one, however much it looks like it.
    settled = {kind: {file.name for file in files if file.kind == kind and not file.previous} for kind in all_kinds()}
    set_apart = [item for item in chosen if settled[item.kind] and item.table.file not in settled[item.kind]]
    others += [OtherTable(item.table, item.kind) for item in set_apart]
    chosen = [item for item in chosen if item not in set_apart]
    roll = tuple(item for item in chosen if item.kind == TableKind.ROLL)
    registers = tuple(item for item in chosen if item.kind != TableKind.ROLL)
    _require_one_roll(roll, settled[TableKind.ROLL], opened, unread)
    _require_whole_roll(settled[TableKind.ROLL] | {item.table.file for item in (*roll, *previous)}, others)
    for item in (*chosen, *previous):
        require_sound_columns(item)
    if not any(item.kind in asked for item in registers):
        _refuse_without_registers(registers, unread, asked)
    return Chosen(roll, registers, tuple(others), previous)


def _previous(
    files: Sequence[CaseFile], opened: Sequence[Opened], unread: Sequence[UnreadFile]
) -> tuple[ChosenTable, ...]:
    """The tables of last year's roll, which the user has named; a part of it would make newcomers of old members.

    Raises:
        RequestError: it cannot be read as a whole, or is none.
    """
    named = {file.name for file in files if file.previous}
    broken = [f"{file.name}: {file.what}" for file in unread if file.name in named]
    if broken:
        raise RequestError(f"由 {_PREVIOUS} 指定的{PREVIOUS_WORDS}没有全部读出: {'; '.join(broken)}")
    tables = [table for file, found in opened if file.previous for table in found]
    if not named:
        return ()
    where = "、".join(sorted(named))
    return tuple(_settled(TableKind.ROLL, where, tables, _PREVIOUS, PREVIOUS_WORDS))


def _taken(opened: Sequence[Opened]) -> list[ChosenTable]:
    """All tables of a kind: as the user has settled it, for files that were named together; else by their headers."""
    together: dict[tuple[TableKind, str], list[SheetTable]] = {}
    for file, tables in opened:
        if file.kind is not None:
            together.setdefault((file.kind, file.named or file.name), []).extend(tables)
    chosen = [item for (kind, named), tables in together.items() for item in _settled(kind, named, tables)]
    for file, tables in opened:
        if file.kind is None:
            chosen += [ChosenTable(table, *found) for table in tables if (found := _recognised(table)) is not None]
    order = {id(table): place for place, table in enumerate(table for _, tables in opened for table in tables)}
    return sorted(chosen, key=lambda item: order[id(item.table)])


def _settled(
    kind: TableKind, named: str, tables: Sequence[SheetTable], option: str = "", words: str = ""
) -> list[ChosenTable]:
    """The tables of what the user has named as of a kind: at least one of them must be.

    Raises:
        RequestError: none of the tables can be what the user says.
    """
    fitting = [table for table in tables if _can_be(table, kind)]
    option = option or _option(kind)
    if fitting:
        return [ChosenTable(table, kind, f"由 {option} 指定") for table in fitting]
    other = next((table.kinds[0].kind for table in tables if table.kinds), None)
    usual = usual_headers(kind)
    required = "、".join(usual[name] for name in load_lexicon().spec(kind).required)
    seen = "、".join(header for table in tables for header in table.headers)[:_MOST_TEXT]
    refused = next((f"{table.sheet}: {table.problem}" for table in tables if table.problem), "")
    looks = f"这张表像是{other.words}" if other is not None else refused or f"缺少必需的列({required})"
    raise RequestError(
        f"由 {option} 指定为{words or kind.words}, 但{looks}。表头是: {seen or '没有找到表头'}",
        where=named,
        fix="核对是否指错了文件; 用 jingzhun inspect 看认出了哪些列; 缺少的列" + _MAP,
    )


def _can_be(table: SheetTable, kind: TableKind) -> bool:
    """Whether a table may be read as ``kind``: recognised as it, or not as another and with the required columns."""
    if table.problem:
        return False
    if any(guess.kind == kind for guess in table.kinds):
        return True
    mapping = table.mapping_for(kind)
    return not table.kinds and all(name in mapping for name in load_lexicon().spec(kind).required)


def _recognised(table: SheetTable) -> tuple[TableKind, str] | None:
    if not table.kinds:
        return None
    best = table.kinds[0]
    rivals = [guess for guess in table.kinds[1:] if guess.score >= best.score * _TOO_CLOSE]
    if rivals:
        options = " 或 ".join(_option(guess.kind, table.file) for guess in (best, *rivals))
        names = "、".join(guess.kind.words for guess in (best, *rivals))
        raise RequestError(f"看不出这张表是{names}中的哪一种", where=_where(table), fix=f"用 {options} 指明")
    return best.kind, best.why


def _require_one_roll(
    roll: Sequence[ChosenTable], settled: set[str], opened: Sequence[Opened], unread: Sequence[UnreadFile]
) -> None:
    files = sorted({item.table.file for item in roll})
    broken = [f"{file.name}: {file.what}" for file in unread if file.name in settled]
    if broken:
        raise RequestError(f"由 --roll 指定的文件没有全部读出, 名册不全不能核查: {'; '.join(broken)}")
    if not files:
        seen = [
            f"    {_where(table)}: {'、'.join(table.headers[:12]) or '没有找到表头'}"
            for file, tables in opened
            if not file.previous
            for table in list(tables)[:3]
        ]
        previous = "、".join(sorted(file.name for file, _ in opened if file.previous))
        told = f"; {previous} 已由 {_PREVIOUS} 指定为{PREVIOUS_WORDS}, 不能又是要核查的这一份" if previous else ""
        seen += [f"    {file.name}: {file.what}" for file in unread]
        raise RequestError(
            "没有认出花名册(要有 户编号或与户主关系、姓名、证件号码 等列)。看到的文件:\n" + "\n".join(seen),
            fix="用 --roll 文件 指明花名册" + told,
        )
    if len(files) > 1 and not settled:
        fix = (
            "用 --roll 指明哪一个是要核查的花名册; 确实分成几个文件时, 每个都用 --roll 写出; "
            f"其中一个是去年的, 用 {_PREVIOUS} 指明它"
        )
        raise RequestError(f"有 {len(files)} 个文件都像花名册: {'、'.join(files)}", fix=fix)


def _require_whole_roll(files: set[str], others: Sequence[OtherTable]) -> None:
    """A part of the roll that cannot be read would leave out households without anyone noticing.

    Raises:
        RequestError: a table of a roll file was refused.
    """
    for item in others:
        if item.table.problem and item.table.file in files:
            what = f"花名册里有一张表读不了, 名册不全不能核查: {item.table.problem}"
            raise RequestError(what, where=_where(item.table), fix=item.table.fix)


def require_sound_columns(item: ChosenTable) -> None:
    """Nothing is compared by a column that was guessed among several, or without one that is needed.

    Raises:
        RequestError: the columns of the table are in doubt; the message shows its headers.
    """
    match = item.table.match_for(item.kind)
    if match.problems:
        # What says that a column is missing shows the headers itself.
        seen = () if match.problems != match.clashes else (f"表头是: {'、'.join(item.table.headers)[:_MOST_TEXT]}",)
        lines = "".join(f"\n    {line}" for line in (*match.problems, *seen))
        raise RequestError(f"作为{item.kind.words}来读, 列认不准:{lines}", where=_where(item.table), fix=_MAP)


def _refuse_without_registers(
    registers: Sequence[ChosenTable], unread: Sequence[UnreadFile], asked: Collection[TableKind]
) -> None:
    """Households that were compared with nothing that the policy asks about must not come out as clear of doubt."""
    kinds = "、".join(f"{kind.words}({_option(kind, '…')})" for kind in register_kinds() if kind in asked)
    broken = "".join(f"\n    {file.name}: {file.what}" for file in unread)
    what = "只有花名册, 没有一份可以比对的部门数据, 不能作出结论"
    if registers:
        given = "、".join(dict.fromkeys(item.kind.words for item in registers))
        what = f"部门数据只有{given}, 政策规则没有规定它们怎样算疑点, 不能作出结论"
    raise RequestError(what + (f"。读不出的文件:{broken}" if broken else ""), fix=f"加上其中至少一种: {kinds}")


def _option(kind: TableKind, file: str = "") -> str:
    """What the user writes to say that a file is of a kind; without a file, the bare option."""
    if not file:
        return kind.option.removesuffix("=")
    return kind.option + ("" if kind.option.endswith("=") else " ") + (f'"{file}"' if " " in file else file)


def _where(table: SheetTable) -> str:
    return f"{table.file} › {table.sheet}" if table.sheet else table.file
