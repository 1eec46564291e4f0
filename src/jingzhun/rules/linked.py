"""What the register rows that are linked to members say of them, and where a register is silent.

Only links of grade A or B accuse anybody; a link of grade C leaves the question open. That somebody does not stand in
a register says something only where the register evidently covers the place he lives in.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa

from jingzhun.fields import day_span
from jingzhun.rules.persons import ages
from jingzhun.rules.rule import Roll
from jingzhun.rules.shared_numbers import contested

#: Grades on which somebody may be accused; the others leave the question open.
ACCUSING_GRADES = ("A", "B")
#: For what a row says by the number itself, whoever is meant.
ALL_GRADES = (*ACCUSING_GRADES, "C")
#: A register that meets fewer people of the roll than this says nothing by being silent.
FEWEST_MET = 3
# With such a number somebody who stands in a register is met.
_FINDABLE = ("valid", "upgraded")
_ORDER = ["member", "grade", "register_file", "register_sheet", "register_row"]


@dataclass(frozen=True)
class Said:
    """Of whom register rows say something.

    Attributes:
        where: one boolean a member: a row of grade A or B says so.
        unsure: one boolean a member: only rows of grade C say so, or rows of which it cannot be told.
        rows: the row that says so, indexed by the members' positions; the best grade first.
    """

    where: np.ndarray
    unsure: np.ndarray
    rows: pd.DataFrame


def rows_of(roll: Roll, kind: str) -> pd.DataFrame:
    """The rows of a register that are linked to members, with the column ``register``; RangeIndex."""
    return roll.linked[kind].assign(register=kind).reset_index(drop=True)


def of_same_number(roll: Roll, kind: str) -> pd.DataFrame:
    """The linked rows of a register that bear the sound number of their member."""
    rows = rows_of(roll, kind)
    people = roll.members[["id_text", "id_state"]].iloc[rows["member"]]
    same = (texts(rows, "id_text").to_numpy() == people["id_text"].to_numpy()) & people["id_state"].eq(
        "valid"
    ).to_numpy()
    return pd.DataFrame(rows[same])


def registered_rows(roll: Roll) -> pd.DataFrame:
    """The linked rows of the police's register with a household number, but for those of lodgers (集体户)."""
    rows = rows_of(roll, "household_registration")
    collective = says(rows, "household_kind", "集体") | says(rows, "residence_nature", "集体")
    return rows[~collective & (texts(rows, "household_id") != "")]


def texts(rows: pd.DataFrame, field: str) -> pd.Series:
    """A field of register rows as text, ``""`` where the register has no such column or leaves it empty."""
    if field not in rows:
        return pd.Series("", index=rows.index, dtype="str")
    return rows[field].astype("str").fillna("").str.strip()


def says(rows: pd.DataFrame, field: str, words: str, unless: str = "") -> pd.Series:
    """True for rows whose field holds one of some words.

    Args:
        rows: register rows.
        field: one of their fields.
        words: a regular expression without groups.
        unless: words beside which it does not count.
    """
    text = texts(rows, field)
    held = text.str.contains(words, regex=True)
    return held & ~text.str.contains(unless, regex=True) if unless else held


def days(rows: pd.DataFrame, field: str) -> tuple[pd.Series, pd.Series]:
    """The first and the last day that a date of register rows can mean, NaT where it is unknown."""
    first, last = day_span.parse_column(pa.array(texts(rows, field), type=pa.string()))
    return pd.Series(first, index=rows.index), pd.Series(last, index=rows.index)


def said(
    roll: Roll, rows: pd.DataFrame, unclear: pd.DataFrame | None = None, grades: Collection[str] = ACCUSING_GRADES
) -> Said:
    """Of whom some linked rows speak.

    Args:
        roll: the roll.
        rows: the linked rows that say what a rule looks for.
        unclear: those of which it cannot be told.
        grades: those that may accuse.
    """
    best = rows.sort_values(_ORDER, kind="stable").drop_duplicates("member").set_index("member")
    accusing = best["grade"].isin(grades)
    where, unsure = (np.zeros(len(roll.members), dtype=bool) for _ in range(2))
    where[best.index[accusing]] = True
    unsure[best.index[~accusing]] = True
    if unclear is not None:
        unsure[unclear["member"].unique()] = True
    return Said(where, unsure & ~where, best)


