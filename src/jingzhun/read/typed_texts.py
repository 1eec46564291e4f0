"""Typed columns as text; docs/development/architecture.md has the rules."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from jingzhun.read.cells import bare_texts, float_texts
from jingzhun.read.databases.cellbytes import ByteColumn

_TEXT = pa.string()
_ZONE = "Asia/Shanghai"
_PER_SECOND = {"s": 1, "ms": 1_000, "us": 1_000_000, "ns": 1_000_000_000}


def stored_type(kind: pa.DataType) -> pa.DataType:
    """The type of a single value, however the column holds it: by dictionary, by runs, or under a name of its own."""
    if isinstance(kind, pa.BaseExtensionType):
        return stored_type(kind.storage_type)
    if pa.types.is_dictionary(kind) or pa.types.is_run_end_encoded(kind):
        return stored_type(kind.value_type)
    return kind


def has_several_values(kind: pa.DataType) -> bool:
    """Whether a cell of this type holds a list, a record or the like."""
    return bool(pa.types.is_nested(stored_type(kind)))


def is_binary(kind: pa.DataType) -> bool:
    """Whether a cell of this type holds bytes that nothing says are a text."""
    return bool(
        pa.types.is_binary(kind)
        or pa.types.is_large_binary(kind)
        or pa.types.is_binary_view(kind)
        or pa.types.is_fixed_size_binary(kind)
    )


def is_readable(kind: pa.DataType) -> bool:
    """Whether ``column_texts`` can write a column of this type."""
    kind = stored_type(kind)
    return not pa.types.is_nested(kind) and (
        is_binary(kind)
        or (pa.types.is_primitive(kind) and not pa.types.is_interval(kind))
        or pa.types.is_decimal(kind)
        or pa.types.is_null(kind)
        or pa.types.is_boolean(kind)
        or pa.types.is_string(kind)
        or pa.types.is_large_string(kind)
        or pa.types.is_string_view(kind)
    )


def column_texts(column: pa.Array) -> pa.Array:
    """Write a typed column as text.

    Args:
        column: any type that ``is_readable``.

    Returns:
        Bare texts: integers and decimals exact, floats as ``cells.float_texts``, days as ``YYYY-MM-DD`` with the time
        only where it is not midnight, moments with a zone by the clock of Beijing, durations as ``h:mm:ss``, bytes as
        ``ByteColumn`` decodes them, ``""`` for null.
    """
    if isinstance(column, pa.ExtensionArray):
        return column_texts(column.storage)
    if isinstance(column, pa.RunEndEncodedArray):
        return column_texts(pc.run_end_decode(column))
    if not isinstance(column, pa.DictionaryArray):
        return _plain_texts(column)
    if len(column.dictionary) < len(column):  # texts that repeat are written once
        return pc.fill_null(column_texts(column.dictionary).take(column.indices), "")
    return column_texts(column.dictionary_decode())


def _plain_texts(column: pa.Array) -> pa.Array:
    kind = column.type
    if pa.types.is_floating(kind):
        return float_texts(_doubles(column))
    if pa.types.is_boolean(kind):
        column = pc.if_else(column, "TRUE", "FALSE")
    elif pa.types.is_decimal(kind):
        column = _decimal_texts(column)
    elif pa.types.is_timestamp(kind):
        column = _moment_texts(column)
    elif pa.types.is_time(kind):
        column = column.cast(pa.time32("s"), safe=False)
    elif pa.types.is_duration(kind):
        column = _duration_texts(column)
    elif pa.types.is_date64(kind):
        column = pc.floor_temporal(column, unit="day").cast(pa.date32())
    elif is_binary(kind):
        column = ByteColumn("").texts(column.cast(pa.binary()), 1)
    return bare_texts(pc.fill_null(column.cast(_TEXT), ""))


def _doubles(column: pa.Array) -> pa.Array:
    """Small floats through their shortest text: the 12.3 of 32 bits is none of 64."""
    if pa.types.is_float64(column.type):
        return column
    if pa.types.is_float16(column.type):  # the library writes those in 32 bits
        return pa.array(column.to_numpy(zero_copy_only=False).astype(str)).cast(pa.float64())
    return column.cast(_TEXT).cast(pa.float64())


def _decimal_texts(column: pa.Array) -> pa.Array:
    """All digits, and no zeros behind the last that counts."""
    texts = column.cast(_TEXT)
    odd = pc.fill_null(pc.match_substring(texts, "E"), False)  # below 1e-6, and of negative scale
    if odd.true_count:
        plain = pa.array([f"{value:f}" for value in column.filter(odd).to_pylist()], type=_TEXT)
        texts = pc.replace_with_mask(texts, odd, plain)
    return pc.utf8_rtrim(pc.replace_substring_regex(texts, r"(\.\d*?)0+$", r"\1"), ".")


def _moment_texts(column: pa.Array) -> pa.Array:
    kind = column.type
    if kind.tz is not None:
        column = pc.local_timestamp(column.cast(pa.timestamp(kind.unit, _ZONE)))
    # Down to the second, before 1970 too: a cast alone goes towards it.
    seconds = pc.floor_temporal(column, unit="second").cast(pa.timestamp("s"))
    return pc.replace_substring(seconds.cast(_TEXT), " 00:00:00", "")


def _duration_texts(column: pa.Array) -> pa.Array:
    """As ``cells`` writes those of a workbook."""
    per_second = _PER_SECOND[column.type.unit]
    parts = column.cast(pa.int64())
    seconds = pc.divide(pc.add(pc.abs(parts), per_second // 2), per_second)
    minutes = pc.divide(seconds, 60)
    hours = pc.divide(minutes, 60)
    padded = [
        pc.utf8_lpad(pc.subtract(fine, pc.multiply(coarse, 60)).cast(_TEXT), 2, "0")
        for fine, coarse in ((minutes, hours), (seconds, minutes))
    ]
    sign = pc.if_else(pc.less(parts, 0), "-", "")
    return pc.binary_join_element_wise(pc.binary_join_element_wise(sign, hours.cast(_TEXT), ""), *padded, ":")
