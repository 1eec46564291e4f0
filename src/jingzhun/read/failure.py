"""What the system says when a file cannot be read, as a message for people."""

from __future__ import annotations

import errno

from jingzhun.errors import UnreadableFileError

_WORDS = {
    errno.ENOENT: "文件不见了",
    errno.EACCES: "没有读取权限，或正被别的程序占用",
    errno.EPERM: "没有读取权限，或正被别的程序占用",
    errno.EIO: "磁盘、U盘或网络盘读取出错",
    errno.ESTALE: "网络盘断开了",
}


def cannot_open(name: str, failure: OSError) -> UnreadableFileError:
    """The error to raise for a file that the system does not let us read.

    Args:
        name: what messages call the file.
        failure: what the system said.
    """
    what = _WORDS.get(failure.errno or 0, failure.strerror or type(failure).__name__)
    return UnreadableFileError(
        f"打不开（{what}）", where=name, fix="检查文件是否还在、是否有读取权限，或先复制到本机硬盘"
    )


def is_refused_by_system(failure: OSError) -> bool:
    """Whether the system refused to read, rather than a library found the content damaged: it also raises OSError."""
    return failure.errno in _WORDS
