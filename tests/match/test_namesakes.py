"""How often the names of the roll stand in a register: at all, and beside nothing that says who is meant."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jingzhun.kinds import TableKind
from jingzhun.match.namesakes import count_unnumbered
from jingzhun.match.people import People, people_of
from jingzhun.normalise import typed
from small_county import identity_number

LIN = identity_number("19520307", 13)


def people(rows: list[tuple[str, str]], kind: str) -> People:
    names, numbers = (pa.array([row[place] for row in rows], type=pa.string()) for place in range(2))
    columns = {"name": names, "id_number": numbers, "_file": pa.array(["表"] * len(rows), type=pa.string())}
    columns |= {"_sheet": columns["_file"], "_row": pa.array(range(2, len(rows) + 2), type=pa.int64())}
    return people_of(typed(pa.table(columns), {"name": "name", "id_number": "id_number"}, TableKind(kind)))


ROLL = people([("林建国", LIN), ("陈志明", ""), ("林建国", identity_number("19560912", 35))], "roll")


def counted(rows: list[tuple[str, str]]) -> dict[str, int]:
    counts = count_unnumbered(ROLL, people(rows, "disability"))
    return dict(zip(ROLL.distinct_names.to_pylist(), counts.tolist(), strict=True))


@pytest.mark.parametrize("number", ["", "无", "不详", "1" * 18])
def test_who_has_no_number_is_counted_under_his_name(number: str) -> None:
    assert counted([("林 建国", number), ("林建国", number), ("赖阿珠", number)]) == {"林建国": 2, "陈志明": 0}


@pytest.mark.parametrize("number", [LIN, LIN[:-2] + "?" + LIN[-1], LIN[:6] + "********" + LIN[-4:], LIN[:-1]])
def test_who_has_a_part_of_a_number_is_found_by_it_and_not_counted(number: str) -> None:
    assert counted([("林建国", number)]) == {"林建国": 0, "陈志明": 0}


@given(
    st.lists(st.sampled_from([("林建国", ""), ("陈志明", "无"), ("陈志明", LIN), ("", ""), ("赖阿珠", "")]), max_size=8)
)
def test_batches_add_up(rows: list[tuple[str, str]]) -> None:
    parts = [count_unnumbered(ROLL, people(part, "disability")) for part in (rows[:3], rows[3:])]
    assert np.array_equal(parts[0] + parts[1], count_unnumbered(ROLL, people(rows, "disability")))
