"""What is no data is set aside with its reason; what has a number or a name is data, whatever its remark says."""

from __future__ import annotations

import csv

import openpyxl
import pyarrow as pa
import pytest
from cell_grid import CellGrid

from jingzhun.read.grid import Chunk, Merge
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
