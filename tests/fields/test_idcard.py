"""Identity numbers: every state of domain damage, and the column against a plain reference."""

from __future__ import annotations

import re
from datetime import date

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jingzhun.fields import idcard_text
from jingzhun.fields.idcard import IdNumber, IdState, parse, parse_column
from jingzhun.fields.invalid import Invalid

SOUND = "350699195203070023"


def number(body: str) -> str:
    """The number of a 17-digit body, computed as GB 11643 writes it down."""
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return body + "10X98765432"[sum(int(digit) * weight for digit, weight in zip(body, weights, strict=True)) % 11]


assert number(SOUND[:17]) == SOUND

births = st.dates(date(1900, 1, 1), date(2099, 12, 31))
numbers = st.builds(lambda day, serial: number(f"350699{day:%Y%m%d}{serial:03d}"), births, st.integers(0, 999))


@pytest.mark.parametrize(
    ("text", "state", "digits"),
    [
        (SOUND, IdState.VALID, SOUND),
        (f" '{SOUND}\t", IdState.VALID, SOUND),
        ("３５０６９９１９５２０３０７００２３", IdState.VALID, SOUND),
        ("350699 1952 0307 0023", IdState.VALID, SOUND),
        (f"{SOUND}43", IdState.VALID, SOUND),
        (f"{SOUND}43B1", IdState.VALID, SOUND),
        ("35O699l95203O70023", IdState.VALID, SOUND),
        ("350699520307002", IdState.UPGRADED, SOUND),
        ("350699195203070026", IdState.CHECK_WRONG, "350699195203070026"),
        (number("35069919521307002"), IdState.DATE_IMPOSSIBLE, number("35069919521307002")),
        ("3.50699195203070E+17", IdState.ROUNDED, "350699195203070???"),
        ("3.5069919520307E+17", IdState.ROUNDED, "350699195203070???"),
        ("3.50699E+17", IdState.ROUNDED, "350699????????????"),
        ("350699195203070000", IdState.ROUNDED, "350699195203070???"),
        ("350699********0028", IdState.MASKED, "350699????????0028"),
        ("350699XXXXXXXX0028", IdState.MASKED, "350699????????0028"),
        ("3506****0028", IdState.MASKED, "3506??????????0028"),
        ("35069919520307002*", IdState.MASKED, "35069919520307002?"),
        ("35069919520307003", IdState.LENGTH_WRONG, "?" * 18),
        ("3506991952030700238", IdState.LENGTH_WRONG, "?" * 18),
        ("9" * 6 + "195203070021", IdState.PLACEHOLDER, "?" * 18),
        ("111111111111111111", IdState.PLACEHOLDER, "?" * 18),
        ("H12345678", IdState.OTHER_DOCUMENT, "?" * 18),
        ("", IdState.MISSING, "?" * 18),
        ("无", IdState.MISSING, "?" * 18),
        ("张三", IdState.UNREADABLE, "?" * 18),
    ],
)
def test_states(text: str, state: IdState, digits: str) -> None:
    column = parse_column(pa.array([text]))
    assert IdState(int(column.state[0])) is state
    assert column.digits[0].tobytes().decode() == digits


def test_x_is_kept_in_any_writing() -> None:
    body = next(
        f"35069919520307{serial:03d}" for serial in range(1000) if number(f"35069919520307{serial:03d}")[-1] == "X"
    )
    for end in ("X", "x", "×", "ｘ"):
        value = parse(body + end)
        assert not isinstance(value, Invalid)
        assert value.digits == body + "X"


def test_float_column_keeps_what_both_ends_of_its_reach_share() -> None:
    sound = number("35069919520307123")
    text = repr(float(sound)).replace("e", "E")
    column = parse_column(pa.array([text]))
    assert IdState(int(column.state[0])) is IdState.ROUNDED_FLOAT
    assert abs(int(column.value[0]) - int(sound)) <= 32
    known = column.digits[0].tobytes().decode()
    assert all(mine in ("?", theirs) for mine, theirs in zip(known, sound, strict=True))


@given(numbers)
def test_sound_numbers_are_valid_and_say_birth_and_sex(text: str) -> None:
    value = parse(text)
    assert not isinstance(value, Invalid)
    assert value.state is IdState.VALID
    assert f"{value.birth:%Y%m%d}" == text[6:14]
    assert value.sex == ("男" if int(text[16]) % 2 else "女")


@given(numbers, st.integers(0, 16), st.integers(1, 9))
def test_any_single_wrong_digit_is_caught(text: str, place: int, shift: int) -> None:
    wrong = text[:place] + str((int(text[place]) + shift) % 10) + text[place + 1 :]
    assert isinstance(parse(wrong), Invalid) or parse(wrong).state is not IdState.VALID


@settings(deadline=None)  # the first example loads Arrow's kernels
@given(st.lists(st.one_of(numbers, st.text(max_size=22), st.from_regex(r"[0-9]{13,20}[0-9xX*]?", fullmatch=True))))
def test_column_equals_its_values_one_by_one_in_any_order(texts: list[str]) -> None:
    whole = parse_column(pa.array(texts, type=pa.string()))
    back = parse_column(pa.array(texts[::-1], type=pa.string()))
    assert np.array_equal(whole.digits, back.digits[::-1])
    for place, text in enumerate(texts):
        alone = parse_column(pa.array([text], type=pa.string()))
        assert alone.state[0] == whole.state[place]
        assert alone.digits[0].tobytes() == whole.digits[place].tobytes()
        assert alone.value[0] == whole.value[place]


@given(st.text(max_size=30))
def test_cleaning_is_idempotent(text: str) -> None:
    once = idcard_text.clean(pa.array([text]))
    assert idcard_text.clean(once).equals(once)


@given(numbers)
def test_masking_hides_the_birth_date(text: str) -> None:
    masked = str(idcard_text.masked(pa.array([text]))[0])
    assert masked == text[:6] + "********" + text[-4:]
    assert not re.search(r"[0-9]{8}", masked)


@pytest.mark.parametrize(
    "text", ["居民身份证：350699195203070138", "身份证 350699195203070138", "350699195203070138（复印件）"]
)
def test_one_number_among_words_is_that_number(text: str) -> None:
    number = parse(text)
    assert isinstance(number, IdNumber)
    assert number.digits == "350699195203070138"


@pytest.mark.parametrize("text", ["350699195203070138、350699196001020372", "证350699195203070138第2页"])
def test_a_number_beside_further_figures_is_not_guessed(text: str) -> None:
    assert isinstance(parse(text), Invalid)
