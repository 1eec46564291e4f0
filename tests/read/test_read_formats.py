"""What calamine leaves out, in every workbook format: hidden and filtered, merged, wrong, never calculated, cut off."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
import xlwt

from biff5_writer import write_biff5
from jingzhun.read.options import OPTIONS
from jingzhun.read.sniff import FileKind, sniff
from jingzhun.read.workbooks.excel import WorkbookGrid, open_workbook
from small_county import CHEN, HUANG, LIN, LIN_WIFE, ZENG
from workbook_parts import replace_part
from xlsb_writer import Formula, Mistake, Sheet, write_xlsb

FILES = Path(__file__).parent / "files"
HIDDEN_SHEET = "工作表是隐藏的，照样读取"
HIDDEN_ROW = "有 1 行被隐藏，照样读取"
FILTERED_ROW = "有 1 行被筛选或隐藏，照样读取"
ERRORS = "有 2 个单元格是公式错误值（如 #N/A），按空白读取"
HEADERS = ["户编号", "姓名", "证件号码"]

Opener = Callable[[Path], list[WorkbookGrid]]


@pytest.fixture
def grids(tmp_path) -> Opener:
    work = tmp_path / "work"
    work.mkdir()
    return lambda path: open_workbook(path, path.name, sniff(path, path.name), work, OPTIONS)


@pytest.mark.parametrize("name", ["libreoffice.xlsx", "libreoffice.xls", "libreoffice.ods"])
def test_libreoffice_files_tell_the_same_in_every_format(grids, name):
    first, second = grids(FILES / name)
    assert first.notes == [HIDDEN_ROW, "G列被隐藏，照样读取", ERRORS]
    assert [tuple(merge) for merge in first.merges] == [(1, 0, 1, 6), (3, 0, 5, 0)]
    assert first.head(9)[1:] == [
        ["户编号", "姓名", "证件号码", "与户主关系", "出生日期", "收入", "备注"],
        ["H1", "林秀英", "350699196203070028", "户主", "1962-03-07", "1200.5", ""],
        ["", "林建国", "350699199001010012", "之子", "1990-01-01", "101", "外出"],
        ["", "林小妹", "350699201001010020", "之孙女", "2010-01-01", "", "在校"],
        ["H2", "陈志明", CHEN, "户主", "1960-01-02", "", "残疾"],
    ]
    assert (second.sheet, second.notes) == ("城西村", [HIDDEN_SHEET, FILTERED_ROW])
    assert second.head(9) == [HEADERS, ["H3", "黄丽珍", HUANG], ["H4", "曾水土", ZENG]]


@pytest.mark.parametrize("name", ["libreoffice-1904.xlsx", "libreoffice-1904.xls"])
def test_days_counted_from_1904_are_right_and_told(grids, name):
    first, second = grids(FILES / name)
    assert first.date1904
    assert second.date1904
    assert [row[4] for row in first.head(9)[2:]] == ["1962-03-07", "1990-01-01", "2010-01-01", "1960-01-02"]
    assert not grids(FILES / name.replace("-1904", ""))[0].date1904


def xlsb_sheet() -> Sheet:
    rows = [
        [*HEADERS, "出生日期", "人数"],
        ["H1", "林建国", LIN, dt.date(1952, 3, 7), 2],
        [None, "黄秀英", LIN_WIFE, dt.date(1955, 6, 11), Mistake("x")],
        ["H2", "陈志明", CHEN, None, Formula("1人")],
    ]
    return Sheet(rows, merges=[(1, 0, 2, 0)], hidden_rows=[3], hidden_columns=[(1, 2), (4, 16383)])


@pytest.mark.parametrize("date1904", [False, True])
def test_xlsb_gives_all_of_it(tmp_path, grids, date1904):
    sheets = {"九峰镇": xlsb_sheet(), "城西村": Sheet([HEADERS, ["H3", "黄丽珍", HUANG]], state=1)}
    first, second = grids(write_xlsb(tmp_path / "a.xlsb", sheets, date1904=date1904))
    assert first.date1904 is date1904
    assert [tuple(merge) for merge in first.merges] == [(2, 0, 3, 0)]
    assert first.notes == [HIDDEN_ROW, "B–C列、E列被隐藏，照样读取", ERRORS.replace("2", "1", 1)]
    assert first.head(9)[1:] == [
        ["H1", "林建国", LIN, "1952-03-07", "2"],
        ["", "黄秀英", LIN_WIFE, "1955-06-11", ""],
        ["H2", "陈志明", CHEN, "", "1人"],
    ]
    assert (second.sheet, second.notes) == ("城西村", [HIDDEN_SHEET])


def test_xlsb_rows_that_a_filter_hides(tmp_path, grids):
    sheet = Sheet([HEADERS, ["H1", "林建国", LIN]], hidden_rows=[1], filtered=True)
    [grid] = grids(write_xlsb(tmp_path / "a.xlsb", {"一": sheet}))
    assert grid.notes == [FILTERED_ROW]


def test_xlsb_larger_than_the_pieces_it_is_looked_over_in(tmp_path, grids):
    """Records are cut anywhere by the pieces of 1 MB."""
    rows = [[f"H{number}", "林建国" * (number % 50), LIN] for number in range(12_000)]
    [grid] = grids(write_xlsb(tmp_path / "a.xlsb", {"一": Sheet([HEADERS, *rows], hidden_rows=range(1, 12_001))}))
    assert grid.notes == ["有 12000 行被隐藏，照样读取"]


@pytest.mark.parametrize("date1904", [False, True])
def test_excel_95_workbooks_keep_their_chinese(tmp_path, grids, date1904):
    rows = [HEADERS, ["H1", "林建国", LIN], ["", "黄秀英", LIN_WIFE], ["H2", "曾镕", 350699.5]]
    path = write_biff5(tmp_path / "a.xls", {"九峰镇": rows, "城西村": [HEADERS]}, hidden_rows=[2], date1904=date1904)
    first, second = grids(path)
    assert (first.sheet, second.sheet) == ("九峰镇", "城西村")
    assert first.head(9) == [HEADERS, ["H1", "林建国", LIN], ["", "黄秀英", LIN_WIFE], ["H2", "曾镕", "350699.5"]]
    assert first.notes == [HIDDEN_ROW]
    assert first.date1904 is date1904


@pytest.mark.parametrize("declared", [1252, 10000, None])
def test_excel_95_workbooks_that_declare_no_chinese_code_page_keep_it_too(tmp_path, grids, declared):
    path = write_biff5(tmp_path / "a.xls", {"九峰镇": [HEADERS, ["H1", "林建国", LIN]]}, declared=declared)
    [grid] = grids(path)
    assert grid.sheet == "九峰镇"
    assert grid.head(9) == [HEADERS, ["H1", "林建国", LIN]]


def test_wps_files_are_told_by_their_content(tmp_path, grids):
    for kind, source in ((FileKind.XLS, "libreoffice.xls"), (FileKind.XLSX, "libreoffice.xlsx")):
        path = tmp_path / f"{kind}.et"
        path.write_bytes((FILES / source).read_bytes())
        assert sniff(path, path.name) is kind
        assert len(grids(path)) == 2


def test_macro_workbooks_are_read(tmp_path, grids):
    book = xlsxwriter.Workbook(tmp_path / "a.xlsm")
    (tmp_path / "macro.bin").write_bytes(bytes(600))
    book.add_vba_project(str(tmp_path / "macro.bin"))
    book.add_worksheet("一").write_row(0, 0, HEADERS)
    book.close()
    [grid] = grids(tmp_path / "a.xlsm")
    assert grid.head(1) == [HEADERS]


def test_charts_before_the_first_sheet_are_no_tables(tmp_path, grids):
    book = xlsxwriter.Workbook(tmp_path / "a.xlsx")
    chart = book.add_chart({"type": "column"})
    chart.add_series({"values": "=数据!$A$1:$A$2"})
    book.add_chartsheet("图").set_chart(chart)
    book.add_worksheet("空")
    book.add_worksheet("数据").write_column(0, 0, ["姓名", "林建国"])
    book.close()
    assert [(grid.sheet, grid.head(9)) for grid in grids(tmp_path / "a.xlsx")] == [("数据", [["姓名"], ["林建国"]])]


def test_formulas_that_no_program_has_calculated_are_counted(tmp_path, grids):
    book = openpyxl.Workbook()
    for row in (["姓名", "合计"], ["林建国", "=1+1"], ["陈志明", '=SUM(A1:A2,"<")'], ["黄丽珍", 3]):
        book.active.append(row)
    book.save(tmp_path / "a.xlsx")
    [grid] = grids(tmp_path / "a.xlsx")
    assert grid.notes == ["有 2 个公式没有算过的结果，按空白读取，请用 Excel/WPS 打开保存一次后再交"]
    assert [row[1] for row in grid.head(9)] == ["合计", "", "", "3"]


def test_a_formula_whose_result_is_an_empty_text_was_calculated(tmp_path, grids):
    book = xlsxwriter.Workbook(tmp_path / "a.xlsx")
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["姓名", "备注"])
    sheet.write_string(1, 0, "林建国")
    sheet.write_formula(1, 1, '=IF(A2="","无","")', None, "")
    sheet.write_formula(2, 1, "=1+1", None, 2)
    book.close()
    # As Excel writes it.
    path = replace_part(
        tmp_path / "a.xlsx", "xl/worksheets/sheet1.xml", lambda xml: xml.replace(b'<c r="B2">', b'<c r="B2" t="str">')
    )
    [grid] = grids(path)
    assert grid.notes == []
    assert grid.head(3)[2] == ["", "2"]


def test_xls_formulas_that_all_lack_a_result_are_counted(tmp_path, grids):
    book = xlwt.Workbook()
    sheet = book.add_sheet("一")
    for column, header in enumerate(["姓名", "合计"]):
        sheet.write(0, column, header)
    for row in (1, 2):
        sheet.write(row, 0, "林建国")
        sheet.write(row, 1, xlwt.Formula("1+1"))
    book.save(str(tmp_path / "a.xls"))
    [grid] = grids(tmp_path / "a.xls")
    assert grid.notes == [
        "有 2 个公式的结果是空的（可能没有算过），按空白读取；不该空白时，请用 Excel/WPS 打开保存一次后再交"
    ]


def test_a_full_xls_sheet_may_have_been_cut_off(tmp_path, grids):
    for last, noted in ((65_534, False), (65_535, True)):
        book = xlwt.Workbook()
        sheet = book.add_sheet("一")
        sheet.write(0, 0, "姓名")
        sheet.write(last, 0, "林建国")
        book.save(str(tmp_path / "a.xls"))
        [grid] = grids(tmp_path / "a.xls")
        assert grid.notes == ["写满了 xls 格式能放的 65,536 行，后面的行可能被截掉了，请核对总数"] * noted


def test_a_full_xlsx_sheet_may_have_been_cut_off(tmp_path, grids):
    book = xlsxwriter.Workbook(tmp_path / "a.xlsx")
    sheet = book.add_worksheet()
    sheet.write_string(0, 0, "姓名")
    sheet.write_string(1_048_575, 0, "林建国")
    book.close()
    [grid] = grids(tmp_path / "a.xlsx")
    assert grid.notes == ["写满了 xlsx 格式能放的 1,048,576 行，后面的行可能被截掉了，请核对总数"]


def test_tags_with_a_prefix_are_seen_too(tmp_path, grids):
    """Programs built on Microsoft's own library write x:row."""
    book = openpyxl.Workbook()
    for row in (HEADERS, ["H1", "林建国", "#N/A"], ["H2", "陈志明", CHEN]):
        book.active.append(row)
    book.active["C2"].data_type = "e"
    book.active.row_dimensions[2].hidden = True
    book.active.column_dimensions["B"].hidden = True
    book.save(tmp_path / "a.xlsx")

    def prefixed(xml: bytes) -> bytes:
        return (
            xml.replace(b"</", b"</x:")
            .replace(b"<", b"<x:")
            .replace(b"<x:/x:", b"</x:")
            .replace(b" xmlns=", b" xmlns:x=")
        )

    path = replace_part(tmp_path / "a.xlsx", "xl/worksheets/sheet1.xml", prefixed)
    [grid] = grids(path)
    assert grid.notes == [HIDDEN_ROW, "B列被隐藏，照样读取", ERRORS.replace("2", "1", 1)]
    assert grid.head(9)[2] == ["H2", "陈志明", CHEN]
