"""Several people in one cell, with their numbers beside them."""

from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jingzhun.fields.owners import MOST_OWNERS, list_several, split
from small_county import identity_number

ONE, TWO, THREE = (identity_number("19520307", 1), identity_number("19540612", 2), identity_number("19810230", 3))
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
        ("张三、李四", f"{ONE}\t、{TWO}"),
        ("张三、\t李四", f"{ONE}、\t{TWO}"),
        ("张三\t李四", f"{ONE}\t{TWO}"),
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


@pytest.mark.parametrize(
    "number",
    [
        f"李四:{TWO}、张三:{ONE}",
        f"{TWO}(李四)、{ONE}（张三）",
        f"{TWO}[李四]\n{ONE}[张三]",
        f"李四{TWO}、张三{ONE}",
        f"李四 身份证号：{TWO}；张三 身份证号：{ONE}",
        f"李四：{TWO} 张三：{ONE}",
        f"李四{TWO}张三{ONE}",
        f"{TWO}(李四){ONE}(张三)",
        f"{TWO} 李四 {ONE} 张三",
    ],
)
@pytest.mark.parametrize("name", ["张三、李四", "张三 李四", "张三\n李四"])
def test_a_number_goes_to_the_name_that_stands_with_it(name: str, number: str) -> None:
    assert people(name, number) == BOTH


@pytest.mark.parametrize("number", [f"{TWO}(配偶)、{ONE}(本人)", f"配偶李四:{TWO}、本人张三:{ONE}"])
def test_a_number_goes_to_whom_its_role_names(number: str) -> None:
    assert [number for _, number in people("张三(本人)、李四(配偶)", number)] == [ONE, TWO]


@pytest.mark.parametrize(
    "number", [f"、{TWO}", f"/、{TWO}", f"\n{TWO}", f"／；{TWO}", f"\\\n{TWO}", f"、{TWO}、", f"李四:{TWO}"]
)
def test_the_first_owner_without_number_does_not_get_the_next_ones(number: str) -> None:
    assert people("张三、李四", number) == [("张三", ""), ("李四", TWO)]


@pytest.mark.parametrize("number", [f"{ONE}、", f"{ONE}、/", f"{ONE}\n", f"{ONE}(张三)"])
def test_the_last_owner_without_number_does_not_get_the_one_before(number: str) -> None:
    assert people("张三、李四", number) == [("张三", ONE), ("李四", "")]


@pytest.mark.parametrize("number", [f"{ONE}、、{THREE}", f"{ONE}、/、{THREE}", f"{ONE}\n\n{THREE}"])
def test_an_owner_without_number_in_the_middle_keeps_his_place(number: str) -> None:
    assert people("张三、李四、王五", number) == [("张三", ONE), ("李四", ""), ("王五", THREE)]


def test_strokes_one_after_the_other_stand_for_an_owner_each() -> None:
    assert people("张三、李四、王五", f"/、/、{THREE}") == [("张三", ""), ("李四", ""), ("王五", THREE)]


def test_a_place_left_empty_among_the_names_counts_too() -> None:
    assert people("张三、、王五", f"{ONE}、{TWO}、{THREE}") == [("张三", ONE), ("", TWO), ("王五", THREE)]
    assert people("张三、、王五", f"{ONE}、{THREE}") == [("张三", ONE), ("王五", THREE)]
    assert people("张三、", f"{ONE}、{TWO}") == [("张三", ONE), ("", TWO)]


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (f"王五:{THREE}", [("张三", ""), ("李四", ""), ("", THREE)]),
        (f"{THREE}(王五)", [("张三", ""), ("李四", ""), ("", THREE)]),
        (f"李四之妻:{THREE}", [("张三", ""), ("李四", ""), ("", THREE)]),
        (f"王五:{THREE}、{TWO}", [("张三", ""), ("李四", ""), ("", THREE), ("", TWO)]),
        (f"李四:{TWO}、{ONE}", [("张三", ""), ("李四", TWO), ("", ONE)]),
        (f"{ONE} 李四 {TWO}", [("张三", ""), ("李四", ""), ("", f"{ONE} 李四 {TWO}")]),
    ],
)
def test_a_number_of_somebody_else_is_given_to_no_owner(number: str, expected: list[tuple[str, str]]) -> None:
    assert people("张三、李四", number) == expected


