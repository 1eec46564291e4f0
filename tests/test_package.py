"""What a user installs: the wheel holds everything the program needs, and nothing of ours that it does not."""

from __future__ import annotations

import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

import jingzhun

ROOT = Path(__file__).parent.parent


@pytest.mark.slow
def test_wheel_and_sdist_are_built_and_complete(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(tmp_path), str(ROOT)]
    subprocess.run(command, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    assert len(list(tmp_path.glob("*.tar.gz"))) == 1
    with zipfile.ZipFile(wheel) as archive:
        inside = set(archive.namelist())
    package = Path(jingzhun.__file__).parent
    needed = {
        f"jingzhun/{path.relative_to(package).as_posix()}"
        for path in package.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert needed <= inside
    assert not any(name.startswith(("tests/", "data/", "benchmarks/")) for name in inside)


def test_constraints_pin_exact_versions_and_name_no_host() -> None:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").split("\n")
    assert all(re.fullmatch(r"[A-Za-z0-9._-]+==[A-Za-z0-9.+!]+", line) for line in lines if line)


def test_every_dependency_is_pinned() -> None:
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    pinned = {
        re.sub("[-_.]+", "-", line.split("==")[0]).lower() for line in (ROOT / "constraints.txt").read_text().split()
    }
    named = set(re.findall(r'^\s*"([a-z0-9-]+)[><=]', project, re.MULTILINE))
    assert named - {"hatchling"} <= pinned


def test_only_synthetic_people_stand_in_the_tree() -> None:
    looks_real = re.compile(
        rb"(?<![0-9])[1-9][0-9]{5}(19|20)[0-9]{2}(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9Xx](?![0-9])"
    )
    tracked = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False).stdout.decode()
    files = [ROOT / name for name in tracked.split("\0") if name] or list((ROOT / "src").rglob("*.py"))
    wrong = {
        path.name: found.group()
        for path in files
        if path.is_file()
        for found in looks_real.finditer(path.read_bytes())
        if not found.group().startswith((b"350699", b"999999"))
    }
    assert not wrong
