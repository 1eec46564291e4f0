"""Installs the programs that some tests use: a PostgreSQL server, LibreOffice as a writer of spreadsheets, a browser.

    python scripts/install_test_programs.py

Takes them from the packages of Debian or Ubuntu, as root. Elsewhere, or where the packages cannot be had, it says what
is missing and ends well all the same: the tests that need it are skipped.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

#: Package → programs on the path or elsewhere, one of which shows that it is installed.
PROGRAMS = {
    "postgresql": ("initdb", "/usr/lib/postgresql/*/bin/initdb"),
    "chromium": ("chromium", "chromium-browser", "google-chrome"),
    "libreoffice-calc": ("soffice", "libreoffice", "/usr/lib/libreoffice/program/soffice"),
}
#: A download that does not move must not hold up the tests.
SECONDS = 900
_QUICK_TO_FAIL = ("-o", "Acquire::Retries=1", "-o", "Acquire::http::Timeout=20", "-o", "DPkg::Lock::Timeout=120")


def main() -> None:
    """Install what is missing, and say what still is."""
    missing = missing_packages()
    if missing and _can_install():
        _install(missing)
        missing = missing_packages()
    for package in missing:
        print(f"{package} is not installed: the tests that need it are skipped (apt-get install {package})")


def missing_packages() -> list[str]:
    """The packages of which no program is found."""
    return [package for package, programs in PROGRAMS.items() if not any(map(_is_there, programs))]


def _is_there(program: str) -> bool:
    if program.startswith("/"):
        return any(Path("/").glob(program.removeprefix("/")))
    return shutil.which(program) is not None


def _can_install() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get") is not None


def _install(packages: Sequence[str]) -> None:
    for arguments in (["update"], ["install", "--yes", "--no-install-recommends", *packages]):
        try:
            done = subprocess.run(
                ["apt-get", "-qq", *_QUICK_TO_FAIL, *arguments],
                env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                timeout=SECONDS,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired) as failure:
            print(f"apt-get {arguments[0]}: {failure}")
            return
        # An update may fail for one source of several; whether the packages can be had, the installation tells.
        if done.returncode != 0:
            print(f"apt-get {arguments[0]}: {done.stderr.strip()[-300:]}")


if __name__ == "__main__":
    main()
