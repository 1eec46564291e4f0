"""比对 alone, for ``jingzhun match``: a roll and registers → links. Nothing is verified or judged."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa

from jingzhun.accounts import account, damaged_rows, empty_registers, register_warnings, roll_warnings
from jingzhun.case import CaseFile, Source, files_of, name_of, options_for
from jingzhun.choose import ChosenTable, Opened, require_sound_columns
from jingzhun.comparison import Comparison, compare_registers
from jingzhun.errors import RequestError
from jingzhun.gather import gather
from jingzhun.households import tells_households
from jingzhun.intake import Opening, Progress, open_all, unmatched_columns
from jingzhun.kinds import TableKind, register_kinds
from jingzhun.match.score import make_ready, roll_side
from jingzhun.match.weights import Weights
from jingzhun.model import LINK_COLUMNS, SheetAccount, UnreadFile
from jingzhun.normalise import members_frame
from jingzhun.passed_over import passed_over
from jingzhun.pipeline import published_links, read_roll
from jingzhun.read import SheetTable
from jingzhun.read.columns.mapping import load_lexicon
from jingzhun.read.columns.settled_columns import settle
from jingzhun.report.link_files import require_unread_file
from jingzhun.report.masking import Masking, masking_for

#: A second kind that scores within this share of the best leaves a register undecided.
_TOO_CLOSE = 0.9
_MOST_HEADERS, _MOST_GUESSES = 20, 3
_A_RESULT = "是比对的结果, 不当作部门数据"


@dataclass(frozen=True)
class LinkRequest:
    """What is to be compared.

    Attributes:
        roll, registers: where they lie.
        kind: what all registers are; ``None`` where their headers tell.
        weights: weights to use instead of learning them, by register.
        target: the file that will hold the links; ``None`` where it is none.
    """

    roll: Source
    registers: tuple[Source, ...]
    kind: TableKind | None = None
    weights: Mapping[TableKind, Weights] | None = None
    target: Path | None = None


@dataclass(frozen=True)
class Linked:
    """What came of it.

    Attributes:
        links: the published link table (``model.LINK_COLUMNS``).
        compared: what every register said.
        members: people of the roll.
        accounts: how every table was read, the roll first.
        unread: what could not be read or was not used.
        warnings: what makes the result less than it seems.
        masking: how texts read in the results.
    """

    links: pa.Table
    compared: Comparison
    members: int
    accounts: tuple[SheetAccount, ...]
    unread: tuple[UnreadFile, ...]
    warnings: tuple[str, ...]
    masking: Masking

    @property
    def incomplete(self) -> bool:
        """Whether something could not be read (exit code 3)."""
        return any(file.is_error for file in self.unread)


def link(request: LinkRequest, opening: Opening, progress: Progress) -> Linked:
    """Read a roll and registers and link them.

    Args:
        request: what is to be compared.
        opening: how files are opened.
        progress: told how far the work is.

    Raises:
        RequestError: the roll cannot be read as one, it is not clear what a register is, or none can be read.
    """
    make_ready()
    with tempfile.TemporaryDirectory(prefix="jingzhun-") as folder:
        work = Path(folder)
        settled = {TableKind.ROLL: (request.roll,)}
        listed = files_of(request.registers, settled)
        if all(file.kind == TableKind.ROLL for file in listed.files):
            fix = "第一个参数是花名册, 其后写部门数据的文件, 两者不能是同一个"
            raise RequestError("没有可以比对的部门数据", where=name_of(request.roll), fix=fix)
        gathered = gather(listed.files, work, opening.options.limits, digests=False)
        opened, refused = open_all(gathered.readable, work, progress, opening)
        opened, results = _without_results(opened)
        if request.target is not None:
            earlier = {table.file for table in results}
            read = [file.path for file in listed.files if not file.address and file.name not in earlier]
            require_unread_file(request.target, read)
        unread = [*gathered.unread, *refused, *map(passed_over, (*listed.passed_over, *gathered.passed_over))]
        unread += [UnreadFile(_where(table), _A_RESULT, "", is_error=False) for table in results]
        closed = "文件夹打不开, 里面的都没有读取"
        unread += [UnreadFile(name, closed, "检查文件夹的权限", is_error=True) for name in listed.closed]
        roll = _roll(request.roll, gathered.files, opened, unread)
        registers = _registers(request.kind, opened, unread)
        _require_weights(request.weights, registers)
        unread += _not_used(opened, (*roll, *registers))
        typed_roll = read_roll(roll, progress, needs_households=False)
        side = roll_side(typed_roll)
        households = _households(roll, typed_roll)
        compared = compare_registers(side, households, registers, progress, weights=request.weights)
        if not compared.counts:
            first = compared.unread[0]
            raise RequestError(f"没有一份部门数据读得出: {first.what}", where=first.name, fix=first.fix)
        positions = typed_roll.select(["_file", "_sheet", "_row"]).to_pandas()
        return Linked(
            links=published_links(positions, compared.links),
            compared=compared,
            members=typed_roll.num_rows,
            accounts=tuple(account(item) for item in (*roll, *compared.tables)),
            unread=(
                *compared.unread,
                *empty_registers(compared.counts),
                *damaged_rows((*roll, *compared.tables)),
                *unread,
            ),
            warnings=(
                *unmatched_columns(opening.options.columns, opening.file_columns, opened),
                *_odd_headers((*roll, *compared.tables), opening),
                *roll_warnings(roll, typed_roll),
                *register_warnings(compared.counts),
            ),
            masking=_masking(typed_roll, opened),
        )


def _without_results(opened: Sequence[Opened]) -> tuple[list[Opened], list[SheetTable]]:
    """The files without the links of earlier runs, which are never input; and those links."""
    kept: list[Opened] = []
    results: list[SheetTable] = []
    for file, tables in opened:
        links = [table for table in tables if file.kind is None and set(LINK_COLUMNS) <= set(table.headers)]
        results += links
        if len(links) < len(tables) or not tables:
            kept.append((file, [table for table in tables if table not in links]))
    return kept, results


def _roll(
    source: Source, files: Sequence[CaseFile], opened: Sequence[Opened], unread: Sequence[UnreadFile]
) -> list[ChosenTable]:
    """The tables of the roll: those that look like one, else all that name people.

    Raises:
        RequestError: there is none, or a part of the roll cannot be read.
    """
    names = {file.name for file in files if file.kind == TableKind.ROLL}
    for file in unread:
        if file.is_error and (file.name in names or not names):
            raise RequestError(f"花名册读不出: {file.what}", where=file.name, fix=file.fix)
    tables = [table for file, found in opened if file.kind == TableKind.ROLL for table in found]
    for table in tables:
        if table.problem:
            raise RequestError(f"花名册里有一张表读不了: {table.problem}", where=_where(table), fix=table.fix)
    return _as_kind(TableKind.ROLL, tables, name_of(source), "由第一个参数指定")


def _registers(kind: TableKind | None, opened: Sequence[Opened], unread: Sequence[UnreadFile]) -> list[ChosenTable]:
    """The tables of the registers.

    Raises:
        RequestError: it is not clear what one is, none was named, or none can be opened.
    """
    chosen: list[ChosenTable] = []
    files = [(file, list(tables)) for file, tables in opened if file.kind is None]
    for file, tables in files:
        usable = [table for table in tables if not table.problem]
        if kind is not None:
            chosen += _as_kind(kind, usable, file.name, "由 --kind 指定")
        else:
            chosen += _recognised(usable, file.name)
    if not chosen:
        broken = next((file for file in unread if file.is_error), None)
        if broken is not None:
            raise RequestError(f"没有一份部门数据读得出: {broken.what}", where=broken.name, fix=broken.fix)
        result = next((file for file in unread if file.what == _A_RESULT), None)
        what = "没有可以比对的部门数据" + ("" if result is None else f": {result.name} {_A_RESULT}")
        raise RequestError(what, fix="在花名册后面写部门数据的文件")
    for item in chosen:
        require_sound_columns(item)
    return chosen


def _require_weights(weights: Mapping[TableKind, Weights] | None, registers: Sequence[ChosenTable]) -> None:
    """Weights that are given are those of every register, for then nothing is learnt.

    Raises:
        RequestError: those of a register are missing.
    """
    for item in registers:
        if weights is not None and item.kind not in weights:
            known = "、".join(kind.value for kind in weights)
            what = f"权重文件里没有{item.kind.words}的权重([{item.kind.value}]), 只有: {known}"
            raise RequestError(what, where=_where(item.table), fix="换一个权重文件名, 让程序另学一份")


def _as_kind(kind: TableKind, tables: Sequence[SheetTable], file: str, why: str) -> list[ChosenTable]:
    """The tables of a file that are of a kind as the user says: those that look like it, else all that name people.

    Raises:
        RequestError: none has the columns.
    """
    required = load_lexicon().spec(kind).required
    alike = [table for table in tables if any(guess.kind == kind for guess in table.kinds)]
    fitting = alike or [table for table in tables if all(field in table.mapping_for(kind) for field in required)]
    for table in fitting:
        require_sound_columns(ChosenTable(table, kind, why))
    if not fitting:
        problems = [problem for table in tables for problem in table.match_for(kind).problems]
        what = problems[0] if problems else f"没有可以读作{kind.words}的表"
        raise RequestError(what, where=file, fix="核对是否给错了文件; 用 jingzhun inspect 看认出了哪些列")
    return [ChosenTable(table, kind, why) for table in fitting]


def _recognised(tables: Sequence[SheetTable], file: str) -> list[ChosenTable]:
    """The tables of a file that are registers by their headers.

    Raises:
        RequestError: a table could be two kinds, or none of them is a register.
    """
    chosen = []
    for table in tables:
        guesses = [guess for guess in table.kinds if guess.kind != TableKind.ROLL]
        if not guesses or guesses[0] is not table.kinds[0]:
            continue
        if any(guess.score >= guesses[0].score * _TOO_CLOSE for guess in table.kinds[1:]):
            raise _unclear(table, "看不出是哪一种部门数据")
        chosen.append(ChosenTable(table, guesses[0].kind, guesses[0].why))
    if not chosen:
        if not tables:
            raise RequestError("里面没有能读的表", where=file, fix="用 jingzhun inspect 看读成了什么")
        raise _unclear(tables[0], "看不出是哪一种部门数据")
    return chosen


def _unclear(table: SheetTable, what: str) -> RequestError:
    headers = "、".join(table.headers[:_MOST_HEADERS]) or "没有找到表头"
    guesses = "、".join(f"{guess.kind.words}(把握 {guess.score:.0%})" for guess in table.kinds[:_MOST_GUESSES])
    kinds = "、".join(f"{kind.value} {kind.words}" for kind in register_kinds())
    return RequestError(
        f"{what}。表头是: {headers}。最像的: {guesses or '没有一种够得上'}",
        where=_where(table),
        fix=f"用 --kind 种类 指明, 如 --kind vehicles; 可用的种类: {kinds}",
    )


def _not_used(opened: Sequence[Opened], chosen: Sequence[ChosenTable]) -> Iterator[UnreadFile]:
    """Tables beside those that are used: an error where they cannot be read or people may stand in them."""
    used = {id(item.table) for item in chosen}
    for table in (table for _, tables in opened for table in tables if id(table) not in used):
        if table.problem:
            yield UnreadFile(_where(table), table.problem, table.fix, is_error=True)
        elif table.headers or table.looks_like_people:
            what, fix = "认不出是哪一种表, 没有使用", "用 --kind 或 --map 指明, 或移走这张表"
            yield UnreadFile(_where(table), what, fix, is_error=table.looks_like_people)


def _households(roll: Sequence[ChosenTable], typed_roll: pa.Table) -> np.ndarray:
    """Household number of every member; a roll that tells no households has as many as people."""
    if all(tells_households(item.table.mapping_for(TableKind.ROLL)) for item in roll):
        return members_frame(typed_roll)["household"].to_numpy()
    return np.arange(typed_roll.num_rows)


def _odd_headers(tables: Sequence[ChosenTable], opening: Opening) -> Iterator[str]:
    """Warnings of names read from a column whose header nobody knows: in a bare list it is the first person."""
    lexicon = load_lexicon()
    for table, kind in ((item.table, item.kind) for item in tables):
        header = table.mapping_for(kind).get("name", "")
        settled = settle([header], options_for(table.file, opening.options, opening.file_columns).columns)
        if header and table.header_rows is not None and not settled and not lexicon.knows(header):
            yield (
                f"{_where(table)}: 第 {table.header_rows[1]} 行“{header}”当作表头, 没有比对; "
                "它若是一个人, 在上面加一行表头(如 姓名)后再比"
            )


def _masking(typed_roll: pa.Table, opened: Sequence[Opened]) -> Masking:
    members = pd.DataFrame(
        {
            "id_text": typed_roll.column("id_text").to_pandas(),
            "id_digits": typed_roll.column("id_digits").cast(pa.binary()).cast(pa.string()).to_pandas(),
        }
    )
    names = dict.fromkeys(name for _, tables in opened for table in tables for name in (table.file, table.sheet))
    return masking_for(members, (), tuple(names), pd.DataFrame())


def _where(table: SheetTable) -> str:
    return f"{table.file} › {table.sheet}" if table.sheet else table.file
