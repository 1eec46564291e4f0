"""What is no data is set aside with its reason; what has a number or a name is data, whatever its remark says."""

from __future__ import annotations

import csv

import numpy as np
import openpyxl
import pyarrow as pa
import pytest
from cell_grid import CellGrid

from jingzhun.read.grid import Chunk, Merge
from jingzhun.read.sheets.header_words import header_rows
from jingzhun.read.sheets.merged import MergeFiller
from jingzhun.read.sheets.table import tables_of

HEADERS = ["序号", "户编号", "姓名", "证件号码", "与户主关系", "人数", "备注"]
GOOD = ["1", "H1", "林秀英", "350699196203070021", "户主", "2", ""]


def table_of(tmp_path, open_tables, rows, headers=HEADERS):
    path = tmp_path / "a.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([headers, GOOD, *rows, GOOD])
    [table] = open_tables(path)
    return table


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (["合计", "", "", "", "", "120", ""], "合计行"),
        (["", "", "合 计", "", "", "120", ""], "合计行"),
        (["九峰镇小计", "", "", "", "", "5", ""], "合计行"),
        (["", "本页合计：", "", "", "", "5", ""], "合计行"),
        (["", "总　计", "120户", "", "", "", ""], "合计行"),
        (["合计（人）", "120", "", "", "", "", ""], "合计行"),
        (["制表人：王五", "", "", "审核人：赵六", "", "", ""], "落款"),
        (["", "", "审核人（签字）：", "", "", "", ""], "落款"),
        (["注：1.本表一式三份", "", "", "", "", "", ""], "落款"),
        (["", "", "", "", "2016年5月10日", "", ""], "落款"),
        (HEADERS, "重复表头"),
        (["序 号", "户编号", "姓\n名", "证件号码", "与户主关系", "", ""], "重复表头"),
        (["", "", "", "", "", "", ""], "空行"),
        (["7", "", "", "", "", "", ""], "空行"),
        (["建档立卡贫困户花名册", "", "", "", "", "", ""], "标题"),
        (["九峰镇", "", "", "", "", "", ""], "标题"),
        (["2016年九峰镇", "", "", "", "", "", ""], "标题"),
        (["制表人：王五", "", "审核人：赵六", "", "2016年5月", "电话", ""], "落款"),
        (["二〇一六年五月", "", "", "", "", "", ""], "落款"),
        (["", "", "", "", "第 3 页，共 12 页", "", ""], "落款"),
        (["", "", "", "监督电话：0596-1234567", "", "", ""], "落款"),
        (["合计人数", "", "", "", "", "3", ""], "合计行"),
        (["1", "2", "3", "4", "5", "6", "7"], "列号行"),
        (["甲", "乙", "丙", "1", "2", "3", "4"], "列号行"),
        (["栏次", "(1)", "(2)", "(3)", "(4)", "(5)", ""], "列号行"),
        (["序号", "户编号", "姓名", "身份证号码", "关系（与户主）", "", "备注说明"], "重复表头"),
    ],
)
def test_rows_that_are_no_data(tmp_path, open_tables, rows_of, row, reason):
    table = table_of(tmp_path, open_tables, [row])
    assert len(rows_of(table)) == 2
    assert [(aside.row, aside.reason) for aside in table.set_aside[1:]] == [(3, reason)]


@pytest.mark.parametrize(
    "row",
    [
        ["2", "H1", "林建国", "350699199001010015", "之子", "2", "合计"],
        ["2", "H1", "", "350699199001010015", "之子", "2", "小计"],
        ["2", "H1", "林建国", "", "之子", "2", "合计"],
        ["2", "H1", "林建国", "", "", "", ""],
        ["合计", "", "", "350699199001010015", "", "", ""],
        ["", "", "林□", "", "", "", ""],
        ["2", "H1", "", "35069919900101", "之子", "", ""],
        ["2", "H9", "", "", "户主", "3", ""],
        ["2", "H9", "计合", "", "户主", "3", "注：外出"],
        ["2", "H9", "欧阳·买买提", "", "户主", "3", "共计"],
        ["1", "2", "林建国", "", "3", "4", "5"],
        ["1", "2", "3", "", "户主", "4", ""],
        ["2", "H9", "户主", "", "户主", "3", "姓名"],
    ],
)
def test_rows_that_are_data(tmp_path, open_tables, rows_of, row):
    assert len(rows_of(table_of(tmp_path, open_tables, [row]))) == 3


