"""How rare names are: 张三 in a county with forty of them proves less than a name that is met once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from jingzhun.fields.hashes import split_hashes
from jingzhun.match.people import People

#: A village's own surname counts are mixed with this many people drawn from the whole roll.
_BORROWED_PEOPLE = 5.0


@dataclass(frozen=True)
class NameRarity:
    """How rare each member's name is, in bits; ``in_village`` among the people of the member's own village.

    Surnames cluster by village and given names by generation, so a full name's frequency is taken as
    the surname's (in the county or in the village) times the given name's.
    """

    in_county: np.ndarray
    in_village: np.ndarray


def name_rarity(roll: People, most: float) -> NameRarity:
    """Rarity of every member's name from the frequencies of the roll itself.

    Args:
        roll: the members.
        most: no name counts as rarer than this many bits.
    """
    parts = split_hashes(roll.distinct_names, roll.names.surname_lengths)
    surname, given = (part[roll.name_index] for part in parts)
    people = max(1, len(roll))
    # One more than was seen: a name met once in the roll is less rare in the county than that.
    given_share = (_counts(given) + 1) / (people + 1)
    surname_share = _counts(surname) / people
    villagers = _counts(roll.village_inside)
    surnames = _counts(surname, roll.village_inside)
    village_share = (surnames + _BORROWED_PEOPLE * surname_share) / (villagers + _BORROWED_PEOPLE)
    # Some full names are more usual than their parts make them.
    namesakes = (_counts(roll.name_index) - 1) / people
    return NameRarity(
        in_county=np.minimum(most, -np.log2(np.maximum(given_share * surname_share, namesakes))),
        in_village=np.minimum(most, -np.log2(given_share * village_share)),
    )


def _counts(*keys: np.ndarray) -> np.ndarray:
    """How often each row's combination of keys occurs."""
    combined = keys[0]
    for key in keys[1:]:
        combined = combined * 1000003 + key
    _, inverse, counts = np.unique(combined, return_inverse=True, return_counts=True)
    result: np.ndarray = counts[inverse]
    return result
