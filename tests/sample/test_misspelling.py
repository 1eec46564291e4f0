from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from jingzhun.fields.idcard import check_character
from jingzhun.sample.misspelling import NAME_FORMS, NUMBER_FORMS, substitutes
from jingzhun.sample.names import table

numbers = st.builds(
    lambda day, month, year, sequence: f"350699{year}{month:02d}{day:02d}{sequence:03d}",
    st.integers(1, 28),
    st.integers(1, 12),
    st.integers(1930, 2015),
    st.integers(1, 999),
).map(lambda body: body + check_character(body))


@given(numbers, st.integers(0, 2**32), st.sampled_from(sorted(NUMBER_FORMS)))
def test_damaged_numbers_never_show_another_division_code(number: str, seed: int, kind: str) -> None:
    if number[17] == "X" and kind in ("number_rounded", "number_float"):
        return  # such numbers are texts in every table
    written = NUMBER_FORMS[kind](np.random.default_rng(seed), number)
    if kind == "number_missing":
        assert written in ("", "无", "不详")
    elif "E+" in written:
        assert written.startswith("3.50699")
    elif kind == "number_fullwidth":
        assert written.startswith("３５０６９９")
    elif kind.startswith("number_masked"):
        assert written[0:3] == "350"
        assert "*" in written
    else:
        assert written.strip(" '\t\u3000").startswith("350699")


@given(numbers, st.integers(0, 2**32))
def test_a_wrong_or_swapped_digit_is_never_a_valid_number(number: str, seed: int) -> None:
    for kind in ("number_wrong_digit", "number_swapped"):
        written = NUMBER_FORMS[kind](np.random.default_rng(seed), number)
        assert len(written) == 18
        assert written != number
        assert check_character(written[:17]) != written[17]


@given(
    st.sampled_from(["陈建辉", "黄秀英", "林喆", "张明", "李子堃", "欧阳丽华", "阿米娜·依明"]), st.integers(0, 2**32)
)
def test_names_keep_their_length_but_for_gaps_and_readings(name: str, seed: int) -> None:
    for kind in ("name_homophone", "name_similar", "name_traditional"):
        written = NAME_FORMS[kind](np.random.default_rng(seed), name)
        assert len(written) == len(name)
        assert sum(one != other for one, other in zip(name, written, strict=True)) <= 1


def test_no_character_stands_for_itself_or_in_two_groups() -> None:
    confusions = table("confusions")
    for kind in ("homophones", "similar", "surname_homophones"):
        characters = "".join(confusions[kind])
        assert len(characters) == len(set(characters)), kind
    assert all(simple != traditional for simple, traditional in substitutes("name_traditional").items())


def test_every_rare_character_of_the_names_has_substitutes() -> None:
    assert set(table("given_names")["rare"].split()) == set(table("confusions")["rare"])
