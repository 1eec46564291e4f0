"""Tables for ``str.translate`` give for every character what the function behind them gives."""

from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from jingzhun.fields.each_character import EachCharacter


def _instead(character: str) -> str:
    return "" if unicodedata.category(character) == "Nd" else character.upper()


_TABLE = EachCharacter(_instead)


@given(st.text())
def test_each_character_is_written_as_the_function_says_however_often_it_is_met(text: str) -> None:
    expected = "".join(map(_instead, text))
    assert text.translate(_TABLE) == expected
    assert text.translate(_TABLE) == expected
