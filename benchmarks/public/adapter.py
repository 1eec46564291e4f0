"""Records of people from elsewhere as the tables that the matching of jingzhun reads.

What fits is handed over as it is: given name, middle initial and surname as one name, birth date, sex, the parts of the
address as one address. A social security number has no place of its own in the program; its digits are written into the
last of the 18 places of an identity number of which all others are unknown, as a masked number shows its end: so they
count as that many equal places, and identify nobody by themselves. Where only one side has such numbers they are left
out, for the 17th place of an identity number tells the sex, which that of another country does not; where both have
one, two numbers that differ in that place count as two sexes half of the time, to the program's harm.
"""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd
import pyarrow as pa

from jingzhun.kinds import TableKind
from jingzhun.normalise import typed

#: A register of people with their addresses; the program compares all of its kinds alike but for the weights.
REGISTER = TableKind("household_registration")
#: How the parts of a name may be put together: the fields in order, and what stands between them.
NAME_FORMS = {
    "given middle surname": (("given", "middle", "surname"), " "),
    "given surname": (("given", "surname"), " "),
    "surname given": (("surname", "given"), " "),
    "given·surname": (("given", "surname"), "·"),
}
#: As people write their full name; it tells a father from the son who is named after him.
FULL_NAME = "given middle surname"
_SEXES = {"male": "男", "m": "男", "female": "女", "f": "女"}
_UNKNOWN = "*"
#: A longer number is cut to its last digits: the first places of an identity number are hardly worth anything.
_MOST_DIGITS = 12


class RawTable(NamedTuple):
    """A table as ``jingzhun.read`` delivers it, and which of its headers is which field."""

    rows: pa.Table
    mapping: dict[str, str]


def raw_table(records: pd.DataFrame, name: str, *, has_numbers: bool, form: str = FULL_NAME) -> RawTable:
    """Records as a raw table.

    Args:
        records: one row a person (``records.FIELDS``).
        name: what the file is called in the links.
        has_numbers: whether both sides have numbers, so that they are worth handing over.
        form: of the names, one of ``NAME_FORMS``.

    Returns:
        The table, in which ``_row`` is the 1-based position in the records.
    """
    columns = {
        "name": _joined(records, *NAME_FORMS[form]).str.upper(),
        "id_number": records["number"].map(number_text) if has_numbers else [""] * len(records),
        "birth_date": records["born"],
        "sex": records["sex"].str.strip().str.lower().map(_SEXES).fillna(""),
        "address": _joined(records, ("house", "street", "area", "postcode"), " "),
        "household_id": records["household"],
    }
    rows = {label: pa.array(values, type=pa.string()) for label, values in columns.items()}
    source = {"_file": [name] * len(records), "_sheet": [""] * len(records)}
    rows |= {label: pa.array(values, type=pa.string()) for label, values in source.items()}
    rows["_row"] = pa.array(range(1, len(records) + 1), type=pa.int64())
    return RawTable(pa.table(rows), {label: label for label in columns})


def roll_of(records: pd.DataFrame, *, has_numbers: bool, form: str = FULL_NAME) -> pa.Table:
    """Records as a typed roll; the arguments as in ``raw_table``."""
    raw = raw_table(records, "left", has_numbers=has_numbers, form=form)
    return typed(raw.rows, raw.mapping, TableKind.ROLL)


def number_text(number: str) -> str:
    """A number of another country as the end of a masked identity number.

    Args:
        number: with or without dashes; ``""`` where there is none.
    """
    digits = "".join(character for character in number if character in "0123456789")[-_MOST_DIGITS:]
    return digits.rjust(18, _UNKNOWN) if digits else ""


def _joined(records: pd.DataFrame, fields: tuple[str, ...], mark: str) -> pd.Series[str]:
    """Several fields as one text, with a mark between those that are filled."""
    joined = pd.Series("", index=records.index)
    for field in fields:
        text = records[field].str.strip().str.replace(r"\s+", " ", regex=True)
        joined += text.mask((text != "") & (joined != ""), mark + text)
    return joined
