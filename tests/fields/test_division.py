"""Townships and villages from columns and addresses."""

from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jingzhun.fields import division
from jingzhun.fields.division import Place, parse


@pytest.mark.parametrize(
    "address",
    [
        "福建省漳州市平和县(样例)九峰镇福坪村12号",
        "福建省漳州市平和县（样例）九峰镇福坪村民委员会12号",
        "平和县九峰镇福坪村12号",
        "九峰镇福坪村12号",
        "漳州市平和县九峰镇 福坪村 12号",
    ],
)
def test_one_place_in_many_writings(address: str) -> None:
    assert parse(address) == Place("九峰", "福坪", "12")


def test_columns_and_addresses_give_the_same_cores() -> None:
    """Of the ordinary villages of the reference; farms and development zones have no village in their address."""
    reference = division.reference()
    ordinary = reference[
        ~(reference["township"] + reference["village"]).str.contains(
            "农场|林场|开发区|生活区|工业|旅游区|旧镇|场$|县|市|社区"
        )
    ]
    addresses = pa.array(
        "福建省漳州市平和县" + ordinary["township"] + "镇" + ordinary["village"] + "村12号", type=pa.string()
    )
    _townships, villages, houses = division.parse_column(addresses)
    wrong = [
        (town, village, got)
        for town, village, got in zip(ordinary["township"], ordinary["village"], villages.to_pylist(), strict=True)
        if village != got
    ]
    assert len(wrong) <= len(ordinary) * 0.01, wrong[:10]
    assert set(houses.to_pylist()) == {"12"}


def test_suffixes_do_not_matter() -> None:
    names = pa.array(["福坪村", "福坪村委会", "福坪村民委员会", "福坪", "福坪社区居委会"])
    assert division.village_cores(names).to_pylist() == ["福坪"] * 5
    assert division.township_cores(pa.array(["九峰镇", "九峰", "九峰 乡"])).to_pylist() == ["九峰"] * 3


def test_an_address_without_a_place_says_nothing() -> None:
    townships, villages, houses = division.parse_column(pa.array(["", None, "某某小区"]))
    assert townships.to_pylist() == villages.to_pylist() == ["", "", ""]
    assert houses.to_pylist() == ["", "", ""]


_PARTS = st.sampled_from(["平和县", "九峰镇", "福坪村", "新村村委会", "12号", "(样例)", "８-3", " ", "路", ""])


@given(st.lists(st.lists(_PARTS, max_size=6).map("".join), min_size=1, max_size=8))
def test_a_street_that_was_read_before_reads_as_it_did(texts: list[str]) -> None:
    together = [part.to_pylist() for part in division.parse_column(pa.array(texts))]

    alone = [division.parse_column(pa.array([text])) for text in reversed(texts)]
    assert together == [[parts[place][0].as_py() for parts in reversed(alone)] for place in range(3)]


def test_only_so_many_streets_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(division, "_MOST_REMEMBERED", 0)
    monkeypatch.setattr(division, "_memory", division._Memory(division._Streets(*[pa.array([], pa.string())] * 3)))
    assert division.parse_column(pa.array(["九峰镇福坪村12号"]))[1].to_pylist() == ["福坪"]
    assert not len(division._memory.streets.texts)
