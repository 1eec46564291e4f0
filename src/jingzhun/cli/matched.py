"""What came of ``jingzhun match``, in lines for people; numbers masked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from jingzhun.comparison import ComparedRegister
from jingzhun.fields.name_levels import NameLevel
from jingzhun.kinds import TableKind
from jingzhun.linking import Linked
from jingzhun.match.levels import NumberLevel
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
        f"; 有 {dropped:,} 次因为有同样线索(姓名、出生日期、住址等)的人太多, 没有照这条线索比; 其中有的由别的线索仍比了"
        if dropped
        else ""
    )
    yield from _not_used(linked)


def _not_used(linked: Linked) -> Iterator[str]:
    """What was left aside without harm; what could not be read is told by ``notices_of``."""
    files = [file for file in linked.unread if not file.is_error]
    for file in files[:_MOST_FILES]:
        yield show(f"没有使用  {linked.masking.name(file.name)}: {linked.masking.text(file.what)}")
    if len(files) > _MOST_FILES:
        yield f"… 另 {len(files) - _MOST_FILES} 个没有使用的"


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
    by_name = (candidates["name_level"] == NameLevel.SAME) & (candidates["number_level"] == NumberLevel.MISSING)
    linked = candidates["person"].isin(candidates.loc[candidates["is_link"], "person"])
    alone = candidates.loc[by_name & ~linked, "person"].nunique()
    if alone:
        yield f"  另有至少 {alone:,} 行与名册上的人同名而没有号码可比, 只凭姓名证据不够, 没有写出"
