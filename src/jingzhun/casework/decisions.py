"""The decisions of a run: the state of every case, computed from the findings that are kept, and its account.

What other commands ask for: ``decisions_of(run)`` one row a case, ``answers_of(run)`` one row a doubt.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pandas as pd

from jingzhun.casework.case_states import CaseDecision, CaseFacts, CaseReturns, CaseState, DoubtFacts, decide
from jingzhun.casework.cases import Cases, cases
from jingzhun.casework.feedback_values import count
from jingzhun.casework.finding_store import CLEARANCE, FindingStore, KeptFile
from jingzhun.casework.placed_rows import place_rows
from jingzhun.casework.visit_answers import Answer, Fault
from jingzhun.casework.visit_reminders import exceptions_of
from jingzhun.errors import AccountError

_CASE_COLUMNS = ("case_number", "household_id", "township", "village", "head_name", "members")
_DECIDED = (
    *("state", "proposal", "reason", "exception", "exception_title", "evidence"),
    *("visited_on", "visitor_1", "visitor_2", "source_file", "source_sheet", "source_row", "warnings"),
)
DECISION_COLUMNS = (*_CASE_COLUMNS, *_DECIDED)
ANSWER_COLUMNS = (
    *("case_number", "doubt", "state", "truth", "proposal", "exception", "exception_title", "account", "evidence"),
    *("visited_on", "visitor_1", "visitor_2", "meeting_on", "meeting_expected", "meeting_present", "meeting_agreed"),
    *("notice_from", "notice_to", "reviewer", "county_opinion", "source_file", "source_sheet", "source_row"),
)
#: Texts: figures that are not known are "".
_COUNTS = ("meeting_expected", "meeting_present", "meeting_agreed")
_DAYS = ("visited_on", "meeting_on", "notice_from", "notice_to")


@dataclass(frozen=True)
class Clearance:
    """Everything that is known of the cases of a run.

    Attributes:
        cases: the cases as they were sent out.
        kept: the files that count.
        decisions: case number → its state, in the order of the roll.
        unplaced: filled rows of no case of this run.
    """

    cases: Cases
    kept: tuple[KeptFile, ...]
    decisions: Mapping[str, CaseDecision]
    unplaced: tuple[Fault, ...]

    @cached_property
    def counts(self) -> dict[CaseState, int]:
        """How many cases are in each state, all states named."""
        found = dict.fromkeys(CaseState, 0)
        for decision in self.decisions.values():
            found[decision.state] += 1
        return found

    @property
    def is_settled(self) -> bool:
        """Whether every case has a valid finding, and no row is left over."""
        return all(decision.state.is_settled for decision in self.decisions.values()) and not self.unplaced

    def require_balance(self) -> None:
        """Check that no case and no row was lost.

        Raises:
            AccountError: one was.
        """
        out = list(self.cases.cases["case_number"])
        if len(set(out)) != len(out) or list(self.decisions) != out or sum(self.counts.values()) != len(out):
            raise AccountError(f"疑点户的账不平: 发出 {len(out)} 户, 有结论 {len(self.decisions)} 户")
        for kept in self.kept:
            tables = kept.file.tables
            rows = sum(table.filled + table.blank for table in tables)
            if rows != len(kept.file.findings) or not all(table.balanced for table in tables):
                raise AccountError("核查表的账不平: 读的行数与收下、未填、搁置的行数之和不等", where=kept.file.name)

    @cached_property
    def frame(self) -> pd.DataFrame:
        """``DECISION_COLUMNS``, one row a case in the order of the roll; ``""`` and row 0 where there is none."""
        told = pd.DataFrame(
            [_decision_row(each) for each in self.decisions.values()],
            columns=list(_DECIDED),
        )
        own = self.cases.cases[list(_CASE_COLUMNS)].reset_index(drop=True)
        frame = pd.concat([own, told.astype({"source_row": "int64"})], axis=1)
        return _texts(frame, numbers=("members", "source_row"))

    @cached_property
    def answers(self) -> pd.DataFrame:
        """``ANSWER_COLUMNS``, one row for every doubt that a valid finding answers, with the source of the answer."""
        rows = [row for each in self.decisions.values() if each.state.is_settled for row in _answer_rows(each)]
        numbers = ("doubt", "source_row")
        frame = pd.DataFrame(rows, columns=list(ANSWER_COLUMNS)).astype(dict.fromkeys(numbers, "int64"))
        return _texts(frame, numbers=numbers)


def clearance_of(run: Path) -> Clearance:
    """Work out the state of every case of a run from the findings that are kept with it.

    Args:
        run: the run folder.

    Raises:
        RequestError: this is no run, or its version keeps no cases.
        UnreadableFileError: something in it is damaged.
        AccountError: a case or a row was lost on the way.
    """
    return decided(cases(run), FindingStore(run / CLEARANCE).kept())


def decided(known: Cases, kept: Sequence[KeptFile]) -> Clearance:
    """Work out the state of every case.

    Args:
        known: the cases.
        kept: the files that count.

    Raises:
        AccountError: a case or a row was lost on the way.
    """
    facts = {each.case_number: each for each in _facts(known)}
    placed = place_rows(kept, facts, known.check_day)
    decisions = {number: decide(each, placed.returns.get(number, CaseReturns())) for number, each in facts.items()}
    clearance = Clearance(known, tuple(kept), decisions, placed.unplaced)
    clearance.require_balance()
    return clearance


def decisions_of(run: Path) -> pd.DataFrame:
    """One row a case (``DECISION_COLUMNS``): its state, why, and the row that decided it; see :func:`clearance_of`.

    The frame is always that of the findings, also where the lists in the folder could not be written.
    """
    return clearance_of(run).frame


def answers_of(run: Path) -> pd.DataFrame:
    """One row a doubt of the settled cases (``ANSWER_COLUMNS``): what the visitors found; see :func:`clearance_of`."""
    return clearance_of(run).answers


def _facts(known: Cases) -> Iterator[CaseFacts]:
    doubts: dict[str, dict[int, DoubtFacts]] = {}
    columns = ["case_number", "doubt", "title", "member_name", "exceptions"]
    for number, doubt, title, member, exceptions in known.doubts[columns].itertuples(index=False, name=None):
        listed = tuple((str(each[0]), str(each[1])) for each in exceptions)
        doubts.setdefault(number, {})[int(doubt)] = DoubtFacts(title, member, listed)
    columns = ["case_number", "household_id", "head_name"]
    for number, household, head in known.cases[columns].itertuples(index=False, name=None):
        yield CaseFacts(number, household, head, doubts.get(number, {}))


def _decision_row(decision: CaseDecision) -> dict[str, object]:
    """What is said of one case beside who it is."""
    row: dict[str, object] = dict.fromkeys(_DECIDED, "")
    row |= {"state": decision.state.value, "reason": decision.reason, "source_row": 0}
    row["warnings"] = "；".join(decision.warnings)
    if not decision.state.is_settled:
        place = next((fault.place for fault in decision.faults if fault.place is not None), None)
        if place is not None:
            row |= {"source_file": place.file, "source_sheet": place.sheet, "source_row": place.row}
        return row
    rows = list(_answer_rows(decision))
    first = next((each for each in rows if each["truth"] in ("属实", "部分属实")), rows[0])
    shared = ("proposal", "visited_on", "visitor_1", "visitor_2", "source_file", "source_sheet", "source_row")
    row |= {key: first[key] for key in shared}
    return row | {key: _joined(each[key] for each in rows) for key in ("exception", "exception_title", "evidence")}


def _joined(texts: Iterator[object]) -> str:
    return "；".join(dict.fromkeys(str(text) for text in texts if text))


def _answer_rows(decision: CaseDecision) -> Iterator[dict[str, object]]:
    """The answers of a settled case; a doubt that was left blank has none of its own."""
    for doubt, answer in decision.answers.items():
        claimed = exceptions_of(answer, decision.facts.doubts[doubt].exceptions)
        visitors = (*answer.visitors, "", "")
        yield {
            "case_number": decision.facts.case_number,
            "doubt": doubt,
            "state": decision.state.value,
            "truth": answer.truth,
            "proposal": answer.proposal,
            "exception": "、".join(code for code, _ in claimed if code),
            "exception_title": "、".join(title for _, title in claimed),
            "account": answer.account,
            "evidence": _evidence(answer),
            "visitor_1": visitors[0],
            "visitor_2": visitors[1],
            **{key: answer.days[key].isoformat() if key in answer.days else "" for key in _DAYS},
            **{key: "" if (figure := count(answer.said(key))) is None else str(figure) for key in _COUNTS},
            "reviewer": answer.said("reviewer"),
            "county_opinion": answer.said("county_opinion"),
            "source_file": answer.place.file,
            "source_sheet": answer.place.sheet,
            "source_row": answer.place.row,
        }


def _evidence(answer: Answer) -> str:
    """Papers, their number, pictures and videos on one line."""
    titles = {"evidence": "", "evidence_number": "编号", "photos": "照片", "videos": "视频"}
    return ", ".join(f"{title}{text}" for key, title in titles.items() if (text := answer.said(key)))


def _texts(frame: pd.DataFrame, numbers: tuple[str, ...]) -> pd.DataFrame:
    """The frame with every column that holds no numbers as texts."""
    texts = {name: frame[name].astype("str") for name in frame.columns if name not in numbers}
    return frame.assign(**texts)
