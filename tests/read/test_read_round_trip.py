"""Any table, decorated as people do, written in any format, is read back equal and with the same row numbers."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jingzhun import read
from jingzhun.read.cells import bare
from small_county import identity_number
from written_tables import PASSWORD, SHEETS, TABLES, TEXTS, Decorated

HEADERS = ("户编号", "姓名", "证件号码", "与户主关系", "备注")
SOURCE = ("_file", "_sheet", "_row")
OPTIONS = read.ReadOptions(passwords=(PASSWORD,))

numbers = st.builds(
    identity_number, st.dates().map(lambda day: f"{1930 + day.year % 80}{day:%m%d}"), st.integers(0, 999)
)
names = st.text(st.sampled_from("林黄陈张曾秀英建国䶮㛃𠮷镕"), min_size=2, max_size=4)
# Anything that every format can carry, but for what is stripped from cells.
texts = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn", "Co", "Zl", "Zp"]), max_size=8).map(bare)
# ="…" is how some systems guard a text; what stands inside is read.
texts = texts.filter(lambda text: not text.startswith('="'))
relations = st.sampled_from(["户主", "配偶", "之子", "之女"])
people = st.tuples(st.sampled_from(["HH001", "HH002"]), names, numbers, relations, texts)
titles = st.lists(st.sampled_from(["", "平和县(样例)建档立卡贫困户花名册", "填表单位：九峰镇", "单位：人"]), max_size=3)
between = st.sampled_from([(), ("",), ("小计", "3"), HEADERS, ("", "")])
footers = st.lists(
    st.sampled_from([("合计", "5人"), ("制表人：张三", "", "审核人：李四"), ("说明：以上数据截至六月",)]), max_size=2
)


@st.composite
def decorated(draw: st.DrawFn, merges: bool) -> Decorated:
    """A roll as an office would send it: titles, header, members with other rows between them, totals, footers."""
    rows: list[tuple[str, ...]] = [(title,) for title in draw(titles)]
    indent = draw(st.integers(0, 2))
    header = len(rows)
    rows.append(HEADERS)
    data: list[int] = []
    for person in draw(st.lists(people, min_size=1, max_size=6)):
        data.append(len(rows))
        rows.append(person)
        rows.extend(filter(None, [draw(between)]) if draw(st.integers(0, 3)) == 0 else [])
    rows += draw(footers)
    ranges = []
    if merges and header and draw(st.booleans()) and rows[0] != ("",):
        ranges.append((0, indent, 0, indent + len(HEADERS) - 1))
    if merges and len(data) > 1 and data[1] == data[0] + 1:
        # One household under one merged id.
        rows[data[1]] = ("", *rows[data[1]][1:])
        ranges.append((data[0], indent, data[1], indent))
    return Decorated([("",) * indent + row for row in rows], header, data, ranges)


def expected(table: Decorated) -> list[tuple[int, tuple[str, ...]]]:
    """Row number and cells of every data row, merged ids filled."""
    grid = table.grid()
    place = table.width - len(HEADERS) if len(grid[table.header]) > len(HEADERS) else 0
    place = grid[table.header].index(HEADERS[0])
    for first_row, first, last_row, _ in table.merges:
        if first_row in table.data:
            for row in range(first_row, last_row + 1):
                grid[row][first] = grid[first_row][first]
    return [(row + 1, tuple(grid[row][place : place + len(HEADERS)])) for row in table.data]


def read_back(name: str, write: object, table: Decorated) -> tuple[read.SheetTable, list[tuple[int, tuple[str, ...]]]]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, name)
        write(table, path)
        [found] = read.open_file(path, name, Path(folder), OPTIONS)
        rows = [
            (row["_row"], tuple(row[header] for header in found.headers))
            for batch in found.batches()
            for row in batch.to_pylist()
        ]
        aside = sum(found.reasons().values())
        assert found.rows_read == len(rows) + aside
        return found, rows


@pytest.mark.parametrize("name", [*SHEETS, *TEXTS])
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_what_is_written_is_read(name: str, data: st.DataObject) -> None:
    table = data.draw(decorated(merges=name in SHEETS))
    found, rows = read_back(name, (SHEETS | TEXTS)[name], table)
    assert tuple(found.headers) == HEADERS
    assert rows == expected(table)
    # Rows seen: all up to the last filled one.
    last = max(number for number, row in enumerate(table.rows, start=1) if any(row))
    assert found.rows_read == last


@pytest.mark.parametrize("name", TABLES)
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_what_a_column_format_holds_is_read(name: str, data: st.DataObject) -> None:
    table = data.draw(decorated(merges=False))
    found, rows = read_back(name, TABLES[name], table)
    assert tuple(found.headers) == HEADERS
    assert [row for _, row in rows] == [row for _, row in expected(table)]
    assert [number for number, _ in rows] == list(range(1, len(rows) + 1))
