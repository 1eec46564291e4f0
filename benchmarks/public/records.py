"""Records of people as public data holds them, in one form; needs nothing but pandas, so that any environment has it.

A folder holds ``left.parquet`` and ``right.parquet``, which the linkers read, and ``truth/``, which they do not.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

#: Texts, ``""`` where unknown: names, birth date (yyyymmdd), sex, a number of the person, and the address in parts.
#: ``household`` is what a table itself says of who lives together; only a census does.
FIELDS = ("given", "middle", "surname", "born", "sex", "number", "house", "street", "area", "postcode", "household")
SIDES = ("left", "right")


def write_records(folder: Path, left: pd.DataFrame, right: pd.DataFrame) -> None:
    """Write both sides, and apart from them the person (and household) of every row.

    Args:
        folder: made if need be.
        left: columns among ``FIELDS``, ``person``, and ``household`` where it is known.
        right: the same; its ``household`` is truth, for only the left side is known by households.
    """
    (folder / "truth").mkdir(parents=True, exist_ok=True)
    for side, table in zip(SIDES, (left, right), strict=True):
        table = table.reset_index(drop=True)
        truth = table.reindex(columns=["person", "household"], fill_value="")
        truth.to_parquet(folder / "truth" / f"{side}.parquet", index=False)
        seen = table if side == "left" else table.drop(columns="household", errors="ignore")
        seen.reindex(columns=list(FIELDS), fill_value="").to_parquet(folder / f"{side}.parquet", index=False)


def read_records(folder: Path, side: str) -> pd.DataFrame:
    """One side as the linkers see it: the columns ``FIELDS``."""
    return pd.read_parquet(folder / f"{side}.parquet")


def read_truth(folder: Path, side: str) -> pd.DataFrame:
    """Person and household (``""`` unknown) of every row of one side."""
    return pd.read_parquet(folder / "truth" / f"{side}.parquet")
