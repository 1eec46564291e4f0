"""What came of ``jingzhun match``, in lines for people; numbers masked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from jingzhun.comparison import ComparedRegister
from jingzhun.kinds import TableKind
from jingzhun.linking import Linked
from jingzhun.model import Grade, SheetAccount
from jingzhun.privacy import show
from jingzhun.report.figures import reasons_with_counts

_MOST_FILES = 12


def notices_of(linked: Linked) -> Iterator[str]:
    """What nobody may miss: warnings, and what could not be read."""
    for warning in linked.warnings:
        yield show(linked.masking.text(f"警告: {warning}"))
    for file in linked.unread:
        if file.is_error:
            yield show(f"没有读出 {linked.masking.name(file.name)}: {linked.masking.text(file.what)}")
            if file.fix:
                yield show(f"  改法: {linked.masking.text(file.fix)}")


def lines_of(linked: Linked) -> Iterator[str]:
    """The summary: how every file was read, then the links of every register."""
    accounts: dict[tuple[str, str], list[SheetAccount]] = {}
    for account in linked.accounts:
        accounts.setdefault((account.kind, account.file), []).append(account)
    for (kind, file), tables in list(accounts.items())[:_MOST_FILES]:
        yield show(f"{TableKind(kind).words}  {linked.masking.name(file)}  {_account(tables)}")
    if len(accounts) > _MOST_FILES:
        yield f"… 另 {len(accounts) - _MOST_FILES} 个文件"
    for register in linked.compared.registers:
        yield from _register(register)
    figures = linked.compared.figures
    dropped = figures["pairs_dropped"]
    yield f"比了 {figures['pairs_compared']:,} 对" + (
        f"; 另有 {dropped:,} 次因为同名同姓的太多, 光凭姓名住址没有比" if dropped else ""
    )


def _account(tables: list[SheetAccount]) -> str:
    read = sum(table.read for table in tables)
    used = sum(table.used for table in tables)
    reasons: Counter[str] = Counter()
    for table in tables:
        reasons.update(table.set_aside)
    aside = f", 搁置 {read - used:,}({reasons_with_counts(reasons)})" if read != used else ""
    return f"读 {read:,} 行, 用 {used:,}{aside}"


def _register(register: ComparedRegister) -> Iterator[str]:
    links = register.result.links
    grades = Counter(links.column("grade").to_pylist())
    counts = "  ".join(f"{grade.value} {grade.words} {grades[grade.value]:,}" for grade in Grade)
    yield f"{register.kind.words}: 登记 {register.result.rows:,} 人, 比对结果 {links.num_rows:,} 条: {counts}"
    candidates = register.result.candidates
    tied = candidates.loc[candidates["is_link"] & candidates["tied"], "person"].nunique()
    if tied:
        yield f"  其中 {tied:,} 行有两个以上一样相符的人, 分不出是谁, 都写出来了"
