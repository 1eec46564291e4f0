from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jingzhun.privacy import mask_number, mask_text, scan, show, show_lines

# (text, masked); the numbers are of division 350699, which is no county
MASKED = [
    ("350699196203070028", "350699********0028"),
    ("35069919620307002X。", "350699********002X。"),
    ("身份证350699620307002，", "身份证350699*****7002，"),
    ("３５０６９９１９６２０３０７００２８", "３５０６９９********００２８"),
    ("350699 19620307 0028", "350699********0028"),
    ("350699-19620307-002x", "350699********002x"),
    ("3506\u200b99196203070028", "350699********0028"),
    ("3.50699196203071E+17", "3.50699****E+17"),
    ("电话13859691234转", "电话138****1234转"),
    ("138 5969 1234", "138****1234"),
    ("6217001234567890123", "621700*********0123"),
    ("123 350699620307002", "123 350699*****7002"),
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


PIECES = [*(text for text, _ in MASKED), *"0123456789X*. -\n", "\u200b", "张", "E+17", "350699", "19620307", "138"]


@given(st.lists(st.sampled_from(PIECES), max_size=10).map("".join))
def test_what_was_masked_scans_clean_and_is_masked_once(text: str) -> None:
    masked = mask_text(text)
    assert scan(masked) == []
    assert mask_text(masked) == masked


def test_short_numbers_keep_less() -> None:
    assert mask_number("123456") == "123456"
    assert mask_number("1234567890") == "12******90"


def test_controls_become_visible() -> None:
    assert show("\x1b[2J\u202e\ud800\ufffe\n") == "\\u001b[2J\\u202e\\ud800\\ufffe\\u000a"
    assert show_lines("a\n\tb") == "a\n\\u0009b"
    assert show("张三 〇𠮷 A") == "张三 〇𠮷 A"
