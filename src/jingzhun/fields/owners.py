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

#: A cell with more parts than this is no list of owners and stays whole.
MOST_OWNERS = 200
_BREAK = "\x1f"
_MARKS = r"(?:[、,，;；/／|｜\\＼&＆\t\r\n]|[及和与]其?(?:配偶|妻子|丈夫)[:：]?|(?:配偶|共有权?人)[:：])+"
_BLANKS_AND_WORDS = r"[\s\x{3000}和与及]+"
_BRACKETS = re.compile(r"[(（\[【][^()（）\[\]【】]*[)）\]】]")
_OUTER = " \u3000\t\r\n、,，;；/／|｜\\＼&＆"
_NUMBER = "[0-9０-９Xx*＊]{15,18}"
_TWO_NUMBERS = _NUMBER + "[^0-9０-９Xx*＊]+" + _NUMBER
# Two numbers of 15 digits and what separates them.
_SHORTEST_OF_TWO = 31
# 张三:350699… names whose number it is.
_LABEL = r"^[^0-9:：]*[:：]"


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
    marked[rows] = _counts(_marked(names.take(pa.array(rows)), _MARKS)) > 1
    long = np.flatnonzero(pc.binary_length(numbers).to_numpy(zero_copy_only=False) >= _SHORTEST_OF_TWO)
    marked[long] |= matches(numbers.take(pa.array(long)), _TWO_NUMBERS)
    return marked


def split(names: pa.Array, numbers: pa.Array) -> Owners:
    """Take cells with several people apart.

    Args:
        names: texts of the name column, no nulls.
        numbers: texts of the number column beside it.

    Returns:
        Where there are as many numbers as names, the first number is the first name's. A single number is given
        to every name, for the name tells whose it is. A single name is given to every number, unless it says 等
        (and others): then it is the first one's. Numbers of another count cannot be told apart: the names come
        without number, and behind them the numbers without name.
    """
    marked_names, marked_numbers = _marked(names, _MARKS), _marked(numbers, _MARKS)
    # Blanks stand inside numbers too: they separate where what they separate is numbers.
    loose_numbers = _marked(numbers, _BLANKS_AND_WORDS)
    whole = matches(loose_numbers, f"^{_NUMBER}(?:{_BREAK}{_NUMBER})+$") & (_counts(marked_numbers) == 1)
    marked_numbers = pc.if_else(pa.array(whole), loose_numbers, marked_numbers)
    loose_names = _marked(names, _BLANKS_AND_WORDS)
    fits = (_counts(marked_names) == 1) & (_counts(marked_numbers) > 1)
    fits &= (_counts(loose_names) == _counts(marked_numbers)) & ~matches(loose_names, f"(?:^|{_BREAK}).(?:{_BREAK}|$)")
    marked_names = pc.if_else(pa.array(fits), loose_names, marked_names)
    return _aligned(_parts(marked_names), _parts(marked_numbers), matches(names, "等"))


def _aligned(names: pa.ListArray, numbers: pa.ListArray, and_others: np.ndarray) -> Owners:
    """Give each name its number, see ``split``."""
    named, numbered = (pc.list_value_length(parts).to_numpy(zero_copy_only=False) for parts in (names, numbers))
    fits = (named == numbered) | (named == 1) | (numbered == 1)
    people = np.where(fits, np.maximum(named, numbered), named + numbered).astype(np.int64)
    row = np.repeat(np.arange(len(people)), people)
    place = np.arange(len(row)) - np.repeat(np.cumsum(people) - people, people)
    name_place = np.where((named[row] == 1) & fits[row], 0, place)
    has_name = (name_place < named[row]) & ~(and_others[row] & (named[row] == 1) & (place > 0))
    number_place = np.where(fits[row], np.where(numbered[row] == 1, 0, place), place - named[row])
    written = _taken(numbers, row, number_place, number_place >= 0)
    return Owners(
        row,
        place.astype(np.int16),
        _taken(names, row, name_place, has_name),
        pc.replace_substring_regex(written, pattern=_LABEL, replacement=""),
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


def _marked(texts: pa.Array, separators: str) -> pa.Array:
    """The texts with one break in the place of each separator outside brackets; whole where there are too many."""
    trimmed = pc.utf8_trim(texts, characters=_OUTER)
    marked = pc.replace_substring_regex(trimmed, pattern=separators, replacement=_BREAK)
    rest = matches(trimmed, r"[(（\[【]")
    if rest.any():
        pattern = re.compile(separators.replace(r"\x{3000}", "\u3000"))
        outside = [_outside_brackets(text, pattern) for text in trimmed.filter(pa.array(rest)).to_pylist()]
        marked = pc.replace_with_mask(marked, pa.array(rest), pa.array(outside, type=pa.string()))
    marked = pc.utf8_trim(marked, characters=_BREAK)
    return pc.if_else(pa.array(_counts(marked) > MOST_OWNERS), texts, marked)


def _outside_brackets(text: str, separators: re.Pattern[str]) -> str:
    parts, end = [], 0
    for bracket in _BRACKETS.finditer(text):
        parts += [separators.sub(_BREAK, text[end : bracket.start()]), bracket.group()]
        end = bracket.end()
    return "".join([*parts, separators.sub(_BREAK, text[end:])])
