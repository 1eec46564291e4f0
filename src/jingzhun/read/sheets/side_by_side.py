"""Tables that stand side by side in one sheet: two registers, or one list printed in two and more columns.

The cut is certain where a running number begins again, where the columns repeat from the first one on, or where a
blank column parts two headers of their own. Where the columns repeat only in part, the sheet is refused.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from jingzhun.read.columns.mapping import load_lexicon, normalise_header
from jingzhun.read.sheets.header import Header, find_header
from jingzhun.read.sheets.header_words import header_rows
from jingzhun.read.sheets.layout import FirstLook, lay_out, look_at
from jingzhun.read.sheets.region import Region, column_span

# A row with fewer texts is a title or a footer, and may stand over columns that are blank.
_TEXTS_OF_ROW = 3


@dataclass(frozen=True, slots=True)
class _Band:
    """Columns without a blank one between them.

    Attributes:
        first, last: its first column and the one after the last.
        rows: first and last row of the header found in it; ``None`` where there is none.
        words: its headers, comparable; ``""`` where a column has none.
    """

    first: int
    last: int
    rows: tuple[int, int] | None
    words: tuple[str, ...]


def columns_apart(region: Region) -> list[Region]:
    """Cut a region into the tables that stand side by side in it.

    Args:
        region: the sheet, or some of its rows.

    Returns:
        One region a table, from left to right: the region itself where it is one, or, with a ``problem``, where that
        cannot be told.
    """
    whole = look_at(region)
    width = len(whole.texts)
    bands = list(_bands(region, whole))
    starts = [0]
    for left, right in _neighbours(bands):
        if _are_apart(region, left, right, width):
            starts.append(right.first)
    cuts: list[int] = []
    for first, last in zip(starts, [*starts[1:], width], strict=True):
        part = region.between(first, last, width)
        texts = _header_words(whole if len(starts) == 1 else look_at(part))
        repeated = _repeats(texts)
        if repeated and not _is_certain(part, texts, repeated, first, width):
            return [replace(region, problem=_problem(region, texts, repeated, first))]
        cuts += [first, *(first + place for place in repeated)]
    if len(cuts) == 1:
        return [region]
    used = _used_columns(whole)
    parts = []
    for first, last in zip(cuts, [*cuts[1:], width], strict=True):
        blank = next((count for count, is_used in enumerate(reversed(used[first:last])) if is_used), 0)
        parts.append(replace(region.between(first, last, width), blank_at_end=blank))
    return parts


def _used_columns(whole: FirstLook) -> list[bool]:
    """Which columns hold more than titles and footers."""
    rows = [row for row in whole.head if sum(map(bool, row)) >= _TEXTS_OF_ROW]
    return [any(place < len(row) and row[place] for row in rows) for place in range(len(whole.texts))]


def _bands(region: Region, whole: FirstLook) -> Iterator[_Band]:
    """The columns between blank ones, with their headers; a header that goes across all of them names the groups."""
    head, width, used = whole.head, len(whole.texts), _used_columns(whole)
    first = 0
    while first < width:
        last = first + 1
        while last < width and used[last] == used[first]:
            last += 1
        if used[first] and last - first >= 2:
            cells = [row[first:last] for row in head]
            near = next(iter(header_rows(cells)), 0)
            header = find_header(cells, region.between(first, last, width).merges, near) if near else None
            if header is None:
                yield _Band(first, last, None, ())
            else:
                across = whole.header is not None and _meet(header, whole.header)
                words = whole.texts[first:last] if across else header.texts
                yield _Band(first, last, (header.first, header.last), tuple(map(_word, words)))
        first = last


def _meet(header: Header, other: Header) -> bool:
    return header.first <= other.last and other.first <= header.last


def _neighbours(bands: Sequence[_Band]) -> Iterator[tuple[_Band, _Band]]:
    tables = [band for band in bands if band.rows is not None]
    return pairwise(tables)


def _are_apart(region: Region, left: _Band, right: _Band, width: int) -> bool:
    """Whether two bands with a blank column between them are two tables."""
    if left.rows is None or right.rows is None:
        return False
    if left.rows[1] < right.rows[0] or right.rows[1] < left.rows[0]:
        return True
    shared = set(left.words) & set(right.words) - {""}
    if len(shared) >= 2 or shared & (_person_words() | load_lexicon().serials) or right.words[0] in shared:
        return True
    kinds = [lay_out(region.between(band.first, band.last, width)).kinds for band in (left, right)]
    return all(kinds) and kinds[0][0].kind != kinds[1][0].kind


def _header_words(look: FirstLook) -> list[str]:
    """The headers, comparable, as they stand; ``""`` where a column has none."""
    return [] if look.header is None else list(map(_word, look.texts))


def _repeats(words: Sequence[str]) -> list[int]:
    """Where the columns of the first block begin again; only where people stand in them."""
    named = [place for place, word in enumerate(words) if word]
    if len(named) < 4:
        return []
    first = named[0]
    opening = _last_part(words[first])
    second = words[named[1]]
    if opening in load_lexicon().serials:
        repeated = [place for place in named[1:] if _last_part(words[place]) == opening]
    else:
        repeated = [
            place
            for place, following in pairwise(named[1:])
            if words[place] == words[first] and words[following] == second
        ]
    blocks = _blocks(words, repeated)
    people = _person_words()
    if not repeated or not all(any(_last_part(word) in people for word in block) for block in blocks):
        return []
    return repeated


def _is_certain(region: Region, words: Sequence[str], repeated: Sequence[int], first: int, width: int) -> bool:
    blocks = _blocks(words, repeated)
    shortest = min(map(len, blocks))
    if all(block[:shortest] == blocks[0][:shortest] for block in blocks):
        return True
    if _last_part(blocks[0][0]) not in load_lexicon().serials:
        return False
    if len({block[0] for block in blocks}) == 1:
        return True
    ends = [*repeated, len(words)]
    starts = [0, *repeated]
    bands = [region.between(first + start, first + end, width) for start, end in zip(starts, ends, strict=True)]
    kinds = [lay_out(band).kinds for band in bands]
    return all(kinds) and len({guesses[0].kind for guesses in kinds}) == len(kinds)


def _blocks(words: Sequence[str], repeated: Sequence[int]) -> list[list[str]]:
    """The words from one beginning to the next, without columns that have none."""
    ends = [*repeated, len(words)]
    return [[word for word in words[start:end] if word] for start, end in zip([0, *repeated], ends, strict=True)]


def _problem(region: Region, words: Sequence[str], repeated: Sequence[int], first: int) -> str:
    header = look_at(region).header
    row = f"第 {region.above + header.first} 行" if header is not None else "表头"
    left = region.first_column + first
    named = [place for place, word in enumerate(words) if word]
    places = [
        column_span(left + start, left + max(place for place in named if place < end))
        for start, end in zip([0, *repeated], [*repeated, len(words)], strict=True)
    ]
    return f"{row}的表头在 {'、'.join(places)} 各有一组相同的列，分不清是几张表并排，没有读取"


def _person_words() -> frozenset[str]:
    """Header words of a person's name or number."""
    return frozenset(
        word
        for spec in load_lexicon().kinds
        for word, (field, _) in spec.words.items()
        if field in ("name", "id_number")
    )


def _word(text: str) -> str:
    """A header text in its comparable form, the parts of a joined one apart."""
    return "/".join(map(normalise_header, text.split("/")))


def _last_part(word: str) -> str:
    return word.rpartition("/")[2]
