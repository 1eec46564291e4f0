"""One batch of a register → scored pairs. This is the function that an engine runs, here or on its workers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from jingzhun.fields.idcard_column import NumberTally
from jingzhun.fields.name_levels import levels as name_levels
from jingzhun.kinds import TableKind
from jingzhun.match.candidates import RollIndex, candidate_pairs, index_roll
from jingzhun.match.compare import (
    IDENTIFYING_NUMBERS,
    PlaceLevel,
    birth_levels,
    number_levels,
    place_levels,
    sex_levels,
)
from jingzhun.match.people import People, people_of
from jingzhun.match.weights import NameRarity, Weights, name_bits, name_rarity, number_bits
from jingzhun.normalise import typed

#: Pairs with less evidence than this can never become a link, whatever share of the register concerns the roll.
FEWEST_BITS = 6.0
_NEAR = (PlaceLevel.SAME_HOUSE, PlaceLevel.SAME_VILLAGE)
LEVEL_COLUMNS = ("number_level", "name_level", "birth_level", "sex_level", "place_level")


@dataclass(frozen=True)
class RollSide:
    """Everything about the roll that scoring needs; made once, shipped to every worker."""

    index: RollIndex
    rarity: NameRarity
    weights: Weights


@dataclass(frozen=True)
class ScoredBatch:
    """What one batch yields.

    Attributes:
        pairs: one row a pair: ``member``, ``owner``, ``bits`` (float64, without the prior), the five levels,
            ``register_file register_sheet register_row``, and the texts of the register row.
        rows: people in the batch, and among them ``sound`` with a number that identifies them.
        compared: pairs compared.
        numbers: what the column of identity numbers holds.
    """

    pairs: pa.Table
    rows: int
    sound: int
    compared: int
    numbers: NumberTally


def roll_side(roll: pa.Table, weights: Weights) -> RollSide:
    """Index the typed roll for matching."""
    people = people_of(roll)
    return RollSide(index_roll(people), name_rarity(people, weights.name_most), weights)


def score_batch(side: RollSide, batch: pa.RecordBatch, mapping: Mapping[str, str], kind: TableKind) -> ScoredBatch:
    """Type one raw batch of a register and score it against the roll.

    Args:
        side: the roll.
        batch: raw strings as ``read`` delivers them.
        mapping: field name → header of the batch.
        kind: which register it is.
    """
    table = typed(batch, mapping, kind)
    register = people_of(table)
    pairs = candidate_pairs(side.index, register)
    levels, bits = _evidence(side, register, pairs, kind)
    identifying = np.isin(levels["number_level"], IDENTIFYING_NUMBERS)
    kept = np.flatnonzero((bits >= FEWEST_BITS) | identifying)
    scored = table.take(pa.array(pairs[1][kept])).select(_columns_to_keep(table))
    scored = scored.rename_columns([_published(label) for label in scored.column_names])
    scored = scored.append_column("member", pa.array(pairs[0][kept])).append_column("bits", pa.array(bits[kept]))
    for label, values in levels.items():
        scored = scored.append_column(label, pa.array(values[kept]))
    sound = int(register.sound.sum())
    return ScoredBatch(scored, len(register), sound, len(pairs[0]), NumberTally.of_typed(table))


def _evidence(
    side: RollSide, register: People, pairs: tuple[np.ndarray, np.ndarray], kind: TableKind
) -> tuple[dict[str, np.ndarray], np.ndarray]:
    roll, weights = side.index.people, side.weights
    number, agreed = number_levels(roll, register, pairs)
    name = name_levels(roll.names, roll.name_index[pairs[0]], register.names, register.name_index[pairs[1]])
    birth = birth_levels(roll, register, pairs, agreed)
    sex = sex_levels(roll, register, pairs, agreed)
    place = place_levels(roll, register, pairs)
    near = np.isin(place, _NEAR)
    rarity = np.where(near, side.rarity.in_village[pairs[0]], side.rarity.in_county[pairs[0]])
    bits = (
        number_bits(weights, number, agreed)
        + name_bits(weights, name, rarity)
        + weights.birth[birth]
        + weights.sex[sex]
        + weights.place(kind)[place]
    )
    return dict(zip(LEVEL_COLUMNS, (number, name, birth, sex, place), strict=True)), bits


def _columns_to_keep(table: pa.Table) -> list[str]:
    """What the policy may ask of a register row: its texts, and its amounts in 分."""
    texts = [label for label in table.column_names if pa.types.is_string(table.schema.field(label).type)]
    amounts = [label for label in table.column_names if label.endswith("_fen")]
    return [*texts, *amounts, "_row", "owner"]


def _published(label: str) -> str:
    return f"register{label}" if label in ("_file", "_sheet", "_row") else label
