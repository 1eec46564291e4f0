"""The weights file: exact to read back, readable, and checked completely."""

from __future__ import annotations

import copy
import tomllib
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jingzhun.errors import RequestError
from jingzhun.kinds import TableKind
from jingzhun.match.compare import LEVELS
from jingzhun.match.score import LEVEL_COLUMNS
from jingzhun.match.weights import Weights, shipped_weights
from jingzhun.match.weights_file import Learnt, text_of, weights_of

VEHICLES, PROPERTY = TableKind("vehicles"), TableKind("property")
CANDIDATES = pd.DataFrame({**{label: [1, 1, 0] for label in LEVEL_COLUMNS.values()}, "is_link": [True, False, False]})
Content = dict[str, Any]


def written(weights: Weights, kind: TableKind = VEHICLES) -> str:
    return text_of({kind: Learnt(weights, CANDIDATES, 1900, 985)})


def with_shares(weights: Weights, factor: float) -> Weights:
    """The same with every m and u changed a little, as learning changes them."""
    comparators = {
        name: replace(table, m=table.m * factor, u=table.u * factor) for name, table in weights.comparators.items()
    }
    return replace(
        weights.with_comparators(comparators, weights.share * factor), digit_bits=weights.digit_bits * factor
    )


@settings(max_examples=40, deadline=None)
@given(factor=st.floats(1e-6, 1.0, exclude_min=True), kind=st.sampled_from([VEHICLES, PROPERTY]))
def test_what_is_written_reads_back_as_the_same_numbers(factor: float, kind: TableKind) -> None:
    weights = with_shares(shipped_weights(kind), factor)
    found = weights_of(tomllib.loads(written(weights, kind)), "权重.toml")[kind]
    assert found.share == weights.share
    np.testing.assert_array_equal(found.digit_bits, weights.digit_bits)
    for name, table in weights.comparators.items():
        for label in ("m", "u", "decided", "by_value", "bits"):
            decided = ~np.isnan(table.decided)
            left, right = getattr(found.comparators[name], label), getattr(table, label)
            np.testing.assert_array_equal(*((side if label != "u" else side[~decided]) for side in (left, right)))
    assert found.grades == weights.grades


def test_several_registers_stand_in_one_file() -> None:
    learnt = {kind: Learnt(shipped_weights(kind), CANDIDATES, 10, 5) for kind in (VEHICLES, PROPERTY)}
    found = weights_of(tomllib.loads(text_of(learnt)), "权重.toml")
    assert list(found) == [VEHICLES, PROPERTY]
    place = [found[kind].comparators["place"].bits for kind in (VEHICLES, PROPERTY)]
    assert (place[0] != place[1]).any()


def test_every_level_says_what_it_means_and_how_often_it_was_met() -> None:
    lines = written(with_shares(shipped_weights(VEHICLES), 0.9)).splitlines()
    for level in (level for levels in LEVELS.values() for level in levels):
        of_level = [line for line in lines if line.startswith(f"{level.name.lower()} = ")]
        assert of_level
        assert all("  # " in line and " 对, 其中比对结果 " in line for line in of_level)
    assert [
        line
        for line in lines
        if line.startswith("same = ") and "号码一致" in line and "2 对, 其中比对结果 1 条" in line
    ]
    assert "没有学" not in "".join(lines)
    assert "-0.0 位" not in "".join(lines)


@pytest.mark.parametrize(
    ("people", "members", "words"),
    [(199, 985, "人数太少, 没有学"), (1900, 199, "人数太少, 没有学"), (1900, 985, "没有一对可比, 没有学")],
)
def test_what_was_not_learnt_says_why(people: int, members: int, words: str) -> None:
    text = text_of({VEHICLES: Learnt(shipped_weights(VEHICLES), CANDIDATES[:0], people, members)})
    assert [line for line in text.splitlines() if "没有学" in line] == [f"# {words}; 这是程序自带的数值。"]


def change(place: str, value: object) -> Callable[[Content], None]:
    """Put a value at a dotted place; ``None`` takes out what is there."""

    def changed(content: Content) -> None:
        *path, last = place.split(".")
        for key in path:
            content = content[key]
        if value is None:
            del content[last]
        else:
            content[last] = value

    return changed


@pytest.mark.parametrize(
    ("place", "value", "words"),
    [
        ("vehicles.share", None, "缺少“share”"),
        ("vehicles.number", None, "缺少“number”"),
        ("vehicles.name.homophone", None, "缺少“homophone”"),
        ("vehicles.name.same.m", None, "缺少“m”"),
        ("vehicles.name.alike", {"m": 0.1, "u": 0.1}, "不认识的键“alike”"),
        ("vehicles.name.same.u", 0.1, "不认识的键“u”"),
        ("vehicles.title", "车", "不认识的键“title”"),
        ("autos", {}, "不认识的部门数据“autos”"),
        ("roll", {}, "不认识的部门数据“roll”"),
        ("vehicles", 3, "应该是一段"),
        ("vehicles.name", [], "应该是一段"),
        ("vehicles.name.same", 0.9, "应该是一段"),
        ("vehicles.name.same.m", "0.9", "要写数字"),
        ("vehicles.name.same.m", True, "要写数字"),
        ("vehicles.name.same.m", float("nan"), "要写数字"),
        ("vehicles.name.same.m", float("inf"), "要写数字"),
        ("vehicles.name.same.m", 1.5, "超出范围"),
        ("vehicles.name.same.m", -0.1, "超出范围"),
        ("vehicles.birth.same.u", 0, "超出范围"),
        ("vehicles.birth.same.u", 1.01, "超出范围"),
        ("vehicles.number.one_digit.times", 0.0, "超出范围"),
        ("vehicles.number.two_people.bits", 1e9, "超出范围"),
        ("vehicles.number.two_people", {"m": 0.1, "u": 0.1}, "不认识的键“m”"),
        ("vehicles.share", 0.0, "超出范围"),
        ("vehicles.places", [1.0] * 17, "18 个数字"),
        ("vehicles.places", [1.0] * 17 + ["一"], "要写数字"),
    ],
)
def test_a_slip_is_refused_with_its_place(place: str, value: object, words: str) -> None:
    content = tomllib.loads(written(shipped_weights(VEHICLES)))
    change(place, value)(content)
    with pytest.raises(RequestError, match=words) as caught:
        weights_of(content, "权重.toml")
    assert caught.value.where.startswith("权重.toml")
    assert caught.value.fix


@pytest.mark.parametrize("comparator", list(LEVELS))
def test_no_level_may_be_left_out(comparator: str) -> None:
    content = tomllib.loads(written(shipped_weights(VEHICLES)))
    for level in LEVELS[comparator]:
        without = copy.deepcopy(content)
        del without["vehicles"][comparator][level.name.lower()]
        with pytest.raises(RequestError, match=f"缺少“{level.name.lower()}”"):
            weights_of(without, "权重.toml")
