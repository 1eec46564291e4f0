"""Several people in one cell: 张三、李四 with two numbers beside them, 张三(50%)、李四(50%), one above the other.

Line breaks and marks such as 、 separate people wherever they stand outside brackets. Blanks and words
(张三 李四, 张三和李四) do so only where as many numbers stand beside the names, for they also stand inside names.
"""

from __future__ import annotations

import re
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from jingzhun.fields.idcard_text import matches
from jingzhun.fields.owner_numbers import BRACKETS, NUMBER, SAYS_WHOSE, cut_apart, given

#: A cell with more parts than this is no list of owners and stays whole.
MOST_OWNERS = 200
_BREAK = "\x1f"
# A tab beside another mark came along when a number was copied, and separates nothing more.
_MARK = r"(?:\t*[、,，;；/／|｜\\＼&＆]\t*|\t)"
_ROLE = "[及和与]其?(?:配偶|妻子|丈夫)[:：]?|(?:配偶|共有权?人)[:：]"
# Each mark separates, so that a part left empty keeps its place; a mark with a line break or a role is one.
_MARKS = rf"{_MARK}?\s*(?:{_ROLE})|{_MARK}?[ \x{{3000}}]*(?:\r\n|\r|\n)|{_MARK}"
# A stroke between other marks is no mark but says that there is no number: /、350699….
_STROKE = r"(^|[、,，;；\r\n])[ \x{3000}]*[/／\\＼|｜][ \x{3000}]*([、,，;；\r\n]|$)"
_BLANKS_AND_WORDS = r"[\s\x{3000}和与及]+"
_BLANKS = " \u3000\t"
_OUTER = _BLANKS + "\r\n、,，;；/／|｜\\＼&＆"
_TWO_NUMBERS = NUMBER + "[^0-9０-９Xx*＊]+" + NUMBER
# Two numbers of 15 digits and what separates them.
_SHORTEST_OF_TWO = 31


class Owners(NamedTuple):
    """The people in some rows, one entry a person, in the order of rows and of people in a cell.

    Attributes:
        row: the row in which the person stands; int64.
        place: 0 for the first person of a row; int16.
        names, numbers: texts of the person as written, ``""`` where the cells do not tell which is whose.
    """

    row: np.ndarray
    place: np.ndarray
    names: pa.Array
    numbers: pa.Array


def list_several(names: pa.Array, numbers: pa.Array) -> np.ndarray:
    """Which rows have several people in the cell of the name or of the number, as booleans."""
    marked = matches(names, _MARKS)
    rows = np.flatnonzero(marked)
    # Marks at the end or inside brackets separate nobody.
    marked[rows] = _counts(_marked(pc.utf8_trim(names.take(pa.array(rows)), characters=_OUTER), _MARKS)) > 1
    long = np.flatnonzero(pc.binary_length(numbers).to_numpy(zero_copy_only=False) >= _SHORTEST_OF_TWO)
    marked[long] |= matches(numbers.take(pa.array(long)), _TWO_NUMBERS)
    return marked


def split(names: pa.Array, numbers: pa.Array) -> Owners:
    """Take cells with several people apart.

    Args:
        names: texts of the name column, no nulls.
        numbers: texts of the number column beside it.

    Returns:
        A number goes to the name that stands with it (李四:350699…). Where as many numbers as names stand beside one
        another, parts left empty counted, the first number is the first name's. A single number without any mark is
        given to every name, for the name tells whose it is. A single name is given to every number, unless it says
        等 (and others): then it is the first one's. Numbers of another count, or with the name of somebody else,
        come behind the names, without name.
    """
    marked_names, marked_numbers = _marked(names, _MARKS), _marked_numbers(numbers)
    loose_names = _marked(names, _BLANKS_AND_WORDS)
    fits = (_counts(marked_names) == 1) & (_counts(marked_numbers) > 1)
    fits &= (_counts(loose_names) == _counts(marked_numbers)) & ~matches(loose_names, f"(?:^|{_BREAK}).(?:{_BREAK}|$)")
    marked_names = pc.if_else(pa.array(fits), loose_names, marked_names)
    unclear = matches(marked_numbers, SAYS_WHOSE) | matches(names, NUMBER)
    for marked in (marked_names, marked_numbers):
        unclear |= matches(marked, f"^{_BREAK}|{_BREAK}{_BREAK}|{_BREAK}$")
    return _together(_parts(marked_names), _parts(marked_numbers), matches(names, "等"), unclear)


