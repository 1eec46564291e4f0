"""What two officials need to find a household's door and to know whom they will meet."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd

from jingzhun.model import Run


class Visit(NamedTuple):
    """Where a household lives, how to reach it, and who belongs to it (``林建国(户主)、黄秀英(配偶)``)."""

    address: str
    phone: str
    members: str


_UNKNOWN = Visit("", "", "")


def visits_by_household(run: Run) -> dict[str, Visit]:
    """The visit of every doubtful household, by household id."""
    members = run.members[run.members["household_id"].isin(run.doubtful["household_id"])]
    who = members["name_raw"] + ("(" + members["relation_raw"] + ")").where(members["relation_raw"] != "", "")
    lines = pd.DataFrame(
        {
            "household_id": members["household_id"],
            "address": _written(members, "group") + _written(members, "address"),
            "phone": _written(members, "phone"),
            "who": who,
        }
    )
    lines[["address", "phone"]] = lines[["address", "phone"]].where(lines[["address", "phone"]] != "")
    grouped = lines.groupby("household_id", sort=False)
    first = grouped[["address", "phone"]].first().fillna("")
    names = grouped["who"].agg("、".join)
    columns = (first.index, first["address"], first["phone"], names)
    found = {
        str(household_id): Visit(str(address), str(phone), str(who))
        for household_id, address, phone, who in zip(*columns, strict=True)
    }
    return {household_id: found.get(household_id, _UNKNOWN) for household_id in run.doubtful["household_id"]}


def _written(members: pd.DataFrame, field: str) -> pd.Series:
    """A column of the roll as written, with a space behind what stands before an address; empty where it has none."""
    if field not in members:
        return pd.Series("", index=members.index)
    written = members[field].fillna("")
    return (written + " ").where((field == "group") & (written != ""), written)
