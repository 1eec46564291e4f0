"""The columns that many rules lean on: ages, and what the members of a household say together."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jingzhun.rules.codes import look_up, numbered, says
from jingzhun.rules.examples import Example
from jingzhun.rules.households import any_in_household, bounds_in_household, first_text, two_texts, value_of_household
from jingzhun.rules.jz145_bank_account_unsound import luhn_holds
from jingzhun.rules.jz146_phone_unsound import phone_unsound
from jingzhun.rules.persons import age


def members_born(*days: str) -> pd.DataFrame:
    rows = tuple((f"人{number}", day) for number, day in enumerate(days))
    return Example(("姓名", "出生日期"), ("✓",) * len(rows), rows).roll().members


@pytest.mark.parametrize(
    ("born", "years"),
    [
        ("2000-11-30", 16),
        ("2000-12-01", 15),
        ("2000-11-29", 16),
        ("2000-02-29", 16),
        ("1952-03-07", 64),
        ("2016-11-30", 0),
        ("1896-11-30", 120),
    ],
)
def test_the_age_changes_on_the_birthday(born: str, years: int) -> None:
    assert age(members_born(born), date(2016, 11, 30)).item() == years


@pytest.mark.parametrize("born", ["", "2016-12-01", "1890-01-01"])
def test_a_birth_date_that_cannot_be_gives_no_age(born: str) -> None:
    assert np.isnan(age(members_born(born), date(2016, 11, 30)).item())


def test_a_birth_date_that_the_number_contradicts_gives_no_age() -> None:
    roll = Example(("姓名", "证件号码", "出生日期"), ("✓",), (("张三", "350699195203070015", "1954-03-07"),)).roll()
    assert age(roll.members, roll.as_of).isna().all()


@settings(deadline=None)
@given(born=st.lists(st.dates(date(1900, 1, 1), date(2016, 11, 29)), min_size=1, max_size=20))
def test_ages_are_those_that_the_calendar_gives(born: list[date]) -> None:
    as_of = date(2016, 11, 30)
    days = pd.Series(pd.to_datetime(pd.Series(born, dtype="str")))
    members = pd.DataFrame({"birth_stated": days, "id_birth": days, "id_state": "valid"})
    expected = [as_of.year - day.year - ((as_of.month, as_of.day) < (day.month, day.day)) for day in born]
    assert age(members, as_of).tolist() == expected


HOUSES = pd.DataFrame({"household": [0, 1, 0, 1, 2], "cause": ["", "因病", "因学", "因残", ""]})
HOUSES["cause_code"] = ["", "illness", "schooling", "disability", ""]


def test_what_one_member_says_holds_for_the_whole_household() -> None:
    assert any_in_household(HOUSES, HOUSES["cause"] == "因学").tolist() == [True, False, True, False, False]


def test_bounds_leave_out_what_is_unknown() -> None:
    least, most = bounds_in_household(HOUSES, np.array([np.nan, 5.0, 3.0, 7.0, np.nan]))
    assert np.nan_to_num(least, nan=-1).tolist() == [3, 5, 3, 5, -1]
    assert np.nan_to_num(most, nan=-1).tolist() == [3, 7, 3, 7, -1]
    agreed = value_of_household(HOUSES, np.array([np.nan, 5.0, 3.0, 7.0, np.nan]))
    assert np.nan_to_num(agreed, nan=-1).tolist() == [3, -1, 3, -1, -1]


def test_texts_of_a_household_are_found_wherever_they_stand() -> None:
    where = np.array([True, True, False, False, False])
    assert first_text(HOUSES, HOUSES["cause"], where).tolist() == ["因学", "因病"]
    both = two_texts(HOUSES, "cause", np.array([False, True, False, False, False]))
    assert [both["one"].item(), both["other"].item()] == ["因病", "因残"]


def test_codes_of_a_cell_that_says_several_things() -> None:
    codes = pd.Series(["illness|labour", "schooling", ""], dtype="str")
    assert says(codes, ("labour",)).tolist() == [True, False, False]
    assert np.isnan(look_up(codes, {"illness": 1.0, "schooling": 2.0})).tolist() == [True, False, True]
    assert np.isnan(numbered(codes)).tolist() == [False, False, True]


@settings(deadline=None)
@given(body=st.text("0123456789", min_size=11, max_size=18), wrong=st.integers(1, 9))
def test_the_luhn_formula_accepts_one_last_digit_of_ten(body: str, wrong: int) -> None:
    digits = pd.Series([body + str(last) for last in range(10)], dtype="str")
    assert luhn_holds(digits).sum() == 1
    sound = digits[luhn_holds(digits)].item()
    changed = sound[:-1] + str((int(sound[-1]) + wrong) % 10)
    assert not luhn_holds(pd.Series([changed], dtype="str")).item()


def test_the_luhn_formula_accepts_the_number_of_the_standard() -> None:
    assert luhn_holds(pd.Series(["79927398713", "79927398710"], dtype="str")).tolist() == [True, False]


@pytest.mark.parametrize(
    "phone",
    [
        "13712341235",
        "13712341235.0",
        "137-1234-1235",
        "+8613712341235",
        "(0596)5231236",
        "0596-5231236转801",
        "13712341235 13712341236",
        "手机:13712341235(儿子)/无",
    ],
)
def test_a_telephone_that_can_be_reached_is_left_alone(phone: str) -> None:
    assert not phone_unsound(Example(("姓名", "联系电话"), ("✓",), (("张三", phone),)).roll()).where.any()


@pytest.mark.parametrize("phone", ["1371234123", "110", "13800000000", "13712341235、66123", "137123412356"])
def test_a_telephone_that_cannot_be_reached_is_found(phone: str) -> None:
    assert phone_unsound(Example(("姓名", "联系电话"), ("✓",), (("张三", phone),)).roll()).where.all()
