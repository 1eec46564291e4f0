"""What the words of a roll mean."""

from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jingzhun.fields.roll_words import coded_fields, parse, parse_column


@pytest.mark.parametrize(
    ("field", "text", "code"),
    [
        ("health", "长期慢性病", "chronic"),
        ("health", "长期慢性病, 残疾", "chronic|disabled"),
        ("health", "残疾（肢体二级）", "disabled"),
        ("labour", "弱劳动力或半劳动力", "weak"),
        ("cause", "因病、缺劳动力", "illness|labour"),
        ("cause", "因病,因病", "illness"),
        ("cause", "因病,听天由命", ""),
        ("cause", "1", ""),
        ("schooling", " 七 年级 ", "junior"),
        ("education", "文盲或半文盲", "illiterate"),
        ("category", "脱贫不稳定户", "unstable"),
        ("status", "已脱贫（享受政策）", "lifted"),
        ("minimum_allowance", "未享受", "no"),
        ("housing_state", "危房Ｃ级", "dangerous_c"),
        ("member_status", "判刑收监", "imprisoned"),
        ("health", "", ""),
    ],
)
def test_words_mean_what_the_systems_mean(field: str, text: str, code: str) -> None:
    assert parse(field, text) == code


@given(st.lists(st.sampled_from(["健康", "残疾、大病", "", "不知道", "患有大病"]), max_size=20))
def test_a_column_is_read_cell_by_cell(texts: list[str]) -> None:
    column = parse_column("health", pa.array(texts, type=pa.string()))
    assert column.to_pylist() == [parse("health", text) for text in texts]


def test_no_field_uses_a_word_for_two_codes() -> None:
    import tomllib
    from importlib import resources

    table = tomllib.loads(resources.files("jingzhun").joinpath("data/roll_words.toml").read_text(encoding="utf-8"))
    assert set(table) == set(coded_fields())
    for codes in table.values():
        words = [word for words in codes.values() for word in words]
        assert len(words) == len(set(words))
