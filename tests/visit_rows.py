"""Rows of visit sheets as tests write them, and cases to which they belong."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache

from jingzhun.casework.case_states import CaseFacts, DoubtFacts
from jingzhun.casework.feedback_values import days
from jingzhun.casework.finding_store import KeptFile
from jingzhun.casework.findings import DAY_KEYS, FeedbackFile, Finding, TableRows
from jingzhun.casework.visit_answers import Receipt

CHECK_DAY = date(2016, 6, 30)
READ_ON = date(2016, 8, 1)
FIRST, SECOND, THIRD = "YD20160630-0001-A", "YD20160630-0002-B", "YD20160630-0003-C"
CAR = DoubtFacts("名下有小型汽车", "林建国", (("SCRAPPED", "已报废"), ("LENT", "借名登记")))
HOUSE = DoubtFacts("在城区有商品房", "黄秀英", ())
#: A household with two doubts, and two with one; only the car has exceptions to ask for.
CASES = {
    FIRST: CaseFacts(FIRST, "HH001", "林建国", {1: CAR, 2: HOUSE}),
    SECOND: CaseFacts(SECOND, "HH004", "曾水土", {1: HOUSE}),
    THIRD: CaseFacts(THIRD, "HH005", "赖阿珠", {1: CAR}),
}
VISIT = {"visited_on": "2016-07-05", "visitor_1": "王一", "visitor_2": "李二"}
REMOVED = {
    **VISIT,
    "truth": "属实",
    "exception": "无",
    "proposal": "清退",
    "evidence": "行驶证复印件",
    "evidence_number": "3号",
    "meeting_expected": "30",
    "meeting_present": "28",
    "meeting_agreed": "25",
    "notice_from": "2016-07-10",
    "notice_to": "2016-07-16",
}
RETAINED = {**VISIT, "truth": "不属实", "account": "车已卖, 没有过户", "proposal": "保留"}


def finding(row: int, case_number: str, doubt: int, cells: Mapping[str, str], **identity: str) -> Finding:
    """One row as it is read: ``identity`` says what else tells whose it is."""
    number = f"{case_number}.{doubt}" if doubt else case_number
    written = {"case_number": number, **identity, **{key: text for key, text in cells.items() if text}}
    read = {key: day for key in DAY_KEYS if key in written and (day := _day(written[key])) is not None}
    return Finding("疑点核查表", row, written, case_number, doubt, "", read)


@cache
def _day(text: str) -> date | None:
    return days([text])[0]


def kept(name: str, rows: Sequence[Finding], sequence: int = 1, *, supersedes: bool = False) -> KeptFile:
    """A file of such rows that came in with the given call."""
    filled = sum(not row.is_blank for row in rows)
    table = TableRows("疑点核查表", len(rows) + 1, filled, len(rows) - filled, {"表头": 1})
    receipt = Receipt(sequence, READ_ON, supersedes)
    file = FeedbackFile(name, hashlib.sha256(name.encode()).hexdigest(), (table,), tuple(rows))
    return KeptFile(file, receipt, "2016-08-01T09:00:00")
