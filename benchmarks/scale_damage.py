"""Damage to whole columns of names and numbers at once, in the kinds that the sample counties have."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from jingzhun.sample.misspelling import substitutes

_DIGITS = pa.array(list("0123456789"))


class Damaged(Enum):
    """What a column holds."""

    NUMBER = "number"
    NAME = "name"


def damage(rng: np.random.Generator, texts: pa.Array, share: float, what: Damaged) -> pa.Array:
    """Damage a share of the texts, each kind of damage equally often.

    Args:
        rng: random numbers.
        texts: names, or sound numbers of 18 characters.
        share: of the texts.
        what: which of the two.
    """
    kinds = _NUMBER_KINDS if what is Damaged.NUMBER else _NAME_KINDS
    chosen = np.flatnonzero(rng.random(len(texts)) < share)
    kind = rng.integers(0, len(kinds), len(chosen))
    for place, write in enumerate(kinds):
        here = chosen[kind == place]
        mask = np.zeros(len(texts), dtype=bool)
        mask[here] = True
        texts = pc.replace_with_mask(texts, pa.array(mask), write(rng, texts.take(pa.array(here))))
    return texts


def _part(texts: pa.Array, first: int, last: int) -> pa.Array:
    return pc.utf8_slice_codeunits(texts, first, last)


def _joined(*parts: pa.Array | str) -> pa.Array:
    return pc.binary_join_element_wise(*parts, "")


def _old_form(rng: np.random.Generator, numbers: pa.Array) -> pa.Array:
    return _joined(_part(numbers, 0, 6), _part(numbers, 8, 17))


def _rounded(rng: np.random.Generator, numbers: pa.Array) -> pa.Array:
    return _joined(_part(numbers, 0, 1), ".", _part(numbers, 1, 15), "E+17")


def _masked(rng: np.random.Generator, numbers: pa.Array) -> pa.Array:
    return _joined(_part(numbers, 0, 6), "********", _part(numbers, 14, 18))


def _missing(rng: np.random.Generator, numbers: pa.Array) -> pa.Array:
    return pa.array([""] * len(numbers), pa.string())


def _spaced(rng: np.random.Generator, numbers: pa.Array) -> pa.Array:
    return _joined(_part(numbers, 0, 6), " ", _part(numbers, 6, 14), " ", _part(numbers, 14, 18))


def _wrong_digit(rng: np.random.Generator, numbers: pa.Array) -> pa.Array:
    place = int(rng.integers(8, 17))
    digits = _DIGITS.take(pa.array(rng.integers(0, 10, len(numbers))))
    return _joined(_part(numbers, 0, place), digits, _part(numbers, place + 1, 18))


def _swapped(rng: np.random.Generator, numbers: pa.Array) -> pa.Array:
    place = int(rng.integers(8, 16))
    crossed = (_part(numbers, place + 1, place + 2), _part(numbers, place, place + 1))
    return _joined(_part(numbers, 0, place), *crossed, _part(numbers, place + 2, 18))


def _digit_lost(rng: np.random.Generator, numbers: pa.Array) -> pa.Array:
    place = int(rng.integers(8, 17))
    return _joined(_part(numbers, 0, place), _part(numbers, place + 1, 18))


def _with_gap(rng: np.random.Generator, names: pa.Array) -> pa.Array:
    return _joined(_part(names, 0, 1), " ", _part(names, 1, 9))


def _by_table(kind: str) -> Callable[[np.random.Generator, pa.Array], pa.Array]:
    """The last character of a name by one that is like it."""

    def write(rng: np.random.Generator, names: pa.Array) -> pa.Array:
        like = {character: others[0] for character, others in substitutes(kind).items()}
        last = pc.utf8_slice_codeunits(names, -1).dictionary_encode()
        written = pa.array([like.get(one, one) for one in last.dictionary.to_pylist()], pa.string())
        return _joined(pc.utf8_slice_codeunits(names, 0, -1), written.take(last.indices))

    return write


_NUMBER_KINDS = (_old_form, _rounded, _masked, _missing, _spaced, _wrong_digit, _swapped, _digit_lost)
_NAME_KINDS = (_with_gap, *map(_by_table, ("name_homophone", "name_similar", "name_traditional")))