def test_texts_set_aside_are_masked_and_short(tmp_path, open_tables, rows_of):
    table = table_of(tmp_path, open_tables, [["合计", "", "", "", "", "", "350699199001010015" + "字" * 100]])
    rows_of(table)
    text = table.set_aside[-1].text
    assert "350699********0015" in text
    assert len(text) <= 60


def test_repeated_second_level_of_a_header(tmp_path, open_tables, rows_of):
    two = [["序号", "家庭成员", "", "备注"], ["", "姓名", "身份证号", ""]]
    path = tmp_path / "a.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        person = ["1", "张三", "350699199001010015", ""]
        csv.writer(file).writerows([*two, person, *two, person])
    [table] = open_tables(path)
    assert len(rows_of(table)) == 2
    assert table.reasons() == {"表头": 2, "重复表头": 2}


def test_blank_rows_at_the_end_are_no_rows_of_the_table(tmp_path, open_tables, rows_of):
    path = tmp_path / "a.csv"
    path.write_text(",".join(HEADERS) + "\n" + ",".join(GOOD) + "\n" + ",,,,,,\n" * 1000, encoding="utf-8")
    [table] = open_tables(path)
    rows_of(table)
    assert table.rows_read == 2


REGISTER = ["序号", "号牌号码", "所有人", "住所地址", "备注"]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (["合计", "", "", "2辆", ""], "合计行"),
        (["", "", "本页合计", "2辆", ""], "合计行"),
        (["", "", "共计", "2辆", ""], "合计行"),
        (["经办人", "", "", "", ""], "落款"),
        (REGISTER, "重复表头"),
        (["序号", "车牌号码", "所有人", "住所地址", ""], "重复表头"),
        (["", "", "", "", ""], "空行"),
    ],
)
def test_rows_of_a_register_without_numbers(tmp_path, open_tables, rows_of, row, reason):
    """Names tell data at first sight; the other rows are still looked at."""
    person = ["1", "闽E12345", "林建国", "福坪村1号", ""]
    path = tmp_path / "a.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([REGISTER, person, row, ["2", "闽E1", "平和县某公司", "合计", ""], person])
    [table] = open_tables(path)
    assert [found["_row"] for found in rows_of(table)] == [2, 4, 5]
    assert [(aside.row, aside.reason) for aside in table.set_aside[1:]] == [(3, reason)]


def test_a_text_file_that_is_wider_than_its_header_loses_nothing(tmp_path, open_tables, rows_of):
    path = tmp_path / "a.csv"
    rows = [[*GOOD, "低保" if number % 2 else ""] for number in range(20)]
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([HEADERS, *rows])
    [table] = open_tables(path)
    assert len(rows_of(table)) == 20
    assert table.headers[-1] == "H列"
    assert "H列没有表头而有内容（10 格），以列标为名读取" in table.notes


def test_content_far_below_in_a_column_without_header_is_told(rows_of):
    rows = [HEADERS, *[GOOD] * 300, [*GOOD, "外出"], [*GOOD, "外出"]]
    [table] = tables_of("a.xlsx", [CellGrid("甲", rows)])
    rows_of(table)
    assert "H列没有表头而有内容（2 格），未读取" in table.notes


def test_numbered_rows_without_content_are_told_together(rows_of):
    rows = [HEADERS, GOOD, *([str(number), *[""] * 6] for number in range(2, 500)), GOOD]
    [table] = tables_of("a.xlsx", [CellGrid("甲", rows)])
    assert len(rows_of(table)) == 2
    assert [(aside.row, aside.reason, aside.count) for aside in table.set_aside[1:]] == [(3, "空行", 498)]


