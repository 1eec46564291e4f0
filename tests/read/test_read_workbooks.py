"""xlsx, xls, ods: what arrives is what stands in the cells, with the rows that a spreadsheet program shows."""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys
import threading
from dataclasses import asdict
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
import xlwt
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import CoveredTableCell, Table, TableCell, TableRow
from odf.text import P

from jingzhun import read
from jingzhun.read.limits import LIMITS

HEADERS = ["户编号", "姓名", "证件号码", "与户主关系"]
MEMBERS = [
    ["H1", "林秀英", "350699196203070021", "户主"],
    ["H1", "林建国", "350699199001010015", "之子"],
]


def write_xlsx(path: Path, sheets: dict[str, list[list[object]]], merges: dict[str, list[str]] | None = None) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
        for merge in (merges or {}).get(name, []):
            sheet.merge_cells(merge)
    book.save(path)
    return path


def write_xls(path: Path) -> Path:
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("九峰镇")
    sheet.write_merge(0, 0, 0, 3, "建档立卡贫困户花名册")
    for row, cells in enumerate([HEADERS, *MEMBERS], 1):
        for column, cell in enumerate(cells):
            sheet.write(row, column, cell)
    book.save(str(path))
    return path


def write_ods(path: Path) -> Path:
    book = OpenDocumentSpreadsheet()
    table = Table(name="九峰镇")
    for cells in [["建档立卡贫困户花名册"], HEADERS, *MEMBERS]:
        row = TableRow()
        for cell in cells:
            element = TableCell(valuetype="string")
            element.addElement(P(text=cell))
            row.addElement(element)
        table.addElement(row)
    book.spreadsheet.addElement(table)
    book.save(str(path))
    return path


def title_and_rows(path: Path) -> Path:
    return write_xlsx(path, {"九峰镇": [["建档立卡贫困户花名册"], HEADERS, *MEMBERS]})


@pytest.mark.parametrize(
    ("name", "write"),
    [("名册.xlsx", title_and_rows), ("名册.xls", write_xls), ("名册.ods", write_ods), ("名册.et", write_xls)],
)
def test_every_workbook_format_gives_the_same_table(tmp_path, open_tables, rows_of, name, write):
    [table] = open_tables(write(tmp_path / name))
    assert (table.file, table.sheet, table.header_rows, table.headers) == (name, "九峰镇", (2, 2), HEADERS)
    rows = rows_of(table)
    assert [[row[header] for header in HEADERS] for row in rows] == MEMBERS
    assert [row["_row"] for row in rows] == [3, 4]
    assert table.kinds[0].kind == "roll"
    assert table.reasons() == {"标题": 1, "表头": 1}


@pytest.mark.parametrize(
    ("write", "named"),
    [(title_and_rows, "a.xls"), (title_and_rows, "a.et"), (write_xls, "a.xlsx"), (write_xls, "a.csv")],
)
def test_workbooks_named_wrongly_are_read_by_their_content(tmp_path, open_tables, rows_of, write, named):
    right = write(tmp_path / ("b.xls" if write is write_xls else "b.xlsx"))
    [table] = open_tables(right.rename(tmp_path / named))
    assert len(rows_of(table)) == 2


def test_cell_addresses_do_not_shift_when_the_table_starts_at_c4(tmp_path, open_tables, rows_of):
    book = xlsxwriter.Workbook(tmp_path / "a.xlsx")
    sheet = book.add_worksheet("一")
    for row, cells in enumerate([HEADERS, *MEMBERS], 3):
        for column, cell in enumerate(cells, 2):
            sheet.write_string(row, column, cell)
    sheet.write_string(4, 7, "旁注")
    book.close()
    [table] = open_tables(tmp_path / "a.xlsx")
    assert table.header_rows == (4, 4)
    assert table.headers == [*HEADERS, "H列"]
    assert [row["_row"] for row in rows_of(table)] == [5, 6]
    assert table.reasons() == {"空行": 3, "表头": 1}


