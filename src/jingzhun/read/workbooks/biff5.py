"""Texts of Excel 5 and 95 workbooks (BIFF5), which are bytes in the code page of the system that wrote them.

calamine 0.9 takes multi-byte code pages for single bytes, and makes every Chinese text unreadable. So it is told that
the texts are in no code page, which gives every byte as one character, and they are decoded here.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Callable

_HEAD = struct.Struct("<HH")
_BEGIN, _END, _CODE_PAGE = 0x809, 0x0A, 0x42
_BIFF5 = b"\x00\x05"
_NONE = struct.pack("<H", 1200)
_MULTI_BYTE = {932: "cp932", 936: "gb18030", 949: "cp949", 950: "cp950"}


def is_biff5(records: bytes) -> bool:
    """Whether the records of an xls are those of Excel 5 or 95.

    Args:
        records: from ``scan_xls.workbook_stream``.
    """
    return len(records) > 6 and _HEAD.unpack_from(records)[0] == _BEGIN and records[4:6] == _BIFF5


def without_code_page(content: bytes, stream: str, records: bytes) -> tuple[bytes, Callable[[str], str]]:
    """Make the parser give every byte of a text as one character.

    Args:
        content: the file.
        stream: name of the stream that holds the records.
        records: the records.

    Returns:
        The file with its code page taken out, and what turns a text that the parser gives into the one that was meant.
    """
    import olefile

    place, code_page = _code_page(records)
    codec = _MULTI_BYTE.get(code_page, "")
    if place:
        file = io.BytesIO(content)
        with olefile.OleFileIO(file, write_mode=True) as container:
            container.write_stream(stream, records[:place] + _NONE + records[place + 2 :])
            content = file.getvalue()

    def decode(text: str) -> str:
        if text.isascii():
            return text
        raw = text.encode("latin-1", "replace")
        if codec:
            return raw.decode(codec, "replace")
        # Libraries of the time declared a western code page, or none, for whatever they wrote.
        try:
            return raw.decode("gb18030")
        except UnicodeDecodeError:
            return raw.decode("cp1252", "replace")

    return content, decode


def _code_page(records: bytes) -> tuple[int, int]:
    """Where the code page stands in the globals, and its number; zeros where there is none."""
    at = 0
    while at + 6 <= len(records):
        kind, size = _HEAD.unpack_from(records, at)
        if kind == _CODE_PAGE and size == 2:
            return at + 4, int.from_bytes(records[at + 4 : at + 6], "little")
        if kind == _END:
            break
        at += 4 + size
    return 0, 0