def _together(names: pa.ListArray, numbers: pa.ListArray, and_others: np.ndarray, unclear: np.ndarray) -> Owners:
    """Take the clear rows apart as columns and the others one by one."""
    if not unclear.any():
        return _aligned(names, numbers, and_others)
    plain, rest = np.flatnonzero(~unclear), np.flatnonzero(unclear)
    clear = _aligned(names.take(pa.array(plain)), numbers.take(pa.array(plain)), and_others[plain])
    cells = (parts.take(pa.array(rest)).to_pylist() for parts in (names, numbers))
    people = [given(*row, and_others=bool(others)) for *row, others in zip(*cells, and_others[rest], strict=True)]
    row = np.concatenate([plain[clear.row], np.repeat(rest, [len(pairs) for pairs in people])])
    place = np.concatenate([clear.place, *(np.arange(len(pairs), dtype=np.int16) for pairs in people)])
    texts = zip(*(pair for pairs in people for pair in pairs), strict=True)
    order = np.argsort(row, kind="stable")
    written = [
        pa.concat_arrays([known, pa.array(told, type=pa.string())]).take(pa.array(order))
        for known, told in zip((clear.names, clear.numbers), texts, strict=True)
    ]
    return Owners(row[order], place[order], *written)


def _aligned(names: pa.ListArray, numbers: pa.ListArray, and_others: np.ndarray) -> Owners:
    """Give each name its number by its place, see ``split``."""
    named, numbered = (pc.list_value_length(parts).to_numpy(zero_copy_only=False) for parts in (names, numbers))
    fits = (named == numbered) | (named == 1) | (numbered == 1)
    people = np.where(fits, np.maximum(named, numbered), named + numbered).astype(np.int64)
    row = np.repeat(np.arange(len(people)), people)
    place = np.arange(len(row)) - np.repeat(np.cumsum(people) - people, people)
    name_place = np.where((named[row] == 1) & fits[row], 0, place)
    has_name = (name_place < named[row]) & ~(and_others[row] & (named[row] == 1) & (place > 0))
    number_place = np.where(fits[row], np.where(numbered[row] == 1, 0, place), place - named[row])
    return Owners(
        row,
        place.astype(np.int16),
        _taken(names, row, name_place, has_name),
        _taken(numbers, row, number_place, number_place >= 0),
    )


def _taken(parts: pa.ListArray, row: np.ndarray, place: np.ndarray, known: np.ndarray) -> pa.Array:
    starts = parts.offsets.to_numpy(zero_copy_only=False)[:-1].astype(np.int64)
    taken = parts.values.take(pa.array(np.where(known, starts[row] + place, 0)))
    return pc.if_else(pa.array(known), taken, "")


def _parts(marked: pa.Array) -> pa.ListArray:
    return pc.split_pattern(marked, pattern=_BREAK)


def _counts(marked: pa.Array) -> np.ndarray:
    counts: np.ndarray = pc.count_substring(marked, pattern=_BREAK).to_numpy(zero_copy_only=False) + 1
    return counts


def _marked_numbers(numbers: pa.Array) -> pa.Array:
    for _ in range(2):  # strokes one after the other share the mark between them
        numbers = pc.replace_substring_regex(numbers, pattern=_STROKE, replacement=r"\1\2")
    marked = _marked(numbers, _MARKS)
    # Blanks stand inside numbers too: they separate where what they separate is numbers.
    loose = _marked(numbers, _BLANKS_AND_WORDS)
    whole = matches(loose, f"^{NUMBER}(?:{_BREAK}{NUMBER})+$") & (_counts(marked) == 1)
    marked = pc.if_else(pa.array(whole), loose, marked)
    labelled = matches(marked, SAYS_WHOSE) & matches(marked, f"{NUMBER}[^{_BREAK}]*{NUMBER}")
    if not labelled.any():
        return marked
    cells = marked.filter(pa.array(labelled)).to_pylist()
    cut = [_BREAK.join(number for part in cell.split(_BREAK) for number in cut_apart(part)) for cell in cells]
    return pc.replace_with_mask(marked, pa.array(labelled), pa.array(cut, type=pa.string()))


def _marked(texts: pa.Array, separators: str) -> pa.Array:
    """The texts with a break in the place of each separator outside brackets; whole where there are too many."""
    trimmed = pc.utf8_trim(texts, characters=_BLANKS)
    marked = pc.replace_substring_regex(trimmed, pattern=separators, replacement=_BREAK)
    rest = matches(trimmed, r"[(（\[【]")
    if rest.any():
        pattern = re.compile(separators.replace(r"\x{3000}", "\u3000"))
        outside = [_outside_brackets(text, pattern) for text in trimmed.filter(pa.array(rest)).to_pylist()]
        marked = pc.replace_with_mask(marked, pa.array(rest), pa.array(outside, type=pa.string()))
    marked = pc.replace_substring_regex(marked, pattern=rf"[\s\x{{3000}}]*{_BREAK}[\s\x{{3000}}]*", replacement=_BREAK)
    return pc.if_else(pa.array(_counts(marked) > MOST_OWNERS), texts, marked)


def _outside_brackets(text: str, separators: re.Pattern[str]) -> str:
    parts, end = [], 0
    for bracket in BRACKETS.finditer(text):
        parts += [separators.sub(_BREAK, text[end : bracket.start()]), bracket.group()]
        end = bracket.end()
    return "".join([*parts, separators.sub(_BREAK, text[end:])])
