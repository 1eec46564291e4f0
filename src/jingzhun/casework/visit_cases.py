"""The cases as sheets and forms show them: texts in words, masked or in full, grouped by township."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from jingzhun.casework.case_numbers import doubt_number
from jingzhun.casework.cases import Cases
from jingzhun.errors import PrivacyError
from jingzhun.model import Grade, Severity
from jingzhun.privacy import KnownNumbers, digit_runs, mask_number, mask_text, scan, show

#: What stands for a township that the roll does not name.
NO_TOWNSHIP = "未写乡镇"
_CASE_TEXTS = ("household_id", "village", "group", "head_name", "address", "phone", "people")
_DOUBT_TEXTS = ("member_name", "relation", "title", "text", "register_file", "register_sheet", "department", "ask")


@dataclass(frozen=True)
class VisitDoubt:
    """One doubt as visitors read it.

    Attributes:
        number: its number (``YD20160630-0001-K.1``).
        code: of the condition or rule.
        texts: column of the visit sheet → text.
        register_row: row of the register, 0 where the doubt comes from the roll alone.
        exceptions: title and needed papers of what may hold.
    """

    number: str
    code: str
    texts: Mapping[str, str]
    register_row: int
    exceptions: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class VisitCase:
    """One household as visitors read it.

    Attributes:
        number: its number (``YD20160630-0001-K``).
        township: as the roll names it, ``NO_TOWNSHIP`` where it does not.
        members: persons.
        texts: column of the visit sheet → text; ``people`` besides.
        doubts: all its doubts.
    """

    number: str
    township: str
    members: int
    texts: Mapping[str, str]
    doubts: tuple[VisitDoubt, ...]


class _Texts:
    """Texts of the cases, with the numbers of people masked unless they are wanted in full."""

    def __init__(self, known: Cases, *, full: bool) -> None:
        numbers = known.doubts["id_number"].unique().tolist()
        self._full = full
        self._keep = frozenset(number for text in known.cases["household_id"] for number in scan(text))
        runs = {run for text in numbers for run in digit_runs(text)}
        self._people = KnownNumbers.of(run for run in runs if run not in self._keep)

    def text(self, text: str) -> str:
        """A text as it may stand in a sheet.

        Raises:
            PrivacyError: a number of a person is still in it.
        """
        if self._full:
            return text
        masked = mask_text(text, self._keep, self._people)
        if scan(masked, self._keep, self._people):
            raise PrivacyError("准备写出的核查表里还有完整号码, 已停止写出", fix="把这句话和所用版本告诉维护者")
        return masked

    def number(self, written: str, masked: str) -> str:
        """An identity number; the mask of the run, or one of its own where the run has none."""
        return written if self._full else self.text(masked or mask_number(written))


def by_township(known: Cases, *, full: bool) -> dict[str, list[VisitCase]]:
    """Township → its cases, both in the order of the roll.

    Args:
        known: the cases of a run.
        full: whether numbers of people and telephones stand there in full.

    Raises:
        PrivacyError: a full number is left although it was to be masked.
    """
    texts = _Texts(known, full=full)
    doubts: dict[str, list[VisitDoubt]] = {}
    for row in _rows(known.doubts):
        doubts.setdefault(row["case_number"], []).append(_doubt(row, texts))
    townships: dict[str, list[VisitCase]] = {}
    for row in _rows(known.cases):
        case = _case(row, texts, tuple(doubts[row["case_number"]]))
        townships.setdefault(case.township, []).append(case)
    return townships


def _rows(frame: Any) -> Iterator[dict[str, Any]]:
    columns = list(frame.columns)
    for values in frame.itertuples(index=False, name=None):
        yield dict(zip(columns, values, strict=True))


def _case(row: dict[str, Any], texts: _Texts, doubts: tuple[VisitDoubt, ...]) -> VisitCase:
    township = texts.text(row["township"]) or NO_TOWNSHIP
    own = {key: texts.text(row[key]) for key in _CASE_TEXTS}
    own |= {"case_number": row["case_number"], "township": township, "severity": Severity(row["severity"]).words}
    return VisitCase(row["case_number"], township, int(row["members"]), own, doubts)


def _doubt(row: dict[str, Any], texts: _Texts) -> VisitDoubt:
    own = {key: texts.text(row[key]) for key in _DOUBT_TEXTS}
    own["id_number"] = texts.number(row["id_number"], row["id_masked"])
    own["severity"] = Severity(row["severity"]).words
    own["grade"] = f"{row['grade']} {Grade(row['grade']).words}" if row["grade"] else ""
    exceptions = tuple((show(title), show(evidence)) for _, title, evidence in row["exceptions"])
    number = doubt_number(row["case_number"], int(row["doubt"]))
    return VisitDoubt(number, row["code"], own, int(row["register_row"]), exceptions)
