"""What one system misses and gets wrong, case by case, with the damage of both sides: the list to improve it from.

The people are invented, so the list holds their numbers in full.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pandas as pd
import pyarrow as pa

from benchmarks.counties import County
from benchmarks.households import DoubtedHouseholds
from benchmarks.prepared import SOURCE
from benchmarks.truth import Truth

#: What can become of a true link that is not chosen, and the chosen link that is not true.
CASES = ("missed", "missed, clue", "missed, other", "wrong")
_PAIR = ["register", "position", "person"]
_SHOWN = ("name", "id_number", "village", "address", "birth_date", "location")


def link_misses(pairs: pd.DataFrame, county: County, truth: Truth) -> pd.DataFrame:
    """True links that are not chosen, and chosen links that are not true.

    Args:
        pairs: the judged pairs of one system (``evaluator.judged``).
        county: where the values of both sides stand.
        truth: the truth of the county.

    Returns:
        One row a case: ``what register damage weight grade reasons`` and the values of both sides; ``what`` is
        ``missed`` (no link at all), ``missed, clue`` (below the threshold), ``missed, other`` (the row was given
        to another person) or ``wrong``.
    """
    merged = truth.links.merge(pairs, on=_PAIR, how="left")
    taken = pd.MultiIndex.from_frame(pairs[["register", "position"]])
    missed = merged[~merged["chosen"].fillna(False).astype(bool)]
    other = pd.MultiIndex.from_frame(missed[["register", "position"]]).isin(taken)
    what = pd.Series("missed", index=missed.index).mask(other, "missed, other")
    what = what.mask(missed["weight"].notna(), "missed, clue")
    wrong = pairs[pairs["chosen"] & ~pairs["right"]].assign(what="wrong", damage="")
    cases = pd.concat([missed.assign(what=what), wrong], ignore_index=True)
    roll = _shown(county.roll, cases["person"], "roll")
    registers = [
        _shown(table, cases.loc[cases["register"] == register, "position"], "register")
        for register, table in county.registers.items()
    ]
    labels = [label for label in ("what", "register", "damage", "weight", "grade", "reasons") if label in cases]
    return cases[labels].join(roll).join(pd.concat(registers))


def misses_by_damage(cases: pd.DataFrame) -> pd.DataFrame:
    """How many cases there are of every combination of damage, the commonest first.

    Args:
        cases: as ``link_misses`` gives them.

    Returns:
        ``register roll register_row``, the damage of each side (``nothing`` where there is none), and a column for each
        of ``CASES``.
    """
    sides = {
        side: cases["damage"].map(lambda damage, side=side: _of_side(damage, side)) for side in ("roll", "register")
    }
    counted = cases.assign(roll=sides["roll"], register_row=sides["register"])
    grouped = counted.groupby(["register", "roll", "register_row", "what"]).size().unstack(fill_value=0)
    grouped = grouped.reindex(columns=list(CASES), fill_value=0)
    order = grouped.sum(axis=1).sort_values(ascending=False, kind="stable").index
    return grouped.loc[order].reset_index()


def _of_side(damage: str, side: str) -> str:
    """The damage of one side of a link: ``roll:number_15|register:name_spaced`` has two."""
    keys = [key.removeprefix(f"{side}:") for key in damage.split("|") if key.startswith(f"{side}:")]
    return " and ".join(sorted(keys)) or "nothing"


def household_misses(doubted: DoubtedHouseholds, truth: Truth) -> pd.DataFrame:
    """Households wrongly doubted and those missed, with what should have made them doubtful."""
    rows: list[tuple[str, str, str]] = []
    for what, households in (("household missed", doubted.missed), ("household wrong", doubted.wrong)):
        rows += [(what, household, truth.doubtful[household]) for household in sorted(households)]
    return pd.DataFrame(rows, columns=["what", "household_id", "because"])


def write_misses(path: Path, cases: Iterable[pd.DataFrame]) -> None:
    """Write all cases to one CSV file."""
    pd.concat(list(cases), ignore_index=True).to_csv(path, index=False, encoding="utf-8-sig")


def _shown(table: pa.Table, positions: pd.Series, side: str) -> pd.DataFrame:
    """What one side says of the people of the cases, under ``{side}_…``, indexed as ``positions``."""
    labels = [label for label in (*SOURCE, *_SHOWN) if label in table.column_names]
    rows: pd.DataFrame = table.select(labels).take(pa.array(positions.to_numpy(dtype="int64"))).to_pandas()
    return rows.set_index(positions.index).add_prefix(f"{side}_")
