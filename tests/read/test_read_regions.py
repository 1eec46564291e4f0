"""Several tables in one sheet are read each by itself, or refused with their positions; they are never mixed."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from pathlib import Path

import openpyxl
import pyarrow as pa
import pytest
from cell_grid import CellGrid
from hypothesis import given, settings
from hypothesis import strategies as st

from jingzhun.errors import UnreadableFileError
from jingzhun.read import SheetTable
from jingzhun.read.grid import Chunk
from jingzhun.read.sheets.table import tables_of
from small_county import identity_number

Rows = list[list[str]]
NAMES = ("林秀英", "黄建国", "陈小妹", "张阿明", "曾水土", "赖阿珠", "朱大海", "卢志强")
ROLL = ["序号", "户编号", "姓名", "证件号码", "与户主关系"]
PEOPLE = [
    [str(i + 1), f"H{i // 2 + 1}", NAMES[i % 8], identity_number(f"19{50 + i}0307", 11 + i), ("户主", "配偶")[i % 2]]
    for i in range(16)
]
LIST = ["序号", "姓名", "身份证号"]
LISTED = [[row[0], row[2], row[3]] for row in PEOPLE]
CARS = ["序号", "号牌号码", "所有人", "身份证明号码", "初次登记日期"]
CARS_OF = [[str(i + 1), f"闽E1234{i}", NAMES[i], PEOPLE[i][3], "2014-05-06"] for i in range(6)]


def beside(*tables: Rows, gap: int = 0) -> Rows:
    """The tables side by side, with blank columns between them."""
    height = max(map(len, tables))
    rows: Rows = [[] for _ in range(height)]
    for number, table in enumerate(tables):
        for row, cells in zip(rows, [*table, *[[""] * len(table[0])] * (height - len(table))], strict=True):
            row.extend([*[""] * (gap if number else 0), *cells])
    return rows


class TextGrid(CellGrid):
    """The same in a format that is read once."""

    is_streamed = True


def sheet_of(rows: Rows, grid: type[CellGrid] = CellGrid) -> list[SheetTable]:
    return tables_of("名册.xlsx", [grid("甲", rows)])


def read(table: SheetTable, rows_of: Callable[[SheetTable], list[dict[str, object]]]) -> Rows:
    return [[str(row[header]) for header in table.headers] for row in rows_of(table)]


@pytest.fixture(params=["xlsx", "csv"])
def tables_in(request, tmp_path: Path, open_tables) -> Callable[[Rows], list[SheetTable]]:
    """The tables of a real file."""

    def opened(rows: Rows) -> list[SheetTable]:
        width = max(map(len, rows))
        path = tmp_path / f"名册.{request.param}"
        if request.param == "csv":
            with path.open("w", newline="", encoding="utf-8") as file:
                csv.writer(file).writerows([*row, *[""] * (width - len(row))] for row in rows)
        else:
            book = openpyxl.Workbook()
            book.active.title = "甲"
            for row in rows:
                book.active.append([cell or None for cell in row])
            book.save(path)
        return open_tables(path)

    return opened


# ── side by side ─────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("gap", [0, 1, 2])
@pytest.mark.parametrize("columns", [2, 3, 4])
def test_a_list_printed_in_several_columns(tables_in, rows_of, columns, gap):
    parts = [LISTED[number * 4 : number * 4 + (4 if number else 3)] for number in range(columns)]
    tables = tables_in([["九峰镇低保人员名单"], *beside(*([LIST, *part] for part in parts), gap=gap)])
    assert [table.headers for table in tables] == [LIST] * columns
    assert [read(table, rows_of) for table in tables] == parts
    assert [table.header_rows for table in tables] == [(2, 2)] * columns
    assert len({table.sheet for table in tables}) == columns


def test_where_the_tables_stand_is_told(rows_of):
    left, right = sheet_of([["名单"], *beside([LIST, *LISTED[:8]], [LIST, *LISTED[8:11]], gap=1)])
    assert (left.sheet, right.sheet) == ("甲（A–C列）", "甲（E–G列）")
    assert [row["_row"] for row in rows_of(right)] == [3, 4, 5]
    assert {row["_sheet"] for row in rows_of(right)} == {"甲（E–G列）"}
    rows_of(left)
    # The row of the title counts in both; blank rows below the shorter table in neither.
    assert (left.rows_read, right.rows_read) == (10, 5)


@pytest.mark.parametrize("title", ["花名册", "九峰镇花名册（2016年）"])
def test_a_list_in_two_columns_under_a_title_in_its_first_cell(tables_in, rows_of, title):
    header = ["姓名", "身份证号", "与户主关系", "户编号"]
    people = [[row[2], row[3], row[4], row[1]] for row in PEOPLE]
    tables = tables_in([[title], *beside([header, *people[:8]], [header, *people[8:]], gap=1)])
    assert [read(table, rows_of) for table in tables] == [people[:8], people[8:]]
    assert [table.sheet.removeprefix("甲") for table in tables] in (
        ["（A–D列）", "（F–I列）"],
        ["A–D列", "F–I列"],
    )


def test_a_text_between_two_tables_is_told_with_the_left_one(rows_of):
    left, right = sheet_of(beside([LIST, *LISTED[:8]], [LIST, *LISTED[8:]], gap=1))
    assert left.sheet == "甲（A–C列）"
    rows = beside([LIST, *LISTED], [LIST, *LISTED], gap=1)
    rows[9][3] = "外出"
    left, right = sheet_of(rows)
    assert "外出" in [row.get("D列") for row in rows_of(left)]
    assert len(rows_of(right)) == len(LISTED)


def test_a_sheet_that_is_too_wide_is_told_what_to_do_about_that():
    [table] = tables_of("名册.xlsx", [CellGrid("甲", [[f"列{place}" for place in range(2001)]])])
    assert "2,001 列" in table.problem
    assert "columns" in table.fix
    assert "jingzhun.toml" in table.fix
    assert "分到两个文件" not in table.fix


@pytest.mark.parametrize("gap", [0, 1])
def test_two_registers_side_by_side(tables_in, rows_of, gap):
    roll, cars = tables_in(beside([ROLL, *PEOPLE[:10]], [CARS, *CARS_OF], gap=gap))
    assert (roll.kinds[0].kind, cars.kinds[0].kind) == ("roll", "vehicles")
    assert read(roll, rows_of) == PEOPLE[:10]
    assert read(cars, rows_of) == CARS_OF


def test_side_by_side_with_headers_in_different_rows(tables_in, rows_of):
    lower = [[""] * 5, [""] * 5, ["车辆", "", "", "", ""], CARS, *CARS_OF]
    roll, cars = tables_in(beside([ROLL, *PEOPLE[:10]], lower, gap=1))
    assert read(roll, rows_of) == PEOPLE[:10]
    assert read(cars, rows_of) == CARS_OF
    assert cars.header_rows == (4, 4)


def test_a_small_sum_beside_a_roll_is_no_part_of_it(tables_in, rows_of):
    roll = [[*ROLL, "乡镇"], *([*row, "九峰镇"] for row in PEOPLE[:8])]
    people, sums = tables_in(beside(roll, [["乡镇", "户数", "人数"], ["九峰镇", "4", "8"]], gap=1))
    assert people.headers == [*ROLL, "乡镇"]
    assert read(sums, rows_of) == [["九峰镇", "4", "8"]]


def test_an_uncertain_cut_is_refused_with_positions_and_the_other_sheets_are_read(rows_of):
    left = [["姓名", "身份证号", "车牌号"], *([row[2], row[3], "闽E1"] for row in PEOPLE[:4])]
    right = [["姓名", "身份证号", "单位"], *([row[2], row[3], "九峰镇"] for row in PEOPLE[4:8])]
    refused, whole = tables_of("名册.xlsx", [CellGrid("甲", beside(left, right)), CellGrid("乙", [ROLL, *PEOPLE])])
    assert "第 1 行" in refused.problem
    assert "A–C列、D–F列" in refused.problem
    assert refused.fix
    assert (refused.headers, refused.kinds, refused.mapping) == ([], (), {})
    assert refused.looks_like_people
    assert rows_of(refused) == []
    assert refused.reasons() == {"这张表没有读取": 5}
    assert read(whole, rows_of) == PEOPLE


@pytest.mark.parametrize(
    "headers",
    [
        ["户编号", "姓名", "证件号码", "", "与户主关系", "乡镇", "行政村"],
        ["权利人", "证件号", "共有人", "证件号", "坐落"],
        ["序号", "户主姓名", "户主身份证号", "", "成员姓名", "成员身份证号", "与户主关系"],
        ["户编号", "姓名", "证件号码", "", "备注", "", "备注"],
        ["户编号", "姓名", "证件号码", "2015年收入", "2015年支出", "2016年收入", "2016年支出"],
    ],
)
def test_one_table_with_blank_columns_or_equal_headers_stays_one(headers):
    rows = [[f"{header}{i}" if header else "" for header in headers] for i in range(4)]
    for cells, person in zip(rows, PEOPLE, strict=False):
        for place, header in enumerate(headers):
            if "证" in header:
                cells[place] = person[3]
    assert len(sheet_of([["名册"], headers, *rows])) == 1


def test_groups_of_one_table_with_a_blank_column_between_stay_together():
    rows = [
        ["户主信息", "", "", "成员信息", "", ""],
        ["姓名", "身份证号", "", "姓名", "身份证号", "与户主关系"],
        *([PEOPLE[0][2], PEOPLE[0][3], "", row[2], row[3], row[4]] for row in PEOPLE[:4]),
    ]
    [table] = sheet_of(rows)
    assert table.headers == [
        "户主信息/姓名",
        "户主信息/身份证号",
        "成员信息/姓名",
        "成员信息/身份证号",
        "成员信息/与户主关系",
    ]


# ── one below the other ──────────────────────────────────────────────────────────────────────────────────────────


def test_two_tables_one_below_the_other(tables_in, rows_of):
    roll, cars = tables_in(
        [
            ["花名册"],
            ROLL,
            *PEOPLE[:6],
            ["合计", "", "6人"],
            ["制表人：王五"],
            [],
            ["2016年九峰镇车辆"],
            CARS,
            *CARS_OF,
        ]
    )
    assert read(roll, rows_of) == PEOPLE[:6]
    assert roll.reasons() == {"标题": 1, "表头": 1, "合计行": 1, "落款": 1}
    assert read(cars, rows_of) == CARS_OF
    assert cars.reasons() == {"空行": 1, "标题": 1, "表头": 1}
    assert cars.header_rows == (13, 13)
    assert [row["_row"] for row in rows_of(cars)] == list(range(14, 20))
    assert (roll.sheet.removeprefix("甲"), cars.sheet.removeprefix("甲")) in (
        ("（第1–10行）", "（第11行起）"),
        ("第1–10行", "第11行起"),
    )


@pytest.mark.parametrize(
    "second",
    [
        [["姓名", "证件号码", "序号", "户编号", "与户主关系"], [PEOPLE[9][2], PEOPLE[9][3], "1", "H9", "户主"]],
        [[*ROLL[:4], "号牌号码"], [*PEOPLE[9][:4], "闽E1"]],
        [["", *ROLL], ["", *PEOPLE[9]]],
    ],
    ids=["other order", "one other column", "one column further right"],
)
def test_another_header_is_another_table(tables_in, rows_of, second):
    first, other = tables_in([ROLL, *PEOPLE[:6], *second])
    assert read(first, rows_of) == PEOPLE[:6]
    assert read(other, rows_of) == [[cell for cell in second[1] if cell]]


def test_a_lone_name_above_another_table_is_a_person(rows_of):
    roll, _ = sheet_of([ROLL, *PEOPLE[:4], ["", "", "林大海", "", ""], ["车辆情况"], CARS, *CARS_OF])
    assert len(rows_of(roll)) == 5


def test_a_summary_above_the_roll_is_a_table_of_its_own(tables_in, rows_of):
    sums = [["乡镇", "户数", "人数合计"], ["九峰镇", "3", "6"], ["大溪镇", "4", "9"]]
    summary, roll = tables_in([*sums, [], ["花名册"], ROLL, *PEOPLE])
    assert read(summary, rows_of) == sums[1:]
    assert read(roll, rows_of) == PEOPLE


def test_in_a_workbook_the_second_table_may_begin_anywhere(rows_of):
    many = PEOPLE * 40
    tables = sheet_of([ROLL, *many, *[[""] * 5] * 30, ["车辆情况"], CARS, *CARS_OF, [], ROLL, *PEOPLE])
    assert [read(table, rows_of) for table in tables] == [many, CARS_OF, PEOPLE]
    assert sum(table.rows_read for table in tables) == 1 + len(many) + 30 + 2 + 6 + 1 + 17


def test_in_a_text_file_a_second_table_far_below_is_refused_with_its_row():
    [table] = sheet_of([ROLL, *PEOPLE * 40, [], CARS, *CARS_OF], TextGrid)
    with pytest.raises(UnreadableFileError) as refusal:
        list(table.batches())
    assert "第 643 行起是另一张表（表头：序号、号牌号码、所有人" in refusal.value.what
    assert refusal.value.fix


@pytest.mark.parametrize("grid", [CellGrid, TextGrid])
@pytest.mark.parametrize(
    "row",
    [
        ["序 号", "户编号", "姓\n名", "身份证号码", "与户主关系"],
        ["序号", "户编号", "姓名", "", "与户主关系"],
        ["序号", "户编号", "姓名", "证件号码", "关系（与户主）"],
        ["", "", "姓名", "证件号码", ""],
        ["九峰镇", "", "", "", ""],
        ["说明：以上为低保户", "", "", "", ""],
        ["备注", "", "", "", ""],
    ],
)
def test_what_is_repeated_or_stands_between_cuts_nothing(rows_of, grid, row):
    for filler in (PEOPLE[:4], PEOPLE * 40):
        [table] = sheet_of([ROLL, *filler, row, *PEOPLE[:4]], grid)
        assert read(table, rows_of) == [*filler, *PEOPLE[:4]]


@pytest.mark.parametrize(
    "row",
    [
        ["7", "H4", "姓名", "", "户主"],
        ["7", "H4", "陈小妹", "", "备注"],
        ["", "", "户主", "证件号码", "不详"],
    ],
)
def test_values_that_are_header_words_are_data(rows_of, row):
    [table] = sheet_of([[*ROLL, "备注"], *([*person, "户主姓名"] for person in PEOPLE[:4]), [*row, "与户主关系不详"]])
    assert len(rows_of(table)) == 5


def test_a_header_after_hundreds_of_explanations_is_found_in_a_workbook(rows_of):
    [table] = sheet_of([*([f"第{i}条 填写时请注意"] for i in range(400)), ROLL, *PEOPLE])
    assert table.header_rows == (401, 401)
    assert read(table, rows_of) == PEOPLE
    assert table.reasons() == {"标题": 400, "表头": 1}


def test_people_above_are_not_read_by_the_header_of_another_table(rows_of):
    headless, cars = sheet_of([*PEOPLE[:6], [], CARS, *([*row[:3], "", row[4], row[3]] for row in CARS_OF)])
    assert headless.looks_like_people
    assert not headless.kinds
    assert len(rows_of(headless)) == 6
    assert len(rows_of(cars)) == 6


def test_a_pile_of_forms_is_refused():
    forms = [[ROLL, PEOPLE[0], [], CARS, CARS_OF[0], []] for _ in range(40)]
    [table] = sheet_of([row for form in forms for row in form])
    assert "没有读取" in table.problem
    list(table.batches())
    assert table.rows_read == 40 * 6 - 1


# ── the account ──────────────────────────────────────────────────────────────────────────────────────────────────

between = st.lists(
    st.sampled_from([[], ["九峰镇"], ["", "", "小计", "", "3"], ROLL, ["制表人：王五"], ["7"], PEOPLE[3], PEOPLE[4]]),
    max_size=6,
)


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.sampled_from([[], ["平和县贫困户花名册"], ["单位：九峰镇"]]), max_size=3),
    between,
    st.booleans(),
    between,
    st.integers(1, 5),
)
def test_every_row_up_to_the_last_filled_one_is_read_or_set_aside_once(titles, upper, has_second, lower, size):
    rows = [*titles, ROLL, PEOPLE[0], *upper, *([[], CARS, *CARS_OF[:2]] if has_second else []), *lower]
    rows = [[*row, *[""] * (5 - len(row))] for row in rows]

    class SmallChunks(CellGrid):
        def chunks(self, first_row: int, width: int) -> Iterator[Chunk]:
            for begin in range(first_row - 1, len(self.rows), size):
                cells = zip(*self.rows[begin : begin + size], strict=True)
                yield Chunk(begin + 1, [pa.array(column, pa.string()) for column in cells])

    seen: list[int] = []
    for table in sheet_of(rows, SmallChunks):
        delivered = [row for batch in table.batches() for row in batch.column("_row").to_pylist()]
        aside = [aside.row + place for aside in table.set_aside for place in range(aside.count)]
        assert table.rows_read == len(delivered) + len(aside)
        assert sum(table.reasons().values()) == len(aside)
        seen += [*delivered, *aside]
    last = max(number for number, row in enumerate(rows, 1) if any(row))
    assert sorted(seen) == list(range(1, last + 1))


def test_blank_rows_are_told_together(rows_of):
    [table] = sheet_of([ROLL, *PEOPLE[:2], *[[""] * 5] * 5000, *PEOPLE[2:4], *[[""] * 5] * 10])
    assert len(rows_of(table)) == 4
    [_, blank] = table.set_aside
    assert (blank.row, blank.reason, blank.count) == (4, "空行", 5000)
    assert table.reasons() == {"表头": 1, "空行": 5000}
    assert table.rows_read == 1 + 4 + 5000


def test_a_sheet_of_too_many_columns_is_refused_and_the_others_are_read() -> None:
    wide = [[f"列{place}" for place in range(2_001)], ["1"] * 2_001]
    refused, whole = tables_of("名册.xlsx", [CellGrid("甲", wide), CellGrid("乙", [ROLL, *PEOPLE])])
    assert "2,001 列" in refused.problem
    assert list(refused.batches()) == []
    assert refused.rows_read == 2
    assert whole.problem == ""
