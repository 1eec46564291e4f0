"""Forms as PDF, by LibreOffice where it is installed: one call for many files, within a time, in its own profile."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

_PROGRAMS = ("soffice", "libreoffice")
_START_SECONDS, _SECONDS_A_FILE = 60, 2
_MOST_FILES_A_CALL = 200
_CALLS_AT_ONCE = 2
_WAIT = 0.05


def office_program() -> str | None:
    """LibreOffice, if it is installed."""
    return next((found for name in _PROGRAMS if (found := shutil.which(name))), None)


def print_forms(program: str, forms: Sequence[Path]) -> str:
    """Write a PDF beside every form.

    Args:
        program: LibreOffice.
        forms: docx files.

    Returns:
        Why not all of them could be written; ``""`` where they were.
    """
    size = max(1, min(_MOST_FILES_A_CALL, -(-len(forms) // _CALLS_AT_ONCE)))
    waiting = [forms[first : first + size] for first in range(0, len(forms), size)]
    running: list[_Call] = []
    problems: list[str] = []
    try:
        while waiting or running:
            while waiting and len(running) < _CALLS_AT_ONCE:
                running.append(_Call(program, waiting.pop(0)))
                problems += running[-1].start()
            time.sleep(_WAIT)
            for call in [call for call in running if call.is_over()]:
                running.remove(call)
                problems += call.collect()
    finally:
        for call in running:  # interrupted
            call.end()
    missing = [form for form in forms if not form.with_suffix(".pdf").is_file()]
    why = next(iter(problems), "LibreOffice 没有转换, 可能没有装 Writer")
    return f"{len(missing)} 份没有转成 PDF: {why}" if missing else ""


@dataclass
class _Call:
    """One call of LibreOffice, in folders of its own; what it has written goes beside the forms."""

    program: str
    forms: Sequence[Path]
    process: subprocess.Popen[bytes] | None = None
    work: Path = field(default_factory=lambda: Path(tempfile.mkdtemp(prefix="jingzhun-")))
    until: float = 0.0

    def start(self) -> list[str]:
        """Start it; what went wrong."""
        sources = self.work / "forms"
        sources.mkdir()
        for place, form in enumerate(self.forms):
            shutil.copyfile(form, sources / f"{place:06d}.docx")
        profile = (self.work / "profile").as_uri()
        command = [self.program, f"-env:UserInstallation={profile}", "--headless", "--norestore", "--nolockcheck"]
        command += ["--convert-to", "pdf", "--outdir", str(self.work / "pdf"), *map(str, sorted(sources.iterdir()))]
        self.until = time.monotonic() + self._seconds
        silent = subprocess.DEVNULL
        try:
            self.process = subprocess.Popen(  # noqa: S603 - found by name, its arguments are files of our own
                command, stdin=silent, stdout=silent, stderr=silent, start_new_session=True
            )
        except OSError as error:
            return [f"LibreOffice 启动不了({type(error).__name__})"]
        return []

    @property
    def _seconds(self) -> int:
        return _START_SECONDS + _SECONDS_A_FILE * len(self.forms)

    def is_over(self) -> bool:
        """Whether it has ended, or its time has."""
        return self.process is None or self.process.poll() is not None or time.monotonic() > self.until

    def collect(self) -> list[str]:
        """Put its PDFs in their places and end it; what went wrong."""
        problems = []
        if self.process is not None and self.process.poll() is None:
            problems.append(f"LibreOffice 超过 {self._seconds} 秒没有做完")
        elif self.process is not None and self.process.returncode:
            problems.append(f"LibreOffice 中途退出(返回值 {self.process.returncode})")
        try:
            for place, form in enumerate(self.forms):
                pdf = self.work / "pdf" / f"{place:06d}.pdf"
                if pdf.is_file() and pdf.stat().st_size:
                    shutil.copyfile(pdf, form.with_suffix(".pdf"))
        finally:
            self.end()
        return problems

    def end(self) -> None:
        """End the program and those that it started, and clear its folders."""
        if self.process is not None and self.process.poll() is None:
            if os.name == "nt":
                self.process.kill()
            else:
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        shutil.rmtree(self.work, ignore_errors=True)
