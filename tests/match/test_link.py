"""From people to graded links: what must be found, and above all what must not."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jingzhun.kinds import TableKind
from jingzhun.match.link import best_links
from jingzhun.match.score import roll_side, score_batch
from jingzhun.normalise import typed
from small_county import identity_number

Row = tuple[str, str, str]
FIELDS = ("name", "id_number", "address")
HOME = "九峰镇福坪村12号"
LIN = ("林建国", identity_number("19520307", 213), HOME)
#: People who make names and villages ordinary; none of them appears in a register.
OTHERS: tuple[Row, ...] = tuple(
    (
        f"{surname}{given}",
        identity_number(f"19{40 + place % 50}0{1 + place % 9}1{place % 9}", 100 + place),
        f"大溪镇江寨村{place}号",
    )
    for place, (surname, given) in enumerate(
        (surname, given)
        for surname in "林黄陈张曾朱赖卢"
        for given in ("秀英", "志明", "建国", "丽华", "文辉", "美玉", "水土", "阿珠")
    )
)


def table(rows: list[Row], name: str) -> pa.Table:
    columns = {field: pa.array([row[place] for row in rows], type=pa.string()) for place, field in enumerate(FIELDS)}
    places = {
        "_file": pa.array([name] * len(rows)),
        "_sheet": pa.array([""] * len(rows)),
        "_row": pa.array(range(2, len(rows) + 2)),
    }
    return pa.table({**columns, **places})


def links(members: list[Row], register: list[Row], batch: int = 1000) -> list[tuple[int, int, str, float]]:
    """(member, register row, grade, weight) of every link."""
    mapping = {field: field for field in FIELDS}
    side = roll_side(typed(table(members, "roll.csv"), mapping, TableKind.ROLL))
    batches = table(register, "vehicles.csv").to_batches(max_chunksize=batch)
    scored = [score_batch(side, part, mapping, TableKind("vehicles")) for part in batches]
    found = best_links(side, np.arange(len(members)), scored, TableKind("vehicles")).links
    columns = (found.column(label).to_pylist() for label in ("member", "register_row", "grade", "weight"))
    return list(zip(*columns, strict=True))


def grade(member: Row, register: Row) -> str:
    found = [link for link in links([member, *OTHERS], [register]) if link[0] == 0]
    return found[0][2] if found else ""


@pytest.mark.parametrize(
    ("register", "expected"),
    [
        (LIN, "A"),
        (("林 建国", LIN[1], ""), "A"),
        (("林健国", LIN[1], ""), "A"),
        (("林建国", LIN[1][:15] + "000", ""), "B"),
        (("林建国", LIN[1][:6] + "********" + LIN[1][14:], HOME), "B"),
        (("林建国", LIN[1][:8] + LIN[1][9:], ""), "B"),
        (("林建国", "", HOME), "B"),
        (("林健国", LIN[1][:15] + "000", HOME), "B"),
        (("", LIN[1], ""), "B"),
        (("林建军", LIN[1], ""), "B"),
        (("林建国、吴丽珍", LIN[1], HOME), "A"),
        (("林建国/", LIN[1], HOME), "A"),
    ],
)
def test_one_person(register: Row, expected: str) -> None:
    assert grade(LIN, register) == expected


@pytest.mark.parametrize(
    "register",
    [
        ("林建国", identity_number("19520307", 233), HOME),
        ("林建国", identity_number("19710101", 11), HOME),
        ("林建军", identity_number("19520307", 233), HOME),
        ("林建军", "", HOME),
        ("林建国", "", "小溪镇下坪村7号"),
        ("黄美珍", LIN[1], ""),
        ("林建军", LIN[1][:15] + "000", HOME),  # a twin brother's number differs in what was cut off
    ],
)
def test_never_a_or_b_for_another_person(register: Row) -> None:
    assert grade(LIN, register) not in ("A", "B")


def test_the_same_number_under_another_name_is_a_clue() -> None:
    assert grade(LIN, ("黄美珍", LIN[1], "")) == "C"


def test_two_equally_good_members_make_a_clue_of_each_other() -> None:
    twin_name = ("林建国", "", HOME)
    members = [twin_name, ("林建国", "", HOME), *OTHERS]
    found = links(members, [("林建国", identity_number("19520307", 213), HOME)])
    assert {link[2] for link in found} == {"C"}


def test_a_person_listed_twice_is_linked_twice() -> None:
    found = links([LIN, ("林建国", LIN[1], "大溪镇江寨村3号"), *OTHERS], [LIN])
    assert [(link[0], link[2]) for link in found] == [(0, "A"), (1, "A")]


def test_a_son_is_not_his_father_though_they_share_house_and_surname() -> None:
    son = ("林志强", identity_number("19780909", 15), HOME)
    found = links([LIN, son, *OTHERS], [("林志强", "", HOME), ("林建国", "", HOME)])
    assert sorted((link[0], link[1]) for link in found if link[2] in "AB") == [(0, 3), (1, 2)]


@settings(deadline=None, max_examples=25)
@given(st.permutations(list(range(12))), st.integers(1, 12))
def test_links_do_not_depend_on_the_order_of_rows_or_the_cut_of_batches(order: list[int], batch: int) -> None:
    members = [LIN, *OTHERS]
    rows = [
        LIN,
        ("林建国", "", HOME),
        ("林健国", LIN[1][:15] + "000", ""),
        *[(name, number[:-1], address) for name, number, address in OTHERS[:9]],
    ]
    expected = {(member, rows[row - 2], graded, weight) for member, row, graded, weight in links(members, rows)}
    shuffled = [rows[place] for place in order]
    found = {
        (member, shuffled[row - 2], graded, weight) for member, row, graded, weight in links(members, shuffled, batch)
    }
    assert found == expected


def test_one_number_on_many_rows_of_the_roll_is_still_compared() -> None:
    members: list[Row] = [(f"林建国{place % 10}", LIN[1], f"大溪镇江寨村{place}号") for place in range(80)]
    assert links([LIN, *members], [LIN])


WIFE = ("吴丽珍", identity_number("19540612", 226), HOME)
FLAT = "小溪镇琯溪路59号华豪景11幢1201室"


def household_links(register: list[Row]) -> dict[tuple[int, int], tuple[str, float, str]]:
    """(member, register row) → grade, weight and reasons; LIN and WIFE are one household, the others one each."""
    members = [LIN, WIFE, *OTHERS]
    mapping = {field: field for field in FIELDS}
    side = roll_side(typed(table(members, "roll.csv"), mapping, TableKind.ROLL))
    scored = [score_batch(side, *table(register, "vehicles.csv").to_batches(), mapping, TableKind("vehicles"))]
    households = np.array([0, 0, *range(1, len(OTHERS) + 1)])
    found = best_links(side, households, scored, TableKind("vehicles")).links.to_pylist()
    return {
        (link["member"], link["register_row"]): (link["grade"], link["weight"], link["link_reasons"]) for link in found
    }


def short(person: Row) -> str:
    """The number of a person as Excel leaves it."""
    return person[1][:15] + "000"


def test_rows_of_two_members_of_a_household_at_one_address_support_each_other() -> None:
    alone = household_links([(LIN[0], short(LIN), FLAT)])[0, 2]
    together = household_links([(LIN[0], short(LIN), FLAT), (WIFE[0], short(WIFE), FLAT)])
    assert together[0, 2][1] > alone[1] + 5
    assert "同户另一成员" in together[0, 2][2]
    assert "同户另一成员" not in alone[2]


def test_rows_at_two_addresses_and_namesakes_next_door_support_nobody() -> None:
    elsewhere = household_links([(LIN[0], short(LIN), FLAT), (WIFE[0], short(WIFE), "小溪镇育才路3号5幢")])
    neighbours = household_links([(LIN[0], "", HOME), (LIN[0], "", HOME), (OTHERS[0][0], "", HOME)])
    assert all("同户另一成员" not in link[2] for found in (elsewhere, neighbours) for link in found.values())


def test_equal_candidates_are_shown_as_a_tie() -> None:
    members = [("林建国", "", HOME), ("林建国", "", HOME), *OTHERS]
    side = roll_side(typed(table(members, "roll.csv"), {field: field for field in FIELDS}, TableKind.ROLL))
    register = table([("林建国", identity_number("19520307", 213), HOME)], "vehicles.csv")
    scored = [score_batch(side, *register.to_batches(), {field: field for field in FIELDS}, TableKind("vehicles"))]
    found = best_links(side, np.arange(len(members)), scored, TableKind("vehicles")).links.to_pylist()
    assert [(link["member"], link["grade"]) for link in found] == [(0, "C"), (1, "C")]
    assert all("并列" in link["link_reasons"] and link["chance_wrong"] >= 0.5 for link in found)


def grades_of(members: list[Row], register: list[Row]) -> dict[tuple[int, int], str]:
    return {(member, row): graded for member, row, graded, _ in links(members, register)}


def test_a_number_under_many_names_of_the_register_proves_little() -> None:
    strangers = [("黄丽", LIN[1], ""), ("王五", LIN[1], ""), ("陈志", LIN[1], "")]
    found = grades_of(
        [LIN, *OTHERS],
        [LIN, ("林国", LIN[1], "大溪镇江寨村3号"), ("林健国", LIN[1], ""), ("林建军", LIN[1], ""), *strangers],
    )
    assert found[0, 2] == "B"
    assert {found[0, row] for row in range(3, 9) if (0, row) in found} == {"C"}


def test_a_number_that_was_copied_down_the_roll_makes_nobody_certain() -> None:
    hua, fa = ("陈福华", LIN[1], HOME), ("陈福发", LIN[1], HOME)
    found = grades_of([hua, fa, *OTHERS], [hua])
    assert found == {(0, 2): "B"}


def test_a_placeholder_is_nobodys_number() -> None:
    placeholder = identity_number("19000101", 11)
    members = [(name, placeholder, address) for name, _, address in OTHERS[:25]]
    found = links([*members, *OTHERS[25:]], [(members[0][0], placeholder, "小溪镇下坪村1号")])
    assert not {link[2] for link in found} & {"A", "B"}


def test_twins_with_neighbouring_numbers_that_look_rounded_are_two_people() -> None:
    found = grades_of([("林建明", "350699197809091776", HOME), *OTHERS], [("林建民", "350699197809091792", HOME)])
    assert set(found.values()) <= {"C"}


@pytest.mark.parametrize("cut", [10, 17])
def test_a_short_number_of_somebody_else_contradicts(cut: int) -> None:
    other = identity_number("19780909", 15)
    assert grade(LIN, ("林建国", other[: cut - 1] + other[cut:], HOME)) not in ("A", "B")


def test_a_rounded_number_says_nothing_of_the_sex() -> None:
    member = ("林建国", identity_number("19520311", 213), HOME)
    assert grade(member, ("林建国", member[1][:15] + "000", HOME)) == "B"


def test_an_address_without_house_and_a_crowded_one_support_nobody() -> None:
    township = household_links([(LIN[0], "", "九峰镇"), (WIFE[0], "", "九峰镇")])
    crowd = [(name, "", FLAT) for name, _, _ in OTHERS[:12]]
    crowded = household_links([(LIN[0], short(LIN), FLAT), (WIFE[0], short(WIFE), FLAT), *crowd])
    assert all("同户另一成员" not in link[2] for found in (township, crowded) for link in found.values())


def test_an_owner_who_shares_his_wifes_cell_does_not_get_her_link() -> None:
    found = household_links([("林建国、吴丽珍", LIN[1], HOME)])
    assert {member for member, _ in found} == {0}
    assert found[0, 2][0] == "A"
