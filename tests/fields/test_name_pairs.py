from __future__ import annotations

from collections import Counter
from dataclasses import fields

import numpy as np
import pyarrow as pa
import pytest
from benchmarks.name_pairs import NamePair, name_pairs

from jingzhun.fields import name
from jingzhun.fields.name_codes import NameCodes
from jingzhun.fields.name_levels import AGREEING_NAMES, NameLevel, levels
from jingzhun.fields.name_traces import NameTraces, every_trace, usual_traces

PAIRS = name_pairs()
#: What each category holds at least; a row may be added, none may be lost.
LEAST = {
    "same": 10,
    "width and blanks": 15,
    "traditional and variant": 50,
    "homophone": 55,
    "southern confusion": 40,
    "similar shape": 35,
    "clerks' surname pair": 22,
    "order swapped": 10,
    "one character lost": 15,
    "unreadable": 28,
    "pinyin": 60,
    "split": 35,
    "minority name": 45,
    "double surname": 16,
    "married name": 16,
    "note in brackets": 15,
    "siblings": 35,
    "same surname only": 18,
    "different": 28,
}


def levels_as_written(pairs: list[NamePair]) -> list[NameLevel]:
    left, right = (name.parse_column(pa.array([pair[side] for pair in pairs])) for side in (0, 1))
    rows = np.arange(len(pairs))
    return [NameLevel(level) for level in levels(NameCodes(left), rows, NameCodes(right), rows).tolist()]


LEVELS = levels_as_written(PAIRS)


def of(strength: str) -> list[object]:
    return [
        pytest.param(pair, level, id=f"{pair.left!a}-{pair.right!a}")
        for pair, level in zip(PAIRS, LEVELS, strict=True)
        if pair.strength == strength
    ]


@pytest.mark.parametrize(("pair", "level"), of("STRONG"))
def test_one_name_as_two_clerks_write_it_agrees(pair: NamePair, level: NameLevel) -> None:
    assert level in AGREEING_NAMES, pair


@pytest.mark.parametrize(("pair", "level"), of("WEAK"))
def test_names_of_two_people_do_not_agree(pair: NamePair, level: NameLevel) -> None:
    assert level not in AGREEING_NAMES, pair
    assert level is not NameLevel.MISSING, pair


@pytest.mark.parametrize(("pair", "level"), of("MEDIUM"))
def test_what_may_be_one_name_is_neither_the_same_nor_different(pair: NamePair, level: NameLevel) -> None:
    assert level not in (NameLevel.SAME, NameLevel.DIFFERENT, NameLevel.MISSING), pair


def test_sides_do_not_matter() -> None:
    exchanged = [pair._replace(left=pair.right, right=pair.left) for pair in PAIRS]
    assert levels_as_written(exchanged) == LEVELS


def test_one_pair_alone_has_the_level_it_has_among_others() -> None:
    for pair, level in list(zip(PAIRS, LEVELS, strict=True))[::7]:
        assert levels_as_written([pair]) == [level], pair


def test_a_name_is_its_own() -> None:
    names = sorted({side for pair in PAIRS for side in (pair.left, pair.right)})
    for text, level in zip(names, levels_as_written([NamePair(each, each, "", "", "") for each in names]), strict=True):
        assert level in (NameLevel.SAME, NameLevel.PINYIN, NameLevel.UNREADABLE), text


def test_the_table_is_large_and_covers_every_category() -> None:
    counts = Counter(pair.category for pair in PAIRS)
    assert set(counts) == set(LEAST)
    assert not {category: counts[category] for category, least in LEAST.items() if counts[category] < least}
    assert {strength for _, _, strength, _, _ in PAIRS} == {"STRONG", "MEDIUM", "WEAK"}


def test_no_pair_stands_in_the_table_twice() -> None:
    counts = Counter(frozenset((pair.left, pair.right)) for pair in PAIRS)
    assert [pair for pair, count in counts.items() if count > 1] == []


def test_every_level_is_met() -> None:
    assert set(LEVELS) == set(NameLevel) - {NameLevel.MISSING}


def shared_traces(member: str, registered: str) -> set[str]:
    """What blocking finds two names to share; the roll is heard in every reading, a register in the usual one."""
    one, other = name.parse_column(pa.array([member, registered])).to_pylist()
    _, heard = every_trace(pa.array([one]))
    usual = usual_traces(pa.array([other]))
    return {
        part.name
        for part in fields(NameTraces)
        if set(getattr(heard, part.name)) & set(getattr(usual, part.name)) - {0}
    }


#: What leads names to each other by sound, however they are written.
HEARD = (
    NameLevel.VARIANT,
    NameLevel.HOMOPHONE,
    NameLevel.SOUTHERN,
    NameLevel.PINYIN,
    NameLevel.SPLIT,
    NameLevel.TWO_SURNAMES,
)


def test_names_that_agree_in_sound_lead_to_each_other_from_either_side() -> None:
    heard = [pair for pair, level in zip(PAIRS, LEVELS, strict=True) if level in HEARD and pair.strength == "STRONG"]
    directed = [sides for pair in heard for sides in ((pair.left, pair.right), (pair.right, pair.left))]
    found = {sides: shared_traces(*sides) for sides in directed}
    assert len(directed) > 400
    # Nobody can say where a syllable ends here, and not one character stays the same.
    assert {sides for sides in directed if not found[sides]} <= {("linan", "林安"), ("林安", "linan")}
    whole = sum("whole" in found[sides] for sides in directed)
    assert whole >= len(directed) * 0.88, whole / len(directed)
