from __future__ import annotations

import json

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jingzhun.fields import idcard_text
from jingzhun.privacy import (
    KnownNumbers,
    digit_runs,
    escape_json,
    mask_known,
    mask_number,
    mask_text,
    scan,
    show,
    show_lines,
)

# (text, masked); the numbers are of division 350699, which is no county
MASKED = [
    ("350699196203070028", "350699********0028"),
    ("35069919620307002X。", "350699********002X。"),
    ("身份证350699620307002，", "身份证350699*****7002，"),
    ("３５０６９９１９６２０３０７００２８", "３５０６９９********００２８"),
    ("350699 19620307 0028", "350699********0028"),
    ("350699-19620307-002x", "350699********002X"),
    ("3506\u200b99196203070028", "350699********0028"),
    ("3.50699196203071E+17", "3.50699****E+17"),
    ("电话13859691234转", "电话138****1234转"),
    ("138 5969 1234", "138****1234"),
    ("6217001234567890123", "621700*********0123"),
    ("123 350699620307002", "123 350699*****7002"),
    ("350699_19520307_0138", "350699********0138"),
    ("350699'19550611'0248", "350699********0248"),
    ("35O699196OO1020372", "350699********0372"),
    ("3506991970，11230466", "350699********0466"),
    ("350699194、808190576", "350699********0576"),
    ("350699\n19620307\n0028", "350699********0028"),
    ("350699      19620307\u3000\u30000028", "350699********0028"),
    ("350699l9620307002×", "350699********002X"),
    ("³⁵⓪⑥⑨⑨19620307₀₀28", "350699********0028"),
]
UNTOUCHED = [
    "350699********0028",
    "350699001001GB00001F00010001",
    "闽(2019)平和县不动产权第0001234号",
    "2016-01-01 2017-02-02 12",
    "20160901",
    "2016-09-01T09:30:00+08:00",
    "0596-5232123",
    "350699101",
    "12.345678",
    "1138596912345"[:10],
]


@pytest.mark.parametrize(("text", "masked"), MASKED)
def test_numbers_of_people_are_found_and_masked(text: str, masked: str) -> None:
    assert len(scan(text)) == 1
    assert mask_text(text) == masked
    assert scan(masked) == []


@pytest.mark.parametrize("text", UNTOUCHED)
def test_other_numbers_stay(text: str) -> None:
    assert mask_text(text) == text
    assert scan(text) == []


def test_numbers_known_to_be_others_stay() -> None:
    text = "户350699101201000123，号码350699196203070028"
    keep = {"350699101201000123"}
    assert mask_text(text, keep) == "户350699101201000123，号码350699********0028"
    assert scan(text, keep) == ["350699196203070028"]


def test_all_that_a_reader_of_numbers_ignores_is_looked_through() -> None:
    characters = [chr(code) for code in range(1, 0x10000) if not 0xD800 <= code < 0xE000]
    written = [f"350699{character}196203070028" for character in characters]
    read = idcard_text.clean(pa.array(written)).to_pylist()
    ignored = [text for text, number in zip(written, read, strict=True) if number == "350699196203070028"]
    assert len(ignored) > 50
    assert {mask_text(text) for text in ignored} == {"350699********0028"}


# No birth date in them, so nothing but the knowledge that they are numbers of people gives them away.
KNOWN = KnownNumbers.of(["350699196213990028", "35069919621399002X", "350699621399002", "000000000000000000"])


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("号码 350699_19621399'0028。", "号码 350699********0028。"),
        ("户 350699196213990028001", "户 350699********0028001"),
        ("350699，19621399，002x", "350699********002X"),
        ("1、350699-621399-002", "1、350699*****9002"),
        ("3506996213990021", "3506996213990021"),
        ("0000000000000000000", "0000000000000000000"),
        ("350699 19621398 0028", "350699 19621398 0028"),
    ],
)
def test_known_numbers_are_found_however_they_are_written(text: str, masked: str) -> None:
    assert mask_known(text, KNOWN) == masked
    left = [number for number in scan(masked, known=KNOWN) if number not in scan(masked)]
    assert left == []


def test_a_known_number_is_refused_by_the_scan() -> None:
    assert scan("350699_19621399_0028") == []
    assert scan("350699_19621399_0028", known=KNOWN) == ["350699_19621399_0028"]


def test_runs_of_digits_are_given_plain() -> None:
    assert digit_runs("户 35O699-l9621399 0028；电话 13859691234") == ["350699196213990028"]
    assert digit_runs("350699 19621399 002x") == ["35069919621399002X"]


PIECES = [*(text for text, _ in MASKED), *"0123456789XOl*. -_，\n", "\u200b", "张", "E+17", "350699", "19620307", "138"]


@given(st.lists(st.sampled_from(PIECES), max_size=10).map("".join))
def test_what_was_masked_scans_clean_and_is_masked_once(text: str) -> None:
    masked = mask_text(text)
    assert scan(masked) == []
    assert mask_text(masked) == masked


def test_short_numbers_keep_less() -> None:
    assert mask_number("123456") == "123456"
    assert mask_number("1234567890") == "12******90"


def test_controls_become_visible() -> None:
    assert show("\x1b[2J\u202e\ud800\ufffe\n") == "␛[2J⟨隐形符⟩⟨坏字符⟩⟨坏字符⟩␊"
    assert show_lines("a\n\tb\x7f\x9b") == "a\n␉b␡⟨控制符⟩"
    assert show("张三 〇𠮷 A") == "张三 〇𠮷 A"


@given(st.text())
def test_signs_for_controls_hold_no_digit_that_could_join_a_number(text: str) -> None:
    digits = [character for character in text if character.isdigit()]
    assert [character for character in show(text) if character.isdigit()] == digits


@given(st.text())
def test_escaped_json_is_the_same_json(text: str) -> None:
    written = escape_json(json.dumps([text], ensure_ascii=False, indent=1))
    assert json.loads(written) == [text]
    assert show_lines(written) == written
