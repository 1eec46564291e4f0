"""Standard input as a file: readers go back to the start of what they read, which a pipe does not allow."""

from __future__ import annotations

import os
from pathlib import Path
from typing import BinaryIO

from jingzhun.errors import OutputError, UnreadableFileError
from jingzhun.read.limits import LIMITS, Limits

_BLOCK = 1 << 20


def receive(stream: BinaryIO, name: str, target: Path, limits: Limits = LIMITS) -> None:
    """Copy a stream to a file that only this user can read.

    Args:
        stream: where the bytes come from; it is read to its end, or to the limit.
        name: what messages call it.
        target: the file to make; it must not exist.
        limits: how much is taken (``stdin_bytes``).

    Raises:
        UnreadableFileError: nothing came, more than the limit, or the stream broke off.
        OutputError: the file could not be written.
    """
    received = 0
    try:
        with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as copy:
            while block := _next_block(stream, name):
                received += len(block)
                if received > limits.stdin_bytes:
                    raise UnreadableFileError(
                        f"超过 {limits.stdin_bytes / 1e6:,.0f} MB，没有读取",
                        where=name,
                        fix="存成文件再读；确需从标准输入读取时，在 jingzhun.toml 的 [limits] 里调大 stdin_bytes",
                    )
                copy.write(block)
    except OSError as failure:
        raise OutputError(
            f"标准输入存不下来（{failure.strerror}）",
            where=str(target.parent),
            fix="清理磁盘，或用环境变量 TMPDIR 另指一个临时目录",
        ) from None
    if not received:
        fix = "核对管道前面的命令有没有输出；用法: 命令 | jingzhun check - …"
        raise UnreadableFileError("是空的", where=name, fix=fix)


def _next_block(stream: BinaryIO, name: str) -> bytes:
    try:
        return stream.read(_BLOCK)
    except OSError as failure:
        raise UnreadableFileError(
            f"读到一半出错（{failure.strerror}）", where=name, fix="核对管道前面的命令，或存成文件再读"
        ) from None
