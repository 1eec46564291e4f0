"""Sending cases out: the visit sheets of a run in one folder, with a list of what was written; whole or not at all."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from jingzhun.casework.cases import cases
from jingzhun.casework.visit_sheets import Assigned, write_sheets
from jingzhun.errors import AccountError
from jingzhun.report.folder import MANIFEST, digest, writing

SCHEMA_VERSION = 1


@dataclass(frozen=True, slots=True)
class Assignment:
    """What went out.

    Attributes:
        cases, doubts: how many; the cases are those of the run.
        sheets: one a township.
    """

    cases: int
    doubts: int
    sheets: tuple[Assigned, ...]


def assign(run: Path, folder: Path, *, full: bool, force: bool) -> Assignment:
    """Write the visit sheets of a run.

    Args:
        run: the run folder.
        folder: where the sheets go.
        full: show identity numbers in full.
        force: replace sheets of an earlier call that nobody has touched.

    Returns:
        What was written; nothing is where the run has no cases.

    Raises:
        RequestError: this is no run, or the folder may not be written.
        AccountError: not every case went out.
        OutputError: disk full, no permission, a file open elsewhere.
    """
    known = cases(run)
    if not len(known.cases):
        return Assignment(0, 0, ())
    with writing(folder, force) as draft:
        sheets = tuple(write_sheets(known, draft, full=full))
        out = sum(sheet.cases for sheet in sheets)
        if out != len(known.cases) or sum(sheet.doubts for sheet in sheets) != len(known.doubts):
            raise AccountError(f"派单的账不平: 疑点户 {len(known.cases)} 户, 派出 {out} 户")
        content = {
            "schema_version": SCHEMA_VERSION,
            "run": run.name,
            "check_day": known.check_day.isoformat(),
            "cases": len(known.cases),
            "doubts": len(known.doubts),
            # Under the name and with the keys that tell a folder nobody has touched (report/folder.py).
            "outputs": [
                {"name": sheet.file, "sha256": digest(draft / sheet.file), **asdict(sheet)} for sheet in sheets
            ],
        }
        text = json.dumps(content, ensure_ascii=False, indent=1)
        (draft / MANIFEST).write_text(text, encoding="utf-8", newline="\n")
    return Assignment(len(known.cases), len(known.doubts), sheets)
