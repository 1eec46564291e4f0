"""What a run keeps of the comparison, so that ``jingzhun explain`` can say later why a link is one and why not.

Of the pairs of a register it keeps every link, the best rival of every linked register person, and for every member
without a link the nearest register person.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pyarrow as pa

from jingzhun.fields import idcard_text
from jingzhun.kinds import TableKind
from jingzhun.match.compare import LEVELS
from jingzhun.match.link import BITS_COLUMNS, RegisterLinks
from jingzhun.match.namesakes import namesakes_of_roll
from jingzhun.match.people import People
from jingzhun.match.score import LEVEL_COLUMNS

#: What a row of the evidence is: a link; the best rival of a link's register person; the nearest register person of a
#: member without a link; or that there is none near.
LINK, SECOND, NEAREST, NONE = ROLES = ("link", "second", "nearest", "none")
#: Who explains a row: ``household_id`` is the household to which it matters. ``member_…`` is the member of the pair,
#: who in a row of the role ``second`` may be of another household. ``went_to_…`` is the member to whom a nearest row
#: belongs instead.
_TEXTS = (
    *("role", "household_id", "register"),
    *("roll_file", "roll_sheet", "member_household_id", "member_name", "member_number", "member_address"),
    *("register_file", "register_sheet", "register_name", "register_number", "register_address"),
    *LEVEL_COLUMNS.values(),
    *("grade", "went_to_household_id", "went_to_name"),
)
_FLOATS = (*BITS_COLUMNS.values(), "prior_bits", "household_bits", "weight", "chance_wrong", "went_to_weight")
_WHOLE = ("roll_row", "register_row", "owner", "namesakes_roll", "namesakes_register", "shared_number")
EVIDENCE_SCHEMA = pa.schema(
    [
        *((name, pa.string()) for name in _TEXTS),
        *((name, pa.int64()) for name in _WHOLE),
        *((name, pa.float64()) for name in _FLOATS),
        *((name, pa.bool_()) for name in ("rivalled", "tied")),
    ]
)
_NOBODY = -1


def standing(
    kind: TableKind,
    result: RegisterLinks,
    scored: pa.Table,
    roll: People,
    members: pd.DataFrame,
    namesakes: np.ndarray,
) -> pa.Table:
    """Keep what explains the links of one register.

    Args:
        kind: which register.
        result: its links with their candidates.
        scored: the scored pairs from which they were chosen.
        roll: the members, as matching sees them.
        members: the same as a frame (``normalise.members_frame``).
        namesakes: how often the register has each of ``roll.distinct_names``.

    Returns:
        A table of ``EVIDENCE_SCHEMA``, ordered by member, role and register row. Every member has a row.
    """
    pairs = _kept(result.candidates, len(members))
    texts = {
        "role": pairs["role"].to_numpy(dtype=object),
        "register": np.full(len(pairs), kind.value, dtype=object),
        "household_id": _of_members(members, "household_id")(pairs["explains"]),
        **_member_texts(members, pairs["member"]),
        **_register_texts(scored, pairs["place_in_scored"].to_numpy(), kind),
        **{column: _level_names(name, pairs[column]) for name, column in LEVEL_COLUMNS.items()},
        "grade": pairs["grade"].fillna("").to_numpy(dtype=object),
        "went_to_household_id": _of_members(members, "household_id")(pairs["went_to"]),
        "went_to_name": _of_members(members, "name_raw")(pairs["went_to"]),
    }
    index = roll.name_index[pairs["explains"].to_numpy()]
    numbers = {
        "roll_row": members["_row"].to_numpy()[pairs["member"].to_numpy()],
        "namesakes_roll": namesakes_of_roll(roll)[index],
        "namesakes_register": namesakes[index],
        **{label: pairs[label].fillna(0).to_numpy() for label in ("register_row", "owner", "shared_number", *_FLOATS)},
        **{label: pairs[label].fillna(0).to_numpy().astype(bool) for label in ("rivalled", "tied")},
    }
    columns = texts | numbers
    arrays = [pa.array(columns[field.name], from_pandas=True).cast(field.type) for field in EVIDENCE_SCHEMA]
    return pa.Table.from_arrays(arrays, schema=EVIDENCE_SCHEMA)


def _kept(candidates: pd.DataFrame, members: int) -> pd.DataFrame:
    """The pairs to keep, with their role, whom they explain, and to whom the register person went."""
    is_link = candidates["is_link"].to_numpy(dtype=bool)
    links = candidates[is_link].assign(role=LINK)
    links["explains"] = links["member"]
    linked = links.drop_duplicates("person")
    # Ordered by register person and member, so the first of the greatest is the same in any order of rows.
    rivals = _greatest(candidates[~is_link & candidates["person"].isin(linked["person"])], "person")
    seconds = rivals.merge(links[["person", "explains"]], on="person").assign(role=SECOND)
    free = candidates[~candidates["member"].isin(links["member"])]
    nearest = _greatest(free, "member").assign(role=NEAREST)
    nearest["explains"] = nearest["member"]
    owners = _greatest(links, "person").set_index("person")
    went_to = owners["member"].reindex(nearest["person"]).to_numpy()
    nearest["went_to"] = np.where(np.isnan(went_to), _NOBODY, went_to).astype(np.int64)
    nearest["went_to_weight"] = owners["weight"].reindex(nearest["person"]).to_numpy()
    met = np.zeros(members, dtype=bool)
    met[candidates["member"].to_numpy(dtype=np.int64)] = True
    nobody = pd.DataFrame({"member": np.flatnonzero(~met), "place_in_scored": _NOBODY, "role": NONE})
    nobody["explains"] = nobody["member"]
    kept = pd.concat([links, seconds, nearest, nobody], ignore_index=True)
    kept["went_to"] = kept["went_to"].fillna(_NOBODY).astype(np.int64)
    kept["place"] = kept["role"].map({role: place for place, role in enumerate(ROLES)})
    return kept.sort_values(["explains", "place", "person", "member"], kind="stable", ignore_index=True)


def _greatest(pairs: pd.DataFrame, of: str) -> pd.DataFrame:
    """The pair of the greatest weight of every register person or member; the first of equals."""
    return pairs.loc[pairs.groupby(of)["weight"].idxmax()]


def _of_members(members: pd.DataFrame, label: str) -> Callable[[pd.Series], np.ndarray]:
    """Looks up a text of members by their positions; ``""`` for nobody."""
    texts = np.append(members[label].to_numpy(dtype=object), "")
    return lambda positions: texts[positions.to_numpy(dtype=np.int64)]


def _member_texts(members: pd.DataFrame, positions: pd.Series) -> dict[str, np.ndarray]:
    places = members["township_raw"] + members["village_raw"]
    written = members.get("address", places)
    address = written.where(written != "", places)
    table = members.assign(address=address)
    labels = {
        "roll_file": "_file",
        "roll_sheet": "_sheet",
        "member_household_id": "household_id",
        "member_name": "name_raw",
        "member_number": "id_masked",
        "member_address": "address",
    }
    return {name: _of_members(table, label)(positions) for name, label in labels.items()}


def _register_texts(scored: pa.Table, places: np.ndarray, kind: TableKind) -> dict[str, pa.Array]:
    """Who stands in the register rows of some pairs; ``""`` where there is none."""
    taken = scored.take(pa.array(places, mask=places < 0))
    has_address = kind.place_field in scored.column_names
    texts = {
        "register_file": taken.column("register_file"),
        "register_sheet": taken.column("register_sheet"),
        "register_name": taken.column("name_raw"),
        "register_number": idcard_text.masked(taken.column("id_text").fill_null("")),
        "register_address": taken.column(kind.place_field) if has_address else pa.array([""] * len(taken)),
    }
    return {
        name: (column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column).fill_null("")
        for name, column in texts.items()
    }


def _level_names(comparator: str, levels: pd.Series) -> np.ndarray:
    names = np.array([*(level.name.lower() for level in LEVELS[comparator]), ""], dtype=object)
    texts: np.ndarray = names[levels.fillna(_NOBODY).to_numpy(dtype=np.int64)]
    return texts