def test_numbers_dates_and_booleans_are_written_by_the_contract(tmp_path, open_tables, rows_of):
    book = xlsxwriter.Workbook(tmp_path / "a.xlsx")
    sheet = book.add_worksheet("一")
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
    for column, header in enumerate(["姓名", "整数", "小数", "日期", "时刻", "是否", "大数"]):
        sheet.write_string(0, column, header)
    sheet.write_string(1, 0, "张三")
    sheet.write_number(1, 1, 350699)
    sheet.write_number(1, 2, 12.5)
    sheet.write_datetime(1, 3, dt.datetime.fromisoformat("1952-03-07"), day)
    sheet.write_datetime(1, 4, dt.datetime.fromisoformat("2016-05-01 12:30"), moment)
    sheet.write_boolean(1, 5, True)
    sheet.write_number(1, 6, 1e15)
    book.close()
    [table] = open_tables(tmp_path / "a.xlsx")
    [row] = rows_of(table)
    assert list(row.values())[1:7] == ["350699", "12.5", "1952-03-07", "2016-05-01 12:30:00", "TRUE", "1E+15"]


def test_identity_numbers_kept_as_numbers_are_told_apart_and_never_look_whole(tmp_path, open_tables, rows_of):
    """Excel keeps 15 digits, a float column 16 or 17; neither text can be taken for the number itself."""
    rows = [
        ["姓名", "身份证号"],
        ["张三", 350699196203071000],
        ["李四", 350699196203071232],
        ["王五", "350699196203071232"],
    ]
    [table] = open_tables(write_xlsx(tmp_path / "a.xlsx", {"一": rows}))
    texts = [row["身份证号"] for row in rows_of(table)]
    assert texts == ["3.50699196203071E+17", "3.506991962030712E+17", "350699196203071232"]


def test_merged_household_cells_are_filled_only_inside_their_range(tmp_path, open_tables, rows_of):
    rows = [
        HEADERS,
        ["H1", "林秀英", "350699196203070021", "户主"],
        [None, "林建国", "350699199001010015", "之子"],
        [None, "林小妹", "350699201001010020", "之孙女"],
        [None, "陈无户", "350699195001010019", "户主"],
    ]
    path = write_xlsx(tmp_path / "a.xlsx", {"一": rows}, {"一": ["A2:A4"]})
    [table] = open_tables(path)
    assert [row["户编号"] for row in rows_of(table)] == ["H1", "H1", "H1", ""]


def test_merged_cells_of_ods_are_filled(tmp_path, open_tables, rows_of):
    book = OpenDocumentSpreadsheet()
    sheet = Table(name="一")

    def cell(text: str, **span: int) -> TableCell:
        element = TableCell(valuetype="string", **span)
        element.addElement(P(text=text))
        return element

    lines = [
        [cell(text) for text in HEADERS],
        [cell("H1", numberrowsspanned=2, numbercolumnsspanned=1), *map(cell, MEMBERS[0][1:])],
        [CoveredTableCell(), *map(cell, MEMBERS[1][1:])],
    ]
    for line in lines:
        row = TableRow()
        for element in line:
            row.addElement(element)
        sheet.addElement(row)
    book.spreadsheet.addElement(sheet)
    book.save(str(tmp_path / "a.ods"))
    [table] = open_tables(tmp_path / "a.ods")
    assert [row["户编号"] for row in rows_of(table)] == ["H1", "H1"]


def test_one_sheet_a_village_stays_one_table_a_sheet_and_hidden_ones_are_read(tmp_path, open_tables, rows_of):
    path = write_xlsx(tmp_path / "a.xlsx", {"福坪村": [HEADERS, *MEMBERS], "城西村": [HEADERS, MEMBERS[0]], "空": []})
    book = openpyxl.load_workbook(path)
    book["城西村"].sheet_state = "hidden"
    book["福坪村"].row_dimensions[3].hidden = True
    book.save(path)
    tables = open_tables(path)
    assert [table.sheet for table in tables] == ["福坪村", "城西村"]
    assert [len(rows_of(table)) for table in tables] == [2, 1]
    assert "有 1 行被隐藏，照样读取" in tables[0].notes
    assert "工作表是隐藏的，照样读取" in tables[1].notes


def test_batches_can_be_read_twice(tmp_path, open_tables, rows_of):
    [table] = open_tables(title_and_rows(tmp_path / "a.xlsx"))
    assert rows_of(table) == rows_of(table)


def test_workbooks_open_from_several_threads_at_once(tmp_path):
    paths = [write_xlsx(tmp_path / f"{n}.xlsx", {f"表{n}": [HEADERS, *MEMBERS]}) for n in range(3)]
    (tmp_path / "work").mkdir()
    sheets: dict[str, str] = {}

    def read_one(path: Path) -> None:
        [table] = read.open_file(path, path.name, tmp_path / "work")
        sheets[path.name] = table.sheet

    threads = [threading.Thread(target=read_one, args=(path,)) for path in paths]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sheets == {"0.xlsx": "表0", "1.xlsx": "表1", "2.xlsx": "表2"}


