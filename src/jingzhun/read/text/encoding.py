"""Which encoding a text file is in: decided by strict decoding, never by guessing from statistics.

Guessing libraries take 姓名,性别 for Korean. Strict UTF-8 before strict GB18030 is right on everything but files
that mix encodings or hold other ones; those are refused with the place where they break. A small file is decoded
whole before anything is read from it; of a large one only as much as decides, and the rest is held to it while it
is read.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NoReturn

from jingzhun.errors import UnreadableFileError
from jingzhun.read.failure import cannot_open

_PIECE = 1 << 20
# Files up to this size are decoded whole before they are opened, so that what is wrong is said at once.
_CHECKED_WHOLE = 16 << 20
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# GB18030 text never holds this many characters of three bytes or more that happen to be well-formed UTF-8 before
# the first that is not: every Chinese character does so by chance with a probability below one in ten. Characters of
# two bytes prove nothing: 女 and 未 in GB18030 are well-formed UTF-8, and a column may hold nothing else.
_SURELY_UTF8 = 10
# Behind the first place that is no UTF-8, damaged UTF-8 has at least this many well-formed characters a broken one.
_SOUND_PER_BROKEN = 20
_LOOKED_ON = 1 << 20
_ONE_OR_TWO_BYTES = bytes(range(0xE0))
# Where two-byte UTF-8 cannot be Chinese in GB18030: within a Latin word (José), or outside the table of GB 2312.
_NOT_CHINESE = re.compile(
    rb"[\xc2-\xdf][\x80-\xa0]|[a-z][\xc3-\xc9]|[\xc3-\xc9][\x80-\xbf][a-z]|[A-Z][\xc3-\xc9][\x80-\xbf][A-Z]"
)
# What lists are written in: ASCII, punctuation, Chinese.
_PLAIN = re.compile("[\t\r\n -~\u00b7\u2010-\u203b\u3000-\u303f\u3400-\u9fff\uff00-\uffef]+")
# Bytes that no text holds more than a few of, in UTF-8 as in GB18030.
_CONTROLS = bytes(code for code in range(32) if code not in b"\t\n\v\f\r\x1b")
_SAVE_AS = "用 Excel/WPS 打开核对后，另存为 xlsx 或“CSV UTF-8”"
_TITLES = {"utf-8-sig": "UTF-8（BOM）", "utf-8": "UTF-8", "gb18030": "GB18030"}


@dataclass(frozen=True, slots=True)
class _Break:
    """Where strict decoding ended: the byte, the line, the bytes there, and how much was well-formed before."""

    offset: int
    line: int
    found: bytes
    wide_characters: int


@dataclass(frozen=True, slots=True)
class TextFormat:
    """How a text file is to be decoded.

    Attributes:
        encoding: Python's name of it.
        has_nul: whether NUL characters stand among the text that was looked at.
        wide_characters: characters of three bytes or more in UTF-8, as far as they were counted.
        is_ascii: whether there is nothing but ASCII in what was looked at.
        is_checked: whether the whole file was found to be well-formed.
        utf8_break: where it ceases to be UTF-8, if that was tried and it does.
    """

    encoding: str
    has_nul: bool = False
    wide_characters: int = 0
    is_ascii: bool = False
    is_checked: bool = False
    utf8_break: _Break | None = None

    @property
    def title(self) -> str:
        """The encoding as officials may know it."""
        return _TITLES.get(self.encoding, "UTF-16")


def detect(path: Path, name: str) -> TextFormat:
    """Decide the encoding of a text file.

    Args:
        path: the file.
        name: what messages call it.

    Returns:
        The encoding in which the file is well-formed: the whole of a small file. A large one that breaks further
        down is refused by ``refuse_damage`` while it is read, in the same words.

    Raises:
        UnreadableFileError: in none, or it is no text; the message shows the first offending bytes and their line.
            Also when the system does not let it be read.
    """
    try:
        return _detect(path, name)
    except OSError as failure:
        raise cannot_open(name, failure) from None


def refuse_damage(path: Path, name: str, text: TextFormat) -> NoReturn:
    """Refuse a file that turned out not to be in its encoding while it was read.

    Args:
        path: the file; it is decoded again from the start, to tell where it breaks.
        name: what messages call it.
        text: what it was taken for.

    Raises:
        UnreadableFileError: always.
    """
    try:
        found = _decode(path, text.encoding)
    except OSError as failure:
        raise cannot_open(name, failure) from None
    if isinstance(found, _Break) and not text.is_checked:
        raise _refusal(name, text, found)
    raise UnreadableFileError("读取途中文件被改动", where=name, fix="关闭正在编辑它的程序，再运行一次")


def _detect(path: Path, name: str) -> TextFormat:
    with path.open("rb") as file:
        start = file.read(_PIECE)
    is_small = path.stat().st_size <= _CHECKED_WHOLE
    declared = next((encoding for bom, encoding in _BOMS if start.startswith(bom)), None)
    if declared is None and b"\x00" in start:
        declared = _utf16_without_bom(start)
    if declared is not None:
        return _held_to(path, name, TextFormat(declared, has_nul=False), is_small)
    if len(start) - len(start.translate(None, _CONTROLS)) > len(start) // 100:
        raise UnreadableFileError("不是表格，也不是文本文件", where=name, fix="确认是否传错文件，或向提供单位重新索取")
    utf8 = _decode(path, "utf-8", until_sure=not is_small)
    if isinstance(utf8, TextFormat):
        only_pairs = not utf8.is_ascii and utf8.wide_characters == 0
        return replace(utf8, encoding="gb18030") if only_pairs and _reads_as_chinese(path) else utf8
    if utf8.wide_characters >= _SURELY_UTF8 or _is_damaged_utf8(path, utf8.offset):
        raise _refusal(name, TextFormat("utf-8"), utf8)
    return _held_to(path, name, TextFormat("gb18030", b"\0" in start, utf8_break=utf8), is_small)


def _held_to(path: Path, name: str, text: TextFormat, is_small: bool) -> TextFormat:
    """The format, once a small file was found to be well-formed in it."""
    if not is_small:
        return text
    found = _decode(path, text.encoding)
    if isinstance(found, _Break):
        raise _refusal(name, text, found)
    return replace(found, utf8_break=text.utf8_break)


def _refusal(name: str, text: TextFormat, broken: _Break) -> UnreadableFileError:
    what = f"{text.title} 文本有损坏"
    if text.encoding == "utf-8":
        what += "，或混有别的编码"
    elif text.encoding == "gb18030":
        what = "既不是 UTF-8 也不是 GB18030"
        if text.utf8_break is not None and text.utf8_break.offset >= broken.offset:
            broken = text.utf8_break
    shown = " ".join(f"{byte:02X}" for byte in broken.found)
    return UnreadableFileError(
        f"{what}：第 {broken.line} 行（第 {broken.offset + 1} 字节）起是 {shown}，无法解读", where=name, fix=_SAVE_AS
    )


def _utf16_without_bom(start: bytes) -> str | None:
    """UTF-16 shows by its zero bytes: commas, digits and line ends have one each, always on the same side."""
    even, odd = start[0::2].count(0), start[1::2].count(0)
    if max(even, odd) < len(start) // 100:
        return None
    if min(even, odd) * 20 <= max(even, odd):
        return "utf-16-le" if odd > even else "utf-16-be"
    # 一 is U+4E00: its zero byte is on the other side.
    read = [encoding for encoding in ("utf-16-le", "utf-16-be") if _is_plain_text(start, encoding)]
    return read[0] if len(read) == 1 else None


def _is_plain_text(start: bytes, encoding: str) -> bool:
    """Whether the start of a file is lines of ASCII and Chinese in an encoding."""
    try:
        text = codecs.getincrementaldecoder(encoding)("strict").decode(start)
    except UnicodeDecodeError:
        return False
    has_lines = "\n" in text or "\r" in text
    return has_lines and len(_PLAIN.sub("", text)) * 20 <= len(text)


def _reads_as_chinese(path: Path) -> bool:
    """Whether a file of ASCII and two-byte UTF-8 is GB18030: 女 and 未 are both."""
    last = b""
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            if _NOT_CHINESE.search(last + piece):
                return False
            last = (last + piece)[-3:]
    return True


def _is_damaged_utf8(path: Path, offset: int) -> bool:
    """Whether what follows the first place that is no UTF-8 is mostly UTF-8 nevertheless."""
    with path.open("rb") as file:
        file.seek(offset)
        text = file.read(_LOOKED_ON).decode("utf-8", "replace")
    broken = text.count("\ufffd")
    sound = _wide(text) - broken
    return sound >= _SURELY_UTF8 and sound >= _SOUND_PER_BROKEN * broken


def _decode(path: Path, encoding: str, until_sure: bool = False) -> TextFormat | _Break:
    """Decode a file strictly, piece by piece: the whole of it, or until it is surely UTF-8."""
    # The codec drops the mark, and with it the right number of every byte in the first piece.
    mark = len(codecs.BOM_UTF8) if encoding == "utf-8-sig" else 0
    decoder = codecs.getincrementaldecoder(encoding.removesuffix("-sig"))("strict")
    offset, lines, wide = mark, 0, 0
    has_nul, is_ascii = False, True
    with path.open("rb") as file:
        file.seek(mark)
        while True:
            piece = file.read(_PIECE)
            pending = len(decoder.getstate()[0])
            try:
                text = decoder.decode(piece, final=not piece)
            except UnicodeDecodeError as failure:
                sound = failure.object[: failure.start].decode(encoding.removesuffix("-sig"), "ignore")
                return _Break(
                    offset - pending + failure.start,
                    1 + lines + sound.count("\n"),
                    failure.object[failure.start : failure.start + 4],
                    wide + _wide(sound),
                )
            has_nul, is_ascii = has_nul or "\0" in text, is_ascii and text.isascii()
            wide = wide + _wide(text) if wide < _SURELY_UTF8 else wide
            if not piece or (until_sure and wide >= _SURELY_UTF8):
                return TextFormat(encoding, has_nul, wide, is_ascii, is_checked=not piece)
            offset, lines = offset + len(piece), lines + text.count("\n")


def _wide(text: str) -> int:
    """How many characters have three bytes or more in UTF-8, as Chinese ones do."""
    return 0 if text.isascii() else len(text.encode("utf-8", "ignore").translate(None, _ONE_OR_TWO_BYTES))
