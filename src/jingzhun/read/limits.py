"""What a file may cost before it is refused; the figures are far above any real register of a county."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds for one foreign file; every one may be raised in ``jingzhun.toml`` for a file that is known to be sound.

    Attributes:
        members: parts inside a zip container.
        unpacked_bytes: all parts of a zip container together, unpacked. The directory's sizes are checked first;
            that the parts are no larger than they say is checked while they are looked over.
        part_bytes: one part of a zip container, unpacked: the values of one sheet, or all its texts.
        ratio: unpacked to packed size; it counts only from ``ratio_from_bytes`` on, because real sheets of
            repeated values reach it while they are small.
        ratio_from_bytes: see ``ratio``.
        cells: rows × columns of the rectangle that holds all values of one sheet. The parser allocates
            that rectangle (32 bytes a cell), however few cells are filled.
        columns: of one sheet; every one of them costs time, and no register has as many.
        cell_bytes: text of one cell; a spreadsheet program allows 32,767 characters.
        child_bytes: address space of the parsing process, on Linux. Windows and macOS know no such limit: there
            everything is looked over before it is parsed, and the bounds above hold alone.
        seconds: for parsing a workbook, to which ``seconds_per_megabyte`` of the file is added.
        seconds_per_megabyte: see ``seconds``.
        line_breaks: within one field of a text file; more mean that a quote was never closed.
        line_bytes: one line of a text file, or one object of a json file.
        stdin_bytes: what standard input may hold; it is kept in a file of the run while it is read.
    """

    members: int = 10_000
    unpacked_bytes: int = 4 << 30
    part_bytes: int = 3 << 30
    ratio: int = 100
    ratio_from_bytes: int = 500 << 20
    cells: int = 60_000_000
    columns: int = 2_000
    cell_bytes: int = 4 << 20
    child_bytes: int = 6 << 30
    seconds: float = 120.0
    seconds_per_megabyte: float = 6.0
    line_breaks: int = 50
    line_bytes: int = 8 << 20
    stdin_bytes: int = 4 << 30


LIMITS = Limits()
