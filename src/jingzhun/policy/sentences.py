"""The words of a judged link: what was found, why it counts, what to do about it. Whole columns at a time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from jingzhun.privacy import mask_text

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
    """``姓名=林秀英; 车辆类型=K33``: the written values of a row under their Chinese names, empty ones left out."""
    parts = []
    for field, label in labels.items():
        column = texts(table, field)
        parts.append(pc.if_else(pc.equal(column, ""), None, concatenated(f"{label}=", column)))
    return joined(parts, "; ", table.num_rows)


def shown(table: pa.Table, fields: Iterable[str]) -> pa.Array:
    """``K33 闽E12345``: what names the thing, or 登记未写明 where nothing does."""
    columns = [texts(table, field) for field in fields]
    things = joined([pc.if_else(pc.equal(column, ""), None, column) for column in columns], " ", table.num_rows)
    return pc.if_else(pc.equal(things, ""), "(登记未写明)", things)


def missing(table: pa.Table, labels: Mapping[str, str]) -> pa.Array:
    """``车辆类型、号牌种类``: the Chinese names of the fields that a row leaves empty."""
    parts = [pc.if_else(pc.equal(texts(table, field), ""), label, None) for field, label in labels.items()]
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
