from __future__ import annotations

from datetime import date

import numpy as np
import pytest

pytest.importorskip("duckdb", reason="a peer of the extra `benchmark`")

from benchmarks.machine import Machine
from benchmarks.name_pages import page
from benchmarks.name_pairs import NamePair, name_pairs
from benchmarks.names import SYSTEMS, contest, damaged_pairs, judged

MACHINE = Machine("a processor", 2, 4.0, "Linux", 0.5, (("jingzhun", "1"), ("duckdb", "missing")))


def test_figures_of_a_score_worked_out_by_hand() -> None:
    scores = np.array([0.9, 0.8, 0.4, 0.8, 0.1])
    is_one = np.array([True, True, True, False, False])
    result = judged(scores, is_one, 0.0)
    # At 0.4 three of four accepted pairs are right and none is missed: F1 is 6/7.
    assert result.f1 == pytest.approx(6 / 7)
    assert result.recall == pytest.approx(1 / 3)
    assert result.accepted.tolist() == [True, False, False, False, False]
    assert judged(scores, is_one, 0.5).recall == 1.0


def test_nothing_is_accepted_where_a_wrong_pair_is_the_most_alike() -> None:
    result = judged(np.array([0.5, 0.9]), np.array([True, False]), 0.0)
    assert result.recall == 0.0
    assert not result.accepted.any()


def test_this_program_makes_no_error_on_the_table() -> None:
    found = contest("table", name_pairs(), 0.0)
    assert set(found.results) == set(SYSTEMS)
    assert found.results["jingzhun"].f1 == found.results["jingzhun"].recall == 1.0
    assert all(pair.strength != "MEDIUM" for pair in found.pairs)
    assert all(0 < each.f1 < 1 for system, each in found.results.items() if system != "jingzhun")


def test_damaged_pairs_are_the_same_again_and_as_many_of_two_people() -> None:
    pairs = damaged_pairs(60, 5)
    assert pairs == damaged_pairs(60, 5)
    strong = [pair for pair in pairs if pair.strength == "STRONG"]
    weak = [pair for pair in pairs if pair.strength == "WEAK"]
    assert len(weak) >= len(strong) > 60
    assert all(pair.left != pair.right for pair in pairs)
    assert all(pair.left[0] == pair.right[0] for pair in weak)


def test_page_states_what_was_measured_on_what() -> None:
    pairs = [
        NamePair("陈志明", "陳志明", "STRONG", "traditional", ""),
        NamePair("陈志明", "陈建国", "WEAK", "different", ""),
        NamePair("李昇", "李升", "MEDIUM", "variant", ""),
    ]
    text = page(date(2026, 1, 2), MACHINE, pairs, [contest("A set", pairs, 0.01)], {"jingzhun": 500.0, "other": 250.0})
    assert "2026-01-02" in text
    assert "3 pairs: 1 STRONG" in text
    assert "## A set" in text
    assert "| jingzhun | 1.000 | 1.000 |" in text
    assert "recall at 1% of errors" in text
    assert "| other | 250 | 2.00 |" in text
    assert "| traditional | 1 |" in text
    assert "missing" not in text
