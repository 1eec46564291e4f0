"""A text file in blocks of whole lines, each as UTF-8, so that memory does not grow with the file."""

from __future__ import annotations

import codecs
import itertools
from collections.abc import Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import BinaryIO

import numpy as np

from jingzhun.read.failure import cannot_open
from jingzhun.read.text.encoding import TextFormat, refuse_damage

# Decoding holds the interpreter's lock, reading lets it go: so often another thread gets its turn.
_PIECE = 1 << 18


class LongLineError(Exception):
    """A line is longer than any line of a table; the caller knows which one it is."""


def text_blocks(path: Path, name: str, text: TextFormat, size: int, line_bytes: int) -> Generator[bytes]:
    """Read a text file in blocks.

    Args:
        path: the file.
        name: what messages call it.
        text: its encoding.
        size: about how many bytes a block is to have.
        line_bytes: how many a line may have.

    Yields:
        UTF-8 that ends with a line, together the whole file without its byte order mark and NULs. What was UTF-8 in
        the file is handed on unchecked: who decodes it calls ``encoding.refuse_damage`` when it breaks.

    Raises:
        LongLineError: a line is too long.
        UnreadableFileError: the system does not let it be read, or it is not in its encoding.
    """
    try:
        with path.open("rb") as file:
            pieces = (piece.replace(b"\0", b"") for piece in _utf8_pieces(file, text.encoding))
            yield from _whole_lines(_without_marks(pieces), size, line_bytes)
    except OSError as failure:
        raise cannot_open(name, failure) from None
    except UnicodeDecodeError:
        refuse_damage(path, name, text)


def text_pieces(path: Path, name: str, text: TextFormat) -> Generator[str]:
    """Read a text file in pieces that end anywhere.

    Args:
        path: the file.
        name: what messages call it.
        text: its encoding.

    Yields:
        The whole file without its byte order mark.

    Raises:
        UnreadableFileError: the system does not let it be read, or it is not in its encoding.
    """
    try:
        with path.open("rb") as file:
            pieces = _decoded_pieces(file, text.encoding)
            yield next((start for piece in pieces if (start := piece.lstrip("\ufeff"))), "")
            yield from pieces
    except OSError as failure:
        raise cannot_open(name, failure) from None
    except UnicodeDecodeError:
        refuse_damage(path, name, text)


def read_ahead(blocks: Generator[bytes]) -> Iterator[bytes]:
    """Read the next block in another thread while the last one is being used."""
    with closing(blocks), ThreadPoolExecutor(1, thread_name_prefix=__name__) as reader:
        coming = reader.submit(next, blocks, None)
        while (block := coming.result()) is not None:
            coming = reader.submit(next, blocks, None)
            yield block


def split_block(block: bytes, size: int) -> Iterator[bytes]:
    """Cut a block at line ends into parts of about ``size`` bytes."""
    start = 0
    while start < len(block):
        end = block.find(b"\n", start + size - 1) + 1 or len(block)
        yield block[start:end]
        start = end


def split_rows(block: bytes, rows: int) -> Iterator[bytes]:
    """Cut a block at line ends into parts of ``rows`` lines."""
    ends = np.flatnonzero(np.frombuffer(block, np.uint8) == ord("\n")) + 1
    cuts = [0, *ends[rows - 1 :: rows].tolist(), len(block)]
    for start, end in itertools.pairwise(cuts):
        if start < end:
            yield block[start:end]


def _utf8_pieces(file: BinaryIO, encoding: str) -> Iterator[bytes]:
    if encoding.startswith("utf-8"):
        while piece := file.read(_PIECE):
            yield piece
        return
    for text in _decoded_pieces(file, encoding):
        yield text.encode()


def _without_marks(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Without byte order marks at the start: two where a program put one before another's, and that of GB18030."""
    start = b""
    for piece in pieces:
        start += piece
        while start.startswith(codecs.BOM_UTF8):
            start = start.removeprefix(codecs.BOM_UTF8)
        if not codecs.BOM_UTF8.startswith(start):
            break
    yield start
    yield from pieces


def _decoded_pieces(file: BinaryIO, encoding: str) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    while piece := file.read(_PIECE):
        yield decoder.decode(piece)
    yield decoder.decode(b"", final=True)


def _whole_lines(pieces: Iterator[bytes], size: int, line_bytes: int) -> Generator[bytes]:
    waiting: list[bytes] = []
    length = 0
    for piece in pieces:
        waiting.append(piece)
        length += len(piece)
        if length < size:
            continue
        text = b"".join(waiting)
        # Files of old Macintosh programs end their lines with a return alone; the last one may belong to a pair.
        end = text.rfind(b"\n") + 1 or text.rfind(b"\r", 0, -1) + 1
        if end:
            yield text[:end]
        if len(text) - end > line_bytes:
            raise LongLineError
        waiting, length = [text[end:]], len(text) - end
    if length:
        yield b"".join(waiting)
