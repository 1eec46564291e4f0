"""What came back: one finding a row of a feedback sheet, as written, with its source; and the account of its file."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from jingzhun.errors import UnreadableFileError

#: Columns that are said of the whole household: written once, they hold for the other rows of the case in that file.
HOUSEHOLD_KEYS = (
    *("visited_on", "visitor_1", "visitor_2", "signed_by"),
    *("meeting_on", "meeting_expected", "meeting_present", "meeting_agreed", "notice_from", "notice_to"),
    *("proposal", "reviewer", "county_opinion"),
)
#: Columns that are said of one doubt.
DOUBT_KEYS = ("truth", "account", "exception", "evidence", "evidence_number", "photos", "videos")
FEEDBACK_KEYS = (*HOUSEHOLD_KEYS, *DOUBT_KEYS)
#: Columns that tell of which case and doubt a row speaks.
IDENTITY_KEYS = ("case_number", "household_id", "head_name", "member_name", "title")
DAY_KEYS = ("visited_on", "meeting_on", "notice_from", "notice_to")


@dataclass(frozen=True, slots=True)
class Finding:
    """One row of a feedback sheet.

    Attributes:
        sheet, row: where it stands, as a spreadsheet program shows it.
        written: column → cell as it stands, of ``IDENTITY_KEYS`` and ``FEEDBACK_KEYS``; those without a text left out.
        case_number: the number of the case, slips of typing mended; ``""`` where that cannot be done.
        doubt: which of the case's doubts; 0 where the number does not say.
        problem: why the number cannot be read; ``""`` where it can.
        days: the cells of ``DAY_KEYS`` that are days.
    """

    sheet: str
    row: int
    written: Mapping[str, str]
    case_number: str = ""
    doubt: int = 0
    problem: str = ""
    days: Mapping[str, date] = field(default_factory=dict)

    @property
    def is_blank(self) -> bool:
        """Whether nobody has filled it in yet."""
        return not any(key in self.written for key in FEEDBACK_KEYS)

    def said(self, key: str) -> str:
        """A cell as it stands."""
        return self.written.get(key, "")


@dataclass(frozen=True, slots=True)
class TableRows:
    """The account of one table: ``read`` = ``filled`` + ``blank`` + all that was set aside.

    Attributes:
        sheet: its sheet.
        read: rows seen.
        filled: rows with a finding.
        blank: rows of a case that nobody has filled in.
        set_aside: reason → rows.
        notes: what a person should know of how it was read.
    """

    sheet: str
    read: int
    filled: int
    blank: int
    set_aside: Mapping[str, int]
    notes: tuple[str, ...] = ()

    @property
    def balanced(self) -> bool:
        """Whether every row that was read is accounted for."""
        return self.read == self.filled + self.blank + sum(self.set_aside.values())


@dataclass(frozen=True)
class FeedbackFile:
    """A file that came back.

    Attributes:
        name: as reports show it.
        sha256: digest of its bytes.
        tables: the account of each table.
        findings: its rows, those that nobody has filled in too.
    """

    name: str
    sha256: str
    tables: tuple[TableRows, ...]
    findings: tuple[Finding, ...]


def lines_of(file: FeedbackFile) -> Iterable[str]:
    """A file as lines of JSON: what it is and its account first, then one line a row."""
    tables = [
        {
            "sheet": table.sheet,
            "read": table.read,
            "filled": table.filled,
            "blank": table.blank,
            "set_aside": dict(table.set_aside),
            "notes": list(table.notes),
        }
        for table in file.tables
    ]
    yield _line({"schema_version": 1, "file": file.name, "sha256": file.sha256, "tables": tables})
    for each in file.findings:
        place = {"sheet": each.sheet, "row": each.row}
        number = {"case_number": each.case_number, "doubt": each.doubt, "problem": each.problem}
        days = {key: day.isoformat() for key, day in each.days.items()}
        yield _line({**place, **number, "written": dict(each.written), "days": days})


def file_of(lines: list[str], where: str) -> FeedbackFile:
    """The file that such lines tell of.

    Args:
        lines: as ``lines_of`` gives them.
        where: what messages call the place they come from.

    Raises:
        UnreadableFileError: they are damaged, or of another version.
    """
    try:
        head, *rows = map(json.loads, lines)
        if head["schema_version"] != 1:
            raise ValueError
        tables = tuple(TableRows(**{**table, "notes": tuple(table["notes"])}) for table in head["tables"])
        return FeedbackFile(head["file"], head["sha256"], tables, tuple(map(_finding, rows)))
    except (ValueError, KeyError, TypeError) as error:
        fix = "从备份恢复这个文件; 没有备份的, 告诉维护者, 不要删改清退文件夹里的文件"
        raise UnreadableFileError("收下的核查结果坏了, 读不出", where=where, fix=fix) from error


def _finding(row: dict[str, Any]) -> Finding:
    days = {key: date.fromisoformat(day) for key, day in row.pop("days").items()}
    return Finding(**row, days=days)


def _line(content: dict[str, Any]) -> str:
    return json.dumps(content, ensure_ascii=False, sort_keys=False)
