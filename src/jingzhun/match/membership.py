"""Which of many integers are among a few: the test by which nearly all rows of a register are passed over."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from jingzhun.fields.hashes import scattered

#: Slots for each key: one number in so many passes the first look by chance. Larger tables leave the processor's cache.
_SLOTS_A_KEY = 32
_FEWEST_BITS, _MOST_BITS = 10, 24


@dataclass(frozen=True)
class Membership:
    """A set of int64 keys.

    Attributes:
        keys: ascending.
        slots: bool, by the upper bits of a multiplicative hash; looked at before ``keys`` are.
        shift: what is left of a hash is its slot.
    """

    keys: np.ndarray
    slots: np.ndarray
    shift: np.uint64

    @classmethod
    def of(cls, keys: np.ndarray) -> Membership:
        """The set of some keys, which may repeat."""
        ascending = keys if bool((keys[1:] >= keys[:-1]).all()) else np.sort(keys)
        distinct = ascending[np.append(True, ascending[1:] != ascending[:-1])] if len(keys) else ascending
        bits = min(_MOST_BITS, max(_FEWEST_BITS, (len(distinct) * _SLOTS_A_KEY).bit_length()))
        shift = np.uint64(64 - bits)
        slots = np.zeros(1 << bits, dtype=bool)
        slots[scattered(distinct) >> shift] = True
        return cls(distinct, slots, shift)

    def found(self, values: np.ndarray) -> np.ndarray:
        """Positions of the values (int64) that are in the set."""
        if not len(self.keys):
            return np.zeros(0, dtype=np.int64)
        likely = self.likely(values)
        chosen = values[likely]
        places = np.minimum(np.searchsorted(self.keys, chosen), len(self.keys) - 1)
        found: np.ndarray = likely[self.keys[places] == chosen]
        return found

    def likely(self, values: np.ndarray) -> np.ndarray:
        """Positions of the values (int64) that are in the set, with few others: half the work of ``found``."""
        return np.flatnonzero(self.slots[scattered(values) >> self.shift])
