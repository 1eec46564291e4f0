"""Whether a free text says that the person of the row is dead or gone: better to ask than to accuse."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jingzhun.rules.presence import statements


def answer(text: str) -> str:
    died, left, unclear = statements(pd.Series([text, "在家"], dtype="str"))
    assert not np.array([died, left, unclear])[:, 1].any()
    return "dead" if died[0] else "gone" if left[0] else "unclear" if unclear[0] else "nothing"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("死亡", "dead"),
        ("已于2015年3月死亡", "dead"),
        ("2015.03因病去世,待注销", "dead"),
        ("本人已病故。", "dead"),
        ("已故(2016.5)", "dead"),
        ("迁出至漳州市", "gone"),
        ("已出嫁，户口未迁", "gone"),
        ("2014年3月失踪", "gone"),
        ("服刑中", "gone"),
        ("其父已死亡", "unclear"),
        ("因父亲病故", "unclear"),
        ("妻子外嫁", "unclear"),
        ("领取死亡赔偿金", "unclear"),
        ("死亡赔偿金收入", "unclear"),
        ("2014年刑满释放", "nothing"),
        ("原失踪,已找到", "nothing"),
        ("在家务农", "nothing"),
        ("", "nothing"),
    ],
)
def test_what_a_remark_says(text: str, said: str) -> None:
    assert answer(text) == said


@settings(deadline=None)
@given(
    relative=st.sampled_from("父母妻夫儿女兄弟叔伯祖"), word=st.sampled_from(["死亡", "去世", "服刑", "失踪", "迁出"])
)
def test_a_remark_about_a_relative_never_accuses_the_person(relative: str, word: str) -> None:
    assert answer(f"其{relative}已{word}") == "unclear"
