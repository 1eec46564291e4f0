"""What is written is read: any table of text, decorated as people do, in every format."""

from __future__ import annotations

import contextlib
import csv
import tempfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jingzhun import read
from jingzhun.errors import UnreadableFileError
from jingzhun.read.cells import bare, bare_texts

HEADERS = ["户编号", "姓名", "证件号码", "与户主关系", "备注"]
# Anything that all formats can carry, but for what is stripped from cells.
texts = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn", "Co"]), max_size=8).map(bare)
names = st.text(st.sampled_from("林黄陈张曾秀英建国䶮㛃𠮷"), min_size=2, max_size=4)
people = st.tuples(st.just("H1"), names, st.just("350699199001010015"), st.just("户主"), texts)
tables = st.lists(people, min_size=1, max_size=6)
titles = st.lists(st.sampled_from(["", "平和县建档立卡贫困户花名册", "填表单位：九峰镇"]), max_size=3)


def write_xlsx(path: Path, rows: list[list[str]]) -> None:
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("一")
        for row, cells in enumerate(rows):
            for column, cell in enumerate(cells):
                if cell:
                    sheet.write_string(row, column, cell)


def write_csv(path: Path, rows: list[list[str]], encoding: str) -> None:
    with path.open("w", newline="", encoding=encoding) as file:
        csv.writer(file).writerows(row + [""] * (len(rows[-1]) - len(row)) for row in rows)


def balances(table: read.SheetTable) -> bool:
    delivered = sum(batch.num_rows for batch in table.batches())
    return table.rows_read == delivered + sum(row.count for row in table.set_aside)


def read_back(path: Path) -> tuple[read.SheetTable, list[dict[str, object]]]:
    [table] = read.open_file(path, path.name, path.parent)
    rows = pa.Table.from_batches(table.batches()).to_pylist()
    assert table.rows_read == len(rows) + sum(row.count for row in table.set_aside)
    return table, rows


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@settings(max_examples=25, deadline=None)
@given(table=tables, titles=titles, blanks=st.integers(0, 2), footer=st.booleans())
def test_decorated_text_tables(encoding, table, titles, blanks, footer):
    rows = [[title] for title in titles] + [[""] * blanks + list(row) for row in [HEADERS, *table]]
    rows += [["合计", "5"] + [""] * (len(rows[-1]) - 2)] if footer else []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.csv"
        write_csv(path, rows, encoding)
        found, delivered = read_back(path)
    assert found.headers == HEADERS
    assert [tuple(row[header] for header in HEADERS) for row in delivered] == table
    assert [row["_row"] for row in delivered] == list(range(len(titles) + 2, len(titles) + 2 + len(table)))


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(table=tables, titles=titles, blanks=st.integers(0, 2))
def test_decorated_workbooks(table, titles, blanks):
    rows = [[title] for title in titles] + [[""] * blanks + list(row) for row in [HEADERS, *table]]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.xlsx"
        write_xlsx(path, rows)
        found, delivered = read_back(path)
        assert found.headers == HEADERS
        assert [tuple(row[header] for header in HEADERS) for row in delivered] == table
        assert [row["_row"] for row in delivered] == list(range(len(titles) + 2, len(titles) + 2 + len(table)))


@settings(max_examples=25, deadline=None)
@given(table=tables)
def test_columnar_tables(table):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.parquet"
        pq.write_table(pa.table(dict(zip(HEADERS, map(list, zip(*table, strict=True)), strict=True))), path)
        _, delivered = read_back(path)
    assert [tuple(row[header] for header in HEADERS) for row in delivered] == table


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=400))
def test_no_bytes_crash_the_reader(content):
    """Anything but a workbook: either a table whose account balances, or one clear refusal."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.csv"
        path.write_bytes(content)
        with contextlib.suppress(UnreadableFileError):
            assert all(map(balances, read.open_file(path, path.name, path.parent)))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=4), max_size=5), max_size=12))
def test_the_account_balances_for_any_ragged_text(rows):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.csv"
        with path.open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows(rows)
        with contextlib.suppress(UnreadableFileError):
            assert all(map(balances, read.open_file(path, path.name, path.parent)))


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=6)))
def test_a_column_is_stripped_as_its_cells_are_and_nothing_is_left_to_strip(cells):
    once = bare_texts(pa.array(cells, pa.string()))
    assert once.to_pylist() == [bare(cell) for cell in cells]
    assert bare_texts(once).equals(once)
    assert all(text == text.strip() for text in once.to_pylist())
