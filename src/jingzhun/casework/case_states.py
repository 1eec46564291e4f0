"""Every case has one state: settled by a valid finding, waiting for one, or in error with the rows named."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from jingzhun.casework.feedback_values import NOTHING, plain
from jingzhun.casework.standing_answers import standing_of
from jingzhun.casework.visit_answers import Answer, Fault, Place
from jingzhun.casework.visit_reminders import reminders_of

_TRUE = ("属实", "部分属实")


class CaseState(StrEnum):
    """What has become of a case (疑点户); the first four need a valid finding."""

    RETAINED = "retained"
    REMOVED = "removed"
    CORRECTED = "corrected"
    REFERRED = "referred"
    WAITING = "waiting"
    IN_ERROR = "in_error"

    @property
    def words(self) -> str:
        """The state as reports print it."""
        return {
            "retained": "保留",
            "removed": "清退",
            "corrected": "整改",
            "referred": "转办",
            "waiting": "未反馈",
            "in_error": "反馈有误",
        }[self.value]

    @property
    def is_settled(self) -> bool:
        """Whether a valid finding settled the case."""
        return self not in (CaseState.WAITING, CaseState.IN_ERROR)


_STATE_OF = {state.words: state for state in CaseState if state.is_settled}


@dataclass(frozen=True)
class DoubtFacts:
    """One doubt of a case: its title, whom it concerns, and the exceptions to ask for as (id, title)."""

    title: str
    member_name: str
    exceptions: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class CaseFacts:
    """A case as far as its state depends on it: household, head, and doubts by number."""

    case_number: str
    household_id: str
    head_name: str
    doubts: Mapping[int, DoubtFacts]


@dataclass(frozen=True)
class CaseReturns:
    """All that came in for one case.

    Attributes:
        answers: the filled rows, checked; doubt 0 where the row cannot be placed at one.
        blank: rows that nobody has filled in, by doubt.
    """

    answers: tuple[Answer, ...] = ()
    blank: tuple[tuple[int, Place], ...] = ()


@dataclass(frozen=True)
class CaseDecision:
    """The state of one case and why.

    Attributes:
        answers: doubt → the answer that holds.
        covered: doubts that were left blank, for which the answer of the household holds.
        faults: what is wrong, with the rows.
        reason: the reason in words.
        warnings: what is to be looked at although the finding is valid, and what was passed over.
    """

    facts: CaseFacts
    state: CaseState
    answers: Mapping[int, Answer]
    covered: tuple[int, ...]
    faults: tuple[Fault, ...]
    reason: str
    warnings: tuple[str, ...]

    @property
    def leading(self) -> Answer | None:
        """The answer that stands for the case: the one of its first doubt."""
        return self.answers[min(self.answers)] if self.answers else None


def decide(facts: CaseFacts, returns: CaseReturns) -> CaseDecision:
    """Find the state of one case.

    Args:
        facts: the case.
        returns: all that came in for it, in whatever order.
    """
    if not returns.answers:
        return _waiting(facts, returns)
    answers: dict[int, Answer] = {}
    faults: list[Fault] = []
    notes: list[str] = []
    for doubt in sorted(facts.doubts):
        given = [answer for answer in returns.answers if answer.doubt == doubt]
        if given:
            standing = standing_of(given)
            faults += standing.faults
            notes += standing.notes
            if standing.answer is not None:
                answers[doubt] = standing.answer
    faults += _not_placed(returns.answers, answers.values())
    uncovered = [doubt for doubt in facts.doubts if not any(answer.doubt == doubt for answer in returns.answers)]
    if not faults:
        faults += _unlike_proposals(list(answers.values()))
        faults += _unanswered(facts, uncovered, returns, answers)
    if not faults:
        faults += _of_proposal(facts, answers)
    notes += [f"疑点{doubt}({facts.doubts[doubt].title})没有单独填写, 按全户的处理意见" for doubt in uncovered]
    if faults:
        unique = tuple(dict.fromkeys(faults))
        reason = "；".join(map(str, unique))
        return CaseDecision(facts, CaseState.IN_ERROR, answers, (), unique, reason, tuple(dict.fromkeys(notes)))
    notes += [
        note for doubt, answer in answers.items() for note in reminders_of(answer, facts.doubts[doubt].exceptions)
    ]
    proposal = next(iter(answers.values())).proposal
    warnings = tuple(dict.fromkeys(notes))
    return CaseDecision(facts, _STATE_OF[proposal], answers, tuple(uncovered), (), _reason(facts, answers), warnings)


def _waiting(facts: CaseFacts, returns: CaseReturns) -> CaseDecision:
    """A case of which nothing was said."""
    places = "、".join(str(place) for _, place in sorted(returns.blank, key=lambda each: str(each[1]))[:3])
    reason = f"核查表交回来了, 还没有填: {places}" if places else "还没有收到核查表"
    return CaseDecision(facts, CaseState.WAITING, {}, (), (), reason, ())


def _not_placed(given: Iterable[Answer], standing: Iterable[Answer]) -> Iterator[Fault]:
    """Faults of rows that stand at no doubt, unless something sound came in later."""
    sound = [answer.rank for answer in standing if not answer.faults]
    for answer in sorted(given, key=lambda answer: answer.order):
        if answer.doubt == 0 and not any(rank > answer.rank for rank in sound):
            yield from answer.faults


def _unlike_proposals(answers: Sequence[Answer]) -> Iterator[Fault]:
    """One household has one outcome."""
    first = answers[0] if answers else None
    for answer in answers[1:]:
        if first is not None and answer.proposal != first.proposal:
            what = f"同一户写了两种处理意见: 这里是{answer.proposal}, {first.place} 是{first.proposal}"
            yield Fault(answer.place, what, "一户只能有一种处理意见; 商定后改成一样的")


def _unanswered(
    facts: CaseFacts, uncovered: Iterable[int], returns: CaseReturns, answers: Mapping[int, Answer]
) -> Iterator[Fault]:
    """Doubts of which no row came back; one that came back blank follows the household's other answers."""
    blank = {doubt for doubt, _ in returns.blank}
    beside = next(iter(answers.values())).place if answers else None
    for doubt in uncovered:
        if doubt not in blank:
            title = facts.doubts[doubt].title
            what = f"疑点{doubt}({title})没有核查结果, 交来的表里没有 {facts.case_number}.{doubt} 这一行"
            yield Fault(beside, what, "把这一行补上, 连同这一户的其他行重交")


