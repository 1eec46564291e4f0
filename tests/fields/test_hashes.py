"""Hashes of texts and numbers: what they depend on, and that no long cell makes them expensive."""

from __future__ import annotations

import tracemalloc

import numpy as np
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from jingzhun.fields.code_points import code_points
from jingzhun.fields.hashes import column_hashes, mix, split_hashes, text_hashes

any_texts = st.lists(st.text(st.sampled_from("陈秀英福坪村12𠮷a\0"), max_size=9), max_size=12)


def strings(texts: list[str]) -> pa.Array:
    return pa.array(texts, type=pa.string())


def by_hand(text: str) -> int:
    number = 0
    for character in text:
        if character != "\0":
            number = (number * 1_000_003 + ord(character)) % 2**64
    return number - 2**64 if number >= 2**63 else number


@given(any_texts)
def test_a_text_has_the_hash_that_its_characters_spell(texts: list[str]) -> None:
    assert text_hashes(strings(texts)).tolist() == [by_hand(text) for text in texts]


@given(any_texts, st.integers(0, 12), st.integers(0, 12))
def test_a_part_of_an_array_has_the_hashes_of_its_own_texts(texts: list[str], first: int, last: int) -> None:
    part = strings(texts)[first:last] if first <= last else strings([])
    assert text_hashes(part).tolist() == [by_hand(text) for text in part.to_pylist()]
    assert code_points(part).codes.tolist() == [ord(character) for text in part.to_pylist() for character in text]


@given(any_texts, st.data())
def test_head_and_rest_of_a_text_are_hashed_as_texts_of_their_own(texts: list[str], data: st.DataObject) -> None:
    heads = data.draw(st.lists(st.integers(0, 4), min_size=len(texts), max_size=len(texts)))
    head, rest = split_hashes(strings(texts), np.array(heads, dtype=np.int64))
    pairs = list(zip(texts, heads, strict=True))
    assert head.tolist() == [by_hand(text[:length]) for text, length in pairs]
    assert rest.tolist() == [by_hand(text[length:]) for text, length in pairs]


@given(any_texts)
def test_a_column_has_the_hashes_of_its_texts_in_whatever_pieces_it_comes(texts: list[str]) -> None:
    in_pieces = pa.chunked_array([strings(texts[:3]), strings(texts[3:])])
    assert column_hashes(in_pieces).tolist() == [by_hand(text) for text in texts]


def test_one_long_cell_costs_no_more_than_its_own_characters() -> None:
    texts = strings(["长" * 100_000, *(f"{number}号" for number in range(1_000))])
    tracemalloc.start()
    text_hashes(texts)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 100_000_000


def test_a_key_of_several_parts_depends_on_each_and_on_their_order() -> None:
    ones, twos = np.array([1, 1, 2]), np.array([2, 3, 1])
    keys = mix(ones, twos)
    assert len(set(keys.tolist())) == 3
    assert keys[0] != keys[2]
    assert mix(ones, twos).tolist() == mix(ones.astype(np.int32), twos.astype(np.int8)).tolist()
