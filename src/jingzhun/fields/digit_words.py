"""Eight digits at a time: texts of digits read out of a buffer as 64-bit words, and computed with as such.

In a little-endian word the first digit is the lowest byte. Digits, pairs and fours are added up side by side in the
lanes of the word (as in D. Lemire, "Quickly parsing eight digits", 2018), with no temporary but words.
"""

from __future__ import annotations

import numpy as np

#: Digits of a word.
DIGITS = 8
_ZEROS, _UPPER, _SIX = np.uint64(0x3030303030303030), np.uint64(0xF0F0F0F0F0F0F0F0), np.uint64(0x0606060606060606)
_BYTES, _PAIRS, _FOURS = (np.uint64(each) for each in (0x00FF00FF00FF00FF, 0x0000FFFF0000FFFF, 0x00000000FFFFFFFF))
_LANE, _LAST_LANE = 16, np.uint64(48)


def words_within(cells: np.ndarray, width: int, first: int, size: int = DIGITS) -> np.ndarray:
    """Some bytes of each of many cells, as unsigned integers.

    Args:
        cells: uint8, cells of one width, one behind the other.
        width: bytes of a cell.
        first: where in a cell the word begins.
        size: bytes of a word, 2, 4 or 8.
    """
    count = len(cells) // width
    if not count:
        return np.zeros(0, dtype=f"<u{size}")
    return np.ndarray(count, dtype=f"<u{size}", buffer=cells, offset=first, strides=(width,)).copy()


def digits_of(words: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The digits of ASCII words, a byte each, and which words hold nothing else (bool)."""
    digits = words ^ _ZEROS
    # Beside 0 to 9, whatever else there is has an upper half, or gets one when six is added.
    return digits, ((digits | (digits + _SIX)) & _UPPER) == 0


def numbers_of(digits: np.ndarray) -> np.ndarray:
    """The numbers of eight digits; int64."""
    number = (digits * np.uint64(10) + (digits >> np.uint64(8))) & _BYTES
    number = (number * np.uint64(100) + (number >> np.uint64(16))) & _PAIRS
    number = (number * np.uint64(10_000) + (number >> np.uint64(32))) & _FOURS
    return number.view(np.int64)


def weighted_sums(digits: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Sums of eight digits, each times its weight; int64.

    Args:
        digits: a byte each.
        weights: (8,), small: the sum of four products must stay below 65,536.
    """
    sums = np.zeros(len(digits), dtype=np.uint64)
    for first in range(2):
        # Times the weights in reversed order, the last lane of the product is the sum of all four.
        factor = sum(int(weight) << _LANE * lane for lane, weight in enumerate(weights[first::2][::-1]))
        sums += (((digits >> np.uint64(8 * first)) & _BYTES) * np.uint64(factor)) >> _LAST_LANE
    return sums.view(np.int64)