def test_the_kind_of_document_is_nobodys_name() -> None:
    assert people("张三、李四", f"身份证:{ONE}、身份证:{TWO}") == BOTH
    assert people("张三、李四", f"{ONE}(身份证)、{TWO}(旧证)") == BOTH
    assert people("张三、李四", f"{ONE}；无") == [("张三", ONE), ("李四", "无")]


def test_a_number_inside_the_cell_of_the_name_is_that_names() -> None:
    assert people(f"张三、李四({TWO})", ONE) == [("张三", ONE), (f"李四({TWO})", TWO)]
    assert [number for _, number in people(f"张三{ONE}、李四{TWO}", "")] == [ONE, TWO]


def test_a_number_of_one_name_that_is_labelled_with_another_is_not_his() -> None:
    assert people("张三", f"{ONE}(张三)、{TWO}(李四)") == [("张三", ONE), ("", TWO)]


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


LABELS = {"": "{number}", "before": "{label}:{number}", "behind": "{number}（{label}）", "glued": "{label}{number}"}
NAMES = ["张三", "李四", "王五", "欧阳建国"]
parts = st.tuples(st.sampled_from(["", ONE, TWO, THREE]), st.sampled_from(list(LABELS)), st.sampled_from(NAMES))


@settings(deadline=None, max_examples=150)
@given(
    st.lists(st.sampled_from(NAMES), min_size=2, max_size=4, unique=True),
    st.lists(parts, min_size=1, max_size=4, unique_by=lambda part: part[0]),
    st.sampled_from(["、", ",", "；", "\n", "、\n"]),
)
def test_nobody_gets_the_number_of_another(
    names: list[str], numbers: list[tuple[str, str, str]], separator: str
) -> None:
    cells = [LABELS[style].format(number=number, label=label) if number else "" for number, style, label in numbers]
    found = people("、".join(names), separator.join(cells))
    for name, number in found:
        if not (name and number):
            continue
        ((place, (_, style, label)),) = [(at, part) for at, part in enumerate(numbers) if part[0] == number]
        if style:
            assert label == name
        elif len(numbers) > 1:
            assert names.index(name) == place
            # A mark at the end may end the list.
            assert len(names) == len(numbers) - (len(numbers) == len(names) + 1 and not cells[-1])
    assert {number for number, _, _ in numbers} - {""} <= {number for _, number in found}
    assert list(dict.fromkeys(name for name, _ in found if name)) == names


@pytest.mark.parametrize(
    ("name", "number", "found"),
    [
        ("", f"({ONE}张三{TWO})", [("", f"{ONE}张三{TWO}")]),
        ("", f"(({ONE}张三{TWO}))", [("", f"{ONE}张三{TWO}")]),
        ("张三、李四", f"张三(身份证{ONE})、李四(身份证{TWO})", BOTH),
        ("张三、李四", f"李四(张三{ONE})、{TWO}", [("张三", ""), ("李四", ""), ("", ONE), ("", TWO)]),
    ],
)
def test_a_number_inside_brackets_is_not_lost(name: str, number: str, found: list[tuple[str, str]]) -> None:
    assert people(name, number) == found


@settings(deadline=None, max_examples=150)
@given(
    st.text(alphabet="张李、/ \n(等", max_size=8),
    st.lists(
        st.sampled_from([ONE, TWO, THREE, "张三", "李四", ":", "(", ")", "、", "/", " ", "\n", "和", "无"]), max_size=9
    ),
)
def test_no_number_of_a_cell_is_lost(name: str, cell: list[str]) -> None:
    found = " ".join(number for _, number in people(name, "".join(cell)))
    assert all(number in found for number in {ONE, TWO, THREE} & set(cell))
