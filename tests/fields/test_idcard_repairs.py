"""Damaged numbers and the bodies they may have been."""

from __future__ import annotations

from datetime import date

import numpy as np
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from jingzhun.fields.idcard_repairs import one_lost_or_added, one_wrong_or_swapped
from small_county import identity_number

numbers = st.builds(
    lambda day, sequence: identity_number(f"{day:%Y%m%d}", sequence),
    st.dates(date(1900, 1, 1), date(2099, 12, 31)),
    st.integers(0, 999),
)


def codes(number: str) -> np.ndarray:
    return np.frombuffer(number.encode("ascii"), dtype=np.uint8).reshape(1, 18)


@given(numbers, st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_leads_back_to_the_number(number: str, place: int, shift: int) -> None:
    wrong = number[:place] + str((int(number[place]) + shift) % 10) + number[place + 1 :]
    _, bodies = one_wrong_or_swapped(codes(wrong))
    assert int(number[:17]) in bodies.tolist()


@given(numbers, st.integers(0, 15))
def test_two_neighbours_swapped_lead_back_to_the_number(number: str, place: int) -> None:
    swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    if swapped != number:
        _, bodies = one_wrong_or_swapped(codes(swapped))
        assert int(number[:17]) in bodies.tolist()


@given(numbers, st.integers(0, 17), st.integers(0, 9))
def test_a_digit_lost_or_added_leads_back_to_the_number(number: str, place: int, digit: int) -> None:
    lost = number[:place] + number[place + 1 :]
    added = number[:place] + str(digit) + number[place:]
    rows, bodies = one_lost_or_added(pa.array([lost, added, "无"]))
    assert int(number[:17]) in bodies[rows == 0].tolist()
    assert int(number[:17]) in bodies[rows == 1].tolist()
    assert 2 not in rows.tolist()


def test_candidates_are_few_and_have_real_birth_dates() -> None:
    number = identity_number("19520307", 28)
    wrong = number[:9] + str((int(number[9]) + 1) % 10) + number[10:]
    _, bodies = one_wrong_or_swapped(codes(wrong))
    assert len(bodies) <= 35
    assert all(1 <= body // 100_000 % 100 <= 12 for body in bodies.tolist())


def test_as_many_numbers_as_come_together_are_mended_each_for_itself() -> None:
    wrong = np.concatenate([codes(number[:9] + "0" + number[10:]) for number in map(_of_day, range(1, 60))] * 100)
    rows, bodies = one_wrong_or_swapped(wrong)
    for row in (0, 58, 4095, 4096, len(wrong) - 1):
        _, alone = one_wrong_or_swapped(wrong[row : row + 1])
        assert sorted(bodies[rows == row].tolist()) == sorted(alone.tolist())


def _of_day(sequence: int) -> str:
    return identity_number("19661126", sequence)
