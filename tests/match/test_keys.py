"""Who is compared with whom: records damaged in different ways meet, and crowds do not become quadratic."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from jingzhun.kinds import TableKind
from jingzhun.match.candidates import find_candidates, index_roll
from jingzhun.match.people import People, people_of
from jingzhun.match.shared_values import with_shared_values
from jingzhun.normalise import typed
from small_county import identity_number

NUMBER = identity_number("19520307", 28)
FIELDS = ("name", "id_number", "village", "township", "address")


def people(*rows: tuple[str, ...]) -> People:
    """People of rows of name, number, village and so on."""
    columns = list(zip(*rows, strict=True))
    table = {
        "_file": ["表"] * len(rows),
        "_sheet": [""] * len(rows),
        "_row": list(range(len(rows))),
        **{field: list(column) for field, column in zip(FIELDS, columns, strict=False)},
    }
    mapping = {field: field for field in FIELDS[: len(columns)]}
    return people_of(typed(pa.table(table), mapping, TableKind("vehicles")))


def meet(member: tuple[str, ...], row: tuple[str, ...]) -> bool:
    """Whether a member and a register row become a pair, among strangers."""
    stranger = ("郭宝成", identity_number("19800101", 35), *["别处"] * (len(member) - 2))
    found = find_candidates(index_roll(people(stranger, member)), people(stranger, row))
    return (1, 1) in set(zip(found.members.tolist(), found.rows.tolist(), strict=True))


def _wrong(number: str, place: int) -> str:
    return number[:place] + str((int(number[place]) + 1) % 10) + number[place + 1 :]


@pytest.mark.parametrize(
    ("member", "row"),
    [
        pytest.param(("林阿福", NUMBER), ("林阿福", _wrong(NUMBER, 9)), id="one digit wrong"),
        pytest.param(("林阿福", NUMBER[:9] + NUMBER[10:]), ("林阿贵", NUMBER), id="one digit lost, another name"),
        pytest.param(("林阿福", NUMBER), ("林阿福", NUMBER[:4] + "7" + NUMBER[4:]), id="one digit added"),
        pytest.param(
            ("林阿福", NUMBER[:15] + "000"), ("林亚福", NUMBER), id="rounded, and a character of the name wrong"
        ),
        pytest.param(("林阿福", NUMBER), ("林阿福", NUMBER[:6] + "********" + NUMBER[14:]), id="masked in the middle"),
        pytest.param(("林阿福", NUMBER), ("林阿福", NUMBER[:12] + "******"), id="masked at the end"),
        pytest.param(
            ("林阿福", NUMBER), ("林阿福", NUMBER[:9] + "******" + NUMBER[15:]), id="masked across birth and end"
        ),
        pytest.param(("林阿福", "*" * 6 + NUMBER[6:]), ("林阿福", NUMBER), id="masked at the beginning"),
        pytest.param(("林阿福", NUMBER[:14] + "****"), ("林阿富", NUMBER), id="masked, and a homophone"),
        pytest.param(("林阿福", NUMBER[:14] + "****"), ("材阿福", NUMBER), id="masked, and the surname misread"),
        pytest.param(("林阿福", NUMBER[:14] + "****"), ("林阿□", NUMBER), id="masked, and a character lost"),
        pytest.param(("林阿福", NUMBER[:14] + "****"), ("福阿林", NUMBER), id="masked, and the order swapped"),
        pytest.param(
            ("曾阿福", NUMBER[:14] + "****"), ("层阿福", NUMBER), id="masked, surname heard by its other reading"
        ),
        pytest.param(("林阿乐", ""), ("林阿月", NUMBER), id="no number, name heard by its other reading"),
        pytest.param(
            ("林阿福", _wrong(NUMBER, 9)), ("林阿福", NUMBER[:15] + "000"), id="wrong digit here, rounded there"
        ),
        pytest.param(
            ("林阿福", _wrong(NUMBER, 15)), ("林阿富", NUMBER[:14] + "****"), id="wrong digit here, masked there"
        ),
        pytest.param(("林阿福", NUMBER), ("林阿福", ""), id="no number in the register"),
        pytest.param(("林阿福", "", "福坪村"), ("林阿富", NUMBER, "福坪村"), id="no number on the roll, same village"),
        pytest.param(("林阿福", ""), ("林阿福", NUMBER), id="no number on the roll, and no village"),
        pytest.param(
            ("林阿福", NUMBER, "福坪村", "九峰镇", "九峰镇福坪村12号"),
            ("林亚福", "", "福坪村", "九峰镇", "九峰镇福坪村12号"),
            id="no number, a character wrong, same house",
        ),
        pytest.param(
            ("林阿福", NUMBER[:14] + "****", "福坪村", "九峰镇"), ("", NUMBER, "福坪村", "九峰镇"), id="no name"
        ),
    ],
)
def test_records_of_one_person_meet(member: tuple[str, ...], row: tuple[str, ...]) -> None:
    assert meet(member, row)


def test_a_number_on_the_roll_beside_two_names_is_not_trusted() -> None:
    roll = with_shared_values(people(("林阿福", NUMBER), ("王秀英", NUMBER)))
    found = find_candidates(index_roll(roll), people(("林阿福", identity_number("19600101", 20))))

    assert (0, 0) in set(zip(found.members.tolist(), found.rows.tolist(), strict=True))


def test_two_sound_numbers_are_not_compared_however_alike_the_rest() -> None:
    assert not meet(
        ("林阿福", NUMBER, "福坪村", "九峰镇"), ("林阿福", identity_number("19600101", 20), "福坪村", "九峰镇")
    )


def test_a_name_alone_brings_nobody_together_who_live_in_two_villages() -> None:
    here, there = ("林阿福", "", "福坪村", "九峰镇"), ("林阿福", NUMBER, "江寨村", "大溪镇")

    assert not meet(here, there)
    assert not meet(there, here)
    assert meet(here, (*there[:2], "", ""))
    assert meet((*there[:2], "", ""), here)


def test_a_pair_that_shares_several_keys_is_compared_once() -> None:
    found = find_candidates(index_roll(people(("林阿福", NUMBER))), people(("林阿福", _wrong(NUMBER, 16))))

    assert list(zip(found.members.tolist(), found.rows.tolist(), strict=True)) == [(0, 0)]


def _crowd(size: int, full_name: int) -> list[tuple[str, ...]]:
    """People of one village and surname, the first of whom share their name; every twentieth has no number."""
    given = [chr(0x4E00 + 37 * (number % 500) + number // 500) for number in range(size)]
    names = ["陈秀英" if number < full_name else f"陈{given[number]}英" for number in range(size)]
    numbers = [
        "" if number % 20 == 0 else identity_number(f"19{40 + number % 50:02}0{1 + number % 9}15", number % 1000)
        for number in range(size)
    ]
    return [(name, number, "福坪村", "九峰镇") for name, number in zip(names, numbers, strict=True)]


def test_a_village_of_one_surname_does_not_become_quadratic() -> None:
    village = people(*_crowd(2000, 60))

    found = find_candidates(index_roll(village), village)

    most = int(np.bincount(found.rows).max())
    assert most <= 200 + 2
    assert len(found.members) < 10 * len(village)
    assert found.dropped > 0


def test_limits_never_part_those_who_share_a_number() -> None:
    roll = people(*[("陈秀英", NUMBER)] * 300)
    found = find_candidates(index_roll(roll), people(("陈秀英", NUMBER)), most_members=5, most_a_row=5)

    assert len(found.members) == 300


def test_keys_with_few_members_come_first() -> None:
    crowd = [("陈秀英", "", "福坪村", "九峰镇")] * 40
    roll = people(*crowd, ("陈秀英", "*" * 6 + NUMBER[6:], "别处村", "九峰镇"))

    found = find_candidates(index_roll(roll), people(("陈秀英", NUMBER[:6] + "****" + NUMBER[10:])), most_a_row=10)

    assert found.members.tolist() == [40]
    assert found.dropped > 0


def test_what_is_dropped_depends_on_the_row_alone() -> None:
    village = _crowd(300, 60)
    index = index_roll(people(*village))

    def pairs(rows: list[tuple[str, ...]], first: int) -> tuple[set[tuple[int, int]], int]:
        found = find_candidates(index, people(*rows), most_members=20, most_a_row=8)
        return set(zip(found.members.tolist(), (found.rows + first).tolist(), strict=True)), found.dropped

    whole, dropped = pairs(village, 0)
    parts = [pairs(village[first : first + 70], first) for first in range(0, 300, 70)]

    assert set.union(*(part for part, _ in parts)) == whole
    assert sum(part for _, part in parts) == dropped
