"""Where a key of a TOML file stands, since tomllib gives values without their lines.

The file is scanned once for table headers and keys. Keys come in the same order in the text and in the
parsed table, so the two are walked side by side; a key that cannot be placed (written with dots or in
quotes) has the line of its table.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

Path = tuple[str | int, ...]

# Strings and comments are matched first so that nothing inside them is taken for a key or a header.
_TOKEN = re.compile(
    r'"""(?:\\.|[^\\])*?"""'
    r"|'''.*?'''"
    r'|"(?:\\.|[^"\\\n])*"'
    r"|'[^'\n]*'"
    r"|#[^\n]*"
    r"|^[ \t]*(?P<open>\[\[?)[ \t]*(?P<header>[\w.-]+)[ \t]*\]"
    r"|(?P<key>[\w-]+)[ \t]*=(?!=)",
    re.MULTILINE | re.DOTALL,
)


class Places:
    """The lines of the tables and keys of one TOML text.

    Args:
        text: the source, which must be valid TOML.
        data: what tomllib made of it.
    """

    def __init__(self, text: str, data: dict[str, Any]) -> None:
        self._lines: dict[Path, int] = {}
        tables = _scan(text)
        self._headers = {path for path, _, _ in tables}
        for path, line, keys in tables:
            self._lines[path] = line
            self._lines.setdefault(path[:-1], line)
            self._place(path, _at(data, path), iter(keys))

    def line(self, path: Path) -> int:
        """The line (from 1) of a key or table, or of the nearest table around it."""
        while path and path not in self._lines:
            path = path[:-1]
        return self._lines.get(path, 1)

    def _place(self, path: Path, value: Any, keys: Iterator[tuple[str, int]]) -> None:
        """Walk a value and its keys in the text side by side."""
        if isinstance(value, list):
            for index, item in enumerate(value):
                self._place((*path, index), item, keys)
        elif isinstance(value, dict):
            for name, item in value.items():
                inner = (*path, name)
                if inner in self._headers or (*inner, 0) in self._headers:
                    continue
                line = next((line for key, line in keys if key == name), None)
                if line is not None:
                    self._lines[inner] = line
                    self._lines.setdefault(path, line)
                self._place(inner, item, keys)


def _scan(text: str) -> list[tuple[Path, int, list[tuple[str, int]]]]:
    """Each table with its path, its line and its keys in order; the top of the file is the table ``()``."""
    tables: list[tuple[Path, int, list[tuple[str, int]]]] = [((), 1, [])]
    counts: dict[Path, int] = defaultdict(int)
    line, position = 1, 0
    for token in _TOKEN.finditer(text):
        start = token.start("header") if token["header"] else token.start("key") if token["key"] else token.start()
        line += text.count("\n", position, start)
        position = start
        if token["header"]:
            tables.append((_path(token["header"], token["open"] == "[[", counts), line, []))
        elif token["key"]:
            tables[-1][2].append((token["key"], line))
    return tables


def _path(header: str, repeated: bool, counts: dict[Path, int]) -> Path:
    """The path of a header such as ``condition.exception`` below the tables that came before it."""
    path: Path = ()
    *above, last = header.split(".")
    for name in above:
        path = (*path, name)
        if counts[path]:
            path = (*path, counts[path] - 1)
    path = (*path, last)
    if not repeated:
        return path
    counts[path] += 1
    return (*path, counts[path] - 1)


def _at(data: Any, path: Path) -> Any:
    for part in path:
        data = data[part]
    return data
