"""The links of ``jingzhun match`` in one file or on a pipe: parquet, csv or ndjson, in a fixed order, masked."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TextIO

import pyarrow as pa
import pyarrow.parquet as pq

from jingzhun.errors import OutputError, RequestError
from jingzhun.privacy import mask_text, show
from jingzhun.report.folder import cause_and_fix
from jingzhun.report.machine import csv_text, json_lines, links_as_published, send
from jingzhun.report.masking import Masking

_SUFFIXES = (".parquet", ".csv", ".ndjson")


def require_free_file(path: Path, inputs: Iterable[Path], *, force: bool, option: str = "-o") -> None:
    """Refuse a place that cannot or must not be written, before the work begins.

    Args:
        path: the file to be.
        inputs: files that are read, which must never be overwritten.
        force: whether an earlier file may be replaced.
        option: how the user named it.

    Raises:
        RequestError: it may not be written.
    """
    where = _shown(path)
    require_unread_file(path, inputs, option=option)
    if not path.parent.is_dir():
        raise RequestError("文件夹不存在", where=_shown(path.parent), fix=f"先建好文件夹, 或用 {option} 换一个地方")
    if path.is_symlink() or (path.exists() and not path.is_file()):
        raise RequestError("已有同名的文件夹或链接", where=where, fix=f"用 {option} 换一个文件名")
    if path.exists() and not force:
        raise RequestError("文件已经存在", where=where, fix=f"用 {option} 换一个文件名, 或加 --force 覆盖")


def require_unread_file(path: Path, inputs: Iterable[Path], *, option: str = "-o") -> None:
    """Refuse a place where a file lies that is read.

    Args:
        path: the file to be.
        inputs: files that are read; nothing need lie there.
        option: how the user named it.

    Raises:
        RequestError: it is one of them, under whatever name.
    """
    if any(path.resolve() == each.resolve() or _is_one_file(path, each) for each in inputs):
        fix = f"用 {option} 换一个文件名"
        raise RequestError("这是要读的文件, 不能写在它上面", where=_shown(path), fix=fix)


def require_known_suffix(path: Path) -> None:
    """Refuse a file whose form its name does not tell.

    Raises:
        RequestError: it ends otherwise.
    """
    if path.suffix.lower() not in _SUFFIXES:
        fix = f"文件名以 {'、'.join(_SUFFIXES)} 结尾, 或用 - 写到标准输出(ndjson)"
        raise RequestError("看不出要写成哪种格式", where=_shown(path), fix=fix)


def write_link_file(links: pa.Table, path: Path, masking: Masking) -> None:
    """Write the links in the form that the file's name tells, whole or not at all.

    Args:
        links: a table of ``model.LINK_COLUMNS``.
        path: the file to be; one that is there is replaced.
        masking: how names of files read.

    Raises:
        PrivacyError: a full number was left in it.
        OutputError: disk full, no permission, the file open elsewhere.
    """
    published = links_as_published(links, masking, path.name)

    def write(draft: Path) -> None:
        match path.suffix.lower():
            case ".parquet":
                pq.write_table(published, draft, compression="zstd")
            case ".csv":
                draft.write_text(csv_text(published.to_pandas()), encoding="utf-8-sig", newline="")
            case _:
                draft.write_text(_ndjson(published), encoding="utf-8", newline="\n")

    _write_whole(path, write)


def send_links(links: pa.Table, stream: TextIO, masking: Masking) -> None:
    """Write the links as ndjson for another program.

    Raises:
        PrivacyError: a full number was left; nothing was written.
        OutputError: the stream takes no more.
        BrokenPipeError: its reader went away.
    """
    text = _ndjson(links_as_published(links, masking, "标准输出"))
    try:
        send(text, stream)
    except BrokenPipeError:
        raise
    except OSError as error:
        what, fix = cause_and_fix(error)
        raise OutputError(f"没有写全: {what}", where="标准输出", fix=fix) from error


def write_text(path: Path, text: str) -> None:
    """Write a text file (UTF-8, 0600), whole or not at all.

    Raises:
        OutputError: it could not be written.
    """

    def write(draft: Path) -> None:
        draft.write_text(text, encoding="utf-8", newline="\n")

    _write_whole(path, write)


def _write_whole(path: Path, write: Callable[[Path], None]) -> None:
    """Write a file (0600) aside and put it in its place when it is whole."""
    draft = path.with_name(f".{path.name}.jingzhun-{os.getpid()}-{secrets.token_hex(4)}.new")
    try:
        draft.touch(mode=0o600, exist_ok=False)
        write(draft)
        with draft.open("rb+") as stream:
            os.fsync(stream.fileno())
        draft.replace(path)
    except OSError as error:
        what, fix = cause_and_fix(error)
        raise OutputError(f"没有写出: {what}", where=_shown(path), fix=fix) from error
    finally:
        draft.unlink(missing_ok=True)


def _is_one_file(left: Path, right: Path) -> bool:
    """Whether two paths lead to one file: upper and lower case may be the same, and a file may have two names."""
    return left.exists() and right.exists() and left.samefile(right)


def _ndjson(links: pa.Table) -> str:
    return "".join(f"{line}\n" for line in json_lines(links.to_pandas()))


def _shown(path: Path) -> str:
    return mask_text(show(str(path)))
