"""Households, however the roll tells them apart."""

from __future__ import annotations

import pandas as pd
import pytest

from jingzhun.households import lists_heads, tells_households, with_households


def roll(text: str) -> pd.DataFrame:
    """Rows of ``file sheet village id relation``; ``-`` is empty."""
    rows = [line.split() for line in text.strip().splitlines()]
    frame = pd.DataFrame(rows, columns=["_file", "_sheet", "village", "household_id", "relation"]).replace("-", "")
    return frame.assign(_row=range(2, len(rows) + 2))


def grouped(text: str) -> list[str]:
    return with_households(roll(text))["household_id"].tolist()


def test_the_id_makes_the_household() -> None:
    assert grouped(
        """
        a.xlsx 一村 福坪 H1 head
        a.xlsx 一村 福坪 H1 spouse
        a.xlsx 一村 福坪 H2 head
        """
    ) == ["H1", "H1", "H2"]


def test_ids_are_compared_without_spaces_and_full_width() -> None:
    frame = roll("a.xlsx 一村 福坪 H1 head\na.xlsx 一村 福坪 Ｈ1 spouse")
    frame.loc[0, "household_id"] = " H1 "
    assert with_households(frame)["household_id"].tolist() == ["H1", "H1"]


def test_an_id_on_the_head_alone_holds_for_the_rows_below() -> None:
    assert grouped(
        """
        a.xlsx 一村 福坪 H1 head
        a.xlsx 一村 福坪 - spouse
        a.xlsx 一村 福坪 - son
        a.xlsx 一村 福坪 H2 head
        a.xlsx 一村 福坪 - spouse
        """
    ) == ["H1", "H1", "H1", "H2", "H2"]


def test_a_head_without_an_id_begins_a_household_of_its_own() -> None:
    ids = grouped(
        """
        a.xlsx 一村 福坪 H1 head
        a.xlsx 一村 福坪 - head
        a.xlsx 一村 福坪 - spouse
        """
    )
    assert ids == ["H1", "一村第3行户", "一村第3行户"]


def test_without_ids_the_heads_make_the_households() -> None:
    ids = grouped(
        """
        a.xlsx 一村 福坪 - head
        a.xlsx 一村 福坪 - spouse
        a.xlsx 一村 福坪 - head
        a.xlsx 二村 下坪 - head
        """
    )
    assert ids == ["一村第2行户", "一村第2行户", "一村第4行户", "二村第5行户"]


@pytest.mark.parametrize("sheets", [("一村", "二村"), ("名册", "名册")])
def test_ids_that_start_anew_in_every_village_are_told_apart(sheets: tuple[str, str]) -> None:
    ids = grouped(
        f"""
        a.xlsx {sheets[0]} 福坪 1 head
        a.xlsx {sheets[0]} 福坪 1 spouse
        a.xlsx {sheets[0]} 福坪 2 head
        a.xlsx {sheets[1]} 下坪 1 head
        a.xlsx {sheets[1]} 下坪 1 son
        """
    )
    assert ids == ["福坪-1", "福坪-1", "2", "下坪-1", "下坪-1"]


def test_like_named_sheets_of_two_files_are_two_tables() -> None:
    ids = grouped(
        """
        a.xlsx Sheet - - head
        a.xlsx Sheet - - spouse
        b.xlsx Sheet - - spouse
        b.xlsx Sheet - 1 head
        a.xlsx Sheet - 1 head
        """
    )
    assert len(set(ids)) == 4
    assert ids[0] == ids[1]


def test_a_member_whose_village_is_mistyped_stays_in_the_household() -> None:
    ids = grouped(
        """
        a.xlsx 名册 福坪 7 head
        a.xlsx 名册 福评 7 spouse
        """
    )
    assert ids == ["7", "7"]


def test_what_tells_households_apart() -> None:
    assert tells_households({"household_id": "户编号"})
    assert tells_households({"relation": "与户主关系"})
    assert tells_households({"name": "户主姓名"})
    assert not tells_households({"name": "姓名", "id_number": "证件号码"})
    assert lists_heads({"name": "户主姓名"})
    assert not lists_heads({"name": "户主姓名", "relation": "与户主关系"})


def test_rows_that_name_different_heads_are_different_households() -> None:
    frame = roll("a.xlsx 一村 福坪 - head\na.xlsx 一村 福坪 - spouse\na.xlsx 一村 福坪 - -\na.xlsx 一村 福坪 - -")
    frame["household_head"] = ["林建国", "林建国", "陈志明", ""]
    assert with_households(frame)["household"].tolist() == [0, 0, 1, 1]
