"""The sheet 读取情况 of the ledger: for every table of every file what it was read as, and what became of its rows."""

from __future__ import annotations

from jingzhun.kinds import TableKind
from jingzhun.model import PREVIOUS_ROLL, Run, SheetAccount
from jingzhun.read.columns.mapping import usual_headers
from jingzhun.report.figures import kind_title, reasons_with_counts
from jingzhun.report.sheets import Cell, Column, Value

NOTE = (
    "每张表一行：读到的行 = 使用的行 + 搁置的行。请核对各列认作什么；认错时用 --map 或 jingzhun.toml 指定后重新核查。"
)
COLUMNS = (
    Column("文件", 24, "wrap"),
    Column("工作表", 14, "wrap"),
    Column("用作", 11),
    Column("表头行", 8),
    Column("读到的行", 9, "number"),
    Column("使用的行", 9, "number"),
    Column("搁置的行", 9, "number"),
    Column("搁置原因", 24, "wrap"),
    Column("各列认作", 50, "wrap"),
    Column("没有用到的列", 30, "wrap"),
    Column("说明", 50, "wrap"),
)
_NOT_USED = "没有采用"


def rows(run: Run) -> list[list[Value]]:
    """One row a table, those that were not used last."""
    accounts = sorted(run.accounts, key=lambda account: not account.kind)
    return [_row(account) for account in accounts]


def read_as(account: SheetAccount) -> str:
    """``车主→姓名、HPHM→号牌号码``: which column was read as which field, in the order of the table."""
    kind = TableKind.ROLL.value if account.kind == PREVIOUS_ROLL else account.kind
    usual = usual_headers(TableKind(kind)) if kind else {}
    return "、".join(f"{header}→{usual.get(field, field)}" for header, field in account.columns.items() if field)


def header_rows(account: SheetAccount) -> str:
    """Where the header stands: ``3``, ``3–4``, or ``无`` where there is none."""
    if account.header_rows is None:
        return "无"
    first, last = account.header_rows
    return str(first) if first == last else f"{first}–{last}"


def _row(account: SheetAccount) -> list[Value]:
    unused = "、".join(header for header, field in account.columns.items() if not field)
    return [
        account.file,
        account.sheet,
        kind_title(account.kind) if account.kind else Cell(_NOT_USED, "red"),
        header_rows(account),
        account.read,
        account.used,
        sum(account.set_aside.values()),
        reasons_with_counts(account.set_aside),
        read_as(account),
        unused,
        "\n".join(account.notes),
    ]
