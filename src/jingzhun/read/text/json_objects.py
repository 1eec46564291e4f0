"""JSON text → rows, by the standard library: the reference, and the way of whatever Arrow does not read exactly."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

import pyarrow as pa

from jingzhun.read.cells import cell_texts

_ROWS_PER_BLOCK = 10_000
_SPACE = " \t\r\n"
_WHITE = re.compile(r"[ \t\r\n]*")
# What may follow a character of an array outside its objects.
_FOLLOWING = {"[": "{]", "{": ",]", ",": "{", "]": ""}


class MalformedObjectError(Exception):
    """An array holds something else than objects, or is not closed.

    Attributes:
        number: which of its members it is, from 1.
    """

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


@dataclass(frozen=True, slots=True)
class JsonRow:
    """One object, one line that is none, or one empty line.

    Attributes:
        text: the line as it stands, ``""`` where it is empty; of the object of an array its beginning.
        values: key → value; none where it is no object.
        is_malformed: whether it is neither an object nor empty.
    """

    text: str
    values: dict[str, object] = field(default_factory=dict)
    is_malformed: bool = False


def _distinct(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """An object; one that has a key twice would lose a value."""
    values = dict(pairs)
    if len(values) < len(pairs):
        raise ValueError
    return values


def _digits(number: str) -> str:
    """A whole number with the digits that stand in the file, however many they are."""
    return "0" if number == "-0" else number


_DECODER = json.JSONDecoder(object_pairs_hook=_distinct, parse_int=_digits)


def line_rows(text: str) -> list[JsonRow]:
    """Read lines, each an object."""
    return [_line_row(line.strip(_SPACE)) for line in io.StringIO(text, newline="\n")]


def _line_row(line: str) -> JsonRow:
    if not line:
        return JsonRow("")
    try:
        return JsonRow(line, _sound(_DECODER.decode(line)))
    except (ValueError, RecursionError):
        return JsonRow(line, is_malformed=True)


def _sound(values: object) -> dict[str, object]:
    """An object whose texts are texts: half of a surrogate pair can be written in json, and means nothing."""
    if not isinstance(values, dict):
        raise ValueError
    "".join(part for pair in values.items() for part in pair if isinstance(part, str)).encode()
    return values


def array_rows(pieces: Iterator[str], object_bytes: int) -> Iterator[list[JsonRow]]:
    """Read the objects of one array, in blocks.

    Args:
        pieces: the text of the file.
        object_bytes: how long one object may be.

    Raises:
        MalformedObjectError: a member is no object or too long, or the array is not closed.
    """
    members = _members(pieces, object_bytes)
    while rows := list(islice(members, _ROWS_PER_BLOCK)):
        yield rows


def _members(pieces: Iterator[str], object_bytes: int) -> Iterator[JsonRow]:
    text, place, count = "", 0, 0
    expected = "["
    for piece in pieces:
        text, place = text[place:] + piece, 0
        while (place := _behind_space(text, place)) < len(text):
            found = text[place]
            if found not in expected:
                raise MalformedObjectError(count + 1)
            end = place + 1
            if found == "{":
                try:
                    values, end = _DECODER.raw_decode(text, place)
                    row = JsonRow("{", _sound(values))
                except (ValueError, RecursionError):
                    if len(text) - place > object_bytes:
                        raise MalformedObjectError(count + 1) from None
                    break  # its end may be in the next piece
                count += 1
                yield row
            place, expected = end, _FOLLOWING[found]
    if expected:
        raise MalformedObjectError(count + 1)


def _behind_space(text: str, place: int) -> int:
    match = _WHITE.match(text, place)
    return place if match is None else match.end()


def value_texts(values: Sequence[object]) -> pa.Array:
    """Write the values of one key as text.

    Args:
        values: texts, numbers, truth values and ``None`` as they come; whole numbers are texts already.

    Returns:
        Bare texts, never null: whole numbers with all their digits, floats as ``cells.float_texts`` writes them.
    """
    return cell_texts(["" if value is None or isinstance(value, dict | list) else value for value in values])
