"""Which rules and conditions are asked for."""

from __future__ import annotations

import pytest

from jingzhun.errors import RequestError
from jingzhun.selection import Selection, codes_of

CODES = {
    "JZ101": "证件号码没有填写",
    "JZ103": "身份证号码校验位不符",
    "JZ203": "户人数与名册行数不符",
    "CAR": "机动车",
    "CADRE": "现任村干部",
}


def taken(selection: Selection) -> list[str]:
    return [code for code in CODES if selection.takes(code)]


@pytest.mark.parametrize(
    ("selection", "codes"),
    [
        (Selection(), list(CODES)),
        (Selection(("JZ1", "CAR")), ["JZ101", "JZ103", "CAR"]),
        (Selection(("JZ",), ("JZ10",)), ["JZ203"]),
        (Selection(ignore=("CA",)), ["JZ101", "JZ103", "JZ203"]),
    ],
)
def test_codes_are_asked_for_by_how_they_begin(selection: Selection, codes: list[str]) -> None:
    assert taken(selection) == codes
    selection.require_known(CODES)


def test_a_mistyped_code_is_refused_with_the_nearest() -> None:
    with pytest.raises(RequestError, match="JZ301") as refused:
        Selection(("JZ301",)).require_known(CODES)
    assert "JZ101" in str(refused.value) or "JZ203" in str(refused.value)


def test_who_writes_the_title_is_told_the_code() -> None:
    with pytest.raises(RequestError, match=r"是不是 CAR\(机动车\)"):
        Selection(("机动车",)).require_known(CODES)


def test_what_resembles_no_code_is_told_where_codes_are_listed() -> None:
    with pytest.raises(RequestError, match="policy show 政策规则的名称") as refused:
        Selection(("房子",)).require_known(CODES)
    assert "是不是" not in str(refused.value)


def test_a_choice_that_leaves_nothing_is_refused() -> None:
    with pytest.raises(RequestError, match="一条规则也不剩"):
        Selection(("JZ1",), ("JZ",)).require_known(CODES)


def test_codes_may_be_written_as_people_do() -> None:
    assert codes_of(["jz1,JZ203", "CAR， jz1、"]) == ("JZ1", "JZ203", "CAR")
    assert codes_of(["JZ101；JZ102; JZ103 CAR\u3000HOUSE\nPAY"]) == ("JZ101", "JZ102", "JZ103", "CAR", "HOUSE", "PAY")
    assert codes_of(["", " 、"]) == ()
