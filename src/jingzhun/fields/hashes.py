"""Hashes of texts and of numbers: the same in every process, in any order of rows and cut of batches."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from jingzhun.fields.code_points import code_points

#: 2⁶⁴ divided by the golden ratio, odd: multiplied by it, numbers that are near each other lie far apart
#: (Knuth, The Art of Computer Programming, volume 3, section 6.4; SplitMix64).
GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_TEXT_MULTIPLIER = np.uint64(1_000_003)
_MIX_SHIFT, _HALF = np.uint64(29), np.uint64(32)


def column_hashes(texts: pa.Array | pa.ChunkedArray) -> np.ndarray:
    """``text_hashes`` of a column in which many texts occur again and again."""
    encoded = (texts.combine_chunks() if isinstance(texts, pa.ChunkedArray) else texts).dictionary_encode()
    if not len(encoded.dictionary):
        return np.zeros(len(encoded), dtype=np.int64)
    hashes: np.ndarray = text_hashes(encoded.dictionary)[encoded.indices.to_numpy(zero_copy_only=False)]
    return hashes


def text_hashes(texts: pa.Array) -> np.ndarray:
    """Polynomial hash over the code points of each text, 0 for the empty one.

    Args:
        texts: strings, no nulls.

    Returns:
        int64 (texts,). Takes time and memory in proportion to all characters together, however long one text is.
    """
    return _polynomials(*code_points(texts))


def split_hashes(texts: pa.Array, heads: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """``text_hashes`` of the first ``heads`` characters of each text, and of the rest."""
    codes, lengths = code_points(texts)
    heads = np.minimum(heads, lengths)
    place = np.arange(len(codes)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    in_head = place < np.repeat(heads, lengths)
    return _polynomials(codes[in_head], heads), _polynomials(codes[~in_head], lengths - heads)


def _polynomials(codes: np.ndarray, lengths: np.ndarray) -> np.ndarray:
    """The value of the polynomial that each run of codes spells, the first the coefficient of the highest power.

    Zeros count as not there.
    """
    if not codes.all():
        run = np.repeat(np.arange(len(lengths)), lengths)[codes != 0]
        codes, lengths = codes[codes != 0], np.bincount(run, minlength=len(lengths))
    ends = np.cumsum(lengths)
    powers = np.full(max(1, int(lengths.max(initial=0))), _TEXT_MULTIPLIER)
    powers[0] = 1
    powers = np.multiply.accumulate(powers)
    behind = np.repeat(ends, lengths) - 1 - np.arange(len(codes))
    # Sums that run over wrap round, and so do their differences: what is left is right.
    sums = np.append(np.uint64(0), np.cumsum(codes.astype(np.uint64) * powers[behind], dtype=np.uint64))
    hashes: np.ndarray = (sums[ends] - sums[ends - lengths]).view(np.int64)
    return hashes


def mix(*parts: np.ndarray) -> np.ndarray:
    """One int64 key out of several integer arrays of one length."""
    key = np.zeros(len(parts[0]), dtype=np.uint64)
    for part in parts:
        key ^= part.astype(np.int64, copy=False).view(np.uint64)
        key *= GOLDEN
        key ^= key >> _MIX_SHIFT
    return key.view(np.int64)


def spread(values: np.ndarray) -> np.ndarray:
    """Numbers (int64) spread over 64 bits, so that even their sums tell them apart; uint64."""
    mixed: np.ndarray = (values.view(np.uint64) + np.uint64(1)) * GOLDEN
    mixed ^= mixed >> _HALF
    mixed *= GOLDEN
    mixed ^= mixed >> _HALF
    return mixed


def scattered(values: np.ndarray) -> np.ndarray:
    """Numbers (int64) of which the upper bits tell slots of a table; uint64. The least work of all."""
    hashes: np.ndarray = values.view(np.uint64) * GOLDEN
    return hashes
