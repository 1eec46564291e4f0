"""One batch of a register → scored pairs. This is the function that an engine runs, here or on its workers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from threading import Thread

import numpy as np
import pyarrow as pa

from jingzhun.fields import name_levels, name_traces, plain_cells
from jingzhun.fields.idcard_column import NumberTally
from jingzhun.fields.threads import side_by_side
from jingzhun.kinds import TableKind
from jingzhun.match.candidates import RollIndex, find_candidates, index_roll
from jingzhun.match.compare import LEVELS, evidence
from jingzhun.match.levels import IDENTIFYING_NUMBERS, NEAR_PLACES
from jingzhun.match.namesakes import count_unnumbered
from jingzhun.match.people import People, people_of
from jingzhun.match.rarity import NameRarity, name_rarity
from jingzhun.match.raw_draw import draw_raw
from jingzhun.match.screen import RollScreen, roll_screen, screen
from jingzhun.match.shared_values import with_shared_values, written_names
from jingzhun.match.weights import evidence_bits, prior_bits, shipped_weights
from jingzhun.normalise import typed

#: Pairs that weigh less than this by the shipped weights never become a link, whatever is learnt.
LEAST_WEIGHT = -11.0
#: Column of the levels of every comparator.
LEVEL_COLUMNS = {name: f"{name}_level" for name in LEVELS}
_PLACE_BITS = 1 << np.arange(18, dtype=np.int32)


@dataclass(frozen=True)
class RollSide:
    """Everything about the roll that scoring needs; made once, shipped to every worker."""

    index: RollIndex
    screen: RollScreen
    rarity: NameRarity
    written_names: np.ndarray

    @property
    def people(self) -> People:
        """The members."""
        return self.index.people


@dataclass(frozen=True)
class ScoredBatch:
    """What one batch yields.

    Attributes:
        pairs: one row a pair: ``member``, ``owner``, int8 levels (``LEVEL_COLUMNS``), ``agreed`` (int32 bit mask of
            the places of the number on which both agree), ``register_file register_sheet register_row``, and the
            texts of the register row.
        drawn: raw rows of the batch, drawn by hash (``raw_draw.draw_raw``).
        rows: people in the batch.
        compared: pairs compared.
        numbers: what the column of identity numbers holds.
        dropped: keys met that too many members share to be followed (``candidates.Candidates``).
        unnumbered: how often each distinct name of the roll stands beside no digit of a number
            (``namesakes.count_unnumbered``), 0 where nobody counted.
    """

    pairs: pa.Table
    drawn: pa.Table
    rows: int
    compared: int
    numbers: NumberTally
    dropped: int = 0
    unnumbered: np.ndarray = field(default_factory=lambda: np.zeros(1, dtype=np.int64))


def make_ready() -> None:
    """Begin to load what comparing will need, in a thread of its own; to be called before a roll is read."""
    Thread(target=_load_tables).start()


def _load_tables() -> None:
    name_traces.load_tables()
    plain_cells.load_tables()
    name_levels.load_readings()


def roll_side(roll: pa.Table) -> RollSide:
    """Index the typed roll for matching."""
    people = with_shared_values(people_of(roll))
    rarity = partial(name_rarity, people, shipped_weights(TableKind.ROLL).name_most)
    index, (names, rarities) = side_by_side(partial(index_roll, people), lambda: (written_names(people), rarity()))
    return RollSide(index, roll_screen(index), rarities, names)


def score_batch(
    side: RollSide,
    batch: pa.RecordBatch,
    mapping: Mapping[str, str],
    kind: TableKind,
    *,
    counts_unnumbered: bool = False,
) -> ScoredBatch:
    """Type one raw batch of a register and score it against the roll.

    Args:
        side: the roll.
        batch: raw strings as ``read`` delivers them.
        mapping: field name → header of the batch.
        kind: which register it is.
        counts_unnumbered: whether to count who stands there without a number.
    """
    screened = screen(side.screen, batch, mapping, kind)
    table = typed(screened.batch, mapping, kind)
    register = people_of(table)
    members, rows, dropped = find_candidates(side.index, register)
    pairs = members, rows
    levels, agreed = evidence(side.people, register, pairs)
    mask = agreed.astype(np.int32) @ _PLACE_BITS
    weights = shipped_weights(kind)
    weight = np.full(len(members), prior_bits(weights, len(side.people)))
    for bits in evidence_bits(weights, levels, mask, rarity_of(side, members, levels["place"])).values():
        weight += bits
    kept = np.flatnonzero((weight >= LEAST_WEIGHT) | np.isin(levels["number"], IDENTIFYING_NUMBERS))
    scored = table.take(pa.array(pairs[1][kept])).select(_columns_to_keep(table))
    scored = scored.rename_columns([_published(label) for label in scored.column_names])
    scored = scored.append_column("member", pa.array(pairs[0][kept])).append_column("agreed", pa.array(mask[kept]))
    for name, values in levels.items():
        scored = scored.append_column(LEVEL_COLUMNS[name], pa.array(values[kept]))
    people = screened.rows + len(register)
    numbers = screened.numbers.add(NumberTally.of_typed(table))
    result = ScoredBatch(scored, draw_raw(batch, mapping), people, len(rows), numbers, dropped)
    return replace(result, unnumbered=count_unnumbered(side.people, register)) if counts_unnumbered else result


def rarity_of(side: RollSide, members: np.ndarray, places: np.ndarray) -> np.ndarray:
    """Bits of the members' names: among the people of the village where both live there, else in the county.

    Args:
        side: the roll.
        members: positions of members, (pairs,).
        places: levels of the places, (pairs,).
    """
    near = np.isin(places, NEAR_PLACES)
    bits: np.ndarray = np.where(near, side.rarity.in_village[members], side.rarity.in_county[members])
    return bits


def _columns_to_keep(table: pa.Table) -> list[str]:
    """What the policy may ask of a register row: its texts, and its amounts in 分."""
    texts = [label for label in table.column_names if pa.types.is_string(table.schema.field(label).type)]
    amounts = [label for label in table.column_names if label.endswith("_fen")]
    return [*texts, *amounts, "_row", "owner"]


def _published(label: str) -> str:
    return f"register{label}" if label in ("_file", "_sheet", "_row") else label
