"""Where the header of a sheet is: every block of one to three rows near the top is scored, the best one wins.

A block scores by the known header words it holds and by how completely it names the columns; it loses by cells that
look like data or like a title. Deterministic, with no threshold to tune per county.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from jingzhun.read.columns.mapping import load_lexicon, looks_like_identity
from jingzhun.read.grid import Merge
from jingzhun.read.sheets.header_words import is_header_row, is_known

HEAD_ROWS = 50
_DEEPEST = 3
_KNOWN, _PLAIN, _BLANK, _DATA = 3.0, 0.5, -0.5, -2.0
_GROUPED = 0.6
_LEVEL = -1.5
_CUT_MERGE = -4.0
# 姓名 twice: the row above may tell whose.
_REPEATED = -1.0
_LONGEST_HEADER = 40
_DATA_LIKE = re.compile(r"[\d\s,.:：/\\\-—~年月日号时分秒%+*xX×（）()]*\d[\d\s,.:：/\\\-—~年月日号时分秒%+*xX×（）()]*")
# 名单（2016年）
_BRACKETED_END = re.compile(r"[（(][^（()）]*[）)]$")
_TEXTS_OF_TITLE = 2
_LONG_DIGITS = re.compile(r"\d{6,}")
_SPACE = re.compile(r"\s+")
_SPACE_IN_CHINESE = re.compile(r"(?<=[^\x00-\x7f])\s+|\s+(?=[^\x00-\x7f])")


@dataclass(frozen=True, slots=True)
class Header:
    """A header that was found.

    Attributes:
        first: number of its first row, from 1.
        last: number of its last row, with rows of codes right below it.
        texts: one text a column, parts of several levels joined by ``/``, ``""`` where a column has none.
        levels: the rows of the header as they stand, top first.
    """

    first: int
    last: int
    texts: tuple[str, ...]
    levels: tuple[tuple[str, ...], ...]


def find_header(rows: Sequence[Sequence[str]], merges: Sequence[Merge] = (), near: int = 0) -> Header | None:
    """Find the header among the first rows of a sheet.

    Args:
        rows: the first rows, the first one being row 1; lengths may differ.
        merges: merged ranges, as far as the format knows them.
        near: a row that belongs to it, if one is known; else it is looked for in the first ``HEAD_ROWS``.

    Returns:
        The header, or ``None`` where no row can be one: nothing but data, or nothing at all.
    """
    width = max(map(len, rows), default=0)
    top, bottom = (max(near - _DEEPEST, 0), near + _DEEPEST - 1) if near else (0, HEAD_ROWS)
    grid = [[tidy(cell) for cell in row] + [""] * (width - len(row)) for row in rows[:bottom]]
    merged = [merge for merge in merges if top < merge.last_row and merge.first_row <= len(grid)]
    titles = [_is_title(row) for row in grid]
    best, best_score = None, 0.0
    for first in range(top, len(grid)):
        for last in range(first, min(first + _DEEPEST, len(grid))):
            if not any(grid[last]) or not any(grid[first]):
                continue
            if last > first and any(titles[first : last + 1]):
                break
            if near and not first < near <= last + 1:
                continue
            texts, grouped = _join(grid[first : last + 1], first + 1, merged)
            score = _score(texts, grid[first : last + 1]) + _GROUPED * grouped + _LEVEL * (last - first)
            score += _CUT_MERGE * _cut_merges(first + 1, last + 1, merged, width)
            if best is None or score > best_score + 1e-9:
                best, best_score = (
                    Header(first + 1, last + 1, tuple(texts), tuple(map(tuple, grid[first : last + 1]))),
                    score,
                )
    if best is None or any(looks_like_identity(cell) for level in best.levels for cell in level):
        return None
    return _with_aliases(best, grid)


def _with_aliases(header: Header, grid: Sequence[Sequence[str]]) -> Header:
    """The header with the rows right below it that say the same again, as codes or in other words."""
    last = header.last
    while last < len(grid) and is_header_row(grid[last], is_apart=True):
        last += 1
    return replace(header, last=last, levels=tuple(map(tuple, grid[header.first - 1 : last])))


def tidy(text: str) -> str:
    """A header cell on one line: no white space beside Chinese characters, single spaces elsewhere."""
    return _SPACE.sub(" ", _SPACE_IN_CHINESE.sub("", text.strip()))


def _is_title(row: Sequence[str]) -> bool:
    """Whether a row is the title of a table, so that it is no level of its header: 花名册, perhaps a unit beside it."""
    texts = {text for text in row if text}
    if len(texts) > _TEXTS_OF_TITLE:
        return False
    return any(_BRACKETED_END.sub("", text).endswith(load_lexicon().titles) for text in texts)


def _score(texts: Sequence[str], levels: Sequence[Sequence[str]]) -> float:
    lexicon = load_lexicon()
    filled = [text for text in texts if text]
    score = _REPEATED * (len(filled) - len(set(filled)))
    for text in texts:
        if not text:
            score += _BLANK
        elif is_known(text):
            score += _KNOWN
        elif len(text) <= _LONGEST_HEADER:
            score += _PLAIN
    for level in levels:
        for cell in filter(None, level):
            is_title = cell.endswith(lexicon.titles) or (len(cell) > 3 and ("：" in cell or ":" in cell))
            if is_title or _DATA_LIKE.fullmatch(cell) or _LONG_DIGITS.search(cell) or len(cell) > _LONGEST_HEADER:
                score += _DATA
    return score


def _join(levels: list[list[str]], first_row: int, merges: Sequence[Merge]) -> tuple[list[str], int]:
    """Join the levels of a block column by column; also count the columns under a merged group."""
    width = len(levels[0])
    parts: list[list[str]] = [[] for _ in range(width)]
    grouped = 0
    for depth, level in enumerate(levels):
        deeper = levels[depth + 1 :]
        # A group reaches over columns with a text further down, never into the next group of a level above.
        open_to_group = [
            any(row[column] for row in deeper) and not any(row[column] for row in levels[: depth + 1])
            for column in range(width)
        ]
        spread, under_merge = _spread(level, open_to_group, deeper, first_row + depth, merges)
        grouped += under_merge
        for column, text in enumerate(spread):
            if text and (not parts[column] or parts[column][-1] != text):
                parts[column].append(text)
    return ["/".join(part) for part in parts], grouped


def _spread(
    level: list[str], open_to_group: list[bool], deeper: list[list[str]], row: int, merges: Sequence[Merge]
) -> tuple[list[str], int]:
    """Carry a group's text over its columns: by the merged range, or, unmerged, over the blanks that have children."""
    if not deeper:
        return level, 0
    spread, under_merge = list(level), 0
    merged_from = {merge.first_column: merge for merge in merges if merge.first_row <= row <= merge.last_row}
    # One merged group in a level means that all of its groups are merged.
    groups_are_merged = any(merge.first_column < merge.last_column for merge in merged_from.values())
    column = 0
    while column < len(level):
        text, end = level[column], column + 1
        if text:
            merge = merged_from.get(column)
            if merge is not None:
                end = min(merge.last_column + 1, len(level))
                if 1 < end - column < len(level) and any(deeper[0][column:end]):
                    under_merge += end - column
            elif not groups_are_merged and any(below[column] for below in deeper):
                while end < len(level) and open_to_group[end]:
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