def _of_proposal(facts: CaseFacts, answers: Mapping[int, Answer]) -> Iterator[Fault]:
    """What a removal needs besides, and what a household needs that is retained although the doubt is true."""
    proposal = next(iter(answers.values())).proposal
    if proposal == "清退":
        yield from _removal_faults(facts, answers)
    if proposal == "保留":
        for answer in answers.values():
            if answer.truth == "属实" and not answer.exceptions.claimed and plain(answer.account) in NOTHING:
                fix = "写上例外原因, 或在情况说明里写清为什么可以保留"
                yield Fault(answer.place, "疑点属实而处理意见是保留, 没有写例外原因, 也没有写情况说明", fix)


def _removal_faults(facts: CaseFacts, answers: Mapping[int, Answer]) -> Iterator[Fault]:
    """A removal rests on a doubt that is true, for which no exception holds and of which there is evidence."""
    true = {doubt: answer for doubt, answer in answers.items() if answer.truth in _TRUE}
    first = next(iter(answers.values()))
    if not true:
        what = f"处理意见是清退, 是否属实却写的是{first.truth}"
        yield Fault(first.place, what, "清退的疑点须属实或部分属实; 否则改处理意见")
        return
    for doubt, answer in true.items():
        listed = facts.doubts[doubt].exceptions
        if listed and not answer.exceptions.asked:
            titles = "、".join(title for _, title in listed)
            what = f"清退前没有核对例外: 例外原因空着, 这个疑点可能的例外有 {titles}"
            yield Fault(answer.place, what, "问清后写明是哪一种例外; 都不是的写“无”")
    grounds = [answer for answer in true.values() if not answer.exceptions.claimed]
    if not grounds:
        answer = next(iter(true.values()))
        what = f"写了例外原因({'、'.join(answer.exceptions.claimed)}), 不能清退"
        yield Fault(answer.place, what, "例外成立的改处理意见; 不成立的把例外原因改为“无”")
    elif not any(answer.has_evidence for answer in grounds):
        what = "清退没有佐证: 佐证材料和它的编号(或照片、视频数)没有写全"
        yield Fault(grounds[0].place, what, "写明佐证材料, 并写材料编号, 或照片数、视频数")


def _reason(facts: CaseFacts, answers: Mapping[int, Answer]) -> str:
    """What the visitors found, doubt by doubt."""
    parts = []
    for doubt, answer in answers.items():
        claimed = f", 例外: {'、'.join(answer.exceptions.claimed)}" if answer.exceptions.claimed else ""
        account = f", {answer.account}" if answer.account else ""
        parts.append(f"{facts.doubts[doubt].title}: {answer.truth}{claimed}{account}")
    return "；".join(parts)
