"""Pairs of names laid side by side, as the comparisons of names look at them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from jingzhun.fields.characters import characters
from jingzhun.fields.name_codes import WILDCARD, NameCodes


@dataclass(frozen=True)
class Side:
    """One side of some pairs, arrays (width, pairs) or (pairs,); ``canonical`` are the standard forms of ``codes``."""

    names: NameCodes
    index: np.ndarray
    codes: np.ndarray
    canonical: np.ndarray
    lengths: np.ndarray
    surname_lengths: np.ndarray

    @classmethod
    def of(cls, names: NameCodes, index: np.ndarray, width: int) -> Side:
        """The names at ``index``, the first ``width`` characters of each."""
        codes = names.codes(index, width)
        return cls(
            names, index, codes, characters().canonical[codes], names.lengths[index], names.surname_lengths[index]
        )

    def rows(self, chosen: np.ndarray) -> Side:
        """The chosen pairs alone."""
        return Side(
            self.names,
            self.index[chosen],
            self.codes[:, chosen],
            self.canonical[:, chosen],
            self.lengths[chosen],
            self.surname_lengths[chosen],
        )


@dataclass(frozen=True)
class Pairs:
    """Pairs of names with what their characters have in common, place by place: bool (width, pairs).

    Attributes:
        unread: one of the two is unreadable.
        equal: both readable and of one standard form.
        differing: both readable and not of one form, or one name has ended.
    """

    left: Side
    right: Side
    unread: np.ndarray
    equal: np.ndarray
    differing: np.ndarray

    @classmethod
    def of(
        cls, left: NameCodes, left_index: np.ndarray, right: NameCodes, right_index: np.ndarray, width: int
    ) -> Pairs:
        """The names at two arrays of positions, pair by pair."""
        return cls.between(Side.of(left, left_index, width), Side.of(right, right_index, width))

    @classmethod
    def between(cls, left: Side, right: Side) -> Pairs:
        """Two sides, place by place."""
        unread = (left.codes == ord(WILDCARD)) | (right.codes == ord(WILDCARD))
        same_form = left.canonical == right.canonical
        return cls(left, right, unread, same_form & ~unread & (left.codes != 0), ~same_form & ~unread)

    def rows(self, chosen: np.ndarray) -> Pairs:
        """The chosen pairs alone."""
        return Pairs(
            self.left.rows(chosen),
            self.right.rows(chosen),
            self.unread[:, chosen],
            self.equal[:, chosen],
            self.differing[:, chosen],
        )


def has_pinyin(pairs: Pairs) -> np.ndarray:
    """Which pairs hold a syllable of pinyin; bool (pairs,)."""
    left, right = pairs.left, pairs.right
    found: np.ndarray = left.names.has_pinyin[left.index] | right.names.has_pinyin[right.index]
    return found
