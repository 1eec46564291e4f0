"""One sheet as a parser in the child process gives it, whatever the format."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

#: First row, first column, last row, last column, counted from 0 in the whole sheet.
Range = tuple[int, int, int, int]
Cell = object


@dataclass(slots=True)
class ParsedSheet:
    """A sheet with its rows from the first row of the sheet on.

    Attributes:
        name: its name.
        width: number of columns of every row.
        rows: the rows, each ``width`` cells long; ``""`` for an empty cell.
        first_column: position in the sheet of the first of these columns (0 is A).
        merges: merged ranges.
        notes: what a person should know: hidden, rows hidden, values lost.
        date1904: whether the workbook counts days from 1904; dates are right all the same, but a number that stands
            for a day means another one.
    """

    name: str
    width: int
    rows: Iterator[list[Cell]]
    first_column: int = 0
    merges: list[Range] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    date1904: bool = False
