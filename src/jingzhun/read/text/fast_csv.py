"""Blocks of a text table that are provably simple, parsed by Arrow; all others are left to ``records``."""

from __future__ import annotations

import codecs

import numpy as np
import pyarrow as pa
import pyarrow.csv

# The csv module refuses fields of twice this many characters, so what it would refuse is not simple.
_LINE_STRIDE = 1 << 16
_QUOTE, _LINE_FEED, _RETURN = 0x22, 0x0A, 0x0D


class BlockParser:
    """Parses blocks in which every line is one record of the same width."""

    def __init__(self, delimiter: str, width: int) -> None:
        """Prepare for a file.

        Args:
            delimiter: what stands between fields.
            width: how many fields its records have.
        """
        names = [str(place) for place in range(width)]
        self._delimiter = delimiter.encode()
        self._is_possible = len(self._delimiter) == 1
        self._names = names
        self._parse_options = (
            pyarrow.csv.ParseOptions(delimiter=delimiter, ignore_empty_lines=False) if self._is_possible else None
        )
        self._convert_options = pyarrow.csv.ConvertOptions(
            column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False
        )

    def parse(self, block: bytes) -> list[pa.Array] | None:
        """Parse whole lines of UTF-8.

        Args:
            block: it begins and ends where a record does, if it is simple.

        Returns:
            One array of strings a column; ``None`` where the block is not simple, not UTF-8, or has a record of
            another width.
        """
        if not self._is_possible or not self._is_simple(block):
            return None
        read_options = pyarrow.csv.ReadOptions(column_names=self._names, block_size=len(block) + 1)
        try:
            table = pyarrow.csv.read_csv(
                pa.BufferReader(block), read_options, self._parse_options, self._convert_options
            )
        except pa.ArrowInvalid:
            return None
        return [column.combine_chunks() for column in table.columns]

    def _is_simple(self, block: bytes) -> bool:
        """Whether the csv module would read every line of the block as one record, and as Arrow does."""
        if block.startswith(codecs.BOM_UTF8):
            return False
        # A full line has as many bytes as columns. Blank lines are rows to Arrow: of a wide table they cost too much.
        if block.count(b"\n") * len(self._names) > len(block):
            return False
        strides = range(0, len(block) - _LINE_STRIDE, _LINE_STRIDE)
        if any(block.find(b"\n", start, start + _LINE_STRIDE) < 0 for start in strides):
            return False
        codes = np.frombuffer(block, np.uint8)
        if b"\r" in block and not _has_paired_returns(codes):
            return False
        return b'"' not in block or _has_sound_quotes(codes, ord(self._delimiter))


def _has_paired_returns(codes: np.ndarray) -> bool:
    """Whether a line feed follows every return: the csv module also ends lines at a return alone."""
    returns = np.flatnonzero(codes == _RETURN)
    return bool(returns[-1] + 1 < len(codes)) and bool((codes[returns + 1] == _LINE_FEED).all())


def _has_sound_quotes(codes: np.ndarray, delimiter: int) -> bool:
    """Whether all quotes open, close or are doubled inside fields without line breaks, or none opens a field."""
    quotes = np.flatnonzero(codes == _QUOTE)
    opening, closing = quotes[0::2], quotes[1::2]
    begins = _begin_fields(codes, opening, delimiter)
    if not begins.any():
        return not _begin_fields(codes, closing, delimiter).any()
    if len(quotes) % 2:
        return False
    after = codes[np.minimum(closing + 1, len(codes) - 1)]
    ends = (after == delimiter) | (after == _LINE_FEED) | (after == _RETURN)
    ends[-1] |= closing[-1] == len(codes) - 1
    doubled = opening[1:] == closing[:-1] + 1
    begins[1:] |= doubled
    ends[:-1] |= doubled
    if not (begins.all() and ends.all()):
        return False
    line_ends = np.flatnonzero(codes == _LINE_FEED)
    return not bool((np.searchsorted(quotes, line_ends) & 1).any())


def _begin_fields(codes: np.ndarray, quotes: np.ndarray, delimiter: int) -> np.ndarray:
    """Which quotes stand at the start of a line or behind a delimiter."""
    before = codes[quotes - 1]
    begins: np.ndarray = (quotes == 0) | (before == delimiter) | (before == _LINE_FEED)
    return begins
