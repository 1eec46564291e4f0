"""Learn the weights of one register without labels, by expectation–maximisation from the shipped values.

u comes from random pairs of a member and a register person (nearly all are two people), m and the share of the
register that concerns the roll from the compared pairs (Fellegi and Sunter 1969; Winkler 1988). What was never
compared counts as no match: the blocking keys leave out less than one pair of one person in a hundred. A register
person can be one member only, so the candidates of a row share its probability.

Sums are exact whatever the order of rows and batches: probabilities are rounded to multiples of 2⁻²⁰ first.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from jingzhun.fields.threads import side_by_side
from jingzhun.match.compare import evidence_beside_number
from jingzhun.match.draw import random_pairs
from jingzhun.match.people import People
from jingzhun.match.weights import LevelWeights, Weights, evidence_bits, prior_bits

#: The shipped u counts as much as random pairs in which the level is expected so many times.
_EXPECTED_TIMES = 4.0
#: The shipped entropy of a place of the number counts as much as so many people.
_PEOPLE_A_PLACE = 1000.0
_MOST_ROUNDS = 30
#: Bits by which no level may still change.
_SMALL_CHANGE = 0.002
_GRAIN = float(1 << 20)
#: Bits beyond which a chance is certain; powers of two stay finite.
_CERTAIN = 60.0


@dataclass(frozen=True)
class ComparedPairs:
    """The compared pairs of a register, one entry a pair.

    Attributes:
        person: number of the register person, from 0.
        levels: int8 levels by comparator.
        agreed: bit masks of the places of the number on which both agree.
        rarity: bits of the member's name.
    """

    person: np.ndarray
    levels: dict[str, np.ndarray]
    agreed: np.ndarray
    rarity: np.ndarray

    def bits(self, weights: Weights) -> dict[str, np.ndarray]:
        """What every comparator says, (pairs,) by comparator."""
        return evidence_bits(weights, self.levels, self.agreed, self.rarity)


def learn(weights: Weights, pairs: ComparedPairs, rows: int, roll: People, drawn: People) -> Weights:
    """Learn u from random pairs, then m and the share by expectation–maximisation.

    Args:
        weights: what to start from, and to stay near where there is little data.
        pairs: the compared pairs of the register.
        rows: people in the register.
        roll: the members.
        drawn: some people of the register, drawn by hash.

    Returns:
        The learnt weights; those to start from where a side has too few people, or too few with a sound number: by
        names alone nobody can tell how many are met.
    """
    if min(rows, len(roll)) < weights.learning["fewest_people"] or not len(pairs.person):
        return weights
    if min(roll.sound.mean(), drawn.sound.mean() if len(drawn) else 0.0) < weights.learning["sound_share"]:
        return weights
    shipped_share = weights.share
    weights = _with_chance_agreement(weights, roll, drawn)
    for _ in range(_MOST_ROUNDS):
        bits = np.sum([*pairs.bits(weights).values()], axis=0) + prior_bits(weights, len(roll))
        matched = np.round(match_chances(bits, pairs.person) * _GRAIN) / _GRAIN
        learnt = weights.with_comparators(
            {name: _with_m(weights, name, levels, matched) for name, levels in pairs.levels.items()},
            min(0.9, (float(matched.sum()) + shipped_share) / (rows + 1)),
        )
        settled = _change(weights, learnt) < _SMALL_CHANGE
        weights = learnt
        if settled:
            break
    return weights


def match_chances(bits: np.ndarray, person: np.ndarray) -> np.ndarray:
    """The chance that each pair is one person, when a register person is one member at most.

    Args:
        bits: log2 of the odds of each pair alone, (pairs,).
        person: number of the register person of each pair, from 0.

    Returns:
        Probabilities, (pairs,), which sum to at most 1 for a register person.
    """
    odds = np.exp2(np.clip(bits, -_CERTAIN, _CERTAIN))
    sums = np.bincount(person, weights=odds, minlength=int(person.max(initial=-1)) + 1)
    chances: np.ndarray = odds / (1.0 + sums[person])
    return chances


def _with_m(weights: Weights, name: str, levels: np.ndarray, matched: np.ndarray) -> LevelWeights:
    """The comparator with the m of its learnt levels as often as matched pairs show them."""
    table = weights.comparators[name]
    learnt = np.isnan(table.decided)
    counts = np.where(learnt, np.bincount(levels, weights=matched, minlength=len(table.m)), 0.0)
    of_group = np.bincount(table.group, weights=counts)[table.group]
    pairs = weights.learning["pairs"]
    m = (weights.started[name].m * pairs + counts) / (pairs + of_group)
    return replace(table, m=np.where(learnt, m, np.nan))


def _with_chance_agreement(weights: Weights, roll: People, drawn: People) -> Weights:
    """U of every level, and what a digit of the number proves, from random pairs."""
    pairs = random_pairs(roll, drawn)
    # Whole numbers never agree by chance; what a digit proves is computed.
    half = len(pairs[0]) // 2
    halves = (tuple(side[half:] for side in pairs), tuple(side[:half] for side in pairs))
    levels = side_by_side(*(partial(_levels_beside_number, roll, drawn, *part) for part in halves))
    seen = {name: np.concatenate([each[name] for each in levels]) for name in levels[0]}
    tables = {name: _with_u(weights.comparators[name], found) for name, found in seen.items()}
    return replace(weights.with_comparators(tables, weights.share), digit_bits=_digit_bits(weights, roll, drawn))


def _levels_beside_number(roll: People, drawn: People, members: np.ndarray, rows: np.ndarray) -> dict[str, np.ndarray]:
    return evidence_beside_number(roll, drawn, (members, rows), np.zeros((len(members), 18), dtype=bool))


def _with_u(table: LevelWeights, levels: np.ndarray) -> LevelWeights:
    counts = np.bincount(levels, minlength=len(table.u)).astype(np.float64)
    learnt = np.isnan(table.decided)
    stated = float(counts[learnt].sum())
    with np.errstate(divide="ignore", invalid="ignore"):
        by_share = (_EXPECTED_TIMES + counts) / (_EXPECTED_TIMES / table.u + stated)
        # Beside equal values, of which there are few: how many more are as near.
        equal = counts[1]
        by_value = table.u * (_EXPECTED_TIMES + counts) / (_EXPECTED_TIMES + table.u * equal)
    chosen = np.where(table.by_value, by_value, by_share)
    chosen[1] = table.u[1] if table.by_value[1] else chosen[1]
    return replace(table, u=np.where(learnt, chosen, np.nan))


def _digit_bits(weights: Weights, roll: People, drawn: People) -> np.ndarray:
    """log2 of how rarely two people agree on each place of the number."""
    sides = [people.digits[people.sound] for people in (roll, drawn)]
    fewest = min(len(side) for side in sides)
    agree = np.zeros(len(weights.digit_bits))
    for place in range(len(agree)):
        shares = [np.bincount(side[:, place], minlength=256) / max(1, len(side)) for side in sides]
        agree[place] = shares[0] @ shares[1]
    start = np.exp2(-weights.digit_bits)
    bits: np.ndarray = -np.log2((_PEOPLE_A_PLACE * start + fewest * agree) / (_PEOPLE_A_PLACE + fewest))
    return bits


def _change(before: Weights, after: Weights) -> float:
    changes = [
        np.abs(after.comparators[name].bits - table.bits)[np.isnan(table.decided)].max(initial=0.0)
        for name, table in before.comparators.items()
    ]
    return float(max([*changes, abs(np.log2(after.share / before.share))]))
