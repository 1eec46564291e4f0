"""What a valid finding leaves open (提醒): days of public notice, the assessment meeting, exceptions of no list."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from jingzhun.casework.feedback_values import count, exceptions, is_nothing
from jingzhun.casework.visit_answers import Answer

#: Days of public notice: 浙江省社会救助条例 art. 11, 重庆市城乡居民最低生活保障条例 art. 18.
NOTICE_DAYS = 7
_FIGURES = {"meeting_expected": "应到人数", "meeting_present": "实到人数", "meeting_agreed": "同意人数"}


def reminders_of(answer: Answer, listed: Sequence[tuple[str, str]]) -> Iterator[str]:
    """What should be looked at again, with the row.

    Args:
        answer: a valid answer.
        listed: the exceptions of its doubt as (id, title).
    """
    for text in (*_notice(answer), *_meeting(answer), *_exceptions(answer, listed)):
        yield f"{answer.place}: {text}"


def exceptions_of(answer: Answer, listed: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """The exceptions that an answer claims, as (id, title); the id is ``""`` where the policy lists no such one."""
    # A title may hold a comma (背户、替人挂名): then it is claimed by all of its parts, one behind the other.
    known = {exceptions(word).claimed: (code, title) for code, title in listed for word in (code, title)}
    claimed, found = answer.exceptions.claimed, []
    while claimed:
        length = max((len(parts) for parts in known if parts == claimed[: len(parts)]), default=0)
        found.append(known[claimed[:length]] if length else ("", claimed[0]))
        claimed = claimed[max(length, 1) :]
    return found


def _notice(answer: Answer) -> Iterator[str]:
    first, last = answer.days.get("notice_from"), answer.days.get("notice_to")
    if first is None or last is None:
        if answer.proposal == "清退" or answer.said("notice_from") or answer.said("notice_to"):
            yield "公示起止没有写全, 或者不是日期"
        return
    days = (last - first).days + 1
    if days < 1:
        yield f"公示结束 {last} 早于公示开始 {first}"
    elif days < NOTICE_DAYS:
        yield f"公示只有 {days} 天, 少于 {NOTICE_DAYS} 天"
    elif last > answer.receipt.read_on:
        yield f"公示到 {last} 才结束"


def _meeting(answer: Answer) -> Iterator[str]:
    figures = {key: count(answer.said(key)) for key in _FIGURES}
    missing = [title for key, title in _FIGURES.items() if figures[key] is None]
    if missing:
        if answer.proposal == "清退" or any(answer.said(key) for key in _FIGURES):
            yield f"评议的{'、'.join(missing)}没有写, 或者不是数"
        return
    expected, present, agreed = (figures[key] or 0 for key in _FIGURES)
    if not agreed <= present <= expected:
        yield f"评议人数不合: 应到 {expected}, 实到 {present}, 同意 {agreed}"
    elif agreed * 2 <= present:
        yield f"评议同意的没有过半: 实到 {present}, 同意 {agreed}"


def _exceptions(answer: Answer, listed: Sequence[tuple[str, str]]) -> Iterator[str]:
    for code, title in exceptions_of(answer, listed):
        if not code:
            yield f"例外“{title}”不在这个疑点列出的例外里"
    if answer.truth == "无法核实" and answer.proposal == "保留" and is_nothing(answer.account):
        yield "无法核实而保留, 没有写情况说明"
