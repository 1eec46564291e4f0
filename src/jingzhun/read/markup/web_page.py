"""Web pages as files: how they are decoded, and several pages in one file (mht). Runs in the child process."""

from __future__ import annotations

import email.parser
import email.policy
import re
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from lxml import etree

from jingzhun.errors import UnreadableFileError
from jingzhun.read.limits import Limits
from jingzhun.read.markup.decoded import decoded_pieces
from jingzhun.read.markup.html_tables import SheetNames, TableReader
from jingzhun.read.text.encoding import TextFormat, detect
from jingzhun.read.workbooks.parsed import ParsedSheet

_TAIL = 1 << 16
_SAVE_AS = "用 Excel 或 WPS 打开，核对后另存为 xlsx 再放入"
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
# Bytes in these are mostly well-formed GB18030 too, and would be read as other characters.
_OTHER_CHARSETS = frozenset(
    {"big5", "big5-hkscs", "x-x-big5", "euc-tw", "shift_jis", "shift-jis", "sjis", "euc-jp", "euc-kr", "ks_c_5601-1987"}
)
# Excel names the page of every sheet in the first page.
_EXCEL_SHEET = re.compile(r"<x:Name>([^<>]+)</x:Name>\s*<x:WorksheetSource\s+HRef=[\"']([^\"'<>]+)[\"']")


def read_web_page(request: dict[str, Any]) -> Iterator[ParsedSheet]:
    """The tables of a web page that hold anything.

    Args:
        request: as ``worker.answer`` takes it.

    Raises:
        UnreadableFileError: there is no table, the encoding is not known, or it is beyond the limits.
    """
    path, name = Path(request["path"]), request["name"]
    if request["look_only"]:
        return
    names, limits = SheetNames(), Limits(**request["limits"])
    is_several = _is_several_pages(path)
    pages = _parts(path, Path(request["out"]), name) if is_several else iter([(path, "", "")])
    count, has_frames = 0, False
    for page, sheet_name, charset in pages:
        reader = TableReader(name, limits, names, sheet_name)
        for sheet in _tables(page, name, reader, charset):
            count += 1
            yield sheet
        has_frames = has_frames or reader.has_frames
    if count:
        return
    if has_frames and not is_several:
        raise UnreadableFileError("网页里只有框架，表格在同名的 .files 文件夹里", where=name, fix=_SAVE_AS)
    raise UnreadableFileError(
        "网页里没有表格", where=name, fix="打开看看是不是登录页或出错提示；是的话，到原系统重新导出"
    )


def _is_several_pages(path: Path) -> bool:
    """Whether a page has its parts in one file (RFC 2557), as Excel saves mht: it begins as a letter, not as a page."""
    with path.open("rb") as file:
        start = file.read(64).replace(b"\0", b"")
    return not start.lstrip(b"\xef\xbb\xbf\xff\xfe\t\r\n ").startswith(b"<")


def _tables(page: Path, name: str, reader: TableReader, charset: str) -> Iterator[ParsedSheet]:
    text_format = detect(page, name)
    _check_charset(page, name, text_format, charset)
    parser = etree.HTMLParser(target=reader, encoding="utf-8")
    tail = ""
    for piece in decoded_pieces(page, name, text_format):
        parser.feed(piece.encode())
        tail = (tail + piece)[-_TAIL:].lower()
        yield from reader.take()
    parser.close()
    last = reader.take()
    if last and tail.rfind("</table") < max(tail.rfind("<td"), tail.rfind("<tr")):
        last[-1].notes.append("网页没有写完（缺表格的结尾），文件可能没有传完整，请核对最后几行")
    yield from last


def _check_charset(page: Path, name: str, text_format: TextFormat, charset: str) -> None:
    """Refuse a page in another encoding; what it says of itself counts only where decoding cannot tell."""
    if text_format.encoding != "gb18030":
        return
    with page.open("rb") as file:
        stated = _CHARSET.search(file.read(_TAIL))
    charset = (charset or ("" if stated is None else stated[1].decode("ascii"))).lower()
    if charset in _OTHER_CHARSETS:
        raise UnreadableFileError(
            f"网页用的是 {charset} 编码，能读的只有 UTF-8、UTF-16 和 GB18030（GBK）", where=name, fix=_SAVE_AS
        )


def _parts(path: Path, folder: Path, name: str) -> Iterator[tuple[Path, str, str]]:
    """The pages within an mht: a file with the page, the sheet's name where Excel tells it, and the stated encoding."""
    with path.open("rb") as file:
        message = email.parser.BytesParser(policy=email.policy.default).parse(file)
    page = folder / "page.html"
    sheet_names: dict[str, str] = {}
    for part in message.walk():
        if not isinstance(part, EmailMessage) or part.get_content_type() != "text/html":
            continue
        location = str(part.get("Content-Location", "")).replace("\\", "/").rpartition("/")[2].lower()
        if location == "tabstrip.htm":  # the names of the sheets, to click on
            continue
        content = part.get_payload(decode=True)
        if not isinstance(content, bytes) or not content.strip():
            continue
        page.write_bytes(content)
        text = content.decode(detect(page, name).encoding)
        sheet_names.update((file.rpartition("/")[2].lower(), title) for title, file in _EXCEL_SHEET.findall(text))
        yield page, sheet_names.get(location, ""), part.get_content_charset() or ""
    page.unlink(missing_ok=True)
