"""Cell values as text, the same for workbook cells and typed columns; docs/development/architecture.md has the rules.

Numbers from 1e15 on are written in the shortest scientific form, so that digits which a spreadsheet or a float
column has lost are never mistaken for digits: Excel leaves 3.50699196203071E+17 of an identity number.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

# Every whole number below is exact in a double, and none has more digits than a spreadsheet keeps.
EXACT_BELOW = 1e15
_TEXT = pa.string()
# White space, controls and invisible characters; systems write a tab before a number to keep Excel from eating digits.
_OUTER = "".join(
    chr(code)
    for first, last in (
        (0x00, 0x20), (0x7F, 0xA0), (0xAD, 0xAD), (0x1680, 0x1680), (0x180E, 0x180E), (0x2000, 0x200F),
        (0x2028, 0x202F), (0x205F, 0x206F), (0x3000, 0x3000), (0xFEFF, 0xFEFF),
    )
    for code in range(first, last + 1)
)  # fmt: skip
# Inside a text, line breaks and tabs stay.
_CONTROLS = r"[\x00-\x08\x0B\x0C\x0E-\x1F\x7F]"
_CONTROLS_HERE = re.compile(_CONTROLS)


def float_texts(values: pa.Array) -> pa.Array:
    """Write a column of doubles: ``350699``, ``12.5``, ``3.50699196203071E+17``.

    Args:
        values: doubles; null and NaN mean an empty cell.

    Returns:
        Texts of the same length, ``""`` where there is no number.
    """
    values = values.cast(pa.float64())
    known = pc.and_kleene(pc.is_valid(values), pc.invert(pc.is_nan(values)))
    whole = pc.and_(
        pc.less(pc.abs(values), EXACT_BELOW), pc.equal(pc.trunc(values), values)
    )  # NaN and infinity compare false
    whole = pc.fill_null(whole, False)
    if whole.true_count == len(values):
        return values.cast(pa.int64()).cast(_TEXT)
    integers = pc.if_else(whole, values, 0.0).cast(pa.int64()).cast(_TEXT)
    texts = pc.if_else(whole, integers, pc.utf8_upper(values.cast(_TEXT)))
    return pc.if_else(pc.fill_null(known, False), texts, "")


def bare(text: str) -> str:
    """A cell without the white space, controls and invisible characters around it, and without controls inside."""
    return _CONTROLS_HERE.sub("", text.strip(_OUTER))


def bare_texts(texts: pa.Array) -> pa.Array:
    """``bare`` for a column of strings without nulls."""
    texts = pc.utf8_trim(texts, _OUTER)
    data = texts.buffers()[2]
    codes = np.frombuffer(b"" if data is None else data, dtype=np.uint8)
    if codes.min(initial=0x20) >= 0x20 and not (codes == 0x7F).any():
        return texts
    return pc.replace_substring_regex(texts, _CONTROLS, "")


def has_text(texts: pa.Array) -> bool:
    """Whether a column of strings holds anything; told by where its text begins and ends, however long it is."""
    bounds = texts.buffers()[1]
    if bounds is None or not len(texts):
        return False
    offsets = np.frombuffer(bounds, np.int32)
    return bool(offsets[texts.offset] < offsets[texts.offset + len(texts)])


def timestamp_text(moment: dt.datetime) -> str:
    """Write a moment to the second, and midnight as the day alone; spreadsheets store days as fractions."""
    moment = (moment + dt.timedelta(microseconds=500_000)).replace(microsecond=0)
    if moment.time() == dt.time():
        return moment.date().isoformat()
    return moment.isoformat(sep=" ")


def _duration_text(span: dt.timedelta) -> str:
    seconds = round(span.total_seconds())
    minutes, seconds = divmod(abs(seconds), 60)
    return f"{'-' if span < dt.timedelta() else ''}{minutes // 60}:{minutes % 60:02}:{seconds:02}"


_WRITERS: dict[type, Callable[..., str]] = {
    str: str,
    bool: lambda value: "TRUE" if value else "FALSE",
    int: lambda value: str(value) if abs(value) < EXACT_BELOW else float_texts(pa.array([float(value)]))[0].as_py(),
    dt.datetime: timestamp_text,
    dt.date: dt.date.isoformat,
    dt.time: lambda value: value.strftime("%H:%M:%S"),
    dt.timedelta: _duration_text,
}


def cell_texts(cells: Sequence[object]) -> pa.Array:
    """Write one column of workbook cells, as python-calamine gives them (``""`` for an empty cell).

    Args:
        cells: text, float, int, bool, date, datetime, time or timedelta, mixed as they come.

    Returns:
        Bare texts of the same length, never null.
    """
    try:
        return bare_texts(pa.array(cells, type=_TEXT))  # most columns hold nothing but text
    except pa.ArrowTypeError:
        types = set(map(type, cells))
    if types == {float}:
        return float_texts(pa.array(cells, type=pa.float64()))
    if types == {dt.date}:
        return pa.array(cells, type=pa.date32()).cast(_TEXT)
    numbers = iter(
        float_texts(pa.array([cell for cell in cells if type(cell) is float], type=pa.float64())).to_pylist()
    )
    if types == {str, float}:
        texts = [cell if type(cell) is str else next(numbers) for cell in cells]
    else:
        texts = [
            cell if type(cell) is str else next(numbers) if type(cell) is float else _WRITERS[type(cell)](cell)
            for cell in cells
        ]
    return bare_texts(pa.array(texts, type=_TEXT))
