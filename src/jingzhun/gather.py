"""The files of a case as files that can be opened: standard input kept, archives unpacked, each with its digest."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from jingzhun.case import STDIN, CaseFile
from jingzhun.errors import UnreadableFileError
from jingzhun.model import ARCHIVE, InputFile, UnreadFile
from jingzhun.read.limits import Limits
from jingzhun.read.standard_input import receive


@dataclass
class Gathered:
    """The files of a case once nothing stands between them and the readers.

    Attributes:
        files: all files, members in the place of their archive, in order.
        digests: SHA-256 and size by name; empty where there is no file or it cannot be read.
        unread: those of ``files`` that could not be got at.
        passed_over: what lies in archives and is no table.
        archives: the archives themselves.
        takes_digests: whether files are read for their digests; the digests are empty where they are not.
    """

    files: list[CaseFile] = field(default_factory=list)
    digests: dict[str, tuple[str, int]] = field(default_factory=dict)
    unread: list[UnreadFile] = field(default_factory=list)
    passed_over: list[str] = field(default_factory=list)
    archives: list[InputFile] = field(default_factory=list)
    takes_digests: bool = True

    @property
    def readable(self) -> list[CaseFile]:
        """The files that can be opened."""
        lost = {file.name for file in self.unread}
        return [file for file in self.files if file.name not in lost]

    def keep(self, file: CaseFile) -> None:
        """Take in a file, with its digest before anything reads it."""
        self.files.append(file)
        self.digests[file.name] = ("", 0) if file.address or not self.takes_digests else _digest(file.path)

    def lose(self, file: CaseFile, error: UnreadableFileError) -> None:
        """Take in a file that cannot be got at: a roll that was named and is not there must be noticed."""
        self.files.append(file)
        self.digests.setdefault(file.name, ("", 0))
        self.unread.append(UnreadFile(file.name, error.what, error.fix, is_error=True))


def gather(files: Sequence[CaseFile], work: Path, limits: Limits, *, digests: bool = True) -> Gathered:
    """Put the members of archives in the place of the archives, and a file in the place of standard input.

    Args:
        files: the files of a case.
        work: a folder of this run that only its user can read.
        limits: what archives and standard input may cost.
        digests: whether to read every file once for its digest, which a run records.
    """
    gathered = Gathered(takes_digests=digests)
    for number, file in enumerate(files):
        folder = work / f"gathered-{number:04d}"
        try:
            if file.address == STDIN:
                file = _received(file, folder, limits)
            if file.address or not _is_archive(file, limits):
                gathered.keep(file)
            else:
                _unpack(file, folder, limits, gathered)
        except UnreadableFileError as error:
            gathered.digests[file.name] = ("", 0) if file.address else _digest(file.path)
            gathered.lose(file, error)
    return gathered


def _received(file: CaseFile, folder: Path, limits: Limits) -> CaseFile:
    folder.mkdir(mode=0o700)
    target = folder / "stdin"
    receive(sys.stdin.buffer, file.name, target, limits)
    return replace(file, path=target, address="")


def _is_archive(file: CaseFile, limits: Limits) -> bool:
    from jingzhun.read.sniff import FileKind, sniff

    try:
        if not file.path.is_file():  # a pipe would wait for somebody to write into it
            return False
        with file.path.open("rb") as stream:
            if stream.read(2) != b"PK":
                return False
        return sniff(file.path, file.name, limits) is FileKind.ZIP
    except (OSError, UnreadableFileError):
        return False  # opening the file will say what is wrong with it


def _unpack(file: CaseFile, folder: Path, limits: Limits, gathered: Gathered) -> None:
    from jingzhun.read.archive import unpack

    folder.mkdir(mode=0o700)
    digest = _digest(file.path)
    unpacked = unpack(file.path, file.name, folder, limits)
    for member in unpacked.files:
        gathered.keep(replace(file, path=member.path, name=member.name))
    for refusal in unpacked.refused:
        gathered.lose(replace(file, name=refusal.where), refusal)
    gathered.passed_over += unpacked.passed_over
    why = f"压缩包, 内有 {len(unpacked.files)} 个表格文件"
    gathered.archives.append(InputFile(file.name, ARCHIVE, why, *digest))


def _digest(path: Path) -> tuple[str, int]:
    try:
        if not path.is_file():
            return "", 0
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest(), path.stat().st_size
    except OSError:
        return "", 0
