"""The members frame: the typed roll, and what the cells of its further columns mean (income, dates, schooling …).

A column stands in the frame exactly where the roll has the column that it comes from, so that a rule can tell what was
never asked from what was left empty.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from jingzhun.fields import day_span, roll_words
from jingzhun.kinds import TableKind, columns_data
from jingzhun.normalise import members_frame

#: Of an account or telephone so many digits count, from the end.
_MOST_DIGITS = {"phone": 11}
_NUMBER = r"^[+]?(?P<number>[0-9]+(?:\.[0-9]+)?)(?:个月|月|天|平方米|㎡|M2|平米|平|亩)?$"
#: The name under which the days of a field stand.
_DAY_NAMES = {"identified_date": "identified", "exit_date": "exit"}


def members_of(roll: pa.Table) -> pd.DataFrame:
    """The members as rules, judge and reports see them; the columns are listed in docs/development/architecture.md.

    Args:
        roll: typed rows of all roll tables, in the order of the files (``normalise.typed``).

    Returns:
        One row a member in the same order, RangeIndex.
    """
    members = members_frame(roll)
    section = columns_data()["kinds"][TableKind.ROLL.value]
    added: dict[str, pd.Series | np.ndarray] = {}
    for field in (field for field in section["money"] if f"{field}_fen" in members):
        added[f"{field}_fen"] = members[f"{field}_fen"].astype("float64")
    for field in (field for field in section["numbers"] if field in members):
        added[f"{field}_number"] = _numbers(roll.column(field).combine_chunks())
    for field in (field for field in section["days"] if field in members):
        added |= _days(_DAY_NAMES[field], roll.column(field).combine_chunks())
    for field, fewest in section["digits"].items():
        if field in members:
            name = {"bank_account": "bank"}.get(field, field)
            added[f"{name}_digits"] = _digits(roll.column(field).combine_chunks(), fewest, _MOST_DIGITS.get(field))
    for field in (field for field in roll_words.coded_fields() if field in members):
        added[f"{field}_code"] = roll_words.parse_column(field, roll.column(field)).to_pandas()
    kept = members.drop(columns=[name for name in added if name in members])
    return pd.concat([kept, pd.DataFrame(added, index=members.index)], axis=1)


def _numbers(texts: pa.Array) -> np.ndarray:
    """Plain numbers, with or without their unit; NaN where a cell is empty or says something else."""
    plain = pc.replace_substring(pc.utf8_upper(pc.utf8_trim_whitespace(pc.utf8_normalize(texts, form="NFKC"))), ",", "")
    number = pc.struct_field(pc.extract_regex(plain, pattern=_NUMBER), "number")
    return np.asarray(number.cast(pa.float64()).to_numpy(zero_copy_only=False), dtype=np.float64)


def _days(name: str, texts: pa.Array) -> dict[str, pd.Series]:
    first, last = day_span.parse_column(texts)
    return {f"{name}_first": pd.Series(first), f"{name}_last": pd.Series(last)}


def _digits(texts: pa.Array, fewest: int, most: int | None) -> pd.Series:
    """The digits of each cell, from the end; ``""`` where there are too few to be an account or telephone."""
    digits = pc.replace_substring_regex(pc.utf8_normalize(texts, form="NFKC"), pattern="[^0-9]", replacement="")
    if most is not None:
        digits = pc.utf8_slice_codeunits(digits, start=-most)
    kept: pd.Series = pc.if_else(pc.less(pc.utf8_length(digits), fewest), "", digits).to_pandas().astype("str")
    return kept
