"""Several people in one cell, with their numbers beside them."""

from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jingzhun.fields.owners import MOST_OWNERS, list_several, split
from small_county import identity_number

ONE, TWO = identity_number("19520307", 1), identity_number("19540612", 2)
BOTH = [("张三", ONE), ("李四", TWO)]


def people(name: str, number: str) -> list[tuple[str, str]]:
    names, numbers = pa.array([name], type=pa.string()), pa.array([number], type=pa.string())
    if not list_several(names, numbers)[0]:
        return [(name, number)]
    owners = split(names, numbers)
    assert owners.place.tolist() == list(range(len(owners.row)))
    return list(zip(owners.names.to_pylist(), owners.numbers.to_pylist(), strict=True))


@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("张三、李四", f"{ONE}、{TWO}"),
        ("张三,李四", f"{ONE},{TWO}"),
        ("张三；李四、", f"{ONE};{TWO}"),
        ("张三\n李四", f"{ONE}\r\n{TWO}"),
        ("张三/李四", f"{ONE} {TWO}"),
        ("张三 李四", f"{ONE} {TWO}"),
        ("张三　李四", f"{ONE}\n{TWO}"),
        ("张三和李四", f"{ONE}、{TWO}"),
        ("张三及其配偶李四", f"{ONE}、{TWO}"),
        ("张三、配偶：李四", f"{ONE}、{TWO}"),
        ("张三、李四", f"张三：{ONE}，李四：{TWO}"),
    ],
)
def test_as_many_numbers_as_names_go_in_order(name: str, number: str) -> None:
    assert people(name, number) == BOTH


@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("张三", ONE),
        ("陈 明", ONE),
        ("张三 李四", ONE),
        ("张三和", ONE),
        ("张三(男,50岁)", ONE),
        ("张三（原名：张小三、张三三）", ONE),
        ("张三、", ONE),
        ("张三", "350699 1952 0307 0012"),
        ("张三", ""),
        ("", ""),
    ],
)
def test_one_person_stays_one(name: str, number: str) -> None:
    assert people(name, number) == [(name, number)]


def test_shares_and_numbers_with_blanks_stay_with_their_owner() -> None:
    assert people("张三(50%)、李四(50%)", "350699 1952 0307 0012、350699 1954 0612 0027") == [
        ("张三(50%)", "350699 1952 0307 0012"),
        ("李四(50%)", "350699 1954 0612 0027"),
    ]


def test_masked_numbers_are_told_apart() -> None:
    assert people("张三 李四", "350699********0012 350699********0027") == [
        ("张三", "350699********0012"),
        ("李四", "350699********0027"),
    ]


def test_a_single_number_is_compared_with_every_name() -> None:
    assert people("张三、李四", ONE) == [("张三", ONE), ("李四", ONE)]


def test_two_numbers_of_one_person_are_both_kept() -> None:
    assert people("张三", f"{ONE}/{TWO}") == [("张三", ONE), ("张三", TWO)]


def test_the_name_before_and_others_is_that_of_the_first_number() -> None:
    assert people("张三等2人", f"{ONE}、{TWO}") == [("张三等2人", ONE), ("", TWO)]


def test_numbers_that_no_count_tells_apart_are_given_to_nobody_and_not_lost() -> None:
    expected = [("张三", ""), ("李四", ""), ("王五", ""), ("", ONE), ("", TWO)]
    assert people("张三、李四、王五", f"{ONE}、{TWO}") == expected


def test_a_cell_of_very_many_parts_stays_whole() -> None:
    cell = "、".join(["张三"] * (MOST_OWNERS + 1))
    assert people(cell, "") == [(cell, "")]


@settings(deadline=None, max_examples=40)
@given(
    st.lists(
        st.tuples(st.text(alphabet="张李、,/ (50%)\n和等", max_size=8), st.sampled_from(["", ONE, f"{ONE}、{TWO}"]))
    )
)
def test_a_column_equals_its_rows_one_by_one(cells: list[tuple[str, str]]) -> None:
    names, numbers = (pa.array([cell[side] for cell in cells], type=pa.string()) for side in (0, 1))
    owners = split(names, numbers)
    assert sorted(set(owners.row.tolist())) == list(range(len(cells)))
    for place, (name, number) in enumerate(cells):
        alone = split(pa.array([name]), pa.array([number]))
        rows = pa.array(owners.row == place)
        assert owners.names.filter(rows).equals(alone.names)
        assert owners.numbers.filter(rows).equals(alone.numbers)
        assert list_several(pa.array([name]), pa.array([number]))[0] or len(alone.row) == 1
