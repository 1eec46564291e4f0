"""Which case and which doubt every row that came back speaks of, by two keys that must agree."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from jingzhun.casework.case_states import CaseFacts, CaseReturns
from jingzhun.casework.feedback_values import plain
from jingzhun.casework.finding_store import KeptFile
from jingzhun.casework.findings import Finding
from jingzhun.casework.visit_answers import Answer, Fault, Place, answers_of, checked

# A household number that a spreadsheet took for a number: 3.5069900001E+13
_SCIENTIFIC = re.compile(r"\d\.\d+E\+?\d+")


@dataclass(frozen=True)
class PlacedRows:
    """All filled rows, each at its case or among those of none.

    Attributes:
        returns: case number → what came in for it.
        unplaced: filled rows of no case of this run, each with what is wrong.
    """

    returns: Mapping[str, CaseReturns]
    unplaced: tuple[Fault, ...]


@dataclass(frozen=True)
class _Placed:
    """A row with its case, its doubt (0: not told) and what is wrong with the numbers."""

    place: Place
    row: Finding
    case_number: str
    doubt: int
    fault: Fault | None


def place_rows(kept: Iterable[KeptFile], facts: Mapping[str, CaseFacts], check_day: date) -> PlacedRows:
    """Place every row.

    Args:
        kept: the files that count; one that was given again counts as often.
        facts: the cases of the run by number.
        check_day: the day for which the run was made.
    """
    households = _by_household(facts.values())
    answers: dict[str, list[Answer]] = defaultdict(list)
    blank: dict[str, list[tuple[int, Place]]] = defaultdict(list)
    unplaced: list[Fault] = []
    for file in kept:
        cases: dict[str, list[_Placed]] = defaultdict(list)
        for row in file.file.findings:
            placed = _placed(Place(file.file.name, row.sheet, row.row), row, facts, households)
            if not placed.case_number:
                unplaced += [placed.fault] if placed.fault is not None and not row.is_blank else []
            elif row.is_blank:
                doubt = placed.doubt or _by_title(row, facts[placed.case_number])
                blank[placed.case_number].append((doubt, placed.place))
            else:
                cases[placed.case_number].append(placed)
        for number, rows in cases.items():
            answers[number] += _answers(rows, facts[number], file, check_day)
    returns = {number: CaseReturns(tuple(answers[number]), tuple(blank[number])) for number in {*answers, *blank}}
    return PlacedRows(returns, tuple(dict.fromkeys(unplaced)))


def _by_household(facts: Iterable[CaseFacts]) -> dict[str, str]:
    """Household number → case number, where it tells one."""
    count = Counter(plain(each.household_id) for each in facts)
    return {key: each.case_number for each in facts if count[key := plain(each.household_id)] == 1}


def _placed(place: Place, row: Finding, facts: Mapping[str, CaseFacts], households: Mapping[str, str]) -> _Placed:
    written, household = row.said("case_number"), row.said("household_id")
    case = facts.get(row.case_number)
    theirs = households.get(plain(household), "")
    if case is None:
        hint = f"; 户编号 {household} 的疑点编号是 {theirs}" if theirs else ""
        if row.problem:
            what = f"疑点编号“{written}”{row.problem}" if written else "没有写疑点编号"
        else:
            what = f"疑点编号 {row.case_number} 不在这次核查里"
        return _Placed(place, row, theirs, 0, Fault(place, what + hint, "照发下去的核查表改正疑点编号和户编号"))
    if household and not _is_same(household, case.household_id):
        what = f"疑点编号 {case.case_number} 是户 {case.household_id}({case.head_name}), 这一行的户编号却是 {household}"
        fix = "核对这一行说的是哪一户, 改正疑点编号或户编号"
        doubt = row.doubt if row.doubt in case.doubts else 0
        return _Placed(place, row, case.case_number, doubt, Fault(place, what, fix))
    if row.doubt and row.doubt not in case.doubts:
        what = f"{case.case_number} 没有第 {row.doubt} 个疑点, 只有 {len(case.doubts)} 个"
        return _Placed(place, row, case.case_number, 0, Fault(place, what, "照发下去的核查表改正疑点编号"))
    return _Placed(place, row, case.case_number, row.doubt, None)


def _answers(rows: Sequence[_Placed], case: CaseFacts, file: KeptFile, check_day: date) -> list[Answer]:
    """The rows of one case in one file as checked answers; one row for a household answers all of its doubts."""
    whole = [each for each in rows if each.doubt == 0 and each.fault is None]
    found = {each.place: _by_title(each.row, case) for each in whole}
    triples, faults = [], {each.place: each.fault for each in rows if each.fault is not None}
    for each in rows:
        doubts: tuple[int, ...] = (each.doubt or found.get(each.place, 0),)
        if doubts == (0,) and each.fault is None:
            if len(rows) == 1:
                doubts = tuple(sorted(case.doubts))
            else:
                what = f"疑点编号 {each.row.said('case_number')} 没有写是第几个疑点, 这一户有 {len(case.doubts)} 个"
                fix = f"写成 {case.case_number}.1、{case.case_number}.2 这样"
                faults[each.place] = Fault(each.place, what, fix)
        triples += [(each.place, each.row, doubt) for doubt in doubts]
    answers = [checked(answer, check_day) for answer in answers_of(triples, case.case_number, file.receipt)]
    return [
        replace(answer, faults=(fault, *answer.faults)) if (fault := faults.get(answer.place)) else answer
        for answer in answers
    ]


def _by_title(row: Finding, case: CaseFacts) -> int:
    """The doubt that a row without its number means: the only one, or that of its title and member; 0 unknown."""
    if len(case.doubts) == 1:
        return next(iter(case.doubts))
    title, member = plain(row.said("title")), plain(row.said("member_name"))
    found = [
        doubt
        for doubt, facts in case.doubts.items()
        if title and plain(facts.title) == title and member in ("", plain(facts.member_name))
    ]
    return found[0] if len(found) == 1 else 0


def _is_same(written: str, household_id: str) -> bool:
    """Whether two household numbers are one, as far as a spreadsheet left the first as it was."""
    mine, theirs = plain(written).upper(), plain(household_id).upper()
    if mine == theirs or (mine.lstrip("0") == theirs.lstrip("0") and mine.isdigit()):
        return True
    is_number = _SCIENTIFIC.fullmatch(mine) is not None and theirs.isdigit()
    return is_number and math.isclose(float(mine), float(theirs), rel_tol=1e-14)
