r"""The labelled pairs of names of tests/fields/name_pairs.tsv, compiled for this project; nobody's real data.

STRONG: plainly one person's name as two clerks write it. MEDIUM: it may be, or may not. WEAK: two people. Characters
that cannot be seen, or look like others, are written as ``\uXXXX``.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

TABLE = Path(__file__).parents[1] / "tests" / "fields" / "name_pairs.tsv"


class NamePair(NamedTuple):
    """One row of the table."""

    left: str
    right: str
    strength: str
    category: str
    note: str


def name_pairs() -> list[NamePair]:
    """All rows, in the order of the table."""
    _, *lines = TABLE.read_text(encoding="utf-8").splitlines()
    return [NamePair(*(_unescaped(cell) for cell in line.split("\t"))) for line in lines]


def _unescaped(cell: str) -> str:
    return re.sub(r"\\u([0-9a-f]{4})", lambda code: chr(int(code[1], 16)), cell)
