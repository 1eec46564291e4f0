"""From scored pairs to links: the best member for every register person, ties kept, graded, with reasons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from jingzhun.fields.hashes import text_hashes
from jingzhun.fields.threads import side_by_side
from jingzhun.kinds import TableKind
from jingzhun.match import draw
from jingzhun.match.compare import LEVELS
from jingzhun.match.grade import chances_wrong, grades, reasons
from jingzhun.match.learn import ComparedPairs, learn, match_chances
from jingzhun.match.levels import IDENTIFYING_NUMBERS
from jingzhun.match.other_pairs import SAME_WEIGHT, has_rival, household_bits, is_again, is_of_co_owner, shared_numbers
from jingzhun.match.raw_draw import merge_raw
from jingzhun.match.score import LEVEL_COLUMNS, RollSide, ScoredBatch, rarity_of
from jingzhun.match.weights import Weights, prior_bits, shipped_weights

#: Columns that tell one register row, and one register person, from all others of a register.
ROW = ["register_file", "register_sheet", "register_row"]
PERSON = [*ROW, "owner"]
#: Column of what every comparator says, in bits.
BITS_COLUMNS = {name: f"{name}_bits" for name in LEVELS}


@dataclass(frozen=True)
class RegisterLinks:
    """The links of one register.

    Attributes:
        links: one row a link: ``member register grade weight chance_wrong link_reasons register_file register_sheet
            register_row``, the levels and the texts of the register row; ordered by register row and member.
        candidates: what stands behind them, one row a pair (see ``candidates_of``).
        weights: those that were used, learnt or given.
        rows: people read from the register.
        compared: pairs compared.
    """

    links: pa.Table
    candidates: pd.DataFrame
    weights: Weights
    rows: int
    compared: int


def best_links(
    side: RollSide,
    households: np.ndarray,
    batches: Sequence[ScoredBatch],
    kind: TableKind,
    weights: Weights | None = None,
) -> RegisterLinks:
    """Choose and grade the links of one register.

    Args:
        side: the roll.
        households: household number of every member.
        batches: all scored batches of the register, in any order.
        kind: which register it is.
        weights: those to use; learnt from the register itself when None.

    Returns:
        The links; the same for any order of rows or batches.
    """
    rows = sum(batch.rows for batch in batches)
    scored = pa.concat_tables([batch.pairs for batch in batches], promote_options="default")
    framed = partial(_frame, scored, households)
    if weights is not None:
        pairs = framed()
        compared = _compared(side, pairs)
    else:
        draws = merge_raw([batch.drawn for batch in batches])
        pairs, drawn = side_by_side(framed, partial(draw.people_of_draw, draws, kind))
        compared = _compared(side, pairs)
        weights = learn(shipped_weights(kind), compared, rows, side.people, drawn)
    for name, bits in compared.bits(weights).items():
        pairs[BITS_COLUMNS[name]] = bits
    pairs["prior_bits"] = prior_bits(weights, len(side.people))
    pairs["weight"] = pairs[["prior_bits", *BITS_COLUMNS.values()]].sum(axis=1)
    pairs["household_bits"] = household_bits(weights, pairs)
    pairs["weight"] += pairs["household_bits"]
    pairs["supported"] = pairs["household_bits"] > 0
    pairs["best"] = pairs.groupby("person")["weight"].transform("max")
    pairs["rivalled"] = has_rival(side, pairs, weights.grades["rival"])
    pairs["tied"] = (pairs["weight"] >= pairs["best"] - SAME_WEIGHT) & has_rival(side, pairs, SAME_WEIGHT)
    pairs["shared_number"] = shared_numbers(side, pairs)
    pairs["grade"] = grades(weights, pairs)
    pairs["chance_wrong"] = _chances_wrong(side, weights, pairs)
    pairs["is_link"] = _is_best(side, pairs) & (pairs["grade"] != "") & ~is_of_co_owner(pairs)
    return RegisterLinks(
        links=_links(scored, pairs[pairs["is_link"]], kind),
        candidates=pairs,
        weights=weights,
        rows=rows,
        compared=sum(batch.compared for batch in batches),
    )


def _frame(scored: pa.Table, households: np.ndarray) -> pd.DataFrame:
    """The pairs as numbers, ordered by register person and member; ``person`` and ``row`` number what they are of."""
    pairs = scored.select([*PERSON, "member", "agreed", *LEVEL_COLUMNS.values()]).to_pandas()
    pairs["place_in_scored"] = np.arange(len(pairs))
    pairs["household"] = households[pairs["member"].to_numpy()]
    pairs["address"] = _address_hashes(scored)
    pairs = pd.DataFrame(pairs.sort_values([*PERSON, "member"], kind="stable", ignore_index=True))
    changes = pairs[PERSON] != pairs[PERSON].shift()
    pairs["person"] = changes.any(axis=1).cumsum() - 1
    pairs["row"] = changes[ROW].any(axis=1).cumsum() - 1
    return pairs


def _address_hashes(scored: pa.Table) -> np.ndarray:
    """A number for the address of every register row as it is written, 0 where it names no house."""
    label = next((label for label in ("address", "location") if label in scored.column_names), None)
    if label is None:
        return np.zeros(scored.num_rows, dtype=np.int64)
    encoded = scored.column(label).combine_chunks().dictionary_encode()
    distinct = encoded.dictionary
    has_house = pc.match_substring_regex(distinct, pattern=r"\p{Nd}")
    hashes = text_hashes(pc.if_else(has_house, distinct, ""))
    return hashes[encoded.indices.to_numpy(zero_copy_only=False)] if len(hashes) else hashes


def _compared(side: RollSide, pairs: pd.DataFrame) -> ComparedPairs:
    levels = {name: pairs[column].to_numpy() for name, column in LEVEL_COLUMNS.items()}
    return ComparedPairs(
        person=pairs["person"].to_numpy(),
        levels=levels,
        agreed=pairs["agreed"].to_numpy(),
        rarity=rarity_of(side, pairs["member"].to_numpy(), levels["place"]),
    )


def _links(scored: pa.Table, chosen: pd.DataFrame, kind: TableKind) -> pa.Table:
    links = scored.take(pa.array(chosen["place_in_scored"].to_numpy())).drop_columns(["agreed"])
    for label, values in (
        ("register", [kind.value] * len(chosen)),
        ("grade", chosen["grade"].tolist()),
        ("link_reasons", reasons(chosen)),
    ):
        links = links.append_column(label, pa.array(values, type=pa.string()))
    for label, digits in (("weight", 3), ("chance_wrong", 6)):
        links = links.append_column(label, pa.array(chosen[label].round(digits).to_numpy()))
    return links


def _is_best(side: RollSide, pairs: pd.DataFrame) -> np.ndarray:
    """The best member of every register person, those who tie with it, and the same member listed again in the roll."""
    tied = (pairs["weight"] >= pairs["best"] - SAME_WEIGHT).to_numpy()
    certain = pairs["number_level"].isin(IDENTIFYING_NUMBERS).to_numpy()
    result: np.ndarray = tied | (is_again(side, pairs) & certain)
    return result


def _chances_wrong(side: RollSide, weights: Weights, pairs: pd.DataFrame) -> np.ndarray:
    """How often such a link is wrong; a person listed twice on the roll is no rival of himself."""
    first = pairs.groupby("person")["weight"].transform("idxmax").to_numpy()
    again = is_again(side, pairs) & (first != np.arange(len(pairs)))
    weight, person = pairs["weight"].to_numpy(), pairs["person"].to_numpy()
    chances = match_chances(np.where(again, -np.inf, weight), person)
    chances = np.where(again, chances[first], chances)
    with np.errstate(divide="ignore"):
        odds = np.log2(chances) - np.log2(1.0 - chances)
    return chances_wrong(weights, odds)
