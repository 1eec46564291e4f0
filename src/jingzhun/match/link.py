"""From scored pairs to links: the best member for every register person, ties kept, graded, with reasons."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import pandas as pd
import pyarrow as pa

from jingzhun.fields.name_levels import AGREEING_NAMES, NameLevel
from jingzhun.kinds import TableKind
from jingzhun.match.compare import IDENTIFYING_NUMBERS, BirthLevel, NumberLevel, PlaceLevel, SexLevel
from jingzhun.match.people import UNKNOWN_DIGIT
from jingzhun.match.score import LEVEL_COLUMNS, RollSide, ScoredBatch
from jingzhun.model import Grade

#: Enough for grade B beside a number that is whole or wrong in one place: brothers and sisters, twins among them,
#: are named so too, and a register may leave the name empty.
_HALF_AGREEING_NAMES = (NameLevel.ONE_DIFFERENT, NameLevel.MISSING)
_NEARLY_WHOLE_NUMBERS = (*IDENTIFYING_NUMBERS, NumberLevel.ONE_DIGIT, NumberLevel.SWAPPED)
_CONTRADICTING_NUMBERS = (NumberLevel.DIFFERENT, NumberLevel.TWO_PEOPLE)
_PERSON = ["register_file", "register_sheet", "register_row", "owner"]


class _Worded(Protocol):
    """A level of any comparator."""

    @property
    def words(self) -> str: ...


_LEVELS: dict[str, Callable[[int], _Worded]] = dict(
    zip(LEVEL_COLUMNS, (NumberLevel, NameLevel, BirthLevel, SexLevel, PlaceLevel), strict=True)
)
#: Two weights nearer than this are one: sums of floats may differ in the last digits.
_SAME_WEIGHT = 1e-6


@dataclass(frozen=True)
class RegisterLinks:
    """The links of one register.

    Attributes:
        links: one row a link: ``member register grade weight link_reasons register_file register_sheet register_row``,
            the five levels and the texts of the register row; ordered by register row and member.
        rows: people read from the register.
        compared: pairs compared.
    """

    links: pa.Table
    rows: int
    compared: int


def best_links(
    side: RollSide, households: np.ndarray, batches: Sequence[ScoredBatch], kind: TableKind
) -> RegisterLinks:
    """Choose and grade the links of one register.

    Args:
        side: the roll.
        households: household number of every member.
        batches: all scored batches of the register, in any order.
        kind: which register it is.

    Returns:
        The links; the same for any order of rows or batches.
    """
    rows, compared = sum(batch.rows for batch in batches), sum(batch.compared for batch in batches)
    scored = pa.concat_tables([batch.pairs for batch in batches], promote_options="default")
    pairs = scored.select([*_PERSON, "member", "bits", *LEVEL_COLUMNS]).to_pandas()
    pairs["place_in_scored"] = np.arange(len(pairs))
    pairs["household"] = households[pairs["member"].to_numpy()]
    pairs["weight"] = pairs["bits"] + _prior_bits(side, pairs, sum(batch.sound for batch in batches))
    pairs["weight"] += _co_owner_bits(side, pairs)
    pairs = pairs.sort_values([*_PERSON, "member"], kind="stable", ignore_index=True)
    pairs["best"] = pairs.groupby(_PERSON)["weight"].transform("max")
    pairs["rivalled"] = _rivalled(side, pairs)
    pairs["grade"] = _grades(side, pairs)
    chosen = pairs[(_is_best(side, pairs)) & (pairs["grade"] != "")]
    links = scored.take(pa.array(chosen["place_in_scored"].to_numpy())).drop_columns(["bits"])
    for label, values in (
        ("register", [kind.value] * len(chosen)),
        ("grade", chosen["grade"].tolist()),
        ("link_reasons", _reasons(chosen)),
    ):
        links = links.append_column(label, pa.array(values, type=pa.string()))
    return RegisterLinks(links.append_column("weight", pa.array(chosen["weight"].round(3).to_numpy())), rows, compared)


def _is_best(side: RollSide, pairs: pd.DataFrame) -> np.ndarray:
    """The best member of every register person, those who tie with it, and the same member listed again in the roll."""
    tied = (pairs["weight"] >= pairs["best"] - _SAME_WEIGHT).to_numpy()
    best_member = pairs["member"].where(pd.Series(tied)).groupby([pairs[key] for key in _PERSON]).transform("first")
    again = _same_person(side, best_member.to_numpy().astype(np.int64), pairs["member"].to_numpy())
    certain = pairs["number_level"].isin(IDENTIFYING_NUMBERS).to_numpy()
    result: np.ndarray = tied | (again & certain)
    return result


def _prior_bits(side: RollSide, pairs: pd.DataFrame, sound_rows: int) -> float:
    """Odds, before any evidence, that a register person is one given member; the share is learnt from sound numbers."""
    weights = side.weights
    certain = pairs["number_level"].isin(IDENTIFYING_NUMBERS) & pairs["name_level"].isin(AGREEING_NAMES)
    share = weights.prior_share
    if sound_rows >= weights.prior_fewest_rows:
        found = len(pairs.loc[certain, _PERSON].drop_duplicates())
        share = min(0.9, (found + 1) / (sound_rows + 1))
    return float(np.log2(share / max(1, len(side.index.people))))


def _co_owner_bits(side: RollSide, pairs: pd.DataFrame) -> np.ndarray:
    """Owners of one row who are members of one household support each other."""
    row = ["register_file", "register_sheet", "register_row", "household"]
    likely = pairs[pairs["weight"] >= side.weights.co_owner_from]
    members = likely.groupby(row).agg(owners=("owner", "nunique"), people=("member", "nunique"))
    both = members[(members["owners"] > 1) & (members["people"] > 1)]
    supported = pd.MultiIndex.from_frame(pairs[row]).isin(both.index)
    bits: np.ndarray = np.where(supported & (pairs["weight"] >= side.weights.co_owner_from), side.weights.co_owner, 0.0)
    return bits


def _rivalled(side: RollSide, pairs: pd.DataFrame) -> np.ndarray:
    """Whether a register person has a second candidate nearly as good who is another person."""
    near = pairs[pairs["weight"] >= pairs["best"] - side.weights.grades["rival"]]
    first = near.groupby(_PERSON)["member"].transform("first").to_numpy()
    other = near["member"].to_numpy()
    different = near[(first != other) & ~_same_person(side, first, other)]
    rivalled = pd.MultiIndex.from_frame(pairs[_PERSON]).isin(pd.MultiIndex.from_frame(different[_PERSON]))
    return np.asarray(rivalled)


def _same_person(side: RollSide, left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Whether two members are plainly one person listed twice: same name, and no digit of the numbers apart."""
    people = side.index.people
    digits = people.digits[left], people.digits[right]
    known = (digits[0] != UNKNOWN_DIGIT) & (digits[1] != UNKNOWN_DIGIT)
    agree = ((digits[0] == digits[1]) | ~known).all(axis=1) & (known.sum(axis=1) >= 10)
    same: np.ndarray = agree & (people.name_sound[left] == people.name_sound[right]) & (people.name_sound[left] != 0)
    return same


