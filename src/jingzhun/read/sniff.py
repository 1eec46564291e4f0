"""What a file is, told by its content and never by its name; what cannot be read is refused with the way to mend it."""

from __future__ import annotations

import mmap
import re
import stat
import zipfile
from enum import StrEnum
from pathlib import Path
from typing import BinaryIO

from jingzhun.errors import UnreadableFileError
from jingzhun.read.failure import cannot_open, is_refused_by_system
from jingzhun.read.limits import LIMITS, Limits
from jingzhun.read.workbooks.container import ZIP_FAILURES, check_directory, check_paths


class FileKind(StrEnum):
    """The formats that can be read."""

    XLSX = "xlsx"
    XLSB = "xlsb"
    XLS = "xls"
    ODS = "ods"
    ENCRYPTED = "encrypted"
    HTML = "html"
    SPREADSHEETML = "spreadsheetml"
    PARQUET = "parquet"
    ARROW = "arrow"
    SQLITE = "sqlite"
    NDJSON = "ndjson"
    TEXT = "text"
    ZIP = "zip"


#: What is parsed in a child process.
WORKBOOKS = frozenset(
    {
        *(FileKind.XLSX, FileKind.XLSB, FileKind.XLS, FileKind.ODS),
        *(FileKind.ENCRYPTED, FileKind.HTML, FileKind.SPREADSHEETML),
    }
)

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
    (b"{\\rtf", "这是 RTF 文档，不是表格", _SAVE_AS),
    (b"fea1", "这是旧式 Feather 文件", "另存为 Parquet 后放入"),
)
_SIGNATURES = (
    (b"PAR1", FileKind.PARQUET),
    (b"ARROW1", FileKind.ARROW),
    (b"SQLite format 3\x00", FileKind.SQLITE),
)
# Web systems save these as .xls; white space and a byte order mark may stand before.
_HTML = (b"<!doctype", b"<html", b"<head", b"<meta", b"<style", b"<table", b"<body", b"<div", b"<tr")
# What shows that a zip container is a workbook, and no archive.
_WORKBOOK_PARTS = {"xl/workbook.xml", "xl/workbook.bin", "mimetype"}
_SPREADSHEETML = b"urn:schemas-microsoft-com:office:spreadsheet"
# An object, or an array of objects, however it is spaced; {} is one without keys.
_JSON = re.compile(rb'(?:\[\s*)?\{\s*["}]')
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
    try:
        if start.startswith(b"PK\x03\x04"):
            return zip_kind(path, path.stat().st_size, name, limits)
        if start.startswith(_OLE):
            return _ole_kind(path, name)
    except OSError as failure:
        raise cannot_open(name, failure) from None
    for signature, kind in _SIGNATURES:
        if start.startswith(signature):
            return kind
    if start.startswith(_ANCIENT_XLS):
        raise UnreadableFileError("Excel 4.0 及更早的格式，太旧了", where=name, fix=_SAVE_AS)
    return _text_kind(start, name)


def _text_kind(start: bytes, name: str) -> FileKind:
    """What a file is that begins as text, or as nothing known."""
    opening = start.replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe\t\r\n ").lower()
    is_xml = opening.startswith(b"<?xml")
    if is_xml and _SPREADSHEETML in opening:
        return FileKind.SPREADSHEETML
    if opening.startswith(_HTML) or (is_xml and b"<html" in opening) or _is_page(opening):
        return FileKind.HTML
    if is_xml:
        raise UnreadableFileError("这是 XML 文件，不是表格", where=name, fix=_SAVE_AS)
    if _JSON.match(opening):
        return FileKind.NDJSON
    for prefix, what, fix in _NOT_TABLES:
        if opening.startswith(prefix):
            raise UnreadableFileError(what, where=name, fix=fix)
    return FileKind.TEXT


def _is_page(opening: bytes) -> bool:
    """Whether it is markup with a table soon, or a page with its parts in one file (mht): that begins as a letter."""
    if opening.startswith(b"<"):
        return b"<table" in opening
    return b"multipart/related" in opening and opening.partition(b":")[0].replace(b"-", b"").isalpha()


def zip_kind(source: Path | BinaryIO, size: int, name: str, limits: Limits = LIMITS) -> FileKind:
    """Tell what a zip container is by its parts, once its directory has been found harmless.

    Args:
        source: the file, or its content where it came out of an encrypted one.
        size: its size.
        name: what messages call it.
        limits: bounds for zip containers.

    Raises:
        UnreadableFileError: it is damaged, beyond the limits, or a document without tables.
    """
    try:
        with zipfile.ZipFile(source) as container:
            parts = container.infolist()
            check_directory(parts, size, name, limits)
            names = {part.filename.replace("\\", "/").lower() for part in parts}
            if names & _WORKBOOK_PARTS:
                check_paths(parts, name)
            if "xl/workbook.xml" in names:
                return FileKind.XLSX
            if "xl/workbook.bin" in names:
                return FileKind.XLSB
            if "mimetype" in names:
                with container.open("mimetype") as part:
                    if part.read(200).startswith(_ODS_TYPE):
                        return FileKind.ODS
    except ZIP_FAILURES as failure:
        if isinstance(failure, OSError) and is_refused_by_system(failure):
            raise cannot_open(name, failure) from None
        raise UnreadableFileError(
            "文件已损坏或没有传完整", where=name, fix="请对方重新发送，或用 Excel/WPS 打开修复后另存为 xlsx"
        ) from None
    if any(part.startswith("word/document") for part in names):
        raise UnreadableFileError("这是 Word 文档，不是表格", where=name, fix="把其中的表格复制到 Excel，存为 xlsx")
    if any(part.startswith("ppt/presentation") for part in names):
        raise UnreadableFileError("这是演示文稿，不是表格", where=name, fix="向提供单位索取 Excel 或 csv 原表")
    return FileKind.ZIP


def _ole_kind(path: Path, name: str) -> FileKind:
    """Old container: an xls (or WPS et), a protected xlsx, or a Word document; its directory tells."""
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:

        def holds(stream: str) -> bool:
            return content.find(stream.encode("utf-16-le")) >= 0

        if holds("EncryptedPackage"):
            return FileKind.ENCRYPTED
        if holds("Workbook") or holds("Book\0"):
            return FileKind.XLS
        if holds("WordDocument"):
            raise UnreadableFileError("这是 Word 文档，不是表格", where=name, fix="把其中的表格复制到 Excel，存为 xlsx")
    raise UnreadableFileError("文件已损坏，或不是 Excel 文件", where=name, fix=_SAVE_AS)
