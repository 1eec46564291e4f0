"""The examples in the rules' docstrings: small rolls drawn as tables, which tests run and pages show.

A table begins with a line of headers. Each row begins with what the rule must say of it: ✗ found, ?
undecided, ✓ neither; ``-`` is an empty cell. An empty line ends the table. ::

       姓名    证件号码
    ✗  张三    350699195203070010
    ✓  张三    350699195203070015

What a rule compares the roll with stands below it, each table under a line that begins with its kind; its rows begin
with ``=``. Register rows are linked to the members of the same name (or of that under 名册姓名, where the register has
another), with grade A or what 等级 says; a row whose 等级 is ``-`` was linked to nobody. ::

       〔deaths〕姓名    死亡日期
    =  张三            2015-03-01
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache

import numpy as np
import pandas as pd
import pyarrow as pa

from jingzhun.fields.idcard import IdState
from jingzhun.kinds import TableKind, columns_data
from jingzhun.member_values import members_of
from jingzhun.normalise import typed
from jingzhun.rules.rule import PREVIOUS_ROLL, Roll, Rule

FOUND, UNDECIDED, PASSED, COMPARED = "✗", "?", "✓", "="
AS_OF = date(2016, 11, 30)
#: 元 a head a year: the national line of 2016 (2,300 元 at the prices of 2010; domain.md 1.1).
INCOME_LINE = 2855.0
_ROW = re.compile(rf"^\s*([{FOUND}{UNDECIDED}{PASSED}])\s+(\S.*)$")
_COMPARED_ROW = re.compile(rf"^\s*{COMPARED}\s+(\S.*)$")
_KIND = re.compile(r"^\s*〔(\w+)〕\s*(\S.*)$")
_EMPTY_CELL = "-"
_SOUND = (IdState.VALID, IdState.UPGRADED)
_GRADE, _ON_ROLL = "等级", "名册姓名"


@dataclass(frozen=True)
class Compared:
    """A table that stands below an example: a register, or last year's roll.

    Attributes:
        kind: key of the register, or ``rule.PREVIOUS_ROLL``.
        headers: column headers, in Chinese.
        rows: the cells of each row, ``""`` where empty.
    """

    kind: str
    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    @property
    def title(self) -> str:
        """What officials call it."""
        return self.kind if self.kind == PREVIOUS_ROLL else TableKind(self.kind).words


@dataclass(frozen=True)
class Example:
    """One small roll with what a rule must say of each row.

    Attributes:
        headers: column headers, in Chinese.
        marks: ✗, ? or ✓ for each row.
        rows: the cells of each row, ``""`` where empty.
        compared: what the roll is compared with.
    """

    headers: tuple[str, ...]
    marks: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    compared: tuple[Compared, ...] = ()

    def roll(self) -> Roll:
        """The example as rules see it, read in the same way as a file; checked on 2016-11-30."""
        members = _members(self.headers, self.rows, "例.xlsx")
        previous = [one for one in self.compared if one.kind == PREVIOUS_ROLL]
        rows = {one.kind: _rows(one, members) for one in self.compared if one.kind != PREVIOUS_ROLL}
        return Roll(
            members,
            AS_OF,
            _members(previous[0].headers, previous[0].rows, "去年.xlsx") if previous else None,
            INCOME_LINE,
            {kind: each[each["grade"] != ""].reset_index(drop=True) for kind, each in rows.items()},
            {kind: _unclaimed(each, members) for kind, each in rows.items()},
        )


def examples(rule: Rule) -> tuple[Example, ...]:
    """The examples of one rule, in the order of its docstring.

    Raises:
        ValueError: a row has more or fewer cells than there are headers, a header is none that examples may use, or a
            table to compare with stands before any roll.
    """
    found: list[Example] = []
    for lines in _tables(rule):
        if _ROW.match(lines[1]):
            found.append(_example(lines))
        elif not found:
            raise ValueError(f"例子的部门数据前面没有花名册: {lines[0].strip()}")
        else:
            last = found[-1]
            found[-1] = Example(last.headers, last.marks, last.rows, (*last.compared, _compared(lines)))
    return tuple(found)


def prose(rule: Rule) -> str:
    """The docstring of one rule without its examples."""
    blocks = rule.explanation.split("\n\n")
    return "\n\n".join(block for block in blocks if not any(map(_is_row, block.splitlines())))


def _is_row(line: str) -> bool:
    return _ROW.match(line) is not None or _COMPARED_ROW.match(line) is not None


def _tables(rule: Rule) -> Iterator[list[str]]:
    """The lines of every table: that of the headers, then its rows."""
    lines = rule.explanation.splitlines()
    for number, line in enumerate(lines):
        if _is_row(line) and (number == 0 or not _is_row(lines[number - 1])):
            end = next((place for place in range(number, len(lines)) if not _is_row(lines[place])), len(lines))
            yield lines[number - 1 : end]


def _example(lines: list[str]) -> Example:
    headers = tuple(lines[0].split())
    _require_known(headers, _roll_fields())
    marks, rows = [], []
    for line in lines[1:]:
        match = _ROW.match(line)
        if match is None:
            raise ValueError(f"例子的这一行没有结果标记: {line.strip()}")
        marks.append(match.group(1))
        rows.append(_cells(match.group(2), headers, line))
    return Example(headers, tuple(marks), tuple(rows))


def _compared(lines: list[str]) -> Compared:
    match = _KIND.match(lines[0])
    if match is None:
        raise ValueError(f"例子的部门数据没有写明〔种类〕: {lines[0].strip()}")
    kind, headers = match.group(1), tuple(match.group(2).split())
    _require_known(headers, _roll_fields() if kind == PREVIOUS_ROLL else _register_fields(kind))
    rows = [_COMPARED_ROW.match(line) for line in lines[1:]]
    cells = [_cells(row.group(1), headers, row.group(0)) for row in rows if row is not None]
    return Compared(kind, headers, tuple(cells))


def _cells(text: str, headers: tuple[str, ...], line: str) -> tuple[str, ...]:
    cells = tuple("" if cell == _EMPTY_CELL else cell for cell in text.split())
    if len(cells) != len(headers):
        raise ValueError(f"例子有 {len(headers)} 个表头, 这一行却有 {len(cells)} 格: {line.strip()}")
    return cells


def _require_known(headers: tuple[str, ...], fields: dict[str, str]) -> None:
    unknown = [header for header in headers if header not in fields]
    if unknown:
        raise ValueError(f"例子不认识表头 {unknown}; 可用: {'、'.join(fields)}")


@cache
def _fields(kind: str) -> dict[str, str]:
    """Field by the header that people use for it: the first of the kind's own, or else of those all kinds share."""
    data = columns_data()
    section = data["kinds"][kind]
    headers = data["fields"] | section["headers"]
    return {headers[field][0]: field for field in section["fields"]}


