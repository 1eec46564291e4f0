"""Which members belong to one household, however the roll says it.

A household is what shares a household id. Offices leave the id to the head's row alone, count from 1 again in every
village, or write none; then the head's row begins a household, and a head's name beside each member names one.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

_HEAD = "head"


def with_households(frame: pd.DataFrame) -> pd.DataFrame:
    """Give every member the number and the id of its household.

    Args:
        frame: members in the order of the roll with ``_file _sheet _row relation village household_id`` and, where
            the roll has it, ``household_head``.

    Returns:
        The frame with ``household`` (int64, from 0 in the order of the roll) and ``household_id`` (unique for each
        household: as written, or with village, sheet or file before it, or made up from sheet and row).
    """
    frame = frame.reset_index(drop=True)
    table = pd.factorize(frame["_file"] + "\x00" + frame["_sheet"])[0]
    written = frame["household_id"].str.normalize("NFKC").str.replace(r"\s+", "", regex=True)
    segment = _segments(frame, table, written)
    # A row without an id belongs to the row above it as long as no new head begins.
    known = written.where(written != "").groupby(segment).transform("first")
    lead = frame.groupby(segment)[["_file", "_sheet", "_row"]].transform("first")
    of_village = pd.factorize(frame["village"])[0]
    part = _parts(known, table, of_village, segment, (frame["relation"] == _HEAD).to_numpy())
    frame["household_id"] = _shown_ids(frame, known, part, lead)
    frame["household"] = pd.factorize(part)[0].astype("int64")
    return frame


def tells_households(mapping: Mapping[str, str]) -> bool:
    """Whether a roll with these columns (field → header) says anywhere where a household ends."""
    return any(field in mapping for field in ("household_id", "relation", "household_head")) or lists_heads(mapping)


def lists_heads(mapping: Mapping[str, str]) -> bool:
    """Whether a roll has one row a household: the only names it holds are those of the heads."""
    return "relation" not in mapping and any(word in mapping.get("name", "") for word in ("户主", "申请人"))


def _segments(frame: pd.DataFrame, table: np.ndarray, written: pd.Series) -> np.ndarray:
    """Runs of rows that belong together at least: a new one begins with a sheet, an id, a head, or a head's name."""
    begins = np.diff(table, prepend=-1) != 0
    begins |= (written != "").to_numpy()
    begins |= (frame["relation"] == _HEAD).to_numpy()
    if "household_head" in frame:
        # Another head is another household, whatever else the rows leave out.
        named = frame["household_head"].where(frame["household_head"] != "").groupby(table).ffill().fillna("")
        begins |= (named != named.shift()).to_numpy()
    segments: np.ndarray = np.cumsum(begins)
    return segments


def _parts(
    known: pd.Series, table: np.ndarray, village: np.ndarray, segment: np.ndarray, is_head: np.ndarray
) -> np.ndarray:
    """Households as text keys: members of one id, apart where two villages or sheets each have a head for it."""
    identifier = known.fillna("").to_numpy(dtype=object)
    place = pd.Series(table).astype(str) + "/" + pd.Series(village).astype(str)
    key = pd.Series(identifier) + "@" + place
    has_head = pd.Series(is_head).groupby(key).transform("any")
    home = key.where(has_head).groupby(identifier).transform("first").fillna(pd.Series(identifier) + "@")
    # A member whose village is written otherwise, with no head there, stays with the id's first household.
    same_table_home = key.where(has_head).groupby([identifier, table]).transform("first").fillna(home)
    part = key.where(has_head, same_table_home)
    nameless = pd.Series("#" + pd.Series(segment).astype(str))
    return part.where(known.notna(), nameless).to_numpy(dtype=object)


def _shown_ids(frame: pd.DataFrame, known: pd.Series, part: np.ndarray, lead: pd.DataFrame) -> pd.Series:
    """A unique text for each household."""
    files = frame["_file"].nunique() > 1
    sheet = lead["_sheet"].where(lead["_sheet"] != "", lead["_file"])
    where = lead["_file"] + "-" + sheet if files else sheet
    made_up = where + "第" + lead["_row"].astype(str) + "行户"
    shown = known.fillna(made_up)
    first = pd.DataFrame(
        {"shown": shown, "part": part, "village": frame["village"], "sheet": sheet, "file": frame["_file"]}
    )
    first = first.groupby("part", sort=False).first()
    for label in ("village", "sheet", "file"):
        again = first["shown"].duplicated(keep=False)
        apart = first.groupby("shown")[label].transform("nunique") > 1
        first["shown"] = first["shown"].where(~(again & apart), first[label] + "-" + first["shown"])
    number = first.groupby("shown").cumcount()
    first["shown"] = first["shown"].where(number == 0, first["shown"] + "(" + (number + 1).astype(str) + ")")
    return pd.Series(part).map(first["shown"])
