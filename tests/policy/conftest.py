"""The shipped policy and a small roll."""

from __future__ import annotations

import pandas as pd
import pytest

from jingzhun.policy.pack import Policy, load


@pytest.fixture(scope="session")
def policy() -> Policy:
    return load("zhangzhou-2016")


@pytest.fixture
def members() -> pd.DataFrame:
    """Three households: 林秀英 (head) and 林建国; 黄阿土 alone, whose row comes between; 陈美华 alone."""
    people = [
        (7, "H7", "林秀英", "350699195203070028", "head", "户主", 3),
        (3, "H3", "黄阿土", "350699194901010017", "head", "户主", 4),
        (7, "H7", "林建国", "350699197805060032", "son", "之子", 5),
        (9, "H9", "陈美华", "", "spouse", "配偶", 6),
    ]
    columns = ["household", "household_id", "name_raw", "id_raw", "relation", "relation_raw", "_row"]
    frame = pd.DataFrame(people, columns=columns)
    frame["id_masked"] = [number[:6] + "********" + number[-4:] if number else "" for number in frame["id_raw"]]
    frame["_file"], frame["_sheet"] = "名册.xlsx", "九峰镇"
    frame["township_raw"], frame["village_raw"] = "九峰镇", "福坪村"
    frame["identified_date"] = ["2014-06-30", "", "2014-06-30", "2014"]
    return frame