def test_a_household_merged_over_its_members_and_a_subtotal(tmp_path, open_tables, rows_of):
    book = openpyxl.Workbook()
    sheet = book.active
    for row in [
        ["户编号", "户主", "姓名", "证件号码", "备注"],
        ["H1", "林秀英", "林秀英", "350699196203070021", "残疾，低保"],
        [None, None, "林建国", "350699199001010015", None],
        [None, "小计", "2人"],
        ["H2", "陈小妹", "陈小妹", "350699195001010010", None],
        [None, None, "陈大", None, "外出"],
    ]:
        sheet.append(row)
    for merged in ("A2:A4", "B2:B3", "E2:E3", "A5:A6", "B5:B6"):
        sheet.merge_cells(merged)
    book.save(tmp_path / "a.xlsx")
    [table] = open_tables(tmp_path / "a.xlsx")
    assert [(row["户编号"], row["户主"], row["姓名"], row["备注"]) for row in rows_of(table)] == [
        ("H1", "林秀英", "林秀英", "残疾，低保"),
        ("H1", "林秀英", "林建国", "残疾，低保"),
        ("H2", "陈小妹", "陈小妹", ""),
        ("H2", "陈小妹", "陈大", "外出"),
    ]
    assert table.reasons() == {"表头": 1, "合计行": 1}


def test_merged_ranges_fill_across_chunks_and_only_their_first_column():
    filler = MergeFiller([Merge(2, 0, 5, 1), Merge(6, 0, 7, 0), Merge(9, 0, 9, 1)])
    first = Chunk(1, [pa.array(["a", "b", ""]), pa.array(["x", "y", ""])])
    second = Chunk(4, [pa.array(["", "", "c", "", "", "d"]), pa.array(["", "", "z", "", "", ""])])
    assert filler.fill(first)[0].to_pylist() == ["a", "b", "b"]
    filled = filler.fill(second)
    assert filled[0].to_pylist() == ["b", "b", "c", "c", "", "d"]
    assert filled[1].to_pylist() == ["", "", "z", "", "", ""]


