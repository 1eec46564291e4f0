"""What the figures were made on."""

from __future__ import annotations

import os
import platform
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from jingzhun import __version__

_PACKAGES = ("numpy", "pandas", "pyarrow", "rapidfuzz", "duckdb", "splink")


@dataclass(frozen=True)
class Machine:
    """Processor, memory and versions of this machine; ``load`` is how many programs wanted to run just now."""

    processor: str
    cores: int
    memory_gigabytes: float
    system: str
    load: float
    versions: tuple[tuple[str, str], ...]


def this_machine() -> Machine:
    """Look at the machine; what cannot be found out is called unknown or 0."""
    try:
        memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    except (ValueError, OSError, AttributeError):
        memory = 0.0
    versions = [("jingzhun", __version__), ("Python", platform.python_version())]
    versions += [(name, _version(name)) for name in _PACKAGES]
    return Machine(_processor(), os.cpu_count() or 0, memory, platform.system(), _load(), tuple(versions))


def _load() -> float:
    return os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "missing"


def _processor() -> str:
    listed = Path("/proc/cpuinfo")
    if listed.exists():
        for line in listed.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or "an unknown processor"
