"""Where the header of a sheet is: every block of one to three rows near the top is scored, the best one wins.

A block scores by the known header words it holds and by how completely it names the columns; it loses by cells that
look like data or like a title. Deterministic, with no threshold to tune per county.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from jingzhun.read.columns import load_lexicon, looks_like_identity
from jingzhun.read.grid import Merge

HEAD_ROWS = 50
_DEEPEST = 3
_KNOWN, _PLAIN, _BLANK, _DATA = 3.0, 0.5, -0.5, -2.0
_GROUPED = 0.6
_LEVEL = -1.5
_CUT_MERGE = -4.0
_LONGEST_HEADER = 40
_DATA_LIKE = re.compile(r"[\d\s,.:：/\\\-—~年月日号时分秒%+*xX×（）()]*\d[\d\s,.:：/\\\-—~年月日号时分秒%+*xX×（）()]*")
_LONG_DIGITS = re.compile(r"\d{6,}")
_SPACE = re.compile(r"\s+")
_SPACE_IN_CHINESE = re.compile(r"(?<=[^\x00-\x7f])\s+|\s+(?=[^\x00-\x7f])")


@dataclass(frozen=True, slots=True)
class Header:
    """A header that was found.

    Attributes:
        first: number of its first row, from 1.
        last: number of its last row.
        texts: one text a column, parts of several levels joined by ``/``, ``""`` where a column has none.
        levels: the rows of the header as they stand, top first.
    """

    first: int
    last: int
    texts: tuple[str, ...]
    levels: tuple[tuple[str, ...], ...]


def find_header(rows: Sequence[Sequence[str]], merges: Sequence[Merge] = ()) -> Header | None:
    """Find the header among the first rows of a sheet.

    Args:
        rows: the first rows, the first one being row 1; lengths may differ.
        merges: merged ranges, as far as the format knows them.

    Returns:
        The header, or ``None`` where no row can be one: nothing but data, or nothing at all.
    """
    width = max(map(len, rows), default=0)
    grid = [[tidy(cell) for cell in row] + [""] * (width - len(row)) for row in rows[:HEAD_ROWS]]
    near = [merge for merge in merges if merge.first_row <= len(grid)]
    best, best_score = None, 0.0
    for first in range(len(grid)):
        for last in range(first, min(first + _DEEPEST, len(grid))):
            if not any(grid[last]) or not any(grid[first]):
                continue
            texts, grouped = _join(grid[first : last + 1], first + 1, near)
            score = _score(texts, grid[first : last + 1]) + _GROUPED * grouped + _LEVEL * (last - first)
            score += _CUT_MERGE * _cut_merges(first + 1, last + 1, near, width)
            if best is None or score > best_score + 1e-9:
                best, best_score = (
                    Header(first + 1, last + 1, tuple(texts), tuple(map(tuple, grid[first : last + 1]))),
                    score,
                )
    if best is None or any(looks_like_identity(cell) for level in best.levels for cell in level):
        return None
    return best


def tidy(text: str) -> str:
    """A header cell on one line: no white space beside Chinese characters, single spaces elsewhere."""
    return _SPACE.sub(" ", _SPACE_IN_CHINESE.sub("", text.strip()))


def _score(texts: Sequence[str], levels: Sequence[Sequence[str]]) -> float:
    lexicon = load_lexicon()
    score = 0.0
    for text in texts:
        if not text:
            score += _BLANK
        elif _is_known(text):
            score += _KNOWN
        elif len(text) <= _LONGEST_HEADER:
            score += _PLAIN
    for level in levels:
        for cell in filter(None, level):
            is_title = cell.endswith(lexicon.titles) or (len(cell) > 3 and ("：" in cell or ":" in cell))
            if is_title or _DATA_LIKE.fullmatch(cell) or _LONG_DIGITS.search(cell) or len(cell) > _LONGEST_HEADER:
                score += _DATA
    return score


@lru_cache(maxsize=10_000)
def _is_known(text: str) -> bool:
    return load_lexicon().knows(text)


def _join(levels: list[list[str]], first_row: int, merges: Sequence[Merge]) -> tuple[list[str], int]:
    """Join the levels of a block column by column; also count the columns under a merged group."""
    width = len(levels[0])
    parts: list[list[str]] = [[] for _ in range(width)]
    grouped = 0
    for depth, level in enumerate(levels):
        below = levels[depth + 1] if depth + 1 < len(levels) else None
        spread, under_merge = _spread(level, below, first_row + depth, merges)
        grouped += under_merge
        for column, text in enumerate(spread):
            if text and (not parts[column] or parts[column][-1] != text):
                parts[column].append(text)
    return ["/".join(part) for part in parts], grouped


def _spread(level: list[str], below: list[str] | None, row: int, merges: Sequence[Merge]) -> tuple[list[str], int]:
    """Carry a group's text over its columns: by the merged range, or, unmerged, over the blanks that have children."""
    if below is None:
        return level, 0
    spread, under_merge = list(level), 0
    merged_from = {merge.first_column: merge for merge in merges if merge.first_row <= row <= merge.last_row}
    column = 0
    while column < len(level):
        text, end = level[column], column + 1
        if text:
            merge = merged_from.get(column)
            if merge is not None:
                end = min(merge.last_column + 1, len(level))
                if 1 < end - column < len(level) and any(below[column:end]):
                    under_merge += end - column
            elif below[column] and not merges:
                while end < len(level) and not level[end] and below[end]:
                    end += 1
            for covered in range(column + 1, end):
                spread[covered] = text
        column = end
    return spread, under_merge


def _cut_merges(first: int, last: int, merges: Sequence[Merge], width: int) -> int:
    """How many vertical merges reach over the edge of a block: a header never ends in the middle of a cell."""
    return sum(
        1
        for merge in merges
        if merge.first_row < merge.last_row
        and merge.last_column - merge.first_column + 1 < width
        and (merge.first_row < first <= merge.last_row or merge.first_row <= last < merge.last_row)
    )
