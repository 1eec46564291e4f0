"""A text file in decoded pieces, for the parsers that are fed with them."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from pathlib import Path

from jingzhun.read.text.encoding import TextFormat, refuse_damage

_PIECE = 1 << 20


def decoded_pieces(path: Path, name: str, text: TextFormat) -> Iterator[str]:
    """The text of a file, without byte order mark and NUL characters.

    Args:
        path: the file.
        name: what messages call it.
        text: its encoding.

    Raises:
        UnreadableFileError: it is not well-formed in its encoding.
    """
    decoder = codecs.getincrementaldecoder(text.encoding)("strict")
    with path.open("rb") as file:
        while True:
            piece = file.read(_PIECE)
            try:
                decoded = decoder.decode(piece, final=not piece)
            except UnicodeDecodeError:
                refuse_damage(path, name, text)
            yield decoded.replace("\0", "")
            if not piece:
                return
