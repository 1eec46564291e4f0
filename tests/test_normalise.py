"""Raw tables become typed ones: several people in a cell, partial dates, amounts, and raw text beside every value."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import numpy as np
import openpyxl
import pyarrow as pa
import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900

from jingzhun.fields.idcard import IdState
from jingzhun.fields.idcard_column import NumberTally
from jingzhun.kinds import TableKind
from jingzhun.normalise import members_frame, typed
from jingzhun.policy.fields import register_labels
from jingzhun.policy.sentences import values
from jingzhun.read import open_file
from small_county import identity_number

ONE, TWO, THREE = (identity_number("19520307", sequence) for sequence in (1, 2, 3))
PROPERTY, PAYROLL = TableKind("property"), TableKind("payroll")


def raw(**columns: list[str]) -> pa.Table:
    """A raw table as ``read`` delivers it, and a mapping in which each header is the field."""
    rows = len(next(iter(columns.values())))
    source = {"_file": ["表.xlsx"] * rows, "_sheet": ["一村"] * rows, "_row": list(range(2, rows + 2))}
    return pa.table({**columns, **source})


def read(kind: TableKind, **columns: list[str]) -> pa.Table:
    return typed(raw(**columns), {header: header for header in columns}, kind)


def test_several_owners_become_several_rows_that_remember_their_cells() -> None:
    table = read(
        PROPERTY,
        name=["王五", "张三、李四", "赵六(已故)", "张三 李四"],
        id_number=[THREE, f"{ONE}、{TWO}", "", f"{ONE}\n{TWO}"],
        location=["甲", "乙", "丙", "丁"],
    )
    assert table.column("_row").to_pylist() == [2, 3, 3, 4, 5, 5]
    assert table.column("owner").to_pylist() == [0, 0, 1, 0, 0, 1]
    assert table.column("name_raw").to_pylist() == ["王五", "张三", "李四", "赵六(已故)", "张三", "李四"]
    assert table.column("name").to_pylist() == ["王五", "张三", "李四", "赵六", "张三", "李四"]
    assert table.column("name_note").to_pylist() == ["", "", "", "已故", "", ""]
    cells = ["王五", "张三、李四", "张三、李四", "赵六(已故)", "张三 李四", "张三 李四"]
    assert table.column("name_cell").to_pylist() == cells
    assert table.column("id_raw").to_pylist() == [THREE, ONE, TWO, "", ONE, TWO]
    assert table.column("id_number").to_pylist()[1:3] == [f"{ONE}、{TWO}"] * 2
    assert table.column("location").to_pylist() == ["甲", "乙", "乙", "丙", "丁", "丁"]
    assert table.column("id_state").to_pylist()[1] == IdState.VALID


def test_shares_in_brackets_are_notes() -> None:
    table = read(PROPERTY, name=["张三(50%)、李四(50%)"], id_number=[f"{ONE};{TWO}"])
    assert table.column("name").to_pylist() == ["张三", "李四"]
    assert table.column("name_note").to_pylist() == ["50%", "50%"]


def test_a_row_of_the_roll_is_never_taken_apart() -> None:
    table = read(TableKind.ROLL, name=["张三、李四"], id_number=[f"{ONE}、{TWO}"])
    assert table.num_rows == 1
    assert table.column("name_raw").to_pylist() == table.column("name_cell").to_pylist() == ["张三、李四"]


def test_two_people_in_one_cell_of_a_workbook_with_a_line_break(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["不动产单元号", "权利人", "证件号", "坐落", "权利类型", "权利性质", "用途"])
    book.active.append(
        ["350699001001GB00001F00010001", "张三\n李四", f"{ONE}\n{TWO}", "甲", "宅基地使用权", "", "住宅"]
    )
    book.save(tmp_path / "房产.xlsx")
    (sheet,) = open_file(tmp_path / "房产.xlsx", "房产.xlsx", tmp_path)
    (table,) = [typed(batch, sheet.mapping_for(PROPERTY), PROPERTY) for batch in sheet.batches()]
    assert table.column("name").to_pylist() == ["张三", "李四"]
    assert table.column("id_text").to_pylist() == [ONE, TWO]
    assert table.column("name_cell").to_pylist() == ["张三\n李四"] * 2
    assert table.column("_row").to_pylist() == [2, 2]


def test_partial_births_are_kept_and_never_completed() -> None:
    texts = ["1952-03-07", "52年3月", "1952", "农历1952.3.7", "不详"]
    table = read(PAYROLL, name=["张三"] * 5, birth_date=texts)
    assert table.column("birth_partial").to_pylist() == [19520307, 19520300, 19520000, 0, 0]
    assert table.column("birth_stated").to_pylist() == [19520307, 0, 0, 0, 0]
    assert table.column("birth").to_pylist() == [19520307, 0, 0, 0, 0]
    assert table.column("birth_date").to_pylist() == texts
    frame = members_frame(read(TableKind.ROLL, name=["张三"] * 5, household_id=["1"] * 5, birth_date=texts))
    assert frame["birth_partial"].tolist() == ["1952-03-07", "1952-03", "1952", "", ""]
    assert frame["birth_stated"].notna().tolist() == [True, False, False, False, False]


@pytest.mark.parametrize(("epoch", "number"), [(CALENDAR_WINDOWS_1900, 19060), (CALENDAR_MAC_1904, 17598)])
def test_bare_day_numbers_count_from_the_epoch_of_their_workbook(tmp_path: Path, epoch: datetime, number: int) -> None:
    book = openpyxl.Workbook()
    book.epoch = epoch
    book.active.append(["单位名称", "姓名", "身份证号", "出生日期", "编制性质"])
    book.active.append(["甲", "张三", ONE, number, "事业"])
    book.save(tmp_path / "工资.xlsx")
    (sheet,) = open_file(tmp_path / "工资.xlsx", "工资.xlsx", tmp_path)
    (table,) = [typed(batch, sheet.mapping_for(PAYROLL), PAYROLL) for batch in sheet.batches()]
    assert table.column("birth_date").to_pylist() == [str(number)]
    assert table.column("birth_stated").to_pylist() == [19520307]


@pytest.mark.parametrize(("header", "fen"), [("应发工资", 120_050), ("应发工资(万元)", 1_200_500_000)])
def test_amounts_are_typed_by_the_unit_of_their_header(header: str, fen: int) -> None:
    batch = raw(姓名=["张三", "李四", "王五"], **{header: ["1,200.50", "无", "3.5万元"]})
    table = typed(batch, {"name": "姓名", "pay": header}, PAYROLL)
    assert table.column("pay_fen").to_pylist() == [fen, None, 3_500_000]
    assert table.column("pay").to_pylist() == ["1,200.50", "无", "3.5万元"]


@pytest.mark.parametrize(
    ("line", "header", "fen", "noted"),
    [
        ("单位：万元", "应发工资", 50_000_000, True),
        ("单位：万元", "应发工资(元)", 5_000, False),
        ("单位：元", "应发工资", 5_000, False),
        ("制表：人社局", "应发工资", 5_000, False),
    ],
)
def test_a_line_above_the_header_sets_the_unit_of_amounts_without_one(
    tmp_path: Path, line: str, header: str, fen: int, noted: bool
) -> None:
    book = openpyxl.Workbook()
    book.active.append(["工资表"])
    book.active.append([None, None, None, line])
    book.active.append(["单位名称", "姓名", "身份证号", header])
    book.active.append(["甲", "张三、李四", f"{ONE}、{TWO}", "50"])
    book.active.append(["甲", "王五", THREE, "3.5万元"])
    book.save(tmp_path / "工资.xlsx")
    (sheet,) = open_file(tmp_path / "工资.xlsx", "工资.xlsx", tmp_path)
    (table,) = [typed(batch, sheet.mapping_for(PAYROLL), PAYROLL) for batch in sheet.batches()]
    assert table.column("pay_fen").to_pylist() == [fen, fen, 3_500_000]
    assert ("表头上方写明单位万元，金额按万元读" in sheet.notes) == noted


def test_numbers_of_a_register_can_be_counted_batch_by_batch() -> None:
    texts = [identity_number("19520307", sequence) for sequence in range(300)]
    without_x = [text for text in texts if text[-1] != "X"]
    tally = NumberTally()
    for part in np.array_split(np.array(without_x, dtype=object), 3):
        tally = tally.add(NumberTally.of_typed(read(PAYROLL, name=["张三"] * len(part), id_number=part.tolist())))
    assert tally.numbers == len(without_x)
    assert "没有一个以 X 结尾" in " ".join(tally.warnings())


def test_an_empty_batch_has_all_columns() -> None:
    empty = pa.table({label: pa.array([], type=pa.string()) for label in ("_file", "_sheet")})
    table = typed(empty.append_column("_row", pa.array([], type=pa.int64())), {}, PAYROLL)
    assert table.num_rows == 0
    whole = read(PAYROLL, name=["张三"])
    assert set(whole.column_names) == set(table.column_names)
    assert NumberTally.of_typed(table) == NumberTally()


def test_the_whole_cell_of_the_name_is_shown_only_where_it_names_several() -> None:
    table = read(PROPERTY, name=["张三、李四", "王五"], id_number=[f"{ONE}、{TWO}", THREE])
    shown = values(table, register_labels("property")).to_pylist()
    assert [text.count("(整格)=张三、李四") for text in shown] == [1, 1, 0]
    assert "整格" not in shown[2]
