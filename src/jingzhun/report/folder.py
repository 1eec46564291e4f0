"""The run folder: written aside under a name of its own, made durable, then renamed; never half there.

What a person put into an earlier run folder or changed in it (a ledger filled in after the visits) is never
deleted: such a folder is refused even with ``--force``.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import re
import secrets
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from jingzhun.errors import OutputError, RequestError
from jingzhun.privacy import mask_text, show

MANIFEST = "manifest.json"
# Leftovers of file managers; nobody put them there.
_LITTER = frozenset({".DS_Store", "Thumbs.db", "desktop.ini"})
_CAUSES = {
    errno.ENOSPC: ("磁盘空间不足", "清出空间，或用 -o 换到别的磁盘。"),
    errno.EDQUOT: ("磁盘配额用完", "清出空间，或用 -o 换到别的磁盘。"),
    errno.EACCES: ("没有权限，或文件正被别的程序打开", "关闭打开它的 WPS 或 Excel，或用 -o 换一个文件夹。"),
    errno.EPERM: ("没有权限，或文件正被别的程序打开", "关闭打开它的 WPS 或 Excel，或用 -o 换一个文件夹。"),
    errno.EROFS: ("磁盘是只读的", "用 -o 换到可以写的磁盘。"),
    errno.ENAMETOOLONG: ("名字太长", "用 -o 换一个短些的名字。"),
    errno.ENOTDIR: ("上一级不是文件夹", "用 -o 换一个文件夹。"),
    errno.EIO: ("磁盘读写出错", "检查磁盘，或用 -o 换到别的磁盘。"),
}


@contextmanager
def writing(directory: Path, force: bool, require: Callable[[Path, bool], None] | None = None) -> Iterator[Path]:
    """Give a private temporary folder that becomes ``directory`` when the block ends well.

    Args:
        directory: the run folder to be; must not exist unless ``force``.
        force: replace an earlier, untouched run folder.
        require: refuses a folder that may not be written; :func:`require_free` where it is not given.

    Yields:
        An empty folder (0700) beside ``directory``. It is removed when the block raises anything.

    Raises:
        RequestError: ``directory`` exists and may not be replaced.
        OutputError: disk full, no permission, a file open elsewhere.
    """
    require = require_free if require is None else require
    final = directory.parent.resolve() / directory.name  # a link itself is refused below, never followed
    try:
        final.parent.mkdir(parents=True, exist_ok=True)
        _sweep(final)
        require(final, force)
        draft = _aside(final, "new")
        draft.mkdir(mode=0o700)
        try:
            yield draft
            _seal(draft)
            require(final, force)  # somebody may have filled in a ledger meanwhile
            _put_in_place(draft, final)
        finally:
            shutil.rmtree(draft, ignore_errors=True)
    except OSError as error:
        raise _output_error(error, final) from error


def require_free(directory: Path, force: bool) -> None:
    """Refuse a folder that exists, or with ``force`` one that holds anything but an untouched earlier run.

    The pipeline calls this before it starts to work, so that nobody waits for a refusal.

    Raises:
        RequestError: the folder may not be written.
    """
    where = mask_text(show(str(directory)))
    if directory.is_symlink() or (directory.exists() and not directory.is_dir()):
        raise RequestError("已有同名的文件或链接", where=where, fix="用 -o 换一个文件夹名。")
    if not directory.exists():
        return
    if not force:
        raise RequestError(
            "文件夹已经存在", where=where, fix="用 -o 换一个文件夹名，或加 --force 覆盖上一次核查的结果。"
        )
    there = {path.name for path in directory.iterdir()} - _LITTER
    if not there:
        return
    if MANIFEST not in there:
        raise RequestError(
            "文件夹里没有 manifest.json，不是核查结果，不能覆盖", where=where, fix="用 -o 换一个文件夹名。"
        )
    touched = sorted(there - _untouched(directory) - {MANIFEST})
    if touched:
        names = show("、".join(touched[:3])) + (f" 等 {len(touched)} 个" if len(touched) > 3 else "")
        raise RequestError(
            f"文件夹里有别人放入或改动过的文件（{mask_text(names)}），不能覆盖",
            where=where,
            fix="先把这些文件移到别处，或用 -o 换一个文件夹名。",
        )


def digest(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _untouched(directory: Path) -> set[str]:
    """The files of an earlier run that are still as its manifest says."""
    try:
        outputs = json.loads((directory / MANIFEST).read_text(encoding="utf-8"))["outputs"]
        written = {str(output["name"]): str(output["sha256"]) for output in outputs}
    except (ValueError, KeyError, TypeError):
        return set()
    return {
        path.name
        for path in directory.iterdir()
        if path.name in written and path.is_file() and digest(path) == written[path.name]
    }


def _aside(final: Path, state: str) -> Path:
    return final.with_name(f".{final.name}.jingzhun-{os.getpid()}-{secrets.token_hex(4)}.{state}")


def _sweep(final: Path) -> None:
    """Clear what killed runs left beside ``final``, and put back a folder that one had just moved aside."""
    ours = re.compile(re.escape(f".{final.name}.jingzhun-") + r"(\d+)-[0-9a-f]{8}\.(new|old)")
    for path in sorted(final.parent.iterdir()):
        match = ours.fullmatch(path.name)
        if match is None or path.is_symlink() or not path.is_dir() or _alive(int(match.group(1))):
            continue
        if match.group(2) == "old" and not final.exists():
            path.rename(final)
        else:
            shutil.rmtree(path, ignore_errors=True)


def _alive(process: int) -> bool:
    if process == os.getpid():
        return True
    if os.name == "nt":  # there os.kill would end the process: leave its folder alone
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def _seal(draft: Path) -> None:
    """Give every file 0600 and make it durable."""
    for path in draft.rglob("*"):
        path.chmod(0o700 if path.is_dir() else 0o600)
        if path.is_file():
            with path.open("rb+") as stream:
                os.fsync(stream.fileno())
    _sync_folder(draft)


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":  # folders cannot be opened there
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _put_in_place(draft: Path, final: Path) -> None:
    old = None
    if final.exists():
        old = _aside(final, "old")
        final.rename(old)
    try:
        draft.rename(final)
    except BaseException:
        if old is not None:
            old.rename(final)
        raise
    _sync_folder(final.parent)
    if old is not None:
        shutil.rmtree(old, ignore_errors=True)


def cause_and_fix(error: OSError) -> tuple[str, str]:
    """What stopped the writing, and what helps, in Chinese."""
    return _CAUSES.get(error.errno or 0, ("写出时出错", "检查磁盘和权限，或用 -o 换一个文件夹。"))


def _output_error(error: OSError, final: Path) -> OutputError:
    what, fix = cause_and_fix(error)
    return OutputError(f"结果没有写出：{what}", where=mask_text(show(str(final))), fix=fix)
