"""Environments of their own for packages that do not get on with jingzhun's, made when a benchmark first needs them.

Each is a file of exact versions in this folder, installed by pip from the registry that pip is set up with into
``.venv-peers/`` in the root of the project. When the file changes, the environment is made anew.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import click

_VERSIONS = Path(__file__).parent
_TOP = _VERSIONS.parents[1] / ".venv-peers"
_SCRIPTS = "Scripts" if sys.platform == "win32" else "bin"


class EnvironmentNotMadeError(click.ClickException):
    """An environment could not be made; the message says which and why."""


def names() -> list[str]:
    """The environments that there are versions for."""
    return sorted(path.stem for path in _VERSIONS.glob("*.txt"))


def installed(name: str) -> Path | None:
    """The interpreter of an environment, or None where it is not installed in the versions asked for.

    Args:
        name: one of ``names``.
    """
    remembered, interpreter = _TOP / name / "versions.txt", _interpreter(name)
    asked = (_VERSIONS / f"{name}.txt").read_bytes()
    is_there = remembered.exists() and remembered.read_bytes() == asked and interpreter.exists()
    return interpreter if is_there else None


def interpreter(name: str) -> Path:
    """The interpreter of an environment, which is made where it is not there.

    Args:
        name: one of ``names``.

    Raises:
        EnvironmentNotMadeError: the packages cannot be installed here.
    """
    return installed(name) or _made(name)


def _interpreter(name: str) -> Path:
    return _TOP / name / _SCRIPTS / "python"


def _made(name: str) -> Path:
    folder, versions = _TOP / name, _VERSIONS / f"{name}.txt"
    shutil.rmtree(folder, ignore_errors=True)
    pip = [_interpreter(name), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--requirement"]
    for step in ([sys.executable, "-m", "venv", folder], [*pip, versions]):
        done = subprocess.run([str(part) for part in step], capture_output=True, text=True, check=False)
        if done.returncode:
            raise EnvironmentNotMadeError(f"The environment {name} could not be made: {_last_line(done.stderr)}")
    shutil.copyfile(versions, folder / "versions.txt")
    return _interpreter(name)


def _last_line(said: str) -> str:
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    return lines[-1] if lines else "the program said nothing"
