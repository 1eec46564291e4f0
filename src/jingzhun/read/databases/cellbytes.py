"""Texts that a database holds as bytes of whatever encoding its client wrote: UTF-8, else GB18030, else marked."""

from __future__ import annotations

import pyarrow as pa

# A character takes at most four bytes: this many, cut off its end, leave whole characters behind.
_LONGEST_STUMP = 3


class ByteColumn:
    """Decodes one column, batch by batch, and remembers what was not plain UTF-8.

    Args:
        header: what notes call the column.
    """

    def __init__(self, header: str) -> None:
        self._header = header
        self._gb18030 = 0
        self._damaged = 0
        self._first_damaged = 0

    def texts(self, values: pa.Array, first_row: int) -> pa.Array:
        """Decode strictly as UTF-8; where that fails as GB18030; where that fails too, bad bytes become ``�``.

        Args:
            values: binary; null stays null.
            first_row: the number of the first of these rows.
        """
        try:
            return values.cast(pa.string())  # checks every byte
        except pa.ArrowInvalid:
            cells = [
                None if raw is None else self._text(raw, row) for row, raw in enumerate(values.to_pylist(), first_row)
            ]
            return pa.array(cells, type=pa.string())

    def notes(self) -> list[str]:
        """What a person should know of this column."""
        where = f"列“{self._header}”有"
        notes = []
        if self._gb18030:
            notes.append(f"{where} {self._gb18030} 格不是 UTF-8，按 GB18030 读取")
        if self._damaged:
            notes.append(
                f"{where} {self._damaged} 格含有认不出的字节，以 � 代替（第一处在第 {self._first_damaged} 行）"
            )
        return notes

    def _text(self, raw: bytes, row: int) -> str:
        try:
            return raw.decode("utf-8")
        except UnicodeDecodeError:
            if not _is_cut_utf8(raw):
                try:
                    text = raw.decode("gb18030")
                except UnicodeDecodeError:
                    pass
                else:
                    self._gb18030 += 1
                    return text
        self._damaged += 1
        self._first_damaged = self._first_damaged or row
        return raw.decode("utf-8", errors="replace")


def _is_cut_utf8(raw: bytes) -> bool:
    """Whether UTF-8 was cut in the middle of its last character, as a column of limited length cuts it."""
    for length in range(1, min(_LONGEST_STUMP, len(raw) - 1) + 1):
        try:
            return not raw[:-length].decode("utf-8").isascii()
        except UnicodeDecodeError:
            continue
    return False
