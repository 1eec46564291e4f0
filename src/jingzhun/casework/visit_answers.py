"""One finding as an answer: its values, and what keeps the row from being one (architecture.md, Casework)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from jingzhun.casework.feedback_values import (
    PROPOSALS,
    TRUTHS,
    Exceptions,
    choice,
    count,
    exceptions,
    is_nothing,
    names,
    plain,
)
from jingzhun.casework.findings import DAY_KEYS, FEEDBACK_KEYS, HOUSEHOLD_KEYS, Finding

#: An account that begins so corrects what was sent before.
CORRECTION = "更正"


@dataclass(frozen=True, slots=True)
class Place:
    """A row of a feedback sheet."""

    file: str
    sheet: str
    row: int

    def __str__(self) -> str:
        return " › ".join(filter(None, (self.file, self.sheet, f"第{self.row}行")))


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a finding: where, what, and how to mend it."""

    place: Place | None
    what: str
    fix: str

    def __str__(self) -> str:
        where = f"{self.place}: " if self.place else ""
        return f"{where}{self.what}; 改法: {self.fix}"


@dataclass(frozen=True, slots=True)
class Receipt:
    """When a row came in: which call of ``clear`` it was, its day, and whether it was to supersede."""

    sequence: int
    read_on: date
    supersedes: bool = False


@dataclass(frozen=True)
class Answer:
    """What a filled row says of one doubt of a case.

    Attributes:
        place, receipt: where it comes from.
        written: its cells; those said of the whole household taken from the other rows of the case where empty.
        case_number, doubt: of which it speaks; doubt 0 is the case as a whole.
        corrects: whether it says that it corrects what was sent before.
        faults: what keeps it from being an answer.
    """

    place: Place
    receipt: Receipt
    written: Mapping[str, str]
    days: Mapping[str, date]
    case_number: str
    doubt: int
    corrects: bool = False
    faults: tuple[Fault, ...] = field(default=())

    @property
    def rank(self) -> tuple[int, bool]:
        """Later ones may hold over earlier ones: by the call, and within one call what says that it corrects."""
        return self.receipt.sequence, self.corrects

    @property
    def supersedes(self) -> bool:
        """Whether it takes the place of what came before."""
        return self.corrects or self.receipt.supersedes

    @property
    def order(self) -> tuple[object, ...]:
        """A total order that no order of files or rows changes."""
        written = sorted(self.written.items())
        return *self.rank, self.place.file, self.place.sheet, self.place.row, written

    def said(self, key: str) -> str:
        """A cell as it stands."""
        return self.written.get(key, "")

    @property
    def truth(self) -> str:
        """What was found: a key of ``TRUTHS``, ``""`` unknown."""
        return choice(self.said("truth"), TRUTHS) or ""

    @property
    def proposal(self) -> str:
        """What is proposed: a key of ``PROPOSALS``, ``""`` unknown."""
        return choice(self.said("proposal"), PROPOSALS) or ""

    @property
    def visitors(self) -> tuple[str, ...]:
        """The different visitors."""
        return names(self.said("visitor_1"), self.said("visitor_2"))

    @property
    def exceptions(self) -> Exceptions:
        """The exceptions that it claims."""
        return exceptions(self.said("exception"))

    @property
    def account(self) -> str:
        """What the visitors tell, without the word that says it is a correction."""
        return self.said("account").strip().removeprefix(CORRECTION).lstrip(":：,，。 ")

    @property
    def has_evidence(self) -> bool:
        """Whether papers are named, and a number of them, a picture or a video."""
        if is_nothing(self.said("evidence")):
            return False
        taken = any(count(self.said(key)) for key in ("photos", "videos"))
        return taken or not is_nothing(self.said("evidence_number"))

    @property
    def decisive(self) -> tuple[object, ...]:
        """What two answers must agree in to be one and the same."""
        claimed = tuple(sorted(self.exceptions.claimed))
        return self.truth, self.proposal, claimed, self.days.get("visited_on"), frozenset(self.visitors)

    def differs_in(self, other: Answer) -> bool:
        """Whether any cell reads otherwise than in another answer."""
        return any(plain(self.said(key)) != plain(other.said(key)) for key in FEEDBACK_KEYS)


