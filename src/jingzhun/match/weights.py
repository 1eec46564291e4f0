"""Weights: how much every level of agreement speaks for one person, in bits; shipped, learnt or kept in a file."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import IntEnum
from functools import cache
from importlib import resources
from typing import Any

import numpy as np

from jingzhun.kinds import TableKind
from jingzhun.match.compare import LEVELS

_DIGITS = 18


@dataclass(frozen=True)
class LevelWeights:
    """What the levels of one comparator weigh; arrays indexed by level.

    Attributes:
        m: share of the pairs of one person that show the level.
        u: share of the pairs of two people that show it; where ``by_value``, how many values are as near as an
            equal one.
        by_value: whether the level adds to what the value itself proves.
        decided: bits that are not learnt, NaN where m and u say it.
        group: number of the group within which m is a share.
    """

    m: np.ndarray
    u: np.ndarray
    by_value: np.ndarray
    decided: np.ndarray
    group: np.ndarray

    @property
    def bits(self) -> np.ndarray:
        """log2(m/u), or what is decided."""
        with np.errstate(invalid="ignore"):
            learnt = np.log2(self.m / self.u)
        return np.where(np.isnan(self.decided), learnt, self.decided)


@dataclass(frozen=True)
class Weights:
    """All that scoring, grading and learning go by.

    Attributes:
        comparators: by name of the comparator; ``place`` is that of one register.
        started: the weights from which these were learnt.
        digit_bits: (18,) what each agreed digit of a number proves.
        name_least, name_most: bounds of what a name weighs.
        co_owner, co_owner_from: see weights.toml, ``household``.
        grades: least weight of each grade, and ``rival``.
        share: of a register's rows that concern the roll.
        calibration: ``seen``, the log2 odds that links turned out to have in the sample counties, for ``odds``.
        learning: see weights.toml.
    """

    comparators: dict[str, LevelWeights]
    started: dict[str, LevelWeights]
    digit_bits: np.ndarray
    name_least: float
    name_most: float
    co_owner: float
    co_owner_from: float
    grades: dict[str, float]
    share: float
    calibration: dict[str, list[float]]
    learning: dict[str, float]

    def with_comparators(self, comparators: Mapping[str, LevelWeights], share: float) -> Weights:
        """The same with other weights of the levels and another share."""
        return replace(self, comparators={**self.comparators, **comparators}, share=share)

    def values_bits(self, agreed: np.ndarray) -> np.ndarray:
        """What the agreed digits of a number prove; ``agreed`` is (pairs,) of bit masks, bit i for place i."""
        places = (agreed[:, None] >> np.arange(_DIGITS, dtype=agreed.dtype)) & 1
        bits: np.ndarray = places @ self.digit_bits
        return bits


@cache
def shipped_weights(kind: TableKind) -> Weights:
    """The weights of match/weights.toml for a register: a property's address is not its owner's."""
    table = _shipped()
    place = "location" if kind.place_field == "location" else "residence"
    sections = {name: place if name == "place" else name for name in LEVELS}
    levels = {
        name: _as_shares(level_weights(table[section]["levels"], LEVELS[name])) for name, section in sections.items()
    }
    return Weights(
        comparators=levels,
        started=levels,
        digit_bits=np.array(table["number"]["places"], dtype=np.float64),
        name_least=table["name"]["least"],
        name_most=table["name"]["most"],
        co_owner=table["household"]["co_owner"],
        co_owner_from=table["household"]["co_owner_from"],
        grades=table["grades"],
        share=table["prior"]["share"],
        calibration=table["calibration"],
        learning=table["learning"],
    )


@cache
def _shipped() -> dict[str, Any]:
    """The text of match/weights.toml as data."""
    return tomllib.loads(resources.files("jingzhun.match").joinpath("weights.toml").read_text(encoding="utf-8"))


def level_weights(table: Mapping[str, Mapping[str, float]], levels: type[IntEnum]) -> LevelWeights:
    """The weights of one comparator from its table of levels."""
    entries: list[Mapping[str, Any]] = [table[level.name.lower()] for level in levels]
    groups = list(dict.fromkeys(entry.get("group", "") for entry in entries))
    return LevelWeights(
        m=np.array([entry.get("m", np.nan) for entry in entries]),
        u=np.array([entry.get("u", entry.get("times", np.nan)) for entry in entries]),
        by_value=np.array(["times" in entry for entry in entries]),
        decided=np.array([entry.get("bits", np.nan) for entry in entries]),
        group=np.array([groups.index(entry.get("group", "")) for entry in entries]),
    )


def _as_shares(table: LevelWeights) -> LevelWeights:
    """The same with m that add up to 1 in every group: they are written with two digits and by hand."""
    learnt = np.isnan(table.decided)
    sums = np.bincount(table.group, weights=np.where(learnt, table.m, 0.0))
    return replace(table, m=np.where(learnt, table.m / np.where(sums > 0, sums, 1.0)[table.group], np.nan))


def evidence_bits(
    weights: Weights, levels: Mapping[str, np.ndarray], agreed: np.ndarray, rarity: np.ndarray
) -> dict[str, np.ndarray]:
    """What every comparator says of some pairs.

    Args:
        weights: shipped or learnt.
        levels: int8 (pairs,) by comparator.
        agreed: (pairs,) bit masks of the places of the number on which both agree.
        rarity: (pairs,) bits of the member's name.

    Returns:
        Float64 (pairs,) bits by comparator.
    """
    values = {"number": weights.values_bits(agreed), "name": rarity}
    bits = {}
    for name, level in levels.items():
        table = weights.comparators[name]
        bits[name] = table.bits[level]
        if name in values:
            bits[name] = bits[name] + np.where(table.by_value[level], values[name], 0.0)
    by_name = weights.comparators["name"].by_value[levels["name"]]
    bits["name"] = np.where(by_name, np.maximum(weights.name_least, bits["name"]), bits["name"])
    return bits


def prior_bits(weights: Weights, members: int) -> float:
    """Odds, before any evidence, that a register person is one given member."""
    return float(np.log2(weights.share / max(1, members)))
