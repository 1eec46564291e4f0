"""How many people share a name: in the roll, and in a register as far as its cells hold the name and nothing else."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from jingzhun.match.people import UNKNOWN_DIGIT, People


def count_namesakes(roll: People, names: pa.Array | None) -> np.ndarray:
    """Count the names of the roll among the cells of a batch of a register.

    A cell that is written otherwise (林 建国, 林建国、黄秀英) is not counted, so there are at least so many people.

    Args:
        roll: the members.
        names: the column of names as it is written; ``None`` counts nothing.

    Returns:
        int64, one entry a name of ``roll.distinct_names``.
    """
    distinct = len(roll.distinct_names)
    if names is None or not distinct:
        return np.zeros(distinct, dtype=np.int64)
    found = pc.index_in(names.cast(pa.string()), value_set=roll.distinct_names).drop_null()
    return np.bincount(found.to_numpy(zero_copy_only=False), minlength=distinct).astype(np.int64)


def count_unnumbered(roll: People, register: People) -> np.ndarray:
    """Count the names of the roll among the people of a batch of whose number no digit is known.

    Numbers with a slip, and those of which a part is left, meet their member by that part.

    Args:
        roll: the members.
        register: the people of the batch, those aside who have a sound number and meet no member (``screen``).

    Returns:
        int64, one entry a name of ``roll.distinct_names``.
    """
    distinct = len(roll.distinct_names)
    blank = (register.digits == UNKNOWN_DIGIT).all(axis=1) & np.asarray(pc.equal(register.odd_text, ""))
    unsure = np.bincount(register.name_index[blank], minlength=len(register.distinct_names))
    there = np.flatnonzero(unsure)
    place = pc.index_in(register.distinct_names.take(pa.array(there)), value_set=roll.distinct_names)
    known = np.flatnonzero(place.is_valid().to_numpy(zero_copy_only=False))
    counts = np.zeros(distinct, dtype=np.int64)
    counts[place.drop_null().to_numpy(zero_copy_only=False)] = unsure[there[known]]
    return counts


def namesakes_of_roll(roll: People) -> np.ndarray:
    """How many members bear each of ``roll.distinct_names``."""
    return np.bincount(roll.name_index, minlength=len(roll.distinct_names)).astype(np.int64)
