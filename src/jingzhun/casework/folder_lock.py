"""One writer at a time: a lock on a file, which the system lets go of when its holder ends in whatever way."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from jingzhun.errors import RequestError
from jingzhun.privacy import mask_text, show

NAME = ".在用"


@contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """Hold a folder while the block runs.

    Raises:
        RequestError: another process holds it.
        OSError: the lock file cannot be made.
    """
    descriptor = os.open(folder / NAME, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        if not _locked(descriptor):
            raise RequestError(
                "另一个 jingzhun clear 正在这个文件夹里收反馈, 这一次什么也没有做",
                where=mask_text(show(str(folder))),
                fix="等它做完再运行一次",
            )
        yield
    finally:
        os.close(descriptor)


def _locked(descriptor: int) -> bool:
    """Take the lock if nobody has it."""
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