def merged_workbook(path, headers, households, merged_columns):
    """A real workbook where every household has two rows, with the cells of ``merged_columns`` merged over both."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(headers)
    for first, second in households:
        row = sheet.max_row + 1
        sheet.append([cell or None for cell in first])
        sheet.append([cell or None for cell in second] or [None])
        for column in merged_columns:
            sheet.merge_cells(f"{column}{row}:{column}{row + 1}")
    book.save(path)


OWNERS = [(name, f"35069919620307{tail}") for name, tail in zip("甲乙丙丁戊己", range(1011, 7000, 1000), strict=False)]


@pytest.mark.parametrize(
    "second",
    [
        ["九峰镇福坪村5号", "", "", "", ""],
        ["", "", "", "", "2016年5月10日"],
        ["残疾人", "", "", "", "养老金"],
        ["养老金", "", "", "低保", "残疾人"],
        ["备注：另有一处", "", "", "", ""],
    ],
)
def test_a_second_row_under_a_merged_owner_is_data_whatever_it_says(tmp_path, open_tables, rows_of, second):
    path = tmp_path / "a.xlsx"
    households = [
        ([f"小溪镇{place}号", f"林{name}", number, "住宅", ""], second) for place, (name, number) in enumerate(OWNERS)
    ]
    merged_workbook(path, ["坐落", "权利人", "证件号", "用途", "登记时间"], households, "BC")
    [table] = open_tables(path)
    rows = rows_of(table)
    assert len(rows) == 12
    assert [row["证件号"] for row in rows] == [number for _, number in OWNERS for _ in range(2)]
    assert [row["坐落"] for row in rows[1::2]] == [second[0]] * 6
    assert table.reasons() == {"表头": 1}


def test_two_known_words_under_a_merged_person_are_no_further_table(tmp_path, open_tables, rows_of):
    path = tmp_path / "a.xlsx"
    households = [
        ([f"林{name}", number, "耕地地力保护补贴", "100", ""], ["", "", "养老金", "", "残疾人"])
        for name, number in OWNERS
    ]
    merged_workbook(path, ["姓名", "身份证号", "补贴项目", "金额", "备注"], households, "AB")
    [table] = open_tables(path)
    rows = rows_of(table)
    assert [(row["姓名"], row["补贴项目"]) for row in rows[:3]] == [
        ("林甲", "耕地地力保护补贴"),
        ("林甲", "养老金"),
        ("林乙", "耕地地力保护补贴"),
    ]
    assert len(rows) == 12


@pytest.mark.parametrize("words", [["养老金", "", "残疾人"], ["养老金", "低保", "残疾人"]])
def test_words_under_a_merged_person_far_below_are_no_further_table(tmp_path, open_tables, rows_of, words):
    path = tmp_path / "a.xlsx"
    person = ["林建国", "350699199001010015", "耕地地力保护补贴", "100", ""]
    households = [(person, ["", "", "种粮补贴", "50", ""])] * 124 + [(person, ["", "", *words])] * 100
    merged_workbook(path, ["姓名", "身份证号", "补贴项目", "金额", "备注"], households, "AB")
    [table] = open_tables(path)
    assert len(rows_of(table)) == 448


def test_totals_blank_rows_and_repeated_headers_under_merged_cells_are_still_none(tmp_path, open_tables, rows_of):
    path = tmp_path / "a.xlsx"
    headers = ["户编号", "姓名", "身份证号", "补贴项目", "金额"]
    person = ["H1", "林建国", "350699199001010015", "种粮补贴", "100"]
    households = [
        (person, ["", "", "", "小计", "100"]),
        (person, []),
        (person, ["", "姓名", "身份证号", "补贴项目", "金额"]),
    ]
    merged_workbook(path, headers, households, "A")
    [table] = open_tables(path)
    assert len(rows_of(table)) == 3
    assert table.reasons() == {"表头": 1, "合计行": 1, "空行": 1, "重复表头": 1}


def test_another_table_whose_header_has_merged_cells_is_still_told_apart(tmp_path, open_tables, rows_of):
    path = tmp_path / "a.xlsx"
    people = [([f"林{name}", number, "低保", ""], ["", "", "残疾人", ""]) for name, number in OWNERS]
    merged_workbook(path, ["姓名", "身份证号", "补贴项目", "金额"], people, "AB")
    book = openpyxl.load_workbook(path)
    sheet = book.active
    first = sheet.max_row + 2
    header = [["序号", "车辆情况", "", "", "备注"], ["", "号牌号码", "所有人", "身份证明号码", ""]]
    for row, texts in enumerate(header, first):
        for place, text in enumerate(texts, 1):
            sheet.cell(row, place, text or None)
    for merged in (f"A{first}:A{first + 1}", f"B{first}:D{first}", f"E{first}:E{first + 1}"):
        sheet.merge_cells(merged)
    for place, (name, number) in enumerate(OWNERS, 1):
        sheet.append([str(place), f"闽E1234{place}", f"林{name}", number, None])
    book.save(path)
    people_read, cars = open_tables(path)
    assert len(rows_of(people_read)) == 12
    assert len(rows_of(cars)) == 6
    assert cars.kinds[0].kind == "vehicles"


def test_two_known_words_in_a_row_of_data_are_no_header():
    words = ["", "", "养老金", "", "残疾人"]
    person = ["林建国", "350699199001010015", "种粮补贴", "50", ""]
    assert header_rows([person, words, person]) == []
    assert header_rows([person, ["", "", "", "", ""], words]) == [3]
    # Whose name and number it is makes a header anywhere.
    assert header_rows([person, ["姓名", "身份证号", "", "", ""]]) == [2]


def test_what_goes_on_under_a_merged_cell_is_told_across_chunks():
    filler = MergeFiller([Merge(2, 0, 6, 0)])
    yes = np.array([True, True, True])
    filler.fill(Chunk(1, [pa.array(["", "林建国", ""])]))
    assert filler.go_on(np.array([False, True, False]), yes, {}).tolist() == [False, False, True]
    filler.fill(Chunk(4, [pa.array(["", "", ""])]))
    assert filler.go_on(np.zeros(3, dtype=bool), yes, {}).tolist() == [True, True, True]
    filler.fill(Chunk(7, [pa.array(["", "", ""])]))
    assert filler.go_on(np.zeros(3, dtype=bool), yes, {}).tolist() == [False, False, False]
