"""A sheet without header continues the sheet whose columns it shares, if its content proves it; else it is told."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from cell_grid import CellGrid

from jingzhun.read import SheetTable
from jingzhun.read.sheets import continuation
from jingzhun.read.sheets.table import tables_of
from small_county import identity_number

HEADERS = ["序号", "户编号", "姓名", "证件号码", "与户主关系", "备注"]
FUPING = [
    ["1", "H1", "林秀英", "350699196203070021", "户主", "低保"],
    ["2", "H1", "林建国", "350699199001010015", "之子", ""],
]
CHENGXI = [
    ["1", "H2", "陈小妹", "350699195001010010", "户主", "外出"],
    ["2", "H2", "黄大海", "", "配偶", ""],
    ["3", "H3", "张阿明", "350699194001010019", "户主", ""],
]


def sheets_of(sheets: dict[str, list[list[str]]]) -> list[SheetTable]:
    return tables_of("名册.xlsx", [CellGrid(name, rows) for name, rows in sheets.items()])


def test_in_a_real_workbook(tmp_path, open_tables, rows_of):
    book = openpyxl.Workbook()
    book.active.title = "福坪村"
    for row in [HEADERS, *FUPING]:
        book.active.append(row)
    headless = book.create_sheet("城西村")
    for row in CHENGXI:
        headless.append([cell or None for cell in row])
    book.save(tmp_path / "名册.xlsx")
    tables = open_tables(tmp_path / "名册.xlsx")
    assert [len(rows_of(table)) for table in tables] == [2, 3]


def test_a_sheet_whose_header_was_deleted_is_read_with_that_of_another(rows_of):
    first, second = sheets_of({"福坪村": [HEADERS, *FUPING], "城西村": CHENGXI})
    rows = rows_of(second)
    assert [[row[header] for header in HEADERS] for row in rows] == CHENGXI
    assert [row["_row"] for row in rows] == [1, 2, 3]
    assert second.mapping == first.mapping
    assert second.header_rows is None
    assert second.kinds[0].kind == "roll"
    assert "没有表头，按工作表“福坪村”的表头读取" in second.notes
    assert not any("没有找到表头" in note for note in second.notes)


def test_columns_at_the_end_may_be_empty_and_the_order_of_sheets_is_free(rows_of):
    narrow = [row[:5] for row in CHENGXI]
    headless, _ = sheets_of({"城西村": narrow, "福坪村": [["福坪村花名册"], HEADERS, *FUPING]})
    assert headless.headers == HEADERS[:5]
    assert len(rows_of(headless)) == 3


@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_member_without_number_is_no_header(rows_of, place):
    rows = [CHENGXI[0], CHENGXI[2]]
    rows.insert(place, CHENGXI[1])
    _, headless = sheets_of({"福坪村": [HEADERS, *FUPING], "城西村": rows})
    assert sorted(row["姓名"] for row in rows_of(headless)) == ["张阿明", "陈小妹", "黄大海"]


def test_titles_totals_and_repeated_headers_are_no_people(rows_of):
    rows = [["城西村花名册"], *CHENGXI, HEADERS, ["合计", "", "3人"]]
    _, headless = sheets_of({"福坪村": [HEADERS, *FUPING], "城西村": rows})
    assert len(rows_of(headless)) == 3
    assert headless.rows_read == 6


def test_people_above_the_header_of_the_second_page_are_read(rows_of):
    [table] = sheets_of({"城西村": [*CHENGXI, HEADERS, *FUPING]})
    assert [row["_row"] for row in rows_of(table)] == [1, 2, 3, 5, 6]
    assert table.reasons() == {"重复表头": 1}
    assert any("第 4 行的表头上方也有人员" in note for note in table.notes)


@pytest.mark.parametrize(
    "rows",
    [
        [[row[0], row[1], row[3], row[2], *row[4:]] for row in CHENGXI],  # number and name changed places
        [["", *row] for row in CHENGXI],  # begins one column further right
        [[*row[:2], row[4], row[3], row[2], row[5]] for row in CHENGXI],  # relation where the name stands
        [["序号", "片区", "姓名", "身份证号", "职责", "备注"], *CHENGXI],  # has a header, of another meaning
        [[*row, "旁注"] for row in CHENGXI],
    ],
    ids=["moved", "shifted", "relation", "other", "wider"],
)
def test_what_does_not_fit_stays_as_it_is_but_is_told(rows_of, rows):
    recognised, other = sheets_of({"福坪村": [HEADERS, *FUPING], "名单": rows})
    assert not other.kinds
    assert other.looks_like_people
    assert len(rows_of(recognised)) == 2
    rows_of(other)


def test_two_possible_layouts_are_no_basis():
    moved = ["序号", "备注", "姓名", "证件号码", "与户主关系", "户编号"]
    other = [[row[0], row[5], *row[2:5], row[1]] for row in FUPING]
    *_, headless = sheets_of({"福坪村": [HEADERS, *FUPING], "乙村": [moved, *other], "城西村": CHENGXI})
    assert not headless.kinds
    assert headless.looks_like_people


def test_sheets_without_people_do_not_look_like_people():
    numbers = [["项目", "金额"], ["道路", "120"], ["桥", "30"]]
    example = [["填表说明"], ["身份证号填写 18 位，如"], ["350699196203070021"], ["姓名按身份证填写"]]
    *_, sums, notes = sheets_of({"福坪村": [HEADERS, *FUPING], "资金": numbers, "说明": example})
    assert not sums.looks_like_people
    assert not notes.looks_like_people


def test_a_text_file_without_header_looks_like_people(tmp_path: Path, open_tables):
    path = tmp_path / "城西村.csv"
    path.write_text("\n".join(",".join(row) for row in CHENGXI), encoding="utf-8")
    [table] = open_tables(path)
    assert not table.kinds
    assert table.looks_like_people


def test_many_headless_sheets_are_compared_with_one_of_the_sheets_that_are_alike(monkeypatch):
    compared = []
    lay_out_like = continuation.lay_out_like
    monkeypatch.setattr(continuation, "lay_out_like", lambda *given: compared.append(given) or lay_out_like(*given))
    people = [[f"H{row}", f"林{'甲乙丙丁戊己庚辛'[row]}", identity_number(f"19{50 + row}0307", 11)] for row in range(8)]
    grids = [CellGrid(f"村{place}", [["户编号", "姓名", "证件号码"], *people]) for place in range(8)]
    grids += [CellGrid(f"续{place}", people) for place in range(8)]
    tables = tables_of("a.xlsx", grids)
    assert all(table.mapping.keys() >= {"name", "id_number"} for table in tables)
    assert len(compared) == 8
