"""The findings of a run, kept for good: one file a feedback file, and one record a call of ``jingzhun clear``.

The record is what makes findings count: it is written last, when all files of the call are safely there. Whatever
kills the call before that leaves the findings that were there, all of them and no others. Nothing is overwritten.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from jingzhun.casework.findings import FeedbackFile, file_of, lines_of
from jingzhun.casework.visit_answers import Receipt
from jingzhun.casework.whole_files import make_folder, sweep, write_whole
from jingzhun.errors import UnreadableFileError
from jingzhun.privacy import mask_text, show

#: Where casework keeps what it knows of a run, inside the run folder.
CLEARANCE = "清退"
_FINDINGS, _RECORDS = "findings", "received"
_DIGITS = 12
_MEND = "从备份恢复这个文件夹; 没有备份的, 告诉维护者, 不要删改里面的文件"


@dataclass(frozen=True)
class KeptFile:
    """A feedback file that counts, and when it came in."""

    file: FeedbackFile
    receipt: Receipt
    read_at: str


class FindingStore:
    """The findings in ``RUN/清退``; only who holds the folder (``folder_lock``) may add to them.

    Args:
        folder: that folder; it may not exist yet.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def kept(self) -> list[KeptFile]:
        """All files that count, in the order in which they came.

        Raises:
            UnreadableFileError: a record or a file is missing, damaged or was changed.
        """
        kept = []
        for record in self._records():
            receipt = Receipt(record["sequence"], date.fromisoformat(record["read_on"]), record["supersedes"])
            kept += [KeptFile(self._file(entry), receipt, record["read_at"]) for entry in record["files"]]
        return kept

    def add(self, files: Sequence[FeedbackFile], read_at: datetime, not_before: date, *, supersedes: bool) -> Receipt:
        """Keep some files, all of them or none.

        Args:
            files: what was read; those that are kept already are not written again but count again, as of now.
            read_at: the time.
            not_before: no call is dated before this day, whatever a wrong clock says.
            supersedes: whether what they say takes the place of what was said before.

        Raises:
            OSError: they could not be written; nothing was added.
        """
        records = self._records()
        for folder in (self._folder / _FINDINGS, self._folder / _RECORDS):
            make_folder(folder)
            sweep(folder)
        sequence = 1 + max((record["sequence"] for record in records), default=0)
        known = {entry["file"]: entry for record in records for entry in record["files"]}
        entries = []
        for file in sorted(files, key=lambda file: (file.name, file.sha256)):
            name = f"{file.sha256[:_DIGITS]}.ndjson"
            entries.append(known.get(name) or self._write(name, file))
        days = [date.fromisoformat(record["read_on"]) for record in records]
        receipt = Receipt(sequence, max(read_at.date(), not_before, *days), supersedes)
        record = {
            "schema_version": 1,
            "sequence": sequence,
            "read_at": read_at.isoformat(timespec="seconds"),
            "read_on": receipt.read_on.isoformat(),
            "supersedes": supersedes,
            "files": entries,
        }
        text = json.dumps(record, ensure_ascii=False, indent=2) + "\n"
        write_whole(self._folder / _RECORDS / f"{sequence:04d}.json", text.encode())
        return receipt

    def _write(self, name: str, file: FeedbackFile) -> dict[str, str]:
        """Write the findings of a file; what a killed call left under that name never counted."""
        content = "".join(f"{line}\n" for line in lines_of(file)).encode()
        write_whole(self._folder / _FINDINGS / name, content)
        return {"file": name, "sha256": hashlib.sha256(content).hexdigest(), "name": file.name}

    def _records(self) -> list[dict[str, Any]]:
        folder = self._folder / _RECORDS
        paths = sorted(folder.glob("[0-9]*.json")) if folder.is_dir() else []
        records = [self._record(path) for path in paths]
        if [record["sequence"] for record in records] != list(range(1, len(records) + 1)):
            raise UnreadableFileError("收件记录少了一份", where=_shown(folder), fix=_MEND)
        return records

    def _record(self, path: Path) -> dict[str, Any]:
        try:
            record = json.loads(path.read_text(encoding="utf-8"))
            date.fromisoformat(record["read_on"])
            entries = [(entry["file"], entry["sha256"], entry["name"]) for entry in record["files"]]
            if record["schema_version"] == 1 and record["sequence"] == int(path.stem) and entries:
                return {"read_at": str(record["read_at"]), "supersedes": bool(record["supersedes"]), **record}
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise UnreadableFileError("收件记录坏了, 读不出", where=_shown(path), fix=_MEND) from error
        raise UnreadableFileError("收件记录不是这个版本写的", where=_shown(path), fix=_MEND)

    def _file(self, entry: dict[str, str]) -> FeedbackFile:
        path = self._folder / _FINDINGS / entry["file"]
        try:
            content = path.read_bytes()
        except OSError as error:
            raise UnreadableFileError(f"收下的 {show(entry['name'])} 不见了", where=_shown(path), fix=_MEND) from error
        if hashlib.sha256(content).hexdigest() != entry["sha256"]:
            raise UnreadableFileError("收下的核查结果被改动过", where=_shown(path), fix=_MEND)
        return file_of(content.decode("utf-8").rstrip("\n").split("\n"), _shown(path))


def _shown(path: Path) -> str:
    return mask_text(show(str(path)))
