"""A table of a TOML file being read: complaints name file, line, key, the nearest valid key, an example."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, NoReturn, Protocol

from rapidfuzz import fuzz, process

from jingzhun.errors import PolicyError, RequestError
from jingzhun.policy.places import Path

# Below this similarity (0 to 100) a guess would mislead more than it helps.
NEAR = 60
# Letters that are typed for digits: JZ2O4 is nearest to JZ204.
_AS_DIGITS = str.maketrans("oil", "011")


def nearest(word: str, choices: Iterable[str]) -> str:
    """The most similar of the choices, ``""`` when none is near."""
    found = process.extractOne(word, tuple(choices), scorer=fuzz.ratio, score_cutoff=NEAR, processor=_alike)
    return "" if found is None else str(found[0])


def _alike(word: str) -> str:
    return word.casefold().translate(_AS_DIGITS)


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
        origins: keys that were taken over from another file's table, with that table.
        children: the tables under keys whose tables come from several files.
    """

    table: Mapping[str, Any]
    path: Path
    file: str
    places: Lines
    examples: Mapping[str, str]
    error: type[RequestError] = PolicyError
    origins: Mapping[str, Node] = field(default_factory=dict)
    children: Mapping[str, tuple[Node, ...]] = field(default_factory=dict)

    def where(self, key: str | int = "") -> str:
        """File and line of the table, or of one key of it."""
        source = self.origin(key)
        line = source.places.line((*source.path, key) if key != "" else source.path)
        return f"{source.file} 第{line}行"

    def origin(self, key: str | int) -> Node:
        """The table in whose file a key stands."""
        return self.origins.get(str(key), self)

    def below(self, path: Path, table: Mapping[str, Any], examples: Mapping[str, str]) -> Node:
        """A table further down, at the place where it is written."""
        source = self.origin(path[0])
        return Node(table, (*source.path, *path), source.file, source.places, examples, self.error)

    def fail(self, what: str, *, key: str | int = "", fix: str = "") -> NoReturn:
        """Raise the error for the table, or for one key of it."""
        raise self.error(what, where=self.where(key), fix=fix)

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
        if key in self.children:
            return replace(self.children[key][0], examples=examples)
        value = self.table.get(key, {})
        if not isinstance(value, dict):
            self.fail(f"“{key}” 应写成 [{key}] 一段", key=key)
        return self.below((key,), value, examples)

    def list_of(self, key: str, examples: Mapping[str, str]) -> list[Node]:
        """The tables of a ``[[key]]`` list, none where it is not written."""
        if key in self.children:
            return [replace(child, examples=examples) for child in self.children[key]]
        value = self.table.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            header = ".".join(str(part) for part in (*self.path, key) if isinstance(part, str))
            self.fail(f"“{key}” 应写成 [[{header}]] 各段", key=key)
        return [self.below((key, index), item, examples) for index, item in enumerate(value)]
