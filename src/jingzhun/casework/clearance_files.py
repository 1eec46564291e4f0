"""What ``RUN/清退`` shows of the findings: decisions, the account, and the lists that go back to the townships.

All of it follows from the findings and is written anew each time; cases.json comes last and holds the digests of the
others, so that a reader can tell whether all are of one time.
"""

from __future__ import annotations

import hashlib
import io
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import xlsxwriter

from jingzhun.casework.case_states import CaseDecision, CaseState
from jingzhun.casework.decisions import Clearance
from jingzhun.casework.findings import TableRows
from jingzhun.casework.visit_answers import Fault
from jingzhun.casework.whole_files import write_whole
from jingzhun.errors import PrivacyError
from jingzhun.privacy import NOBODY, KnownNumbers, digit_runs, mask_text, scan
from jingzhun.report.machine import csv_text
from jingzhun.report.sheets import Column, Ledger

DECISIONS, DECISIONS_CSV, ANSWERED = "decisions.parquet", "decisions.csv", "doubts.parquet"
ACCOUNT, FAULTY, MISSING = "cases.json", "反馈有误.xlsx", "未反馈.xlsx"
SCHEMA_VERSION = 1
_METADATA = {"schema_version": str(SCHEMA_VERSION)}
_WHO = (
    Column("疑点编号", 22),
    Column("户编号", 18),
    Column("乡镇", 10),
    Column("村", 10),
    Column("户主", 10),
)
_FAULTY_COLUMNS = (
    *_WHO,
    Column("文件", 22, "wrap"),
    Column("工作表", 14),
    Column("行", 7, "row"),
    Column("哪里有误", 50, "wrap"),
    Column("怎样改", 40, "wrap"),
)
_MISSING_COLUMNS = (*_WHO, Column("疑点", 36, "wrap"), Column("情况", 40, "wrap"))


class MaskedTexts:
    """Texts of a clearance as they may be read outside its working files.

    Args:
        clearance: whose numbers of people are masked, and whose numbers of households and cases stay.
    """

    def __init__(self, clearance: Clearance) -> None:
        households = clearance.cases.cases["household_id"].astype("str").unique().tolist()
        self._keep = frozenset(number for text in households for number in scan(text))
        numbers = clearance.cases.doubts["id_number"].astype("str").unique().tolist()
        people = [run for text in numbers for run in digit_runs(text)]
        self._known = KnownNumbers.of(number for number in people if number not in self._keep) if people else NOBODY

    def text(self, text: str) -> str:
        """A text with every number of a person masked."""
        return mask_text(text, self._keep, self._known)

    def frame(self, frame: pd.DataFrame) -> pd.DataFrame:
        """A frame with the texts of all columns masked."""
        masked = frame.copy()
        for name in frame.columns:
            if not pd.api.types.is_numeric_dtype(frame[name]):
                masked[name] = frame[name].map({text: self.text(text) for text in frame[name].unique()})
        return masked

    def refuse_numbers(self, texts: Iterable[str], what: str) -> None:
        """Stop when a full number is left.

        Raises:
            PrivacyError: one is.
        """
        if scan("\x1f".join(texts), self._keep, self._known):
            raise PrivacyError(f"准备写出的 {what} 里还有完整号码, 已停止写出", fix="把这句话和所用版本告诉维护者")


