"""Which column of a sheet that came back is which: by its header, in any order, with others between them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache

from jingzhun.casework.findings import FEEDBACK_KEYS, IDENTITY_KEYS
from jingzhun.casework.visit_columns import visit_columns

_KEYS = frozenset({*FEEDBACK_KEYS, *IDENTITY_KEYS})
_BRACKETS = re.compile(r"[(\[【][^)\]】]*[)\]】]")
_SIGNS = re.compile(r"[\s*:：、，。/_\-—]+")


def columns_of(headers: Sequence[str]) -> tuple[dict[str, str], tuple[str, ...]]:
    """The columns of a table.

    Args:
        headers: its headers; those of several levels joined by ``/``.

    Returns:
        Column key → header, for the columns that are read; and what a person should know: feedback columns that are
        missing, and columns of one meaning of which only the first is read.
    """
    found: dict[str, str] = {}
    notes: list[str] = []
    words = _words()
    for header in headers:
        key = next((words[form] for form in _forms(header) if form in words), "")
        if key and key in found:
            notes.append(f"“{header}”与“{found[key]}”是同一列, 只读了“{found[key]}”")
        elif key:
            found[key] = header
    missing = [title for key, title in _titles().items() if key in FEEDBACK_KEYS and key not in found]
    if missing and "case_number" in found:
        notes.append(f"没有这些列: {'、'.join(missing)}")
    return found, tuple(notes)


def _forms(header: str) -> tuple[str, ...]:
    """A header as it may be known: whole, its last level, without what stands in brackets."""
    whole, last = _plain(header), _plain(header.rpartition("/")[2])
    bare = tuple(_plain(_BRACKETS.sub("", unicodedata.normalize("NFKC", text))) for text in (header, last))
    return tuple(dict.fromkeys((whole, last, *bare)))


def _plain(header: str) -> str:
    return _SIGNS.sub("", unicodedata.normalize("NFKC", header)).upper()


@cache
def _words() -> Mapping[str, str]:
    """Header or alias → key; a header proper wins over an alias."""
    columns = [column for column in visit_columns() if column.key in _KEYS]
    aliases = {_plain(alias): column.key for column in reversed(columns) for alias in column.aliases}
    return aliases | {_plain(column.header): column.key for column in columns}


@cache
def _titles() -> Mapping[str, str]:
    return {column.key: column.header for column in visit_columns()}