def _grades(side: RollSide, pairs: pd.DataFrame) -> np.ndarray:
    least = side.weights.grades
    weight = pairs["weight"].to_numpy()
    identifying = pairs["number_level"].isin(IDENTIFYING_NUMBERS).to_numpy()
    agreeing = pairs["name_level"].isin(AGREEING_NAMES).to_numpy()
    contradicted = (pairs["sex_level"] == SexLevel.DIFFERENT) | (pairs["birth_level"] == BirthLevel.DIFFERENT)
    contradicted |= pairs["number_level"].isin(_CONTRADICTING_NUMBERS)
    free = ~pairs["rivalled"].to_numpy() & ~contradicted.to_numpy()
    grade = np.full(len(pairs), "", dtype=object)
    # The same number under another name is a warning, never a certainty: it stays a clue however much it weighs.
    grade[(weight >= least["c"]) | identifying] = Grade.C.value
    half_agreeing = pairs["name_level"].isin(_HALF_AGREEING_NAMES) & pairs["number_level"].isin(_NEARLY_WHOLE_NUMBERS)
    grade[(weight >= least["b"]) & (agreeing | half_agreeing.to_numpy()) & free] = Grade.B.value
    grade[(weight >= least["a"]) & agreeing & free & identifying] = Grade.A.value
    return grade


def _reasons(pairs: pd.DataFrame) -> list[str]:
    """The words of the five levels, one text a link; only the distinct combinations are put into words."""
    combinations = pairs[[*LEVEL_COLUMNS, "rivalled"]]
    distinct = combinations.drop_duplicates()
    texts = []
    for combination in distinct.itertuples(index=False):
        words = [_LEVELS[label](getattr(combination, label)).words for label in LEVEL_COLUMNS]
        words.append("另有相近人选" if combination.rivalled else "")
        texts.append("; ".join(word for word in words if word))
    return combinations.merge(distinct.assign(text=texts), how="left", on=list(combinations.columns))["text"].tolist()
