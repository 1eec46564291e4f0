"""What a file may cost before it is refused; the figures are far above any real register of a county."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds for one foreign file.

    Attributes:
        members: parts inside a zip container.
        unpacked_bytes: all parts of a zip container together, unpacked.
        ratio: unpacked to packed size; it counts only from ``ratio_from_bytes`` on, because real sheets of
            repeated values reach it while they are small.
        ratio_from_bytes: see ``ratio``.
        cells: rows × columns of the rectangle that holds all values of one sheet. The parser allocates
            that rectangle (32 bytes a cell), however few cells are filled.
        child_bytes: address space of the parsing process, where the system can limit it.
        seconds: for parsing a workbook, to which ``seconds_per_megabyte`` of the file is added.
        seconds_per_megabyte: see ``seconds``.
        line_breaks: within one field of a text file; more mean that a quote was never closed.
    """

    members: int = 10_000
    unpacked_bytes: int = 4 << 30
    ratio: int = 100
    ratio_from_bytes: int = 500 << 20
    cells: int = 60_000_000
    child_bytes: int = 6 << 30
    seconds: float = 120.0
    seconds_per_megabyte: float = 6.0
    line_breaks: int = 50


LIMITS = Limits()
