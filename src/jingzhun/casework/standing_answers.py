"""Which of the answers that came in for one doubt stand: corrections, mended rows, the same twice, contradictions.

What came first never wins by having come first: of two sound answers that differ, neither holds until somebody says
which one corrects the other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from jingzhun.casework.visit_answers import CORRECTION, Answer, Fault


@dataclass(frozen=True)
class Standing:
    """What holds for one doubt.

    Attributes:
        answer: the answer that holds, ``None`` where there is none.
        faults: why there is none although somebody answered.
        notes: what was passed over, and for what.
    """

    answer: Answer | None
    faults: tuple[Fault, ...]
    notes: tuple[str, ...]


def standing_of(answers: Sequence[Answer]) -> Standing:
    """Decide between the answers for one doubt, in whatever order they are given.

    Args:
        answers: all of them, checked; at least one.

    Returns:
        A correction takes the place of all that came before it; a faulty row is mended by what a later call brings;
        of answers that agree the latest is kept.
    """
    standing: list[Answer] = []
    notes: list[str] = []
    for _, group in groupby(sorted(answers, key=lambda answer: answer.order), key=lambda answer: answer.rank):
        together = list(group)
        if any(answer.supersedes for answer in together):
            kept: list[Answer] = []
            word = "更正"
        else:
            now = together[0].receipt.sequence
            kept = [answer for answer in standing if not answer.faults or answer.receipt.sequence == now]
            word = "重新交来"
        for old in standing:
            is_elsewhere = old.place not in [new.place for new in together]
            if is_elsewhere and old not in kept and any(old.decisive != new.decisive or old.faults for new in together):
                notes.append(f"{old.place} 已由 {together[0].place} {word}")
        standing = [*kept, *together]
    faults = tuple(dict.fromkeys(fault for answer in standing for fault in answer.faults))
    faults += _contradictions(standing)
    if faults:
        return Standing(None, faults, tuple(notes))
    answer = standing[-1]
    return Standing(answer, (), (*notes, *_repeated(answer, standing[:-1])))


def _contradictions(standing: Sequence[Answer]) -> tuple[Fault, ...]:
    """Two answers of one doubt that differ in what decides, both named."""
    sound = [answer for answer in standing if not answer.faults]
    for other in sound[1:]:
        first = sound[0]
        if other.decisive != first.decisive:
            what = f"与 {first.place} 说法不一: {_said(other)}, 那里{_said(first)}"
            fix = f"核对后重交对的那一份, 情况说明以“{CORRECTION}”开头, 或用 --supersede 收它"
            return (Fault(other.place, what, fix),)
    return ()


def _said(answer: Answer) -> str:
    claimed = f", 例外{'、'.join(answer.exceptions.claimed)}" if answer.exceptions.claimed else ""
    return f"写{answer.truth}{claimed}、{answer.proposal}({answer.days['visited_on']}, {'、'.join(answer.visitors)})"


def _repeated(answer: Answer, others: Sequence[Answer]) -> list[str]:
    """What to say of answers that agree with the one that is kept."""
    notes = []
    for other in others:
        differs = "结论相同, 其余的字不同, 以后者为准" if answer.differs_in(other) else "一字不差, 只算一次"
        notes.append(f"{other.place} 与 {answer.place} {differs}")
    return notes
