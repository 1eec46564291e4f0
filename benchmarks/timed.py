"""One system timed without its imports: ``python -m benchmarks.timed MODULE SECONDS TABLES OUT [REGISTER…]``.

MODULE is a module of ``benchmarks`` whose ``main`` links prepared tables (``ours.match``, ``peers.splink_shared``).
SECONDS receives the seconds from its first look at the tables to the links on disk.
"""

from __future__ import annotations

import sys
import time
from importlib import import_module
from pathlib import Path


def main(name: str, seconds: Path, tables: Path, out: Path, registers: tuple[str, ...]) -> None:
    """Import a system, then run and time it.

    Args:
        name: its module under ``benchmarks``.
        seconds: written: the seconds as text.
        tables: folder of the prepared tables.
        out: where its links go.
        registers: which ones.
    """
    system = import_module(f"benchmarks.{name}")
    started = time.perf_counter()
    system.main(tables, out, registers)
    seconds.write_text(str(time.perf_counter() - started), encoding="utf-8")


if __name__ == "__main__":
    name, seconds, tables, out, *registers = sys.argv[1:]
    main(name, Path(seconds), Path(tables), Path(out), tuple(registers))
