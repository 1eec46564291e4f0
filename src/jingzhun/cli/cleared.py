"""How ``jingzhun clear`` tells what it did: lines for people, plain data for programs; numbers masked."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from jingzhun.casework.case_states import CaseState
from jingzhun.casework.clearance_files import FAULTY, MISSING, MaskedTexts, account_of, rows_account
from jingzhun.casework.clearing import Cleared
from jingzhun.privacy import mask_text, show

#: So many cases, rows or reminders are shown on the screen; the lists have all.
_MOST = 10


def lines_of(cleared: Cleared) -> list[str]:
    """The summary: files and rows, the account of the cases, what is in error, reminders."""
    masked = MaskedTexts(cleared.clearance)
    return [show(line) for line in _lines(cleared, masked)]


def fault_lines(cleared: Cleared, *, in_full: bool) -> list[str]:
    """What nobody may miss: files that were not taken in, and where the summary is not shown, the rows in error.

    Args:
        cleared: what was done.
        in_full: whether the rows in error are told too.
    """
    masked = MaskedTexts(cleared.clearance)
    lines = []
    for file in cleared.read.unread:
        if file.is_error:
            lines.append(f"没有收下 {masked.text(file.name)}: {masked.text(file.what)}")
            lines += [f"  改法: {masked.text(file.fix)}"] if file.fix else []
    if in_full:
        lines += _faulty(cleared, masked)
        lines += _of_no_case(cleared, masked)
    return [show(line) for line in lines]


def record_of(cleared: Cleared) -> dict[str, Any]:
    """Everything as plain data: the account, the files of this call, the decisions."""
    masked = MaskedTexts(cleared.clearance)
    read = cleared.read
    return {
        **account_of(cleared.clearance, masked),
        "files": [{"name": masked.text(file.name), **rows_account(file.tables)} for file in read.files],
        "again": {masked.text(name): masked.text(first) for name, first in read.again.items()},
        "unread": [
            {"name": masked.text(file.name), "what": masked.text(file.what), "fix": file.fix, "error": file.is_error}
            for file in read.unread
        ],
        "decisions": masked.frame(cleared.clearance.frame).to_dict("records"),
    }


def _lines(cleared: Cleared, masked: MaskedTexts) -> Iterator[str]:
    clearance = cleared.clearance
    if cleared.read.files:
        yield f"收下 {len(cleared.read.files)} 个文件:"
    for file in cleared.read.files:
        rows = rows_account(file.tables)
        reasons = "、".join(f"{reason} {count}" for reason, count in rows["set_aside"].items())
        aside = sum(rows["set_aside"].values())
        told = f"填写 {rows['filled']} + 未填 {rows['blank']} + 搁置 {aside}" + (f"({reasons})" if aside else "")
        yield f"  {masked.text(file.name)}: 读 {rows['read']} 行 = {told}"
        yield from (f"    {masked.text(note)}" for table in file.tables for note in table.notes)
    for name, first in cleared.read.again.items():
        yield f"  {masked.text(name)}: 与收过的 {masked.text(first)} 一模一样, 没有再收"
    total = len(clearance.decisions)
    parts = " + ".join(f"{state.words} {count:,}" for state, count in clearance.counts.items())
    yield f"疑点户 {total:,} 户 = {parts}"
    yield from _faulty(cleared, masked)
    yield from _of_no_case(cleared, masked)
    reminders = [text for each in clearance.decisions.values() if each.state.is_settled for text in each.warnings]
    yield from _some("提醒", [masked.text(text) for text in reminders], "decisions.csv")
    waiting = clearance.counts[CaseState.WAITING]
    yield f"写在 {mask_text(str(cleared.folder))}" + (f"; 未反馈的 {waiting:,} 户见 {MISSING}" if waiting else "")


def _faulty(cleared: Cleared, masked: MaskedTexts) -> Iterator[str]:
    told = []
    for decision in cleared.clearance.decisions.values():
        if decision.state is CaseState.IN_ERROR:
            facts = decision.facts
            told.append(f"{facts.case_number} {facts.head_name}: {masked.text(decision.reason)}")
    yield from _some("反馈有误", told, FAULTY)


def _of_no_case(cleared: Cleared, masked: MaskedTexts) -> Iterator[str]:
    told = [masked.text(str(fault)) for fault in cleared.clearance.unplaced]
    yield from _some("找不到是哪一户的行", told, FAULTY)


def _some(title: str, lines: list[str], file: str) -> Iterator[str]:
    """The first lines under a title, and where the rest stands."""
    if lines:
        yield f"{title} {len(lines):,}:"
        yield from (f"  {line}" for line in lines[:_MOST])
        if len(lines) > _MOST:
            yield f"  其余 {len(lines) - _MOST:,} 见 {file}"
