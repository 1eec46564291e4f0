"""The figures per rule: what is counted as right, wrong and excused."""

from __future__ import annotations

import re
from datetime import date

from benchmarks.rules_accuracy import Figures, Tally, measure
from benchmarks.rules_page import render


def test_the_demo_county_is_measured_whole() -> None:
    figures = measure("demo", [28], "zhangzhou-2016", lambda _: None)
    true, found, wrong = figures.households[28]
    assert (true, wrong) == (35, 0)
    assert found >= 34
    for code in ("JZ103", "JZ203", "JZ301"):
        assert figures.rules[code].planted > 0
        assert (figures.rules[code].missed, figures.rules[code].wrong) == (0, 0)
    assert figures.conditions["CAR"].right > 0
    assert figures.exceptions["CAR/SCRAPPED"].planted == figures.exceptions["CAR/SCRAPPED"].right > 0


def test_the_page_shows_shares_and_names_rules_without_faults() -> None:
    figures = Figures(
        rules={"JZ101": Tally(planted=4, right=3, wrong=1), "JZ232": Tally()},
        households={7: (10, 9, 2)},
    )
    page = render(figures, "demo", "zhangzhou-2016", date(2026, 11, 24))
    assert re.search(r"\| JZ101 \| \S+ \| 4 \| 3 \| 1 \| 0 \| 75.0% \| 75.0% \|", page)
    assert "| 7 | 10 | 9 | 1 | 2 |" in page
    assert re.search(r"\| JZ232 \| [^|]+ \| a household of eleven rows", page)
