"""Eight digits at a time give what one after the other gives."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from jingzhun.fields.digit_words import digits_of, numbers_of, weighted_sums, words_within
from jingzhun.fields.idcard import WEIGHTS

cells = st.lists(st.text("0123456789", min_size=11, max_size=11), max_size=6)


@given(cells, st.integers(0, 3))
def test_numbers_and_weighted_sums_of_digits(texts: list[str], first: int) -> None:
    codes = np.frombuffer("".join(texts).encode(), dtype=np.uint8)
    digits, are_digits = digits_of(words_within(codes, 11, first))
    eight = [text[first : first + 8] for text in texts]

    assert are_digits.all()
    assert numbers_of(digits).tolist() == [int(text) for text in eight]
    for weights in (WEIGHTS[:8], WEIGHTS[8:16]):
        expected = [
            sum(int(digit) * int(weight) for digit, weight in zip(text, weights, strict=True)) for text in eight
        ]
        assert weighted_sums(digits, weights).tolist() == expected


@given(st.binary(min_size=8, max_size=8) | st.text("0123456789:/X ", min_size=8, max_size=8).map(str.encode))
def test_only_digits_are_taken_for_digits(cell: bytes) -> None:
    assert digits_of(words_within(np.frombuffer(cell, dtype=np.uint8), 8, 0))[1].tolist() == [
        all(0x30 <= byte <= 0x39 for byte in cell)
    ]