def write_clearance(clearance: Clearance, folder: Path) -> None:
    """Write all that follows from the findings, each file whole, the account last.

    Raises:
        PrivacyError: a full number would have been published.
        OSError: a file could not be written; the findings are kept all the same.
    """
    masked = MaskedTexts(clearance)
    published = masked.frame(clearance.frame)
    masked.refuse_numbers((text for name in published for text in published[name].astype("str")), DECISIONS_CSV)
    files = {
        DECISIONS: _parquet(clearance.frame),
        ANSWERED: _parquet(clearance.answers),
        DECISIONS_CSV: csv_text(published).encode("utf-8-sig"),
        FAULTY: _workbook(
            "反馈有误", _note(clearance, CaseState.IN_ERROR), _FAULTY_COLUMNS, _faulty_rows(clearance, masked)
        ),
        MISSING: _workbook(
            "未反馈", _note(clearance, CaseState.WAITING), _MISSING_COLUMNS, _missing_rows(clearance, masked)
        ),
    }
    for name, content in files.items():
        write_whole(folder / name, content)
    account = account_of(clearance, masked)
    account["files_written"] = {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    write_whole(folder / ACCOUNT, (json.dumps(account, ensure_ascii=False, indent=2) + "\n").encode())


def account_of(clearance: Clearance, masked: MaskedTexts) -> dict[str, Any]:
    """The account of cases and rows as plain data, numbers masked."""
    counts = {state.value: count for state, count in clearance.counts.items()}
    return {
        "schema_version": SCHEMA_VERSION,
        "as_of": clearance.cases.check_day.isoformat(),
        "cases": len(clearance.decisions),
        "states": counts,
        "received": [
            {
                "name": masked.text(kept.file.name),
                "sha256": kept.file.sha256,
                "sequence": kept.receipt.sequence,
                "read_at": kept.read_at,
                "supersedes": kept.receipt.supersedes,
                **rows_account(kept.file.tables),
            }
            for kept in clearance.kept
        ],
        "rows_of_no_case": [masked.text(str(fault)) for fault in clearance.unplaced],
    }


def rows_account(tables: Sequence[TableRows]) -> dict[str, Any]:
    """The rows of a file: read = filled + blank + set aside."""
    reasons: Counter[str] = Counter()
    for table in tables:
        reasons.update(table.set_aside)
    sums = {name: sum(getattr(table, name) for table in tables) for name in ("read", "filled", "blank")}
    return {**sums, "set_aside": dict(sorted(reasons.items()))}


def _parquet(frame: pd.DataFrame) -> bytes:
    table = pa.Table.from_pandas(frame, preserve_index=False).replace_schema_metadata(_METADATA)
    stream = io.BytesIO()
    pq.write_table(table, stream, compression="zstd")
    return stream.getvalue()


def _workbook(title: str, note: str, columns: Sequence[Column], rows: Sequence[Sequence[str | int]]) -> bytes:
    stream = io.BytesIO()
    workbook = xlsxwriter.Workbook(stream, {"in_memory": True})
    try:
        ledger = Ledger(workbook, f"{title}　内部资料，注意保密")
        ledger.table(title, note, columns, rows)
    finally:
        workbook.close()
    return stream.getvalue()


def _note(clearance: Clearance, state: CaseState) -> str:
    what = f"疑点户 {len(clearance.decisions)} 户，{state.words} {clearance.counts[state]} 户"
    if state is CaseState.IN_ERROR:
        return f"{what}；另有 {len(clearance.unplaced)} 行找不到是哪一户。请在核查表里照“怎样改”改好，重新交来。"
    return f"{what}。请把核查表填好交来。"


def _faulty_rows(clearance: Clearance, masked: MaskedTexts) -> list[tuple[str | int, ...]]:
    """One line a fault, in the order of the roll; rows of no case last."""
    rows: list[tuple[str | int, ...]] = []
    for who, decision in _with_who(clearance, CaseState.IN_ERROR):
        rows += [(*who, *_fault_cells(fault, masked)) for fault in decision.faults]
    nobody = ("", "", "", "", "")
    rows += [(*nobody, *_fault_cells(fault, masked)) for fault in clearance.unplaced]
    return rows


def _fault_cells(fault: Fault, masked: MaskedTexts) -> tuple[str | int, ...]:
    place = fault.place
    where = ("", "", 0) if place is None else (masked.text(place.file), masked.text(place.sheet), place.row)
    return (*where, masked.text(fault.what), masked.text(fault.fix))


def _missing_rows(clearance: Clearance, masked: MaskedTexts) -> list[tuple[str | int, ...]]:
    rows: list[tuple[str | int, ...]] = []
    for who, decision in _with_who(clearance, CaseState.WAITING):
        titles = "；".join(dict.fromkeys(doubt.title for doubt in decision.facts.doubts.values()))
        rows.append((*who, titles, masked.text(decision.reason)))
    return rows


def _with_who(clearance: Clearance, state: CaseState) -> Iterator[tuple[tuple[str, ...], CaseDecision]]:
    """The cases in a state with number, household, township, village and head."""
    columns = ["case_number", "household_id", "township", "village", "head_name"]
    for who in clearance.cases.cases[columns].astype("str").itertuples(index=False, name=None):
        decision = clearance.decisions[who[0]]
        if decision.state is state:
            yield who, decision
