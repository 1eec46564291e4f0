"""Weights learnt without labels: what is recovered, what stays as shipped, and that no order matters."""

from __future__ import annotations

from functools import cache

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jingzhun.fields.name_levels import NameLevel
from jingzhun.kinds import TableKind
from jingzhun.match.draw import MEMBERS_A_DRAW, random_pairs
from jingzhun.match.learn import ComparedPairs, learn, match_chances
from jingzhun.match.levels import NumberLevel, PlaceLevel, SexLevel
from jingzhun.match.link import best_links
from jingzhun.match.people import people_of
from jingzhun.match.score import roll_side, score_batch
from jingzhun.match.weights import shipped_weights
from jingzhun.normalise import typed
from small_county import identity_number

KIND = TableKind("vehicles")
FIELDS = ("name", "id_number", "address")


def people(count: int, start: int = 0) -> pa.Table:
    """Invented people with sound numbers; the same for the same places."""
    places = range(start, start + count)
    return rows_of(
        [
            (
                "林黄陈张曾朱赖卢"[place % 8]
                + "秀建志丽文美阿金"[place // 8 % 8]
                + "英国明华辉玉水土"[place // 64 % 8],
                identity_number(f"19{40 + place % 50}0{1 + place % 9}1{place % 9}", place % 1000),
                f"大溪镇江寨村{place}号",
            )
            for place in places
        ]
    )


def rows_of(rows: list[tuple[str, str, str]]) -> pa.Table:
    columns = {field: [row[place] for row in rows] for place, field in enumerate(FIELDS)}
    return pa.table(
        {**columns, "_file": ["a"] * len(rows), "_sheet": [""] * len(rows), "_row": range(2, len(rows) + 2)}
    )


def typed_people(table: pa.Table, kind: TableKind = KIND) -> pa.Table:
    return typed(table, {field: field for field in FIELDS}, kind)


@cache
def county() -> tuple[pa.Table, pa.Table]:
    """A roll of 400 people and a register with 100 of them, thirty damaged, and 700 others."""
    roll, others = people(400), people(700, 3000)
    known = roll.slice(0, 100).to_pylist()
    for place, person in enumerate(known):
        if place < 15:
            person["id_number"] = person["id_number"][:15] + "000"
        elif place < 30:
            person["name"] = person["name"][0] + "某" + person["name"][2:]
    register = pa.concat_tables([rows_of([tuple(row[field] for field in FIELDS) for row in known]), others])
    return roll, register.set_column(register.schema.get_field_index("_row"), "_row", pa.array(range(2, 802)))


@settings(deadline=None, max_examples=8)
@given(st.randoms(use_true_random=False), st.integers(100, 900))
def test_what_is_learnt_depends_on_no_order_and_no_batch(random, batch: int) -> None:
    roll, register = county()

    def learnt(roll: pa.Table, register: pa.Table, batch: int):
        side = roll_side(typed_people(roll, TableKind.ROLL))
        mapping = {field: field for field in FIELDS}
        scored = [score_batch(side, part, mapping, KIND) for part in register.to_batches(max_chunksize=batch)]
        return best_links(side, np.arange(len(roll)), scored, KIND).weights

    orders = [random.sample(range(table.num_rows), table.num_rows) for table in (roll, register)]
    first = learnt(roll, register, 1000)
    second = learnt(roll.take(pa.array(orders[0])), register.take(pa.array(orders[1])), batch)
    assert first.share == second.share != shipped_weights(KIND).share
    for name, table in first.comparators.items():
        np.testing.assert_array_equal(table.m, second.comparators[name].m)
        np.testing.assert_array_equal(table.u, second.comparators[name].u)


def test_maximisation_finds_how_often_true_pairs_show_a_level() -> None:
    rng = np.random.default_rng(4)
    same, differing = 6000, 9000
    names = np.where(rng.random(same) < 0.7, NameLevel.SAME, NameLevel.HOMOPHONE)
    sexes = np.where(rng.random(same) < 0.8, SexLevel.SAME, SexLevel.DIFFERENT)
    noise = {
        "number": NumberLevel.TWO_PEOPLE,
        "name": NameLevel.SAME,
        "sex": SexLevel.SAME,
        "place": PlaceLevel.MISSING,
    }
    signal = {"number": NumberLevel.SAME, "name": names, "sex": sexes, "place": PlaceLevel.MISSING}
    levels = {
        name: np.concatenate([np.full(same, signal.get(name, 0)), np.full(differing, noise.get(name, 0))]).astype(
            np.int8
        )
        for name in shipped_weights(KIND).comparators
    }
    pairs = ComparedPairs(
        person=np.arange(same + differing),
        levels=levels,
        agreed=np.where(levels["number"] == NumberLevel.SAME, (1 << 18) - 1, 0).astype(np.int32),
        rarity=np.full(same + differing, 10.0),
    )
    roll = people_of(typed_people(people(400), TableKind.ROLL))
    drawn = people_of(typed_people(people(300, 3000)))
    learnt = learn(shipped_weights(KIND), pairs, 100_000, roll, drawn)
    assert learnt.share == pytest.approx(0.06, rel=0.02)
    assert learnt.comparators["name"].m[NameLevel.SAME] == pytest.approx(np.mean(names == NameLevel.SAME), abs=0.01)
    assert learnt.comparators["sex"].m[SexLevel.DIFFERENT] == pytest.approx(0.2, abs=0.02)


def test_too_few_people_teach_nothing() -> None:
    roll = people_of(typed_people(people(50), TableKind.ROLL))
    pairs = ComparedPairs(
        person=np.zeros(1, dtype=np.int64),
        levels={name: np.zeros(1, dtype=np.int8) for name in shipped_weights(KIND).comparators},
        agreed=np.zeros(1, dtype=np.int32),
        rarity=np.zeros(1),
    )
    assert learn(shipped_weights(KIND), pairs, 10_000, roll, roll) is shipped_weights(KIND)


def test_a_register_person_is_one_member_at_most() -> None:
    chances = match_chances(np.array([10.0, 10.0, 0.0, -np.inf]), np.array([0, 0, 1, 1]))
    np.testing.assert_allclose(chances, [1024 / 2049, 1024 / 2049, 0.5, 0.0], atol=1e-12)


def test_random_pairs_are_mostly_two_people() -> None:
    roll = people_of(typed_people(people(400), TableKind.ROLL))
    drawn = people_of(typed_people(people(400)).slice(0, 50).combine_chunks())
    members, rows = random_pairs(roll, drawn)
    assert len(members) == len(drawn) * MEMBERS_A_DRAW
    assert len(np.unique(members)) > 390
    assert (roll.value[members] != drawn.value[rows]).mean() > 0.99


@pytest.mark.parametrize("kind", ["vehicles", "property"])
def test_the_shipped_shares_of_every_group_add_up(kind: str) -> None:
    for table in shipped_weights(TableKind(kind)).comparators.values():
        learnt = np.isnan(table.decided)
        sums = np.bincount(table.group[learnt], weights=table.m[learnt])
        np.testing.assert_allclose(sums[sums > 0], 1.0)
        assert (table.m[learnt] > 0).all()
        assert (table.u[learnt] > 0).all()
