"""Relation of a member to the head of the household (与户主关系).

Texts become codes by a table (data/relations.toml), never by guessing. A bare number is not interpreted:
in GB/T 4761 the head is 02, in the poverty system of 2016 it is 01 and 02 is the spouse, and counties
have numberings of their own.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources

import pyarrow as pa
import pyarrow.compute as pc

from jingzhun.fields.invalid import Invalid

# What stands around the word itself: 之子, 户主之子, 户主的儿子, 儿子(在校).
_AROUND = r"[\s\x{200b}-\x{200f}\x{feff}]|^(户主|本人)?[之的]|^(与|系|是)户主[之的]?|\([^()]*\)$|关系$"
_BARE_NUMBER = r"^[0-9]+(\.0+)?$"
_EMPTY_WORDS = ("", "无", "/", "-", "不详", "未知", "NULL", "None", "nan", "#N/A")
# In the north one's wife, in the south one's son's wife.
_AMBIGUOUS = ("媳妇", "媳", "家属")


@dataclass(frozen=True, slots=True)
class Relation:
    """One relation to the head.

    Attributes:
        code: key in tables for machines, e.g. ``daughter_in_law``.
        title: the relation in Chinese.
        sex: ``男`` or ``女`` where the word says so, else ``""``.
        generation: 1 for parents of the head, 0 for the same generation, -1 for children; None if unsaid.
        blood: a direct line of descent, in which the ages of both bound each other.
    """

    code: str
    title: str
    sex: str
    generation: int | None
    blood: bool


@cache
def _table() -> dict[str, dict[str, object]]:
    text = resources.files("jingzhun").joinpath("data/relations.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@cache
def relations() -> dict[str, Relation]:
    """All relations by code."""
    return {code: _relation(code, entry) for code, entry in _table().items()}


@cache
def spellings() -> dict[str, str]:
    """Code by spelling, for texts as ``clean`` leaves them."""
    known: dict[str, str] = {}
    for code, entry in _table().items():
        texts = entry["texts"]
        if isinstance(texts, list):
            known.update(dict.fromkeys(texts, code))
    return known


def _relation(code: str, entry: dict[str, object]) -> Relation:
    generation = entry.get("generation")
    return Relation(
        code=code,
        title=str(entry["title"]),
        sex=str(entry["sex"]),
        generation=generation if isinstance(generation, int) else None,
        blood=bool(entry.get("blood", False)),
    )


def codes(*, generation: int | None = None, blood: bool | None = None) -> frozenset[str]:
    """The codes of all relations with these properties; None leaves a property open."""
    return frozenset(
        relation.code
        for relation in relations().values()
        if (generation is None or relation.generation == generation) and (blood is None or relation.blood == blood)
    )


def parse(text: str) -> str | Invalid:
    """Read one relation.

    Args:
        text: as written, e.g. ``之儿媳`` or ``户主的长子``.

    Returns:
        The code of the relation, or why the text is none.
    """
    cleaned = str(clean(pa.array([text]))[0])
    code = spellings().get(cleaned)
    if code is not None:
        return code
    if cleaned in _EMPTY_WORDS:
        return Invalid("relation", text, "没有填写")
    if pc.match_substring_regex(cleaned, pattern=_BARE_NUMBER).as_py():
        return Invalid("relation", text, "是数字代码, 各地编法不同, 没有代码表不能判断")
    if cleaned in _AMBIGUOUS:
        return Invalid("relation", text, "可以是妻子, 也可以是儿媳, 请写明")
    return Invalid("relation", text, "不认识的关系")


def parse_column(texts: pa.Array | pa.ChunkedArray) -> pa.Array:
    """Read a column of relations.

    Args:
        texts: strings, one a row; null counts as empty.

    Returns:
        Codes, one a row, ``""`` where the text is empty, a bare number or unknown.
    """
    if isinstance(texts, pa.ChunkedArray):
        texts = texts.combine_chunks()
    # A roll has few distinct spellings: the texts are cleaned and looked up once each.
    encoded = pc.dictionary_encode(pc.fill_null(texts, ""))
    known = spellings()
    found = pa.array([known.get(text, "") for text in clean(encoded.dictionary).to_pylist()], type=pa.string())
    return found.take(encoded.indices)


def clean(texts: pa.Array) -> pa.Array:
    """Relation texts as the table spells them: NFKC, without spaces, remarks in brackets and a leading 之."""
    texts = pc.utf8_normalize(texts, form="NFKC")
    once = pc.replace_substring_regex(texts, pattern=_AROUND, replacement="")
    return pc.replace_substring_regex(once, pattern=_AROUND, replacement="")


def is_bare_number(texts: pa.Array | pa.ChunkedArray) -> pa.Array:
    """Which texts are nothing but a code number, which no one can read without its table."""
    return pc.match_substring_regex(clean(pc.fill_null(texts, "")), pattern=_BARE_NUMBER)