def answers_of(rows: Sequence[tuple[Place, Finding, int]], case_number: str, receipt: Receipt) -> list[Answer]:
    """The filled rows of one case in one file as answers, not yet checked.

    Args:
        rows: place, finding and doubt of each.
        case_number: their case.
        receipt: when the file came in.

    Returns:
        One answer a row. What is said of the whole household and stands in one of the rows, or in all alike, holds
        for those in which it is empty. Where one row says that it corrects, the file does so for the case, but for
        rows that another one of the same doubt corrects.
    """
    shared = {key: value for key in HOUSEHOLD_KEYS if (value := _agreed(key, [row for _, row, _ in rows]))}
    correcting = {doubt for _, row, doubt in rows if _is_correction(row)}
    answers = []
    for place, row, doubt in rows:
        filled = {key: text for key, (text, _) in shared.items() if key not in row.written}
        days = {key: day for key, (_, day) in shared.items() if key not in row.written and day is not None}
        corrects = _is_correction(row) or bool(correcting and doubt not in correcting)
        written, known = {**filled, **row.written}, {**days, **row.days}
        answers.append(Answer(place, receipt, written, known, case_number, doubt, corrects))
    return answers


def checked(answer: Answer, check_day: date) -> Answer:
    """The answer with all that is wrong in its own row, whatever is proposed."""
    faults = [Fault(answer.place, what, fix) for what, fix in (*_day_faults(answer, check_day), *_faults(answer))]
    return replace(answer, faults=(*answer.faults, *faults))


def _is_correction(row: Finding) -> bool:
    return row.said("account").strip().startswith(CORRECTION)


def _agreed(key: str, rows: Sequence[Finding]) -> tuple[str, date | None] | None:
    """What all rows that say anything say alike, with the day that it is."""
    said = {plain(row.said(key)): row for row in sorted(rows, key=lambda row: row.row) if key in row.written}
    if len(said) != 1:
        return None
    row = next(iter(said.values()))
    return row.said(key), row.days.get(key) if key in DAY_KEYS else None


def _day_faults(answer: Answer, check_day: date) -> Iterator[tuple[str, str]]:
    text, day = answer.said("visited_on"), answer.days.get("visited_on")
    if not text:
        yield "没有写入户日期", "补上入户那天, 写成 2016-07-05 这样"
    elif day is None:
        yield f"入户日期“{text}”不是日期, 或者不能确定是哪一天", "写成 2016-07-05 这样"
    elif day < check_day:
        yield f"入户日期 {day} 早于核查日 {check_day}", "核对日期; 核查以前去的不算, 要重新入户"
    elif day > answer.receipt.read_on:
        yield f"入户日期 {day} 晚于收表那天 {answer.receipt.read_on}", "核对日期, 改成入户那天"


def _faults(answer: Answer) -> Iterator[tuple[str, str]]:
    if not answer.visitors:
        yield "没有写核查人", "写上两名核查人的姓名"
    elif len(answer.visitors) < 2:
        yield f"核查人只有一名({answer.visitors[0]})", "要有两名不同的核查人, 写全核查人1、核查人2"
    yield from _choice_faults(answer, "truth", "是否属实", answer.truth, tuple(TRUTHS))
    yield from _choice_faults(answer, "proposal", "处理意见", answer.proposal, tuple(PROPOSALS))


def _choice_faults(
    answer: Answer, key: str, title: str, chosen: str, choices: tuple[str, ...]
) -> Iterator[tuple[str, str]]:
    fix = f"从{'、'.join(choices)}里选一个"
    if not answer.said(key):
        yield f"没有写{title}", fix
    elif not chosen:
        yield f"{title}写的是“{answer.said(key)}”, 看不懂", fix
