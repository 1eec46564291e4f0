"""Sheets of one workbook that look alike but are not are told apart in their notes."""

from __future__ import annotations

from cell_grid import CellGrid

from jingzhun.read import SheetTable
from jingzhun.read.sheets.table import tables_of

HEADERS = ["户编号", "姓名", "证件号码", "与户主关系", "备注"]
PERSON = ["H1", "林秀英", "350699196203070021", "户主", "低保"]


def notes_of(**sheets: list[list[str]]) -> dict[str, list[str]]:
    tables: list[SheetTable] = tables_of("名册.xlsx", [CellGrid(name, rows) for name, rows in sheets.items()])
    return {table.sheet: [note for note in table.notes if note.startswith(("与其他", "同一文件"))] for table in tables}


def test_a_missing_and_an_additional_column_are_named() -> None:
    village = [HEADERS, PERSON]
    missing = [[row[place] for place in (0, 1, 3, 4)] for row in village]
    additional = [[*HEADERS, "家庭住址"], [*PERSON, "福坪村1号"]]
    notes = notes_of(福坪村=village, 江寨村=missing, 大溪村=village, 城西村=additional)
    assert notes == {
        "福坪村": [],
        "江寨村": ["与其他工作表相比少了“证件号码”列"],
        "大溪村": [],
        "城西村": ["与其他工作表相比多了“家庭住址”列"],
    }


def test_neither_order_nor_wording_makes_a_difference() -> None:
    other = [["姓 名", "身份证号", "户编号", "与户主关系*", "备注（必填）"], [*PERSON[1:3], PERSON[0], *PERSON[3:]]]
    assert notes_of(福坪村=[HEADERS, PERSON], 江寨村=other) == {"福坪村": [], "江寨村": []}


def test_a_sheet_that_is_not_recognised_beside_others_that_are_is_told() -> None:
    strange = [["片区", "姓名", "电话号码"], ["一", "林秀英", "13800000000"]]
    notes = notes_of(福坪村=[HEADERS, PERSON], 通讯录=strange)
    assert notes["通讯录"] == ["同一文件里的其他表认作花名册，这张没有认出，请核对表头"]
    assert notes_of(通讯录=strange) == {"通讯录": []}
