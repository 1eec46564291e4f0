"""What is true in a county, in the positions of its tables, and who on the roll is one person listed twice."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa

from benchmarks.counties import County
from benchmarks.prepared import SOURCE
from jingzhun.kinds import TableKind
from jingzhun.normalise import typed
from jingzhun.sample.truth import HOUSEHOLDS_FILE, LINKS_FILE

_DUPLICATE = "duplicate:"
#: What an equal name counts for, beside the equal places of two numbers, when copies of a person are looked for.
_NAME_COUNTS = 6


@dataclass(frozen=True)
class Truth:
    """The truth of one county.

    Attributes:
        links: one row a (register row, person): ``register position person damage``; the damage of both sides.
        person: for every row of the roll its person: the first roll row of him or her.
        doubtful: household number as written → what makes it doubtful, empty for the others.
    """

    links: pd.DataFrame
    person: np.ndarray
    doubtful: dict[str, str]


def load_truth(county: County) -> Truth:
    """Read the truth files of a county."""
    households = county.truth_table(HOUSEHOLDS_FILE)
    because = dict(zip(households["household_id"], households["because"], strict=True))
    person = persons(county.roll, because)
    stated = county.truth_table(LINKS_FILE)
    stated["member"] = positions(county.roll, stated, "roll")
    links = stated.assign(person=person[stated["member"].to_numpy()], position=-1)
    for register, table in county.registers.items():
        here = links["register"] == register
        links.loc[here, "position"] = positions(table, links[here], "register")
    links = links.drop_duplicates(["register", "position", "person"])
    return Truth(links[["register", "position", "person", "damage"]].reset_index(drop=True), person, because)


def positions(table: pa.Table, places: pd.DataFrame, side: str) -> np.ndarray:
    """Row positions in a prepared table of rows named by file, sheet and row number.

    Args:
        table: a prepared table.
        places: has the columns ``{side}_file {side}_sheet {side}_row``.
        side: ``roll`` or ``register``.

    Raises:
        ValueError: a row is not in the table.
    """
    index = pd.MultiIndex.from_frame(table.select(SOURCE).to_pandas().astype({"_file": str, "_sheet": str}))
    wanted = pd.MultiIndex.from_frame(places[[f"{side}{label}" for label in SOURCE]])
    found = index.get_indexer(wanted)
    if (found < 0).any():
        raise ValueError(f"{int((found < 0).sum())} rows of the {side} are not in its prepared table")
    return np.asarray(found)


def persons(roll: pa.Table, because: dict[str, str]) -> np.ndarray:
    """For every row of the roll the first row of the same person.

    The truth names the households that count one person twice, not the rows: of two such households the rows that
    agree best in name and number are that person.

    Args:
        roll: the prepared roll.
        because: for every household what makes it doubtful (``truth_households.csv``).
    """
    people = typed(roll, {label: label for label in roll.column_names if label not in SOURCE}, TableKind.ROLL)
    digits = people.column("id_digits").to_pylist()
    names = people.column("name").to_pylist()
    rows_of: dict[str, list[int]] = {}
    for row, household in enumerate(people.column("household_id").to_pylist()):
        rows_of.setdefault(household, []).append(row)
    person = np.arange(len(people))
    for household, reasons in because.items():
        for reason in reasons.split("|"):
            other = reason.removeprefix(_DUPLICATE)
            if other == reason or other < household:
                continue
            pairs = [(left, right) for left in rows_of[household] for right in rows_of[other]]
            left, right = max(pairs, key=lambda pair: _agreement(digits, names, *pair))
            person[person == person[right]] = person[left]
    return person


def _agreement(digits: list[bytes], names: list[str], left: int, right: int) -> int:
    equal = sum(a == b and a != ord("?") for a, b in zip(digits[left], digits[right], strict=True))
    return equal + _NAME_COUNTS * (names[left] == names[right])
