"""What is no data is set aside with its reason; what has a number or a name is data, whatever its remark says."""

from __future__ import annotations

import csv

import pyarrow as pa
import pytest

from jingzhun.read.grid import Chunk, Merge
from jingzhun.read.merged import MergeFiller

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


def test_merged_ranges_fill_across_chunks_and_only_their_first_column():
    filler = MergeFiller([Merge(2, 0, 5, 1), Merge(6, 0, 7, 0), Merge(9, 0, 9, 1)])
    first = Chunk(1, [pa.array(["a", "b", ""]), pa.array(["x", "y", ""])])
    second = Chunk(4, [pa.array(["", "", "c", "", "", "d"]), pa.array(["", "", "z", "", "", ""])])
    assert filler.fill(first)[0].to_pylist() == ["a", "b", "b"]
    filled = filler.fill(second)
    assert filled[0].to_pylist() == ["b", "b", "c", "c", "", "d"]
    assert filled[1].to_pylist() == ["", "", "z", "", "", ""]
