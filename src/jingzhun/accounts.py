"""The honest account: for every table of every file, how it was read and what became of its rows; and what is amiss."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from jingzhun.choose import ChosenTable, OtherTable
from jingzhun.errors import UnreadableFileError
from jingzhun.fields.idcard_column import NumberTally
from jingzhun.intake import Progress
from jingzhun.kinds import TableKind
from jingzhun.model import SheetAccount, UnreadFile
from jingzhun.policy.records import Policy
from jingzhun.read import SheetTable
from jingzhun.read.sheets.rows import RowKind
from jingzhun.rules import RULES
from jingzhun.selection import Selection

#: Why the data rows of a table that was not used were not used.
NOT_USED = "整张表没有采用"
#: A file of a register with fewer people may well have nobody of the roll among them; from here on it is odd.
_ENOUGH_TO_MEET_SOMEBODY = 200
_MOST_PLACES = 10


@dataclass(frozen=True)
class RegisterCount:
    """What one register table gave when it was compared.

    Attributes:
        numbers: what its column of identity numbers holds, one entry a person.
        compared: pairs of one of its people and one of the roll that were compared.
    """

    item: ChosenTable
    numbers: NumberTally
    compared: int

    @property
    def people(self) -> int:
        """People read from it."""
        return self.numbers.rows


def account(item: ChosenTable, kind: str = "") -> SheetAccount:
    """The account of a table that was used, after it was read to its end.

    Args:
        item: the table.
        kind: what it was used as where that is not its kind: last year's roll.
    """
    return _account(item.table, kind or item.kind.value, item.table.mapping_for(item.kind), item.table.reasons())


def account_unused(table: SheetTable) -> SheetAccount:
    """The account of a table that was not used, as far as it was read."""
    reasons = table.reasons()
    if table.rows_delivered:
        reasons[NOT_USED] = reasons.get(NOT_USED, 0) + table.rows_delivered
    # What was taken for a header in a file of no kind may be anything, even a password.
    return _account(table, "", table.mapping, reasons, headers=table.headers if table.kinds else [])


def _account(
    table: SheetTable,
    kind: str,
    mapping: dict[str, str],
    reasons: dict[str, int],
    headers: Sequence[str] | None = None,
) -> SheetAccount:
    fields = {header: name for name, header in mapping.items()}
    return SheetAccount(
        table.file,
        table.sheet,
        kind,
        table.rows_read,
        table.rows_delivered if kind else 0,
        dict(sorted(reasons.items())),
        table.header_rows,
        {header: fields.get(header, "") for header in (table.headers if headers is None else headers)},
        tuple(table.notes),
    )


def count_unused(others: Sequence[OtherTable], progress: Progress) -> tuple[list[SheetAccount], list[UnreadFile]]:
    """Read the tables that are not used, only to count their rows: none may be left out of the account.

    Args:
        others: the tables.
        progress: told how far the work is.

    Returns:
        Their accounts, and those that turned out to be damaged further down.
    """
    accounts: list[SheetAccount] = []
    damaged: list[UnreadFile] = []
    for item in others:
        table = item.table
        try:
            for _ in table.batches():
                progress("清点没有采用的表", table.rows_read, 0)
        except UnreadableFileError as error:
            is_error = item.set_apart_as is None
            damaged.append(UnreadFile(error.where or table.file, error.what, error.fix, is_error=is_error))
        accounts.append(account_unused(table))
    return accounts, damaged


# ── warnings ─────────────────────────────────────────────────────────────────────────────────────────────────────


def roll_warnings(roll: Sequence[ChosenTable], typed: pa.Table) -> Iterator[str]:
    """What is amiss with the roll itself, though it can be read.

    Args:
        roll: its tables.
        typed: their rows, typed.
    """
    for item in roll:
        if "id_number" not in item.table.mapping_for(TableKind.ROLL):
            yield f"{where(item.table)}: 花名册没有认出证件号码一列, 只能按姓名和住址比对, 会漏掉许多人"
        if not item.table.rows_delivered:
            yield f"{where(item.table)}: {_no_rows(item.table)}"
        beside = item.table.numbers_not_read(TableKind.ROLL)
        if beside:
            headers = "、".join(f"“{header}”" for header in beside)
            yield (
                f"{where(item.table)}: {headers} 里也有身份证号码, 没有读取; 名册一行只读一个人, "
                "这些人没有参加核查, 请改成每人一行"
            )
    numbered = [item.table.file for item in roll if "id_number" in item.table.mapping_for(TableKind.ROLL)]
    for file in dict.fromkeys(numbered):
        numbers = NumberTally.of_typed(typed.filter(pc.equal(typed.column("_file"), file)))
        yield from (f"{file} (花名册): {warning}" for warning in numbers.warnings())


def register_warnings(counts: Sequence[RegisterCount]) -> Iterator[str]:
    """What is amiss with registers that were compared, so that 'nothing found' is not taken for 'nothing there'."""
    for count in counts:
        table, fields = count.item.table, count.item.table.mapping_for(count.item.kind)
        told = f"{where(table)} ({count.item.kind.words})"
        if not table.rows_delivered:
            continue  # that is an error, see empty_registers
        if "id_number" not in fields:
            yield f"{told}: 没有认出证件号码一列, 只能按姓名比对, 查到的都不能确证"
        elif not count.numbers.usable:
            yield f"{told}: 证件号码一列“{fields['id_number']}”里没有一个能用的号码, 只能按姓名比对"
        else:
            yield from (f"{told}: {warning}" for warning in count.numbers.warnings())
    yield from _strangers(counts)


def partial_warnings(selection: Selection, codes: Collection[str]) -> Iterator[str]:
    """A check of some rules only: a household without a doubt has then not passed the others."""
    left_out = sum(1 for code in codes if not selection.takes(code))
    if left_out:
        chosen = (("只查", selection.select), ("不查", selection.ignore))
        asked = "; ".join(f"{words} {'、'.join(written)}" for words, written in chosen if written)
        yield (
            f"这次只查了一部分({asked}): 全部 {len(codes)} 条规则和政策条件中有 {left_out} 条没有查, "
            "“通过”只表示查过的没有疑点"
        )


def unasked_warnings(counts: Sequence[RegisterCount], policy: Policy) -> Iterator[str]:
    """Registers that were compared for nothing: neither the policy nor a rule says what they mean."""
    asked = {condition.register for condition in policy.conditions}
    asked |= {kind for rule in RULES for kind in rule.registers}
    for kind in dict.fromkeys(count.item.kind for count in counts):
        if kind.value not in asked:
            yield (
                f"{kind.words}: 比对了, 但政策“{policy.name}”没有这种数据的规则, 比对结果只在 links.parquet, 不影响结论"
            )


def empty_registers(counts: Sequence[RegisterCount]) -> Iterator[UnreadFile]:
    """Register files without one usable row: nobody was compared with them, which must not pass for 'not found'."""
    fix = "用 jingzhun inspect 看各行为什么搁置; 确是空表的, 移走后重新核查"
    tables: dict[tuple[str, TableKind], list[SheetTable]] = {}
    for count in counts:
        tables.setdefault((count.item.table.file, count.item.kind), []).append(count.item.table)
    for (file, _), found in tables.items():
        # One sheet of several may well be empty: a village where nobody has a car.
        if not any(table.rows_delivered for table in found):
            yield UnreadFile(where(found[0]) if len(found) == 1 else file, _no_rows(found[0]), fix, is_error=True)


def damaged_rows(tables: Sequence[ChosenTable]) -> Iterator[UnreadFile]:
    """Rows of tables in use that could not be cut into their columns: people may stand in them."""
    fix = "按行号改好这些行(多半是多了一个逗号或双引号)后重新核查; 内容见“未能读取”"
    for item in tables:
        rows = [row for row in item.table.set_aside if row.reason == RowKind.RAGGED.reason]
        if rows:
            places = "、".join(str(row.row) for row in rows[:_MOST_PLACES]) + ("…" if len(rows) > _MOST_PLACES else "")
            what = f"有 {sum(row.count for row in rows)} 行列数不符, 没有参加核查比对(第 {places} 行)"
            yield UnreadFile(where(item.table), what, fix, is_error=True)


def _strangers(counts: Sequence[RegisterCount]) -> Iterator[str]:
    """Registers, and large files of registers, of which not one person could be compared with one of the roll."""
    fix = "核对是否给错了文件或地区, 姓名和证件号码两列是否认对"
    for kind in dict.fromkeys(count.item.kind for count in counts):
        here = [count for count in counts if count.item.kind == kind and count.people]
        if here and not any(count.compared for count in here):
            yield f"{kind.words}: 与花名册没有一个人可比, 等于没有比对; {fix}"
            continue
        for file in dict.fromkeys(count.item.table.file for count in here):
            tables = [count for count in here if count.item.table.file == file]
            people = sum(count.people for count in tables)
            if people >= _ENOUGH_TO_MEET_SOMEBODY and not any(count.compared for count in tables):
                yield f"{file} ({kind.words}): {people:,} 人, 与花名册没有一个人可比; {fix}"


def _no_rows(table: SheetTable) -> str:
    reasons = "、".join(f"{reason} {rows}" for reason, rows in sorted(table.reasons().items()))
    return f"没有一行数据可用, 读到的 {table.rows_read} 行都搁置了({reasons})" if table.rows_read else "没有一行数据"


def where(table: SheetTable) -> str:
    """Where a table stands, for messages: file and sheet."""
    return f"{table.file} › {table.sheet}" if table.sheet else table.file
