"""One program in a process of its own: its seconds on the clock and the most memory that it and its workers held."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

_LAUNCH = Path(__file__).with_name("launch.py")


@dataclass(frozen=True)
class Measured:
    """What one run took.

    Attributes:
        seconds: from start to end on the clock, start of the interpreter and imports included.
        processor_seconds: that its processes computed.
        megabytes: the greater of two figures: the most that one process of the tree held (``getrusage``), and the most
            that all held together when looked at 20 times a second. Pages that processes share count in each.
    """

    seconds: float
    processor_seconds: float
    megabytes: float


def measure(command: Sequence[str | Path], accepted: Sequence[int] = (0,)) -> Measured:
    """Run a program and measure it; ``launch.py`` says why another process stands between.

    Args:
        command: program and arguments.
        accepted: exit codes that are no failure.

    Raises:
        RuntimeError: the program failed; the message ends with what it wrote to stderr.
    """
    words = [str(part) for part in command]
    with tempfile.TemporaryDirectory(prefix="measure-") as folder:
        result, errors = Path(folder, "figures.json"), Path(folder, "errors.txt")
        launcher = [sys.executable, "-I", "-S", str(_LAUNCH), str(result), *words]
        with errors.open("wb") as stream:
            _run_group(launcher, stream.fileno())
        said = errors.read_text(encoding="utf-8", errors="replace")[-3000:]
        if not result.exists():
            raise RuntimeError(f"{' '.join(words)} could not be measured:\n{said}")
        figures = json.loads(result.read_text(encoding="utf-8"))
    if figures["code"] not in accepted:
        raise RuntimeError(f"{' '.join(words)} ended with {figures['code']}:\n{said}")
    return Measured(figures["seconds"], figures["processor_seconds"], figures["bytes"] / 1e6)


def _run_group(command: Sequence[str], errors: int) -> None:
    """Run a program to its end, or when interrupted end it with all that it started."""
    program = subprocess.Popen(command, stderr=errors, start_new_session=True)
    try:
        program.wait()
    except BaseException:
        os.killpg(program.pid, signal.SIGKILL)
        raise
