"""The kinds of tables: the roll, and the registers of other departments; all are sections of ``data/columns.toml``.

A new kind is a section there: its title, its fields and the headers that name them. Nothing here or elsewhere lists
the kinds again; only the roll is known to the program by name.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from typing import Any, ClassVar


@cache
def columns_data() -> dict[str, Any]:
    """``data/columns.toml`` as it stands; the same object every time, not to be changed."""
    source = resources.files("jingzhun").joinpath("data/columns.toml").read_text(encoding="utf-8")
    return tomllib.loads(source)


class TableKind(str):
    """What a table is: ``"roll"``, ``"vehicles"`` … the key of a section of ``data/columns.toml``.

    Raises:
        ValueError: there is no such kind.
    """

    __slots__ = ()
    ROLL: ClassVar[TableKind]

    def __new__(cls, key: str) -> TableKind:
        """The kind with this key."""
        if key not in columns_data()["kinds"]:
            raise ValueError(f"no kind of table is called {key!r}")
        return super().__new__(cls, key)

    @property
    def value(self) -> str:
        """The key as a plain text."""
        return str.__str__(self)

    @property
    def words(self) -> str:
        """The kind as officials call it."""
        return str(self._section["title"])

    @property
    def option(self) -> str:
        """What a user writes before the name of a file to say that it is of this kind."""
        return str(self._section.get("option", f"--register {self.value}="))

    @property
    def place_field(self) -> str:
        """The field that says where the person of a row lives, or where the property lies."""
        return str(self._section.get("place", "address"))

    @property
    def _section(self) -> dict[str, Any]:
        section: dict[str, Any] = columns_data()["kinds"][self.value]
        return section


TableKind.ROLL = TableKind("roll")


@cache
def all_kinds() -> tuple[TableKind, ...]:
    """All kinds, in the order of the file: the roll first."""
    return tuple(map(TableKind, columns_data()["kinds"]))


@cache
def register_kinds() -> tuple[TableKind, ...]:
    """The registers of other departments."""
    return tuple(kind for kind in all_kinds() if kind != TableKind.ROLL)