def _roll_fields() -> dict[str, str]:
    return _fields(TableKind.ROLL.value)


def _register_fields(kind: str) -> dict[str, str]:
    # The person is 姓名 and 证件号码 in every register, whatever its own headers call them.
    return {"姓名": "name", "证件号码": "id_number", _GRADE: _GRADE, _ON_ROLL: _ON_ROLL} | _fields(kind)


def _table(kind: str, headers: tuple[str, ...], rows: tuple[tuple[str, ...], ...], file: str) -> pa.Table:
    """The rows as ``read`` would deliver them, typed."""
    columns = {
        header: [row[place] for row in rows] for place, header in enumerate(headers) if header not in (_GRADE, _ON_ROLL)
    }
    count = len(rows)
    if kind == TableKind.ROLL and "户编号" not in columns:
        columns["户编号"] = [str(number) for number in range(1, count + 1)]
    table = pa.table({header: pa.array(texts, type=pa.string()) for header, texts in columns.items()})
    table = table.append_column("_file", pa.array([file] * count))
    table = table.append_column("_sheet", pa.array([""] * count))
    table = table.append_column("_row", pa.array(range(2, count + 2), type=pa.int32()))
    fields = _roll_fields() if kind == TableKind.ROLL else _register_fields(kind)
    return typed(table, {fields[header]: header for header in columns}, TableKind(kind))


def _members(headers: tuple[str, ...], rows: tuple[tuple[str, ...], ...], file: str) -> pd.DataFrame:
    return members_of(_table(TableKind.ROLL.value, headers, rows, file))


def _unclaimed(rows: pd.DataFrame, members: pd.DataFrame) -> np.ndarray:
    """Members of whose name there is a row without a sound number that was linked to nobody."""
    mask = np.zeros(len(members), dtype=bool)
    mask[rows.loc[(rows["grade"] == "") & ~rows["id_state"].isin(_SOUND), "member"]] = True
    return mask


def _rows(one: Compared, members: pd.DataFrame) -> pd.DataFrame:
    """The rows of a register beside the members of the same name, ``grade`` empty where they are linked to nobody."""
    rows = _table(one.kind, one.headers, one.rows, f"{one.title}.xlsx").to_pandas()
    place = one.headers.index(_GRADE) if _GRADE in one.headers else None
    rows["grade"] = ["A" if place is None else cells[place] for cells in one.rows]
    rows = rows.rename(columns={"_file": "register_file", "_sheet": "register_sheet", "_row": "register_row"})
    named = one.headers.index(_ON_ROLL if _ON_ROLL in one.headers else "姓名")
    rows["on_roll"] = [cells[named] for cells in one.rows]
    people = pd.DataFrame({"on_roll": members["name_raw"], "member": members.index})
    return people.merge(rows, on="on_roll").drop(columns=["on_roll", "id_digits"])
