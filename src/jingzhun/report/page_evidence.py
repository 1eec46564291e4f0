"""The evidence of each case on the page: what both tables say side by side, and the bits for and against."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from jingzhun.kinds import TableKind, all_kinds
from jingzhun.match.compare import LEVELS
from jingzhun.match.levels import full_words, title_of
from jingzhun.match.score import LEVEL_COLUMNS
from jingzhun.match.standing import LINK
from jingzhun.model import Effect, Run
from jingzhun.report.masking import Masking

# A link is named by its two rows; the rest of its evidence hangs on that.
_ROWS = ["roll_file", "roll_sheet", "roll_row", "register", "register_file", "register_sheet", "register_row"]
_SHOWN = ["title", "member_name", *_ROWS, "roll_values", "register_values"]
# ``header=value; header=value``, of which a value may hold semicolons (report/written_values.py).
_NEXT_VALUE = re.compile(r"; (?=[^;=]{1,20}=)")


@dataclass(frozen=True, slots=True)
class Bar:
    """One piece of evidence: what was compared, what came of it, and how many bits it proves."""

    title: str
    words: str
    bits: float


@dataclass(frozen=True, slots=True)
class Evidence:
    """One doubt with the two rows that it rests on.

    Attributes:
        roll_place, register_place: file, sheet and row, for people.
        roll, register: header and value of what was looked at, masked.
        bars: evidence of the link, none for a doubt within the roll.
        weight: their sum in bits.
    """

    title: str
    member: str
    roll_place: str
    roll: tuple[tuple[str, str], ...]
    register_title: str
    register_place: str
    register: tuple[tuple[str, str], ...]
    bars: tuple[Bar, ...]
    weight: float


def evidence_by_household(run: Run, masking: Masking, households: Collection[str]) -> dict[str, list[Evidence]]:
    """The evidence of some households' doubts, in the order of the findings.

    Args:
        run: a finished run.
        masking: how its texts read outside the working files.
        households: which.
    """
    is_shown = (run.findings["effect"] == Effect.DOUBT.value) & run.findings["household_id"].isin(list(households))
    found = run.findings[is_shown]
    published = masking.frame(found[_SHOWN])
    bars = _bars_by_rows(run.evidence, found)
    shown: dict[str, list[Evidence]] = {}
    rows = zip(found["household_id"], _records(found, _ROWS), _records(published, _SHOWN), strict=True)
    for household_id, place, row in rows:
        shown.setdefault(household_id, []).append(_evidence(row, bars.get(tuple(place.values()), ((), 0.0))))
    return shown


def _records(frame: pd.DataFrame, columns: Sequence[str]) -> list[dict[str, object]]:
    return frame[list(columns)].to_dict("records")  # type: ignore[return-value]


def _evidence(row: dict[str, object], bars: tuple[tuple[Bar, ...], float]) -> Evidence:
    text = {label: str(value) for label, value in row.items()}
    kind = text["register"]
    return Evidence(
        text["title"],
        text["member_name"],
        _place(text["roll_file"], text["roll_sheet"], text["roll_row"]),
        _pairs(text["roll_values"]),
        TableKind(kind).words if kind in all_kinds() else kind,
        _place(text["register_file"], text["register_sheet"], text["register_row"]),
        _pairs(text["register_values"]),
        *bars,
    )


def _place(file: str, sheet: str, row: str) -> str:
    return " › ".join(part for part in (file, sheet) if part) + f" 第 {row} 行" if file else ""


def _pairs(values: str) -> tuple[tuple[str, str], ...]:
    parts = (part.partition("=") for part in _NEXT_VALUE.split(values) if part)
    return tuple((header, value) for header, _, value in parts)


def _bars_by_rows(
    evidence: pa.Table | None, found: pd.DataFrame
) -> dict[tuple[object, ...], tuple[tuple[Bar, ...], float]]:
    """The bars of the links that findings rest on, by the two rows of the link."""
    if evidence is None or not len(found):
        return {}
    links = evidence.filter(pc.equal(evidence.column("role"), LINK)).to_pandas()
    links = links.merge(found[_ROWS].drop_duplicates(), on=_ROWS)
    return {
        tuple(row[label] for label in _ROWS): (tuple(_bars(row)), row["weight"]) for row in links.to_dict("records")
    }


def _bars(row: dict[str, object]) -> Iterator[Bar]:
    kind = TableKind(str(row["register"]))
    for name, column in LEVEL_COLUMNS.items():
        level = LEVELS[name][str(row[column]).upper()]
        if level != 0:
            yield Bar(title_of(name, kind), full_words(level), _number(row[f"{name}_bits"]))
    if row["household_bits"]:
        yield Bar("同户", "同户另一成员也在其中", _number(row["household_bits"]))
    yield Bar("比对之前", "登记上任取一人, 正好是他的可能", _number(row["prior_bits"]))


def _number(value: object) -> float:
    return value if isinstance(value, float) else 0.0
