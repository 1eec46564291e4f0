"""From levels to bits: the Fellegi–Sunter weights of weights.toml, with the rarity of names learnt from the roll."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from enum import IntEnum
from functools import cache
from importlib import resources
from typing import Any

import numpy as np

from jingzhun.fields.name_levels import NameLevel
from jingzhun.kinds import TableKind
from jingzhun.match.compare import BirthLevel, NumberLevel, PlaceLevel, SexLevel
from jingzhun.match.people import People, text_hashes

#: A village's own surname counts are mixed with this many people drawn from the whole roll.
_BORROWED_PEOPLE = 5.0


@dataclass(frozen=True)
class LevelBits:
    """Bits of one comparator by level: ``added`` to what is computed, or ``fixed`` where nothing is."""

    added: np.ndarray
    is_fixed: np.ndarray


@dataclass(frozen=True)
class Weights:
    """The shipped weights as arrays indexed by level."""

    number: LevelBits
    number_places: np.ndarray
    name: LevelBits
    name_least: float
    name_most: float
    birth: np.ndarray
    sex: np.ndarray
    residence: np.ndarray
    location: np.ndarray
    co_owner: float
    co_owner_from: float
    grades: dict[str, float]
    prior_share: float
    prior_fewest_rows: int

    def place(self, kind: TableKind) -> np.ndarray:
        """Bits of the place levels for a register: a property's address is not its owner's."""
        return self.location if kind.place_field == "location" else self.residence


@cache
def shipped_weights() -> Weights:
    """The weights of match/weights.toml."""
    table = tomllib.loads(resources.files("jingzhun.match").joinpath("weights.toml").read_text(encoding="utf-8"))
    return Weights(
        number=_level_bits(table["number"], NumberLevel),
        number_places=np.array(table["number"]["places"], dtype=np.float64),
        name=_level_bits(table["name"], NameLevel),
        name_least=table["name"]["least"],
        name_most=table["name"]["most"],
        birth=_bits(table["birth"], BirthLevel),
        sex=_bits(table["sex"], SexLevel),
        residence=_bits(table["place"]["residence"], PlaceLevel),
        location=_bits(table["place"]["location"], PlaceLevel),
        co_owner=table["household"]["co_owner"],
        co_owner_from=table["household"]["co_owner_from"],
        grades=table["grades"],
        prior_share=table["prior"]["share"],
        prior_fewest_rows=table["prior"]["fewest_rows"],
    )


def _bits(table: dict[str, float], levels: type[IntEnum]) -> np.ndarray:
    return np.array([table[level.name.lower()] for level in levels], dtype=np.float64)


def _level_bits(table: dict[str, Any], levels: type[IntEnum]) -> LevelBits:
    fixed = table["fixed"]
    is_fixed = np.array([level.name.lower() in fixed for level in levels])
    added = [fixed.get(level.name.lower(), table.get(level.name.lower())) for level in levels]
    return LevelBits(np.array(added, dtype=np.float64), is_fixed)


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
    distinct = list(zip(roll.distinct_names.to_pylist(), roll.names.surname_lengths.tolist(), strict=True))
    surname = text_hashes([name[:length] for name, length in distinct])[roll.name_index]
    given = text_hashes([name[length:] for name, length in distinct])[roll.name_index]
    people = max(1, len(roll))
    # One more than was seen: a name met once in the roll is less rare in the county than that.
    given_share = (_counts(given) + 1) / (people + 1)
    surname_share = _counts(surname) / people
    villagers = _counts(roll.village_inside)
    namesakes = _counts(surname, roll.village_inside)
    village_share = (namesakes + _BORROWED_PEOPLE * surname_share) / (villagers + _BORROWED_PEOPLE)
    return NameRarity(
        in_county=np.minimum(most, -np.log2(given_share * surname_share)),
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


def number_bits(weights: Weights, levels: np.ndarray, agreed: np.ndarray) -> np.ndarray:
    """Bits of the number levels; ``agreed`` is the (pairs, 18) mask of equal places."""
    digits = np.where(weights.number.is_fixed[levels], 0.0, agreed @ weights.number_places)
    bits: np.ndarray = digits + weights.number.added[levels]
    return bits


def name_bits(weights: Weights, levels: np.ndarray, rarity: np.ndarray) -> np.ndarray:
    """Bits of the name levels; ``rarity`` is that of the member's name, one a pair."""
    added = weights.name.added[levels]
    bits: np.ndarray = np.where(weights.name.is_fixed[levels], added, np.maximum(weights.name_least, rarity + added))
    return bits
