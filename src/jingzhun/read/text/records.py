"""Lines of a text table → records, as the csv module reads them strictly; one bad quote costs one line, not the file.

A quote that is never closed would swallow the rows below it. Whether it did is told by the width of the lines: where
they are rows by themselves, the line with the bad quote is cut out and set aside, and reading goes on below it.
Where nothing tells, the file is refused with the line.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from jingzhun.errors import UnreadableFileError

# Lines inside a quoted field that are rows by themselves: from so many delimiters on they are no accident.
_TELLING_DELIMITERS = 3
# How many fields of one record may have as many line breaks as a field may.
_MULTILINE_FIELDS = 4
_FIX_QUOTES = '补上或删去该行的英文双引号 " 后再放入，或用 Excel/WPS 另存为 xlsx'
_LINE_ENDS = ("\n", "\r")


@dataclass(slots=True)
class Records:
    """What was cut from some text.

    Attributes:
        rows: the records, of whatever length.
        malformed: positions of those whose quotes do not match; their cells may be cut wrongly.
        lines: how many lines they take up.
        rest: the end of the text, which cannot be cut before more of it is known.
    """

    rows: list[list[str]] = field(default_factory=list)
    malformed: list[int] = field(default_factory=list)
    lines: int = 0
    rest: str = ""


class RecordCutter:
    """Cuts text into records."""

    def __init__(self, name: str, delimiter: str, width: int, line_breaks: int) -> None:
        """Prepare for a file.

        Args:
            name: what messages call it.
            delimiter: what stands between fields.
            width: how many fields most records have.
            line_breaks: how many a field may have inside; more mean that a quote was never closed.
        """
        self._name = name
        self._delimiter = delimiter
        self._width = width
        self._line_breaks = line_breaks

    def cut(self, text: str, first_line: int, final: bool) -> Records:
        """Cut whole lines into records.

        Args:
            text: it begins where a record begins.
            first_line: number of its first line in the file.
            final: whether the file ends here; otherwise what is undecided is left as the rest.

        Raises:
            UnreadableFileError: it cannot be told where a record ends, or a field is beyond all bounds.
        """
        lines = list(io.StringIO(text, newline=""))
        found = Records()
        while found.lines < len(lines):
            self._read_on(lines, found, first_line)
            left = len(lines) - found.lines
            if not left:
                break
            # No more lines are needed to see a record end, or to tell by those below that it does not.
            if not final and left <= (_MULTILINE_FIELDS + 1) * self._line_breaks + 2:
                found.rest = "".join(lines[found.lines :])
                break
            found.malformed.append(len(found.rows))
            found.rows.append(self._cut_out(lines, found.lines, first_line))
            found.lines += 1
        return found

    def _read_on(self, lines: Sequence[str], found: Records, first_line: int) -> None:
        """Read records up to the end or to one whose quotes are in doubt."""
        start = found.lines
        # An index and no slice: there may be doubts in every line.
        reader = csv.reader(
            (lines[place] for place in range(start, len(lines))), delimiter=self._delimiter, strict=True
        )
        try:
            for record in reader:
                end = start + reader.line_num
                if end - found.lines > 1 and not self._is_one(record, lines[found.lines : end]):
                    return
                if end - found.lines > 1 and self._holds_rows(record, lines[found.lines : end]):
                    raise self._undecided(first_line + found.lines)
                found.rows.append(record)
                found.lines = end
        except csv.Error:
            return

    def _is_one(self, record: Sequence[str], lines: Sequence[str]) -> bool:
        """Whether a record of several lines is one, rather than rows behind a quote that was never closed."""
        most = self._line_breaks
        if len(lines) > _MULTILINE_FIELDS * most or any(_breaks(cell) > most for cell in record):
            return False
        return len(record) == self._width or not any(map(self._is_row, lines[1:]))

    def _holds_rows(self, record: Sequence[str], lines: Sequence[str]) -> bool:
        """Whether lines inside a record of the right width are rows themselves: then both readings are possible."""
        rows = sum(map(self._is_row, lines[1:-1]))
        return len(record) == self._width and rows * (self._width - 1) >= _TELLING_DELIMITERS

    def _cut_out(self, lines: Sequence[str], place: int, first_line: int) -> list[str]:
        """The one line with a bad quote, if its own width or that of lines below shows that it is no part of more."""
        if self._fields(lines[place]) is None:
            raise UnreadableFileError(
                f"第 {first_line + place} 行有一格超过 {csv.field_size_limit():,} 个字，不像表格",
                where=self._name,
                fix="确认是否传错文件，或请提供单位重新导出",
            )
        below = lines[place + 1 : place + 2 + self._line_breaks]
        ends = place + 1 + len(below) == len(lines)
        nothing_quoted = ends and not any('"' in line for line in below)
        if self._is_row(lines[place]) or any(map(self._is_row, below)) or nothing_quoted:
            # As if there were no quotes, so that it shows as it stands in the file.
            return lines[place].rstrip("\r\n").split(self._delimiter)
        raise self._undecided(first_line + place)

    def _is_row(self, line: str) -> bool:
        """Whether a line by itself is a record of the usual width, all of whose quotes are closed."""
        fields = self._fields(line)
        return fields is not None and len(fields) == self._width and not fields[-1].endswith(_LINE_ENDS)

    def _fields(self, line: str) -> list[str] | None:
        """The fields of one line, however its quotes are; ``None`` where one is beyond the module's bound."""
        try:
            # With a line end behind it, an open quote shows.
            return next(csv.reader([line if line.endswith(_LINE_ENDS) else line + "\n"], delimiter=self._delimiter), [])
        except csv.Error:
            return None

    def _undecided(self, line: int) -> UnreadableFileError:
        return UnreadableFileError(
            f"第 {line} 行的双引号没有配对，其后的内容无法分列", where=self._name, fix=_FIX_QUOTES
        )


def _breaks(cell: str) -> int:
    return max(map(cell.count, _LINE_ENDS))


def record_lengths(lines: Sequence[str], delimiter: str) -> Iterator[int]:
    """How many fields the records among some lines have, the empty ones left out.

    Args:
        lines: the first of a file; the last record may lack its end.
        delimiter: what may stand between fields.
    """
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    done = 0
    try:
        for record in reader:
            done = reader.line_num
            if record:
                yield len(record)
    except csv.Error:
        # From the first bad quote on, line by line.
        for line in lines[done:]:
            try:
                yield from filter(None, map(len, csv.reader([line], delimiter=delimiter)))
            except csv.Error:
                continue