def in_brackets(words: pd.Series) -> pd.Series:
    """Words in brackets, nothing where there are none."""
    return (" (" + words + ")").where(words != "", "")


def met(roll: Roll, rows: pd.DataFrame) -> np.ndarray:
    """True for members to whom one of the rows is linked, however uncertainly."""
    mask = np.zeros(len(roll.members), dtype=bool)
    mask[rows["member"].unique()] = True
    return mask


def without_record(
    roll: Roll, kind: str, claims: pd.Series, rows: pd.DataFrame | None = None
) -> tuple[np.ndarray, np.ndarray]:
    """Who claims what a register would have to confirm, and does not stand in it.

    Args:
        roll: the roll.
        kind: the register.
        claims: true for members who claim it.
        rows: the linked rows that confirm it, all of the register by default.

    Returns:
        Found (claimed, and met on no row of any grade) and undecided (met only by grade C, a place that the register
        does not cover, or somebody whose record would not be found, see :func:`_findable`), one boolean a member.
    """
    rows = rows_of(roll, kind) if rows is None else rows
    seen, claiming = met(roll, rows), claims.to_numpy(dtype=bool)
    sure = met(roll, rows[rows["grade"].isin(ACCUSING_GRADES)])
    lacking = claiming & ~seen
    findable = _findable(roll, kind)
    told = _covered(roll, kind, seen, lacking & findable) & findable
    return lacking & told, (claiming & ~sure) & ~(lacking & told)


def household_without_record(
    roll: Roll, kind: str, claims: pd.Series, rows: pd.DataFrame | None = None
) -> tuple[np.ndarray, np.ndarray]:
    """Households that claim what a register would have to confirm of one of their members.

    Args:
        roll: the roll.
        kind: the register.
        claims: true for members in whose row the household's claim stands.
        rows: the linked rows that confirm it, all of the register by default.

    Returns:
        As :func:`without_record`, true for the first member of each household alone.
    """
    rows = rows_of(roll, kind) if rows is None else rows
    household, names = pd.factorize(roll.members["household"])
    first = ~pd.Series(household).duplicated().to_numpy()

    def any_of(mask: np.ndarray) -> np.ndarray:
        return (np.bincount(household[mask], minlength=len(names)) > 0)[household]

    seen = any_of(met(roll, rows))
    sure = any_of(met(roll, rows[rows["grade"].isin(ACCUSING_GRADES)]))
    findable = ~any_of(~_findable(roll, kind))
    claiming = any_of(claims.to_numpy(dtype=bool))
    lacking = claiming & ~seen & first
    told = _covered(roll, kind, seen & first, lacking & findable) & findable
    return lacking & told, (claiming & first & ~sure) & ~(lacking & told)


def _findable(roll: Roll, kind: str) -> np.ndarray:
    """Whose record would be found if there were one.

    Not by a number that is damaged, stands beside another name too, contradicts the stated birth date or makes somebody
    older than people become; and not where the register has the name beside no digit of a number, on a row of nobody in
    particular.
    """
    members = roll.members
    trusted = members["id_state"].isin(_FINDABLE) & (members["id_birth"].isna() | roll.once(ages).notna())
    hidden = roll.unclaimed.get(kind, np.zeros(len(members), dtype=bool))
    findable: np.ndarray = trusted.to_numpy() & ~roll.once(contested) & ~hidden
    return findable


def _covered(roll: Roll, kind: str, seen: np.ndarray, lacking: np.ndarray) -> np.ndarray:
    """Where a register can be trusted to hold everybody: it meets as many of the township as it would have to lack.

    A register of another township, or of a part of the county, meets hardly anybody here; its silence accuses nobody.
    """
    if kind in roll.incomplete or seen.sum() < FEWEST_MET:
        return np.zeros(len(seen), dtype=bool)
    township, names = pd.factorize(roll.members["township"])
    here, missing = (np.bincount(township[mask], minlength=len(names)) for mask in (seen, lacking))
    covered: np.ndarray = (here >= np.maximum(missing, 1))[township]
    return covered
