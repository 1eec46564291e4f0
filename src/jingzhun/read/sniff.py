"""What a file is, told by its content and never by its name; what cannot be read is refused with the way to mend it."""

from __future__ import annotations

import mmap
import stat
import zipfile
from enum import StrEnum
from pathlib import Path

from jingzhun.errors import UnreadableFileError
from jingzhun.read.failure import cannot_open, is_refused_by_system
from jingzhun.read.limits import LIMITS, Limits


class FileKind(StrEnum):
    """The formats that can be read."""

    XLSX = "xlsx"
    XLSB = "xlsb"
    XLS = "xls"
    ODS = "ods"
    PARQUET = "parquet"
    ARROW = "arrow"
    TEXT = "text"


WORKBOOKS = frozenset({FileKind.XLSX, FileKind.XLSB, FileKind.XLS, FileKind.ODS})

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ODS_TYPE = b"application/vnd.oasis.opendocument.spreadsheet"
_SAVE_AS = "用 Excel 或 WPS 打开，另存为 xlsx 后再放入"
# First bytes (lower case, without leading white space) of what is no table, with what to do about it.
_NOT_TABLES = (
    (b"%pdf", "这是 PDF 文件，不是表格", "向提供单位索取 Excel 或 csv 原表"),
    (b"rar!", "这是 RAR 压缩包", "解压后把里面的表格放入"),
    (b"7z\xbc\xaf", "这是 7z 压缩包", "解压后把里面的表格放入"),
    (b"\x1f\x8b", "这是 gzip 压缩文件", "解压后把里面的表格放入"),
    (b"\x89png", "这是图片，不是表格", "向提供单位索取 Excel 或 csv 原表"),
    (b"\xff\xd8\xff", "这是图片，不是表格", "向提供单位索取 Excel 或 csv 原表"),
    (b"sqlite format 3", "这是 SQLite 数据库，暂不能直接读取", "把需要的表导出为 csv 后放入"),
    (b"{\\rtf", "这是 RTF 文档，不是表格", _SAVE_AS),
    (b"fea1", "这是旧式 Feather 文件", "另存为 Parquet 后放入"),
    (b"<?xml", "这是 XML 表格，不是真正的 Excel 文件", _SAVE_AS),
    (b"<!doctype", "这是网页表格，不是真正的 Excel 文件", _SAVE_AS),
    (b"<html", "这是网页表格，不是真正的 Excel 文件", _SAVE_AS),
    (b"<head", "这是网页表格，不是真正的 Excel 文件", _SAVE_AS),
    (b"<meta", "这是网页表格，不是真正的 Excel 文件", _SAVE_AS),
    (b"<style", "这是网页表格，不是真正的 Excel 文件", _SAVE_AS),
    (b"<table", "这是网页表格，不是真正的 Excel 文件", _SAVE_AS),
)
# BIFF2 to BIFF4: worksheets of before 1993, without a container.
_ANCIENT_XLS = (b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00")


def sniff(path: Path, name: str, limits: Limits = LIMITS) -> FileKind:
    """Tell the format of a file by its content.

    Args:
        path: the file.
        name: what messages call it.
        limits: bounds for zip containers.

    Returns:
        The format, for a file that is worth parsing.

    Raises:
        UnreadableFileError: it is empty, no regular file, no table, protected, damaged or beyond the limits.
    """
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise UnreadableFileError("不是普通文件", where=name, fix="放入 xlsx、xls、ods、csv 或 Parquet 文件")
        with path.open("rb") as file:
            start = file.read(4096)
    except OSError as failure:
        raise cannot_open(name, failure) from None
    if not start.strip(b"\x00\t\r\n \xef\xbb\xbf"):
        raise UnreadableFileError("文件是空的", where=name, fix="重新导出或索取这份表格")
    if start.startswith(b"PK\x03\x04"):
        return _zip_kind(path, name, limits)
    if start.startswith(_OLE):
        try:
            return _ole_kind(path, name)
        except OSError as failure:
            raise cannot_open(name, failure) from None
    if start.startswith(b"PAR1"):
        return FileKind.PARQUET
    if start.startswith(b"ARROW1"):
        return FileKind.ARROW
    if start.startswith(_ANCIENT_XLS):
        raise UnreadableFileError("Excel 4.0 及更早的格式，太旧了", where=name, fix=_SAVE_AS)
    opening = start.lstrip(b"\xef\xbb\xbf\t\r\n ").lower()
    for prefix, what, fix in _NOT_TABLES:
        if opening.startswith(prefix):
            raise UnreadableFileError(what, where=name, fix=fix)
    return FileKind.TEXT


def _zip_kind(path: Path, name: str, limits: Limits) -> FileKind:
    try:
        with zipfile.ZipFile(path) as container:
            parts = container.infolist()
            _check_parts(parts, path.stat().st_size, name, limits)
            names = {part.filename.replace("\\", "/").lower() for part in parts}
            if "xl/workbook.xml" in names:
                return FileKind.XLSX
            if "xl/workbook.bin" in names:
                return FileKind.XLSB
            if "mimetype" in names and container.read("mimetype")[:200].startswith(_ODS_TYPE):
                return FileKind.ODS
    except (zipfile.BadZipFile, OSError, KeyError, ValueError, NotImplementedError, RuntimeError, EOFError) as failure:
        if isinstance(failure, OSError) and is_refused_by_system(failure):
            raise cannot_open(name, failure) from None
        raise UnreadableFileError(
            "文件已损坏或没有传完整", where=name, fix="请对方重新发送，或用 Excel/WPS 打开修复后另存为 xlsx"
        ) from None
    if any(part.startswith("word/") for part in names):
        raise UnreadableFileError("这是 Word 文档，不是表格", where=name, fix="把其中的表格复制到 Excel，存为 xlsx")
    if any(part.startswith("ppt/") for part in names):
        raise UnreadableFileError("这是演示文稿，不是表格", where=name, fix="向提供单位索取 Excel 或 csv 原表")
    raise UnreadableFileError("这是压缩包，不是表格", where=name, fix="解压后把里面的表格放入")


def _check_parts(parts: list[zipfile.ZipInfo], packed: int, name: str, limits: Limits) -> None:
    """Refuse a zip bomb by its directory, before anything is unpacked."""
    unpacked = sum(part.file_size for part in parts)
    too_dense = unpacked > limits.ratio_from_bytes and unpacked > limits.ratio * packed
    if len(parts) > limits.members or unpacked > limits.unpacked_bytes or too_dense:
        raise UnreadableFileError(
            f"解开后太大（{len(parts)} 个部分，{unpacked / 1e6:,.0f} MB），不像正常的表格",
            where=name,
            fix="确认来源；确是正常表格时，用 Excel/WPS 打开，拆成几份或存为 csv",
        )
    for part in parts:
        pieces = part.filename.replace("\\", "/").split("/")
        if ".." in pieces or part.filename.startswith(("/", "\\")):
            raise UnreadableFileError("内部路径异常，不像正常的表格", where=name, fix="确认来源，" + _SAVE_AS)


def _ole_kind(path: Path, name: str) -> FileKind:
    """Old container: an xls (or WPS et), a protected xlsx, or a Word document; its directory tells."""
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:

        def holds(stream: str) -> bool:
            return content.find(stream.encode("utf-16-le")) >= 0

        if holds("EncryptedPackage"):
            raise UnreadableFileError(
                "工作簿有打开密码", where=name, fix="用 Excel/WPS 输入密码打开，去掉密码后另存为 xlsx"
            )
        if holds("Workbook") or holds("Book\0"):
            return FileKind.XLS
        if holds("WordDocument"):
            raise UnreadableFileError("这是 Word 文档，不是表格", where=name, fix="把其中的表格复制到 Excel，存为 xlsx")
    raise UnreadableFileError("文件已损坏，或不是 Excel 文件", where=name, fix=_SAVE_AS)
