"""One household, explained: for every member and register the links with what stood for and against each, or why none.

The account is plain data, the same for the screen (``lines``) and for scripts.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pandas as pd

from jingzhun.errors import RequestError
from jingzhun.explain.answer import answer_of
from jingzhun.explain.run_folder import KeptHousehold
from jingzhun.explain.why import chance_words, keeps_from, margin_words, why_not
from jingzhun.kinds import TableKind
from jingzhun.match.compare import LEVELS
from jingzhun.match.levels import full_words, title_of
from jingzhun.match.link import PERSON
from jingzhun.match.score import LEVEL_COLUMNS
from jingzhun.match.standing import LINK, NEAREST, SECOND
from jingzhun.match.weights import Weights, shipped_weights
from jingzhun.model import Grade

SCHEMA_VERSION = 1
Account = dict[str, Any]
_MEMBER = ["roll_file", "roll_sheet", "roll_row"]


def account_of(kept: KeptHousehold, member: str = "") -> Account:
    """Explain a household.

    Args:
        kept: what the run keeps of it.
        member: name or place (from 1) of one member; all when empty.

    Raises:
        RequestError: the household has no such member.
    """
    own = kept.pairs[kept.pairs["role"] != SECOND]
    people = [rows for _, rows in own.groupby(_MEMBER, sort=False)]
    chosen = _chosen(people, member, kept.household_id)
    return {
        "schema_version": SCHEMA_VERSION,
        "as_of": kept.as_of,
        "household_id": kept.household_id,
        "household_size": len(people),
        "answer": None if kept.answer is None else answer_of(kept.answer),
        "members": [_member(kept, people[place], place + 1) for place in chosen],
        "unread": list(kept.unread),
    }


def _chosen(people: list[pd.DataFrame], member: str, household: str) -> list[int]:
    if not member:
        return list(range(len(people)))
    names = [str(rows["member_name"].iloc[0]) for rows in people]
    found = [place for place, name in enumerate(names) if _plain(name) == _plain(member)]
    if not found and member.isdecimal() and 1 <= int(member) <= len(people):
        found = [int(member) - 1]
    if not found:
        known = "、".join(f"{place} {name or '(姓名空着)'}" for place, name in enumerate(names, start=1))
        raise RequestError(f"户 {household} 里没有“{member}”", where="--member", fix=f"写姓名或序号: {known}")
    return found


def _plain(name: str) -> str:
    return "".join(unicodedata.normalize("NFKC", name).split())


def _member(kept: KeptHousehold, rows: pd.DataFrame, place: int) -> Account:
    first = rows.iloc[0]
    return {
        "place": place,
        **{label: _value(first[label]) for label in _MEMBER},
        "name": first["member_name"],
        "number": first["member_number"],
        "address": first["member_address"],
        "namesakes_roll": int(first["namesakes_roll"]),
        "registers": [_register(kept, TableKind(str(kind)), of) for kind, of in rows.groupby("register", sort=False)],
    }


def _register(kept: KeptHousehold, kind: TableKind, rows: pd.DataFrame) -> Account:
    weights = shipped_weights(kind)
    weights = replace(weights, grades={**weights.grades, **kept.least.get(kind.value, {})})
    links = rows[rows["role"] == LINK]
    nearest = rows[rows["role"] == NEAREST]
    return {
        "register": kind.value,
        "title": kind.words,
        "namesakes_register": int(rows["namesakes_register"].iloc[0]),
        "links": [_link(kept, weights, row) for row in _records(links)],
        "nearest": next((_nearest(weights, row) for row in _records(nearest)), None),
    }


def _records(rows: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(key): value for key, value in record.items()} for record in rows.to_dict("records")]


def _link(kept: KeptHousehold, weights: Weights, row: dict[str, Any]) -> Account:
    """One link with its rivals: those as good, and the next best."""
    seconds = _same_row(kept.pairs[kept.pairs["role"] == SECOND], row)
    ties = [*_same_row(kept.others, row), *_other_links(kept.pairs, row)]
    second = next((_rival(row, each) for each in seconds), None)
    return {
        **_pair(row),
        "grade": row["grade"],
        "grade_title": Grade(row["grade"]).words,
        "chance_wrong": row["chance_wrong"],
        "chance_words": chance_words(weights, row["chance_wrong"]),
        "tied": bool(row["tied"]),
        "not_higher": keeps_from(weights, _levels(row), row),
        "also": [_rival(row, each) for each in ties],
        "second": second,
    }


def _nearest(weights: Weights, row: dict[str, Any]) -> Account:
    went_to = None
    if row["went_to_household_id"] or row["went_to_name"]:
        went_to = {
            "household_id": row["went_to_household_id"],
            "name": row["went_to_name"],
            "margin": round(row["went_to_weight"] - row["weight"], 3),
        }
    return {**_pair(row), "went_to": went_to, "why_not": why_not(weights, _levels(row), row, went_to)}


def _pair(row: dict[str, Any]) -> Account:
    return {
        "register_file": row["register_file"],
        "register_sheet": row["register_sheet"],
        "register_row": int(row["register_row"]),
        "owner": int(row["owner"]),
        "name": row["register_name"],
        "number": row["register_number"],
        "address": row["register_address"],
        "weight": round(row["weight"], 3),
        "evidence": list(_evidence(row)),
    }


def _evidence(row: dict[str, Any]) -> Iterator[Account]:
    """What every comparator says; those without anything to compare say nothing, but for number and name."""
    kind = TableKind(row["register"])
    for name, column in LEVEL_COLUMNS.items():
        level = LEVELS[name][row[column].upper()]
        if level == 0 and name not in ("number", "name"):
            continue
        yield _piece(name, title_of(name, kind), full_words(level), row[f"{name}_bits"], row[column])
    if row["household_bits"]:
        yield _piece("household", "同户", "同户另一成员也在其中", row["household_bits"])
    yield _piece("prior", "比对之前", "登记上任取一人, 正好是他的可能", row["prior_bits"])


def _piece(what: str, title: str, words: str, bits: float, level: str = "") -> Account:
    return {"what": what, "title": title, "level": level, "words": words, "bits": round(bits, 3)}


def _levels(row: dict[str, Any]) -> dict[str, Any]:
    return {name: LEVELS[name][row[column].upper()] for name, column in LEVEL_COLUMNS.items()}


def _same_row(pairs: pd.DataFrame, row: dict[str, Any]) -> list[dict[str, Any]]:
    """The pairs with the same register person."""
    same = pd.Series(True, index=pairs.index)
    for label in PERSON:
        same &= pairs[label] == row[label]
    return _records(pairs[same])


def _other_links(pairs: pd.DataFrame, row: dict[str, Any]) -> list[dict[str, Any]]:
    """Links of other members of the household to the same register person."""
    links = _same_row(pairs[pairs["role"] == LINK], row)
    return [each for each in links if any(each[label] != row[label] for label in _MEMBER)]


def _rival(row: dict[str, Any], rival: dict[str, Any]) -> Account:
    margin = round(row["weight"] - rival["weight"], 3)
    is_same = (rival["member_name"], rival["member_number"]) == (row["member_name"], row["member_number"])
    return {
        **{label: _value(rival[label]) for label in _MEMBER},
        "household_id": rival["member_household_id"],
        "name": rival["member_name"],
        "number": rival["member_number"],
        "weight": round(rival["weight"], 3),
        "margin": margin,
        "margin_words": margin_words(margin),
        "listed_again": bool(is_same and rival["member_number"]),
    }


def _value(value: Any) -> Any:
    return value if isinstance(value, str) else int(value)
