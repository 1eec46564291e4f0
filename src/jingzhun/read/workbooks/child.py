"""The parsing processes: started when needed, kept for the next workbook, ended when they fail.

A process that has refused a file, run out of time or parsed something large is not used again: what a hostile file
did to it must not reach the next one. None outlives its parent: it ends with the pipe that its requests come from.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

# A process that has parsed more keeps too much memory to wait for the next file.
_LARGE_BYTES = 8_000_000


class ChildDiedError(Exception):
    """The process ended before it answered; carries its return code (negative: the signal)."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


class ChildTimeoutError(Exception):
    """The process was ended because it took too long."""


class ChildStartError(Exception):
    """The system started no process; carries what it said."""


class _Child:
    """One parsing process."""

    def __init__(self) -> None:
        self.has_answered = False
        try:
            self._process = subprocess.Popen(
                # -P: never import from the folder the user happens to stand in.
                [sys.executable, "-P", "-m", "jingzhun.read.workbooks.worker"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                # It may quote the file and is never passed on.
                stderr=subprocess.DEVNULL,
                env=_environment(),
            )
        except OSError as failure:
            raise ChildStartError(failure.strerror or type(failure).__name__) from None

    def is_alive(self) -> bool:
        return self._process.poll() is None

    def ask(self, request: dict[str, Any], seconds: float) -> dict[str, Any]:
        """Send one request and wait for its answer; whatever is raised, the process has ended."""
        process = self._process
        if process.stdin is None or process.stdout is None:
            raise ChildDiedError(process.wait())
        late = threading.Event()

        def give_up() -> None:
            late.set()
            process.kill()

        timer = threading.Timer(seconds, give_up)
        timer.daemon = True
        timer.start()
        try:
            process.stdin.write(json.dumps(request).encode("ascii") + b"\n")
            process.stdin.flush()
            # What the user's Python prints when it starts comes first.
            answer: dict[str, Any] = json.loads(next(filter(_is_answer, process.stdout), b""))
        except (OSError, ValueError):  # no pipe, or no whole answer
            code = self._ended()
            if late.is_set():
                raise ChildTimeoutError from None
            raise ChildDiedError(code) from None
        except BaseException:  # the user has interrupted us
            self.end()
            raise
        finally:
            timer.cancel()
            # It may be about to end the process, which must not be given to another file then.
            timer.join()
        if late.is_set():
            self.end()
        return answer

    def _ended(self) -> int:
        """Return code of a process that has closed its pipe and is about to end by itself."""
        try:
            code = self._process.wait(timeout=2)
        except subprocess.TimeoutExpired:
            code = -9
        self.end()
        return code

    def end(self) -> None:
        """End the process at once."""
        self._process.kill()
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                with contextlib.suppress(OSError):  # an unsent rest
                    stream.close()
        self._process.wait()


class Children:
    """Parsing processes for any number of threads; each has one of its own while it asks."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._idle: list[_Child] = []

    def ask(self, request: dict[str, Any], seconds: float, size: int) -> dict[str, Any]:
        """Have a request answered.

        Args:
            request: what ``worker.answer`` takes.
            seconds: how long it may take.
            size: bytes of the file it is about.

        Returns:
            The answer.

        Raises:
            ChildDiedError: the process ended before it answered; one that was started for this request.
            ChildTimeoutError: it took longer.
            ChildStartError: no process could be started.
        """
        begun = time.monotonic()
        child = self._take()
        try:
            answer = child.ask(request, seconds)
        except ChildDiedError:
            if not child.has_answered:
                raise
            # It may have died of what came before, or while it waited.
            child = _Child()
            answer = child.ask(request, max(seconds - (time.monotonic() - begun), 0.001))
        child.has_answered = True
        if "sheets" in answer and size <= _LARGE_BYTES and child.is_alive():
            self._give_back(child)
        else:
            child.end()
        return answer

    def end(self) -> None:
        """End the processes that wait for work."""
        with self._lock:
            idle, self._idle = self._idle, []
        for child in idle:
            child.end()

    def _take(self) -> _Child:
        with self._lock:
            while self._idle:
                child = self._idle.pop()
                if child.is_alive():
                    return child
                child.end()
        return _Child()

    def _give_back(self, child: _Child) -> None:
        with self._lock:
            if len(self._idle) < (os.cpu_count() or 1):
                self._idle.append(child)
                return
        child.end()


def _is_answer(line: bytes) -> bool:
    return line.startswith(b"{")


CHILDREN = Children()
atexit.register(CHILDREN.end)


def _environment() -> dict[str, str]:
    """The child finds this very package, and its memory pool takes no address space in advance."""
    package_parent = str(Path(__file__).resolve().parents[3])
    inherited = os.environ.get("PYTHONPATH")
    return {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([package_parent, inherited] if inherited else [package_parent]),
        "ARROW_DEFAULT_MEMORY_POOL": "system",
        "PYTHONUTF8": "1",
    }
