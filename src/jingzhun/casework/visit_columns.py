"""The columns of the visit sheet, as ``data/visit_columns.toml`` lists them, for ``assign`` and ``clear``."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources

#: The account of what went out, in the folder of the visit sheets.
ASSIGNED = "assigned.json"


@dataclass(frozen=True, slots=True)
class VisitColumn:
    """One column of the visit sheet.

    Attributes:
        key: what the program calls it.
        header: what stands in the sheet.
        group: ``identity`` or ``found`` (locked), or ``feedback`` (filled in by the visitors).
        width: characters.
        style: how its cells are drawn: ``text``, ``wrap``, ``row``, ``day`` or ``count``.
        aliases: other headers that mean the same when a sheet comes back.
        choices: what may be chosen, empty where anything may be written.
        needed_for: proposals that are refused without it.
    """

    key: str
    header: str
    group: str
    width: float
    style: str = "text"
    aliases: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    needed_for: tuple[str, ...] = ()

    @property
    def is_feedback(self) -> bool:
        """Whether the visitors fill it in."""
        return self.group == "feedback"


@cache
def visit_columns() -> tuple[VisitColumn, ...]:
    """All columns, in the order of the sheet."""
    text = resources.files("jingzhun").joinpath("data/visit_columns.toml").read_text(encoding="utf-8")
    return tuple(
        VisitColumn(
            column["key"],
            column["header"],
            column["group"],
            column["width"],
            column.get("style", "text"),
            tuple(column.get("aliases", ())),
            tuple(column.get("choices", ())),
            tuple(column.get("needed_for", ())),
        )
        for column in tomllib.loads(text)["column"]
    )


def header_of(key: str) -> str:
    """The header of a column."""
    return next(column.header for column in visit_columns() if column.key == key)
