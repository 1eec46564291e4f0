"""Files of folders and archives that were not opened: what that means, by their suffix."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import PurePosixPath

from jingzhun.model import UnreadFile

_ARCHIVES = frozenset({".rar", ".7z", ".gz", ".tgz", ".tar", ".bz2", ".xz"})
_DATABASES = frozenset({".dbf", ".mdb", ".accdb"})
#: A list of people may stand in them, but far more often they are letters and scans.
_DOCUMENTS = frozenset({".pdf", ".doc", ".docx", ".wps", ".ppt", ".pptx", ".jpg", ".jpeg", ".png"})
_MOST_NAMES = 3


def passed_over(name: str) -> UnreadFile:
    """What to say of a file that was not opened: data that cannot be read is an error, anything else a note.

    Args:
        name: the file as reports show it.
    """
    path = PurePosixPath(name)
    suffix = "" if path.name.startswith((".", "~$")) else path.suffix.lower()
    if suffix in _ARCHIVES:
        what = f"{suffix[1:]} 压缩包, 程序读不了, 里面的都没有读取"
        return UnreadFile(name, what, "解压后把里面的表格放入文件夹, 或改压成 zip", is_error=True)
    if suffix in _DATABASES:
        what = f"{suffix[1:]} 数据库文件, 程序读不了, 没有读取"
        return UnreadFile(name, what, "用能打开它的软件另存为 xlsx 或 csv", is_error=True)
    if suffix in _DOCUMENTS:
        fix = "里面若有名单, 向提供单位要 Excel 或 csv 原表"
        return UnreadFile(name, "PDF、文档或图片, 没有看过里面", fix, is_error=False)
    return UnreadFile(name, "不是表格文件, 没有读取", "", is_error=False)


def document_warning(names: Iterable[str]) -> tuple[str, ...]:
    """One warning for all documents that were not looked into, none where there are none."""
    documents = [name for name in names if PurePosixPath(name).suffix.lower() in _DOCUMENTS]
    if not documents:
        return ()
    shown = "、".join(documents[:_MOST_NAMES]) + ("…" if len(documents) > _MOST_NAMES else "")
    return (f"有 {len(documents)} 个 PDF、文档或图片没有看过: {shown}; 里面若有名单, 向提供单位要 Excel 或 csv 原表",)
