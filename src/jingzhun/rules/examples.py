"""The examples in the rules' docstrings: small rolls drawn as tables, which tests run and pages show.

A table begins with a line of headers. Each row begins with what the rule must say of it: ✗ found, ?
undecided, ✓ neither; ``-`` is an empty cell. An empty line ends the table. ::

       姓名    证件号码
    ✗  张三    350699195203070010
    ✓  张三    350699195203070015
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

import pyarrow as pa

from jingzhun.kinds import TableKind
from jingzhun.normalise import members_frame, typed
from jingzhun.rules.rule import Roll, Rule

FOUND, UNDECIDED, PASSED = "✗", "?", "✓"
AS_OF = date(2016, 11, 30)
_ROW = re.compile(rf"^\s*([{FOUND}{UNDECIDED}{PASSED}])\s+(\S.*)$")
_EMPTY_CELL = "-"
# The headers that examples may use, and the field that each of them is.
_FIELDS = {
    "户编号": "household_id",
    "姓名": "name",
    "证件号码": "id_number",
    "与户主关系": "relation",
    "性别": "sex",
    "出生日期": "birth_date",
    "人数": "household_size",
    "乡镇": "township",
    "村": "village",
    "首次识别时间": "identified_date",
}


@dataclass(frozen=True)
class Example:
    """One small roll with what a rule must say of each row.

    Attributes:
        headers: column headers, in Chinese.
        marks: ✗, ? or ✓ for each row.
        rows: the cells of each row, ``""`` where empty.
    """

    headers: tuple[str, ...]
    marks: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def roll(self) -> Roll:
        """The example as rules see it, read in the same way as a file; checked on 2016-11-30."""
        columns: dict[str, list[str]] = {
            header: [row[place] for row in self.rows] for place, header in enumerate(self.headers)
        }
        count = len(self.rows)
        if "户编号" not in columns:
            columns["户编号"] = [str(number) for number in range(1, count + 1)]
        table = pa.table({header: pa.array(texts, type=pa.string()) for header, texts in columns.items()})
        table = table.append_column("_file", pa.array(["例.xlsx"] * count))
        table = table.append_column("_sheet", pa.array([""] * count))
        table = table.append_column("_row", pa.array(range(2, count + 2), type=pa.int32()))
        mapping = {_FIELDS[header]: header for header in columns}
        return Roll(members_frame(typed(table, mapping, TableKind.ROLL)), AS_OF)


def examples(rule: Rule) -> tuple[Example, ...]:
    """The examples of one rule, in the order of its docstring.

    Raises:
        ValueError: a row has more or fewer cells than there are headers, or a header is none that examples
        may use.
    """
    lines = rule.explanation.splitlines()
    tables: list[Example] = []
    for number, line in enumerate(lines):
        starts_table = _ROW.match(line) is not None and (number == 0 or _ROW.match(lines[number - 1]) is None)
        if starts_table:
            tables.append(_example(lines[number - 1], lines[number:]))
    return tuple(tables)


def prose(rule: Rule) -> str:
    """The docstring of one rule without its examples."""
    blocks = rule.explanation.split("\n\n")
    return "\n\n".join(
        block for block in blocks if not any(_ROW.match(line) is not None for line in block.splitlines())
    )


def _example(header_line: str, lines: list[str]) -> Example:
    headers = tuple(header_line.split())
    unknown = [header for header in headers if header not in _FIELDS]
    if unknown:
        raise ValueError(f"例子不认识表头 {unknown}; 可用: {'、'.join(_FIELDS)}")
    marks, rows = [], []
    for line in lines:
        match = _ROW.match(line)
        if match is None:
            break
        cells = tuple("" if cell == _EMPTY_CELL else cell for cell in match.group(2).split())
        if len(cells) != len(headers):
            raise ValueError(f"例子有 {len(headers)} 个表头, 这一行却有 {len(cells)} 格: {line.strip()}")
        marks.append(match.group(1))
        rows.append(cells)
    return Example(headers, tuple(marks), tuple(rows))
