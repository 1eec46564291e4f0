"""Files that are whole or not there: written aside, made durable, then renamed."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from jingzhun.errors import OutputError
from jingzhun.privacy import mask_text, show
from jingzhun.report.folder import cause_and_fix

_ASIDE = re.compile(r"\..+\.jingzhun-\d+-[0-9a-f]{8}\.new")


def make_folder(folder: Path) -> None:
    """Make a private folder (0700) where there is none, durably.

    Raises:
        OSError: it could not be made.
    """
    if not folder.is_dir():
        folder.mkdir(mode=0o700)
        _sync(folder.parent)


def write_whole(path: Path, content: bytes) -> None:
    """Write or replace a file (0600); after a crash the old content is there, or the new one, never a part.

    Raises:
        OSError: it could not be written; what was there before is still there.
    """
    aside = path.with_name(f".{path.name}.jingzhun-{os.getpid()}-{secrets.token_hex(4)}.new")
    try:
        with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        aside.replace(path)
    except BaseException:
        aside.unlink(missing_ok=True)
        raise
    _sync(path.parent)


def sweep(folder: Path) -> None:
    """Remove what a killed writer left behind; to be called by whoever alone may write there."""
    for path in folder.iterdir():
        if _ASIDE.fullmatch(path.name) and path.is_file() and not path.is_symlink():
            path.unlink(missing_ok=True)


@contextmanager
def told_in_chinese(what: str, place: Path) -> Iterator[None]:
    """Turn failures of writing into a message.

    Args:
        what: what was not written.
        place: where it was to be.

    Raises:
        OutputError: the disk is full, there is no permission, or the file is open elsewhere.
    """
    try:
        yield
    except OSError as error:
        why, fix = cause_and_fix(error)
        name = error.filename if isinstance(error.filename, str) else str(place)
        raise OutputError(f"{what}: {why}", where=mask_text(show(name)), fix=_without_option(fix)) from error


def _without_option(fix: str) -> str:
    """The advice without an option that only ``check`` has."""
    return re.sub(r"[，,]?或?用 -o [^，。]*", "", fix) or "检查磁盘和权限, 再运行一次。"


def _sync(folder: Path) -> None:
    if os.name == "nt":  # folders cannot be opened there
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