def test_the_child_imports_nothing_that_a_plain_workbook_does_not_need(tmp_path):
    """These libraries take longer to import than most workbooks to parse."""
    request = {"path": str(title_and_rows(tmp_path / "a.xlsx")), "name": "a.xlsx", "kind": "xlsx", "out": str(tmp_path)}
    request |= {"limits": asdict(LIMITS), "passwords": [], "look_only": False}
    code = """
import json, sys
from jingzhun.read.workbooks import worker
sys.meta_path.insert(0, worker._WithoutPandas)
answer = worker.answer(json.load(sys.stdin))
print(json.dumps([answer, sorted(sys.modules)]))
"""
    done = subprocess.run(
        [sys.executable, "-c", code], input=json.dumps(request), capture_output=True, check=True, text=True
    )
    answer, modules = json.loads(done.stdout)
    assert [sheet["name"] for sheet in answer["sheets"]] == ["九峰镇"]
    assert not {"pandas", "lxml", "msoffcrypto", "cryptography", "olefile"} & set(modules)


def test_payroll_with_title_merged_two_level_header_totals_and_footer(tmp_path, open_tables, rows_of):
    rows = [
        ["平和县2016年财政供养人员名册"],
        ["填报单位：平和县财政局", None, None, None, None, "填报日期：2016年5月", None, "单位：元"],
        ["序号", "单位名称", "人员情况", None, None, "工资", None, "备注"],
        [None, None, "姓名", "身份证号", "编制性质", "应发", "实发", None],
        [1, "九峰中学", "林建国", "350699199001010015", "事业", 5000, 4500.5, None],
        [2, "九峰中学", "陈秀英", "350699198001010010", "公益性岗位", 1500, 1500, "小计不含"],
        ["合计", None, "2人", None, None, 6500, 6000.5, None],
        ["制表人：王五", None, None, "审核人：赵六"],
    ]
    merges = ["A1:H1", "A2:D2", "F2:G2", "A3:A4", "B3:B4", "C3:E3", "F3:G3", "H3:H4", "A7:B7"]
    [table] = open_tables(write_xlsx(tmp_path / "工资.xlsx", {"名册": rows}, {"名册": merges}))
    assert table.header_rows == (3, 4)
    assert table.headers[2:7] == ["人员情况/姓名", "人员情况/身份证号", "人员情况/编制性质", "工资/应发", "工资/实发"]
    assert [guess.kind for guess in table.kinds] == ["payroll"]
    assert table.mapping == {
        "employer": "单位名称",
        "name": "人员情况/姓名",
        "id_number": "人员情况/身份证号",
        "establishment": "人员情况/编制性质",
        "pay": "工资/实发",
    }
    delivered = rows_of(table)
    assert [(row["_row"], row["工资/实发"]) for row in delivered] == [(5, "4500.5"), (6, "1500")]
    assert table.reasons() == {"标题": 2, "表头": 2, "合计行": 1, "落款": 1}


def test_roll_with_two_title_rows_on_every_sheet(tmp_path, open_tables, rows_of):
    rows = [["平和县建档立卡贫困人口信息表"], ["导出时间：2016-05-10"], HEADERS, *MEMBERS]
    merges = ["A1:D1", "A2:D2"]
    sheets = {"九峰镇": rows, "长乐乡": rows}
    tables = open_tables(write_xlsx(tmp_path / "a.xlsx", sheets, dict.fromkeys(sheets, merges)))
    assert [table.header_rows for table in tables] == [(3, 3), (3, 3)]
    assert [len(rows_of(table)) for table in tables] == [2, 2]
    assert tables[0].headers == tables[1].headers


def test_durations_of_an_ods_are_written_as_those_of_an_xlsx(tmp_path, open_tables, rows_of):
    book = OpenDocumentSpreadsheet()
    sheet = Table(name="一")
    for cells in (["姓名", "时长"], ["张三", "PT10H30M00S"], ["李四", "PT36H30M00S"]):
        row = TableRow()
        for cell in cells:
            is_time = cell.startswith("PT")
            element = TableCell(valuetype="time", timevalue=cell) if is_time else TableCell(valuetype="string")
            element.addElement(P(text=cell))
            row.addElement(element)
        sheet.addElement(row)
    book.spreadsheet.addElement(sheet)
    book.save(str(tmp_path / "a.ods"))
    [table] = open_tables(tmp_path / "a.ods")
    assert [row["时长"] for row in rows_of(table)] == ["10:30:00", "36:30:00"]
