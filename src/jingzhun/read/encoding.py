"""Which encoding a text file is in: decided by strict decoding of the whole file, never by guessing from statistics.

Guessing libraries take 姓名,性别 for Korean. Strict UTF-8 before strict GB18030 is right on everything but files
that mix encodings or hold other ones; those are refused with the place where they break.
"""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from pathlib import Path

from jingzhun.errors import UnreadableFileError
from jingzhun.read.failure import cannot_open

_PIECE = 1 << 20
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# GB18030 text hardly ever holds this many characters that happen to be well-formed UTF-8.
_SURELY_UTF8 = 10
# Bytes that no text holds more than a few of, in UTF-8 as in GB18030.
_CONTROLS = bytes(code for code in range(32) if code not in b"\t\n\v\f\r\x1b")
_SAVE_AS = "用 Excel/WPS 打开核对后，另存为 xlsx 或“CSV UTF-8”"
_TITLES = {"utf-8-sig": "UTF-8（BOM）", "utf-8": "UTF-8", "gb18030": "GB18030"}


@dataclass(frozen=True, slots=True)
class TextFormat:
    """How a text file is to be decoded.

    Attributes:
        encoding: Python's name of it.
        has_nul: whether NUL characters stand among the text.
    """

    encoding: str
    has_nul: bool

    @property
    def title(self) -> str:
        """The encoding as officials may know it."""
        return _TITLES.get(self.encoding, "UTF-16")


@dataclass(frozen=True, slots=True)
class _Break:
    """Where strict decoding ended: the byte, the line, the bytes there, and how much was well-formed before."""

    offset: int
    line: int
    found: bytes
    wide_characters: int


def detect(path: Path, name: str) -> TextFormat:
    """Decide the encoding of a text file.

    Args:
        path: the file; it is read once in pieces for every encoding tried.
        name: what messages call it.

    Returns:
        The encoding in which the whole file is well-formed.

    Raises:
        UnreadableFileError: in none, or it is no text; the message shows the first offending bytes and their line.
            Also when the system does not let it be read.
    """
    try:
        return _detect(path, name)
    except OSError as failure:
        raise cannot_open(name, failure) from None


def _detect(path: Path, name: str) -> TextFormat:
    with path.open("rb") as file:
        start = file.read(_PIECE)
    for bom, encoding in _BOMS:
        if start.startswith(bom):
            return _require(path, name, encoding)
    if b"\x00" in start:
        wide = _utf16_without_bom(start)
        if wide is not None:
            return _require(path, name, wide)
    if len(start) - len(start.translate(None, _CONTROLS)) > len(start) // 100:
        raise UnreadableFileError("不是表格，也不是文本文件", where=name, fix="确认是否传错文件，或向提供单位重新索取")
    utf8 = _decode(path, "utf-8")
    if isinstance(utf8, TextFormat):
        return utf8
    if utf8.wide_characters < _SURELY_UTF8:
        chinese = _decode(path, "gb18030")
        if isinstance(chinese, TextFormat):
            return chinese
        raise _refusal(name, max(utf8, chinese, key=lambda broken: broken.offset), "既不是 UTF-8 也不是 GB18030")
    raise _refusal(name, utf8, "UTF-8 文本有损坏，或混有别的编码")


def _require(path: Path, name: str, encoding: str) -> TextFormat:
    found = _decode(path, encoding)
    if isinstance(found, TextFormat):
        return found
    raise _refusal(name, found, f"{_TITLES.get(encoding, 'UTF-16')} 文本有损坏")


def _refusal(name: str, broken: _Break, what: str) -> UnreadableFileError:
    shown = " ".join(f"{byte:02X}" for byte in broken.found)
    return UnreadableFileError(
        f"{what}：第 {broken.line} 行（第 {broken.offset + 1} 字节）起是 {shown}，无法解读", where=name, fix=_SAVE_AS
    )


def _utf16_without_bom(start: bytes) -> str | None:
    """UTF-16 shows by its zero bytes: commas, digits and line ends have one each, always on the same side."""
    even, odd = start[0::2].count(0), start[1::2].count(0)
    if max(even, odd) < len(start) // 100 or min(even, odd) * 20 > max(even, odd):
        return None
    return "utf-16-le" if odd > even else "utf-16-be"


def _decode(path: Path, encoding: str) -> TextFormat | _Break:
    """Decode the whole file strictly, piece by piece."""
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    offset = lines = wide = 0
    has_nul = False
    with path.open("rb") as file:
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
            if not piece:
                return TextFormat(encoding, has_nul)
            has_nul = has_nul or "\0" in text
            offset, lines = offset + len(piece), lines + text.count("\n")
            wide = wide + _wide(text) if wide < _SURELY_UTF8 else wide


def _wide(text: str) -> int:
    return 0 if text.isascii() else len(text.encode("utf-8", "ignore").translate(None, bytes(range(0xC0))))
