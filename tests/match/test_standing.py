"""What a run keeps of the comparison: links, rivals, near misses, and somebody for every member."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np
import pandas as pd
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from jingzhun.kinds import TableKind
from jingzhun.match.link import best_links
from jingzhun.match.namesakes import count_namesakes
from jingzhun.match.score import roll_side, score_batch
from jingzhun.match.standing import EVIDENCE_SCHEMA, standing
from jingzhun.normalise import members_frame, typed
from small_county import identity_number

VEHICLES = TableKind("vehicles")
HOME, NEARBY, AWAY = "九峰镇福坪村12号", "九峰镇福坪村30号", "大溪镇江寨村8号"
LIN, LIN_BROTHER, CHEN = (identity_number(*each) for each in (("19520307", 13), ("19560912", 35), ("19600102", 37)))
#: household, name, number, address
ROLL = (
    ("1", "林建国", LIN, HOME),
    ("2", "林建国", LIN_BROTHER, NEARBY),
    ("3", "陈志明", CHEN, AWAY),
    ("4", "曾水土", identity_number("19480819", 57), AWAY),
)
#: 林建国 by name alone, at home; 陈志明 with his number under another's name; a stranger.
REGISTER = (
    ("林建国", "", HOME),
    ("陈志明", CHEN, AWAY),
    ("赖阿珠", identity_number("19630228", 86), HOME),
    ("林建国", identity_number("19710909", 11), HOME),
)
ROLL_FIELDS = ("household_id", "name", "id_number", "address")


def table(rows: Sequence[Sequence[str]], fields: Sequence[str], name: str, places: Sequence[int]) -> pa.Table:
    columns = {field: pa.array([row[at] for row in rows], type=pa.string()) for at, field in enumerate(fields)}
    return pa.table({**columns, "_file": [name] * len(rows), "_sheet": [""] * len(rows), "_row": pa.array(places)})


def kept(register: Sequence[Sequence[str]] = REGISTER, order: Sequence[int] = (), batch: int = 100) -> pd.DataFrame:
    fields = ROLL_FIELDS[1:]
    roll = typed(table(ROLL, ROLL_FIELDS, "名册", range(2, 6)), {each: each for each in ROLL_FIELDS}, TableKind.ROLL)
    side, members = roll_side(roll), members_frame(roll)
    order = order or range(len(register))
    rows = table([register[at] for at in order], fields, "车", [at + 2 for at in order])
    batches = rows.to_batches(max_chunksize=batch)
    scored = [score_batch(side, part, {each: each for each in fields}, VEHICLES) for part in batches]
    pairs = pa.concat_tables([part.pairs for part in scored])
    result = best_links(side, members["household"].to_numpy(), scored, VEHICLES)
    namesakes = np.sum([count_namesakes(side.people, part.column("name")) for part in batches], axis=0)
    evidence = standing(VEHICLES, result, pairs, side.people, members, namesakes)
    assert evidence.schema.equals(EVIDENCE_SCHEMA)
    return evidence.to_pandas()


in_order = cache(kept)


def test_every_member_has_a_row_and_links_come_with_their_rival() -> None:
    found = kept()
    roles = list(
        zip(found["household_id"], found["role"], found["member_household_id"], found["register_row"], strict=True)
    )
    assert roles == [
        ("1", "link", "1", 2),
        ("1", "second", "2", 2),
        ("2", "nearest", "2", 2),
        ("3", "link", "3", 3),
        ("4", "none", "4", 0),
    ]
    rival = found[found["role"] == "second"].iloc[0]
    link = found[found["role"] == "link"].iloc[0]
    assert rival["weight"] < link["weight"]
    assert (rival["register_name"], rival["register_number"]) == ("林建国", "")


def test_a_near_row_says_to_whom_it_went() -> None:
    [near] = kept().query("role == 'nearest'").to_dict("records")
    assert (near["went_to_household_id"], near["went_to_name"]) == ("1", "林建国")
    assert near["went_to_weight"] > near["weight"]
    assert (near["number_level"], near["name_level"]) == ("missing", "same")


def test_namesakes_are_counted_on_both_sides() -> None:
    found = kept().drop_duplicates("household_id").set_index("household_id")
    assert found["namesakes_roll"].to_dict() == {"1": 2, "2": 2, "3": 1, "4": 1}
    assert found["namesakes_register"].to_dict() == {"1": 2, "2": 2, "3": 1, "4": 0}


def test_the_bits_of_a_pair_add_up_to_its_weight() -> None:
    found = kept().query("role != 'none'")
    pieces = [label for label in found.columns if label.endswith("_bits")]
    np.testing.assert_allclose(found[pieces].sum(axis=1), found["weight"], atol=1e-9)


def test_no_full_number_is_kept() -> None:
    found = kept()
    for column in found.select_dtypes(exclude="number"):
        assert not found[column].astype(str).str.contains(r"350699(?:19|20)\d{9}").any(), column


@settings(max_examples=6, deadline=None)
@given(order=st.permutations(range(len(REGISTER))), batch=st.integers(1, 4))
def test_the_order_of_rows_and_the_cut_of_batches_do_not_matter(order: list[int], batch: int) -> None:
    pd.testing.assert_frame_equal(kept(order=order, batch=batch), in_order())


def test_a_register_without_anybody_leaves_everybody_alone() -> None:
    assert kept(REGISTER[2:3])["role"].tolist() == ["none"] * len(ROLL)
