"""Relations to the head: every spelling of the table, the texts around it, and what must not be guessed."""

from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jingzhun.fields import relation
from jingzhun.fields.invalid import Invalid

# The relation texts of the national poverty system (2016, with those added by 2023), as they stand in its exports.
SYSTEM_TEXTS = {
    "本人或户主": "head",
    "配偶": "spouse",
    "之子": "son",
    "之女": "daughter",
    "之儿媳": "daughter_in_law",
    "之女婿": "son_in_law",
    "之孙子": "grandson",
    "之孙女": "granddaughter",
    "之外孙子": "grandson",
    "之外孙女": "granddaughter",
    "之父": "father",
    "之母": "mother",
    "之岳父": "parent_in_law_m",
    "之岳母": "parent_in_law_f",
    "之公公": "parent_in_law_m",
    "之婆婆": "parent_in_law_f",
    "之祖父": "grandfather",
    "之祖母": "grandmother",
    "之外祖父": "grandfather",
    "之外祖母": "grandmother",
    "之兄弟姐妹": "sibling",
    "之兄弟媳妇": "sister_in_law",
    "之叔伯": "uncle",
    "之侄儿": "nephew",
    "之侄女": "niece",
    "之曾孙子": "great_grandson",
    "之曾孙女": "great_granddaughter",
    "其他": "other",
    "非亲属": "unrelated",
}


@pytest.mark.parametrize(("text", "code"), SYSTEM_TEXTS.items())
def test_texts_of_the_national_system(text: str, code: str) -> None:
    assert relation.parse(text) == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("户主", "head"),
        (" 户 主 ", "head"),
        ("户主本人", "head"),
        ("户主之子", "son"),
        ("户主的长子", "son"),
        ("本人之妻", "wife"),
        ("次女", "daughter"),
        ("女", "daughter"),
        ("女婿", "son_in_law"),
        ("女儿（在校）", "daughter"),
        ("配偶关系", "spouse"),
        ("与户主之女", "daughter"),
        ("丈夫", "husband"),
    ],
)
def test_everyday_texts(text: str, code: str) -> None:
    assert relation.parse(text) == code


@pytest.mark.parametrize("text", ["1", "02", "１０", "99", "3.0"])
def test_bare_numbers_are_never_interpreted(text: str) -> None:
    answer = relation.parse(text)
    assert isinstance(answer, Invalid)
    assert "代码" in answer.why
    assert relation.parse_column(pa.array([text])).to_pylist() == [""]
    assert relation.is_bare_number(pa.array([text])).to_pylist() == [True]


@pytest.mark.parametrize("text", ["", " ", "无", "不详", "媳妇", "张三", "之", "之子之女"])
def test_what_says_no_relation_is_invalid_with_a_reason(text: str) -> None:
    answer = relation.parse(text)
    assert isinstance(answer, Invalid)
    assert answer.why


def test_no_spelling_means_two_relations_and_every_one_is_found_as_written() -> None:
    listed = [
        (text, code)
        for code, entry in relation._table().items()
        for text in entry["texts"]  # type: ignore[attr-defined]
    ]
    assert len({text for text, _ in listed}) == len(listed)
    assert {text: relation.parse(text) for text, _ in listed} == dict(listed)


def test_no_spelling_is_a_number() -> None:
    assert not any(character.isdigit() for text in relation.spellings() for character in text)


@pytest.mark.parametrize(
    ("code", "sex", "generation", "blood"),
    [
        ("head", "", 0, False),
        ("wife", "女", 0, False),
        ("son", "男", -1, True),
        ("step_daughter", "女", -1, False),
        ("granddaughter", "女", -2, True),
        ("mother", "女", 1, True),
        ("parent_in_law_m", "男", 1, False),
        ("grandfather", "男", 2, True),
        ("other", "", None, False),
    ],
)
def test_sex_generation_and_descent(code: str, sex: str, generation: int | None, blood: bool) -> None:
    entry = relation.relations()[code]
    assert (entry.sex, entry.generation, entry.blood) == (sex, generation, blood)


def test_codes_by_generation() -> None:
    assert relation.codes(generation=-1, blood=True) == {"son", "daughter", "child"}
    assert relation.codes() == set(relation.relations())
    assert {entry.sex for entry in relation.relations().values()} == {"男", "女", ""}


@given(st.lists(st.one_of(st.none(), st.text(max_size=8), st.sampled_from(sorted(relation.spellings())))))
def test_the_column_says_what_the_single_value_says(texts: list[str | None]) -> None:
    column = relation.parse_column(pa.array(texts, type=pa.string())).to_pylist()
    single = [relation.parse(text or "") for text in texts]
    assert column == ["" if isinstance(code, Invalid) else code for code in single]


@given(st.text(max_size=12))
def test_cleaning_twice_changes_nothing_that_is_known(text: str) -> None:
    code = relation.parse(text)
    if not isinstance(code, Invalid):
        cleaned = str(relation.clean(pa.array([text]))[0])
        assert relation.parse(cleaned) == code


def test_chunks_are_read_as_one_column() -> None:
    chunked = pa.chunked_array([["之子"], ["户主", None]])
    assert relation.parse_column(chunked).to_pylist() == ["son", "head", ""]
