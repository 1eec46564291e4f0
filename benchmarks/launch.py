"""Run one program and write down what it took: ``python -I -S launch.py RESULT PROGRAM ARGUMENT…``.

A process of its own, and a lean one, because Linux keeps through ``exec`` the most memory that a process held before:
a program started straight from a large process would be charged with that process's memory. Only the standard
library is imported.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

_SECONDS_BETWEEN_LOOKS = 0.05
_PROC = Path("/proc")
#: ``ru_maxrss`` is in kilobytes on Linux and in bytes on macOS.
_RUSAGE_UNIT = 1 if sys.platform == "darwin" else 1024


def main(result: Path, command: list[str]) -> None:
    """Run ``command`` and write its figures to ``result`` as JSON."""
    started = time.perf_counter()
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    watch = _Watch(child.pid)
    watch.start()
    _, status, usage = os.wait4(child.pid, 0)
    seconds = time.perf_counter() - started
    watch.stop()
    figures = {
        "code": os.waitstatus_to_exitcode(status),
        "seconds": seconds,
        "processor_seconds": usage.ru_utime + usage.ru_stime,
        "bytes": max(usage.ru_maxrss * _RUSAGE_UNIT, watch.most_bytes),
    }
    result.write_text(json.dumps(figures), encoding="utf-8")


class _Watch:
    """Looks at a tree of processes again and again; without /proc it sees nothing."""

    def __init__(self, root: int) -> None:
        self.most_bytes = 0
        self._root = root
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def start(self) -> None:
        """Begin to look."""
        self._thread.start()

    def stop(self) -> None:
        """Look no more."""
        self._ended.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._ended.wait(_SECONDS_BETWEEN_LOOKS):
            self.most_bytes = max(self.most_bytes, _tree_bytes(self._root))


def _tree_bytes(process: int) -> int:
    """Resident bytes of a process and its descendants; one that has just ended counts nothing."""
    folder = _PROC / str(process)
    try:
        pages = int((folder / "statm").read_text().split()[1])
        children = [(task / "children").read_text().split() for task in (folder / "task").iterdir()]
    except (OSError, IndexError):
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE") + sum(
        _tree_bytes(int(child)) for of_task in children for child in of_task
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
