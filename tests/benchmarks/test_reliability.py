from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from benchmarks.options import numbers_of
from benchmarks.reliability import ONE_IN, binomial_interval, bins_of, reliability_table
from click import BadParameter
from hypothesis import given
from hypothesis import strategies as st

chances = st.lists(st.tuples(st.floats(0, 1), st.booleans()), max_size=60)


def links(*rows: tuple[float, bool]) -> pd.DataFrame:
    """Judged links from (chance to be wrong, right)."""
    return pd.DataFrame(list(rows), columns=["chance_wrong", "right"]).astype({"chance_wrong": float, "right": bool})


@pytest.mark.parametrize(
    ("hits", "trials", "low", "high"),
    [(0, 10, 0, 0.3085), (5, 10, 0.1871, 0.8129), (1, 100, 0.0003, 0.0545), (10, 10, 0.6915, 1), (0, 0, 0, 1)],
)
def test_intervals_as_tabled(hits, trials, low, high):
    assert binomial_interval(hits, trials) == pytest.approx((low, high), abs=1e-4)


@given(st.integers(0, 500), st.integers(1, 500))
def test_the_observed_share_lies_in_its_interval(hits, more):
    trials = hits + more
    low, high = binomial_interval(hits, trials)
    assert 0 <= low <= hits / trials <= high <= 1


@given(chances)
def test_every_link_falls_into_exactly_one_bin(rows):
    bins = bins_of(links(*rows))
    assert sum(item.links for item in bins) == len(rows)
    assert sum(item.wrong for item in bins) == sum(not right for _, right in rows)
    assert len(bins) == len(ONE_IN)


def test_bounds_belong_to_the_bin_that_they_open():
    titles = {item.title for item in bins_of(links((0.5, True), (0.2, True), (0.0, True))) if item.links}
    assert titles == {"1 in 2 to 5", "1 in 5 to 10", "1 in 10,000 or less"}


def test_an_honest_claim_holds_and_a_bold_one_does_not():
    honest = links(*[(0.1, place % 10 > 0) for place in range(1000)])
    bold = links(*[(0.001, place % 10 > 0) for place in range(1000)])
    assert [item.is_calibrated for item in bins_of(honest) if item.links] == [True]
    assert [item.is_calibrated for item in bins_of(bold) if item.links] == [False]
    assert "**no**" in reliability_table(bold)
    assert "**no**" not in reliability_table(honest)


@pytest.mark.parametrize("chance", [np.nan, -0.1, 1.1])
def test_what_is_no_chance_is_refused(chance):
    with pytest.raises(ValueError, match="chance"):
        bins_of(links((chance, True)))


def test_numbers_of_an_option():
    assert numbers_of("1,2, 3") == numbers_of("1 2 3") == [1, 2, 3]
    with pytest.raises(BadParameter):
        numbers_of("1,two")
