"""A table as TOML text that tomllib reads as the same table; the standard library only reads TOML."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date, time
from typing import Any

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_WIDTH = 120


def toml_text(table: Mapping[str, Any], sections: frozenset[str]) -> str:
    """Write a table as TOML.

    Args:
        table: texts, numbers, booleans, days, lists and tables under text keys.
        sections: keys whose tables are written under headers (``[effects]``, ``[[condition]]``); other tables stand in
            braces.

    Returns:
        The text, with the keys in their order, those of sections after the others.
    """
    return "\n\n".join(_blocks(table, "", sections)) + "\n"


def _blocks(table: Mapping[str, Any], path: str, sections: frozenset[str]) -> list[str]:
    """The plain keys of a table, then its sections."""
    plain = [key for key, value in table.items() if not (key in sections and _is_section(value))]
    blocks = ["\n".join(f"{_key(key)} = {_value(table[key], 0)}" for key in plain)] if plain else []
    for key, value in table.items():
        if key in plain:
            continue
        header = f"{path}.{_key(key)}" if path else _key(key)
        opened = [(f"[{header}]", value)] if isinstance(value, Mapping) else [(f"[[{header}]]", item) for item in value]
        for line, inner in opened:
            below = _blocks(inner, header, sections)
            # A section without plain keys still has to be opened.
            first = [] if not below or below[0].startswith("[") else [below.pop(0)]
            blocks += ["\n".join([line, *first]), *below]
    return blocks


def _is_section(value: Any) -> bool:
    return isinstance(value, Mapping) or (
        isinstance(value, list) and bool(value) and all(isinstance(item, Mapping) for item in value)
    )


def _key(key: str) -> str:
    return key if _BARE.fullmatch(key) else _text(key)


def _value(value: Any, depth: int) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, Mapping):
        inner = ", ".join(f"{_key(key)} = {_value(item, depth)}" for key, item in value.items())
        return f"{{ {inner} }}" if inner else "{}"
    if isinstance(value, list):
        return _list(value, depth)
    return repr(value)


def _list(items: list[Any], depth: int) -> str:
    """One line where it fits, else one item a line; only lists may break a line inside braces."""
    line = "[" + ", ".join(_value(item, depth) for item in items) + "]"
    if len(line) + 2 * depth <= _WIDTH or len(items) < 2:
        return line
    margin = "  " * (depth + 1)
    inner = "".join(f"{margin}{_value(item, depth + 1)},\n" for item in items)
    return f"[\n{inner}{'  ' * depth}]"


def _text(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
