"""What the parts of a packed Arrow file take unpacked, told before they are unpacked: the library only unpacks.

Layout: https://arrow.apache.org/docs/format/Columnar.html (IPC File Format, Compression), and of the tables in it
https://flatbuffers.dev/internals/. Every packed buffer begins with its length unpacked.
"""

from __future__ import annotations

import mmap
import struct
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa

from jingzhun.read.column_bounds import too_large
from jingzhun.read.limits import Limits

_MAGIC = b"ARROW1"
_CONTINUATION = 0xFFFFFFFF
_BLOCK = struct.Struct("<qi4xq")
_BUFFER = struct.Struct("<qq")
_DICTIONARY_BATCH = 2


def check_arrow_sizes(path: Path, name: str, limits: Limits) -> None:
    """Refuse an Arrow file that a few bytes blow up.

    Args:
        path: an Arrow file whose schema could be read.
        name: what messages call it.
        limits: the bounds.

    Raises:
        UnreadableFileError: a part is larger unpacked than a part may be, or all are by far larger than the file.
        pyarrow.ArrowInvalid: its parts are not where it says.
    """
    with path.open("rb") as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as content:
        try:
            sizes = list(_unpacked(content))
        except (struct.error, IndexError):
            raise pa.ArrowInvalid("parts beyond the end") from None
        packed = len(content)
    if max(sizes, default=0) > limits.part_bytes:
        raise too_large(max(sizes), name)
    if sum(sizes) > limits.ratio_from_bytes and sum(sizes) > limits.ratio * packed:
        raise too_large(sum(sizes), name)


def _unpacked(content: mmap.mmap) -> Iterator[int]:
    """Unpacked bytes of every packed part: dictionaries and record batches."""
    end = len(content) - len(_MAGIC)
    footer = end - 4 - _number("<i", content, end - 4)
    footer += _number("<I", content, footer)
    for place in (2, 3):  # dictionaries, record batches
        vector = _field(content, footer, place)
        if not vector:
            continue
        first, count = _vector(content, vector)
        for number in range(count):
            offset, about, _ = _BLOCK.unpack_from(content, _inside(first + number * _BLOCK.size))
            yield _unpacked_part(content, offset, offset + about)


def _unpacked_part(content: mmap.mmap, start: int, body: int) -> int:
    start += 8 if _number("<I", content, start) == _CONTINUATION else 4
    message = start + _number("<I", content, start)
    kind, header = _field(content, message, 1), _field(content, message, 2)
    if not kind or not header:
        return 0
    batch = header + _number("<I", content, header)
    if content[kind] == _DICTIONARY_BATCH:
        data = _field(content, batch, 1)
        batch = data + _number("<I", content, data)
    buffers = _field(content, batch, 2)
    if not buffers or not _field(content, batch, 3):  # not packed: it takes what the file does
        return 0
    first, count = _vector(content, buffers)
    size = 0
    for number in range(count):
        offset, length = _BUFFER.unpack_from(content, _inside(first + number * _BUFFER.size))
        if length >= 8:
            # -1 for one that is not packed
            size += max(0, _number("<q", content, body + offset))
    return size


def _number(form: str, content: mmap.mmap, place: int) -> int:
    return int(struct.unpack_from(form, content, _inside(place))[0])


def _inside(place: int) -> int:
    if place < 0:  # would count from the end
        raise IndexError
    return place


def _field(content: mmap.mmap, table: int, number: int) -> int:
    """Where a field of a table stands, 0 where it has none."""
    names = table - _number("<i", content, table)
    slot = 4 + 2 * number
    if slot >= _number("<H", content, names):
        return 0
    offset = _number("<H", content, names + slot)
    return table + offset if offset else 0


def _vector(content: mmap.mmap, field: int) -> tuple[int, int]:
    vector = field + _number("<I", content, field)
    return vector + 4, _number("<I", content, vector)
