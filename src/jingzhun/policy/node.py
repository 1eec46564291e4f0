"""A table of a TOML file being read: complaints name file, line, key, the nearest valid key, an example."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, NoReturn, Protocol

from rapidfuzz import fuzz, process

from jingzhun.errors import PolicyError, RequestError
from jingzhun.policy.places import Path

# Below this similarity (0 to 100) a guess would mislead more than it helps.
NEAR = 60


def nearest(word: str, choices: Iterable[str]) -> str:
    """The most similar of the choices, ``""`` when none is near."""
    found = process.extractOne(word, tuple(choices), scorer=fuzz.ratio, score_cutoff=NEAR, processor=str.casefold)
    return "" if found is None else str(found[0])


def unknown(what: str, word: str, choices: Collection[str]) -> str:
    """Say that a word is not known, with the nearest that is, or all of them when there are few."""
    near = nearest(word, choices)
    hint = f"相近: {near}" if near else f"可用: {'、'.join(choices)}"
    return f"不认识的{what} “{word}”({hint})"


class Lines(Protocol):
    """Where the keys of a file stand."""

    def line(self, path: Path) -> int:
        """The line (from 1) of a key or table."""


@dataclass(frozen=True, slots=True)
class Node:
    """A table with its path in the file.

    Attributes:
        table: the keys and values as tomllib read them.
        path: where the table stands, e.g. ``("condition", 1)``.
        file: name of the file for messages.
        places: the lines of the file.
        examples: for each key that the table may have, how it is written.
        error: what to raise.
    """

    table: Mapping[str, Any]
    path: Path
    file: str
    places: Lines
    examples: Mapping[str, str]
    error: type[RequestError] = PolicyError

    def fail(self, what: str, *, key: str | int = "", fix: str = "") -> NoReturn:
        """Raise the error for the table, or for one key of it."""
        line = self.places.line((*self.path, key) if key != "" else self.path)
        raise self.error(what, where=f"{self.file} 第{line}行", fix=fix)

    def check_keys(self, required: Iterable[str]) -> None:
        """Refuse keys that are not known, and the absence of those that are needed."""
        for key in self.table:
            if key not in self.examples:
                near = nearest(key, self.examples)
                fix = f"例如 {self.examples[near]}" if near else ""
                self.fail(unknown("键", key, self.examples), key=key, fix=fix)
        for key in required:
            if key not in self.table:
                self.fail(f"缺少必填的键 “{key}”", fix=f"补上一行, 例如 {self.examples[key]}")

    def wrong(self, key: str, expected: str) -> NoReturn:
        """Refuse a value of the wrong type."""
        self.fail(f"“{key}” 应为{expected}", key=key, fix=f"例如 {self.examples[key]}")

    def text(self, key: str, default: str = "") -> str:
        """A text; one that is written must not be blank."""
        value = self.table.get(key, default)
        if not isinstance(value, str) or (key in self.table and not value.strip()):
            self.wrong(key, "非空的文字")
        return value.strip()

    def texts(self, key: str, default: tuple[str, ...] = ()) -> tuple[str, ...]:
        """A list of texts, not empty where it is written."""
        value = self.table.get(key, default)
        listed = isinstance(value, list | tuple) and all(isinstance(item, str) and item.strip() for item in value)
        if not listed or (key in self.table and not value):
            self.wrong(key, "文字的列表, 至少一项")
        return tuple(value)

    def day(self, key: str) -> date | None:
        """A date (``2016-01-01`` without quotes), None where it is not written."""
        value = self.table.get(key)
        if value is not None and (not isinstance(value, date) or isinstance(value, datetime)):
            self.wrong(key, "日期, 不加引号")
        return value

    def choice(self, key: str, choices: Collection[str], what: str, default: str = "") -> str:
        """A text that must be one of the choices."""
        value = self.text(key, default)
        if value not in choices:
            self.fail(unknown(what, value, choices), key=key, fix=f"例如 {self.examples[key]}")
        return value

    def inner(self, key: str, examples: Mapping[str, str]) -> Node:
        """The table under a key, empty where it is not written."""
        value = self.table.get(key, {})
        if not isinstance(value, dict):
            self.fail(f"“{key}” 应写成 [{key}] 一段", key=key)
        return replace(self, table=value, path=(*self.path, key), examples=examples)

    def list_of(self, key: str, examples: Mapping[str, str]) -> list[Node]:
        """The tables of a ``[[key]]`` list, none where it is not written."""
        value = self.table.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            header = ".".join(str(part) for part in (*self.path, key) if isinstance(part, str))
            self.fail(f"“{key}” 应写成 [[{header}]] 各段", key=key)
        return [
            replace(self, table=item, path=(*self.path, key, index), examples=examples)
            for index, item in enumerate(value)
        ]
