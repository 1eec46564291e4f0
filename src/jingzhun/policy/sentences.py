"""The words of a judged link: what was found, why it counts, what to do about it. Whole columns at a time."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import resources

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from jingzhun.policy.phrases import Phrase
from jingzhun.policy.values import column as cleaned
from jingzhun.policy.values import serials_as_days
from jingzhun.privacy import mask_text

_CODE = re.compile(r"[A-Z][0-9]{2}")
# Texts with such a run may hold an identity number; only these are looked at one by one.
_LONG_NUMBER = r"[0-9０-９][0-9０-９*＊]{12}|[0-9][Ee]\+?1[4-9]"

ROLL_LABELS = {
    "household_id": "户编号",
    "name_raw": "姓名",
    "id_raw": "证件号码",
    "relation_raw": "与户主关系",
    "township_raw": "乡镇",
    "village_raw": "村",
}


def texts(table: pa.Table, field: str) -> pa.Array:
    """One column as it is written, ``""`` where missing or where there is no such column."""
    if field not in table.column_names:
        return pa.array([""] * table.num_rows, pa.string())
    return pc.fill_null(table.column(field).combine_chunks().cast(pa.string()), "")


def values(table: pa.Table, labels: Mapping[str, str]) -> pa.Array:
    """``姓名=林秀英; 车辆类型=K33``: the written values of a row under their Chinese names, empty ones left out.

    The whole cell of the name (``name_cell``) is left out too where it holds this name alone.
    """
    parts = []
    for field, label in labels.items():
        column = texts(table, field)
        if field == "name_cell":
            column = pc.if_else(pc.equal(column, texts(table, "name_raw")), "", column)
        parts.append(pc.if_else(pc.equal(column, ""), None, concatenated(f"{label}=", column)))
    return joined(parts, "; ", table.num_rows)


def shown(table: pa.Table, phrases: Iterable[Phrase], separator: str = "") -> pa.Array:
    """``名下有 小型轿车K33 闽E12345``: the phrases one after the other, without those whose field is empty."""
    return joined([_spoken(table, phrase) for phrase in phrases], separator, table.num_rows)


def _spoken(table: pa.Table, phrase: Phrase) -> pa.Array:
    """One phrase for every row, null where its field is empty and it has no other word."""
    if not phrase.field:
        return pa.array([phrase.before] * table.num_rows, pa.string())
    value = in_words(pc.utf8_trim_whitespace(texts(table, phrase.field)), phrase.field)
    value = pc.if_else(pc.equal(value, ""), phrase.otherwise or None, value)
    return concatenated(phrase.before, value, phrase.after)


def in_brackets(inner: pa.Array) -> pa.Array:
    """``(2012-06-22 登记, 状态正常A)``, nothing where there is nothing to say."""
    return pc.if_else(pc.equal(inner, ""), "", concatenated("(", inner, ")"))


def in_words(column: pa.Array, field: str) -> pa.Array:
    """Codes of a field with what they say before them (小型轿车K33, 违法未处理、逾期未检验GQ); other texts stay."""
    if field.endswith("_date"):
        days = serials_as_days(column)
        return pc.if_else(pc.equal(days, column), column, concatenated(days, "(原值", column, ")"))
    words = _code_words().get(field)
    if words is None:
        return column
    encoded = column.dictionary_encode()
    said = [_said(text, words) for text in encoded.dictionary.to_pylist()]
    return pa.array(said, pa.string()).take(encoded.indices)


def _said(text: str, words: Mapping[str, Mapping[str, str]]) -> str:
    code = unicodedata.normalize("NFKC", text).strip().upper()
    letters = words.get("letter", {})
    if code and all(letter in letters for letter in code):
        return "、".join(letters[letter] for letter in dict.fromkeys(code)) + code
    if "code" in words and _CODE.fullmatch(code):
        return words["code"].get(code, words["first_letter"].get(code[0], "")) + code
    return text


@cache
def _code_words() -> dict[str, dict[str, dict[str, str]]]:
    return tomllib.loads(resources.files("jingzhun").joinpath("data/code_words.toml").read_text(encoding="utf-8"))


def missing(table: pa.Table, labels: Mapping[str, str]) -> pa.Array:
    """``车辆类型、号牌种类``: the Chinese names of the fields that a row leaves empty, or fills with 不详."""
    parts = [pc.if_else(pc.is_null(cleaned(table, field)), label, None) for field, label in labels.items()]
    return joined(parts, "、", table.num_rows)


def concatenated(*parts: pa.Array | str) -> pa.Array:
    """Texts and columns one after the other, row by row."""
    return pc.binary_join_element_wise(*parts, "")


def joined(parts: list[pa.Array], separator: str, length: int) -> pa.Array:
    """Columns joined row by row, nulls left out.

    Arrow's own skipping of nulls gives an empty array where a whole column is null (pyarrow 26), so the
    separator is written before every part and the first one cut off.
    """
    if not parts:
        return pa.array([""] * length, pa.string())
    led = [pc.if_else(pc.is_null(part), "", concatenated(separator, pc.fill_null(part, ""))) for part in parts]
    return pc.utf8_slice_codeunits(concatenated(*led), start=len(separator))


def masked(column: pd.Series) -> pd.Series:
    """Mask identity numbers inside texts; most rows hold none and are not touched."""
    suspect = column.str.contains(_LONG_NUMBER, regex=True)
    if not suspect.any():
        return column
    return column.where(~suspect, column[suspect].map(mask_text))
