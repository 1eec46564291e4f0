"""Text tables: encodings are decided strictly, rows never shift, and quotes never swallow the file."""

from __future__ import annotations

import csv
import io

import pytest

from jingzhun import read
from jingzhun.errors import UnreadableFileError
from jingzhun.read.limits import Limits
from jingzhun.read.text import delimited, fitting

HEADER = "号牌号码,机动车所有人,身份证明号码,车辆类型,备注\n"
ROW = "闽E12345,林建国,350699199001010015,K33,\n"


def write(path, text, encoding="utf-8"):
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize(
    ("encoding", "title"),
    [
        ("utf-8", "UTF-8"),
        ("utf-8-sig", "UTF-8（BOM）"),
        ("gb18030", "GB18030"),
        ("utf-16", "UTF-16"),
        ("utf-16-le", "UTF-16"),
        ("utf-16-be", "UTF-16"),
    ],
)
def test_encodings(tmp_path, open_tables, rows_of, encoding, title):
    text = HEADER + ROW + "闽E54321,陈䶮,350699198001010010,K31,㛃𠮷\n"
    [table] = open_tables(write(tmp_path / "车辆.csv", text, encoding))
    rows = rows_of(table)
    assert [row["机动车所有人"] for row in rows] == ["林建国", "陈䶮"]
    assert rows[1]["备注"] == "㛃𠮷"
    assert [row["_row"] for row in rows] == [2, 3]
    assert any(title in note for note in table.notes)
    assert table.kinds[0].kind == "vehicles"


def test_a_short_header_that_statistics_take_for_korean_is_gb18030(tmp_path, open_tables):
    [table] = open_tables(write(tmp_path / "a.csv", "姓名,性别\n张三,男\n", "gb18030"))
    assert table.headers == ["姓名", "性别"]


@pytest.mark.parametrize("delimiter", ["\t", ";", "|", "，"])
def test_delimiters(tmp_path, open_tables, rows_of, delimiter):
    [table] = open_tables(write(tmp_path / "a.txt", (HEADER + ROW * 3).replace(",", delimiter)))
    assert table.headers == ["号牌号码", "机动车所有人", "身份证明号码", "车辆类型", "备注"]
    assert len(rows_of(table)) == 3


def test_full_width_commas_inside_cells_do_not_delimit(tmp_path, open_tables):
    text = "姓名,住址\n" + "张三,九峰镇，福坪村，1号\n" * 5
    [table] = open_tables(write(tmp_path / "a.csv", text))
    assert table.headers == ["姓名", "住址"]


def test_rows_of_another_length_are_set_aside_unless_only_empty_ends_are_missing(tmp_path, open_tables, rows_of):
    text = (
        HEADER
        + ROW
        + "闽E2,陈二,350699198001010010,K33\n"  # lacks only the remark, which is often empty
        + "闽E3,黄三,九峰镇,福坪村,350699198001010029,K33,\n"  # an unquoted comma moved the rest
        + "闽E4,曾四\n"  # lost its number
        + "闽E5,赖五,350699198001010037,K33,备,,\n"  # empty ends too many
    )
    [table] = open_tables(write(tmp_path / "a.csv", text))
    rows = rows_of(table)
    assert [row["机动车所有人"] for row in rows] == ["林建国", "陈二", "赖五"]
    assert [(row.row, row.reason) for row in table.set_aside] == [(1, "表头"), (4, "列数不符"), (5, "列数不符")]
    assert "350699198001010029" not in table.set_aside[1].text


def test_rows_are_numbered_as_records_with_line_breaks_and_blank_lines(tmp_path, open_tables, rows_of):
    text = '姓名,住址\n\n张三,"九峰镇\n福坪村"\n李四,城西\n\n\n'
    [table] = open_tables(write(tmp_path / "a.csv", text))
    rows = rows_of(table)
    assert [(row["姓名"], row["_row"]) for row in rows] == [("张三", 3), ("李四", 4)]
    assert rows[0]["住址"] == "九峰镇\n福坪村"
    assert [(row.row, row.reason) for row in table.set_aside] == [(1, "表头"), (2, "空行")]


def test_title_and_footer_lines_of_text_tables(tmp_path, open_tables, rows_of):
    text = (
        "平和县机动车登记明细表,,,,\n填表单位：车管所,,,导出时间：2016年5月,\n"
        + HEADER
        + ROW * 2
        + "合计,2,,,\n制表人：王五,,,审核人：赵六,\n"
    )
    [table] = open_tables(write(tmp_path / "a.csv", text))
    assert table.header_rows == (3, 3)
    assert len(rows_of(table)) == 2
    assert table.reasons() == {"标题": 2, "表头": 1, "合计行": 1, "落款": 1}


@pytest.mark.parametrize(
    "bad",
    [
        '"闽E9,林九,350699199001010023,K33,',  # never closed, and it would swallow all that follows
        '闽E9,林九,350699199001010023,K33,"',
        '闽E9,"林"九,350699199001010023,K33,',  # closed too early
        '"闽E9,"林九","350699199001010023","K33",""',
        '闽E9,林九,350699199001010023,"K33,"备',
    ],
)
@pytest.mark.parametrize("below", ["", ROW, ROW * 200, ROW * 3 + '闽E8,"林八",x,K33,\n', "\n\n" + ROW, "合计,2\n"])
def test_a_line_with_a_bad_quote_is_set_aside_and_no_other_row_is_lost(tmp_path, open_tables, rows_of, bad, below):
    [table] = open_tables(write(tmp_path / "a.csv", HEADER + ROW * 5 + bad + "\n" + below))
    rows = rows_of(table)
    lines = below.splitlines()
    wanted = [*range(2, 7), *(number for number, line in enumerate(lines, 8) if "闽E" in line)]
    assert [row["_row"] for row in rows] == wanted
    assert all(row["机动车所有人"] in ("林建国", "林八") for row in rows)
    assert [(row.row, row.reason) for row in table.set_aside][:2] == [(1, "表头"), (7, "列数不符")]
    assert "350699199001010023" not in table.set_aside[1].text


def test_bad_quotes_in_every_row_lose_only_those_rows(tmp_path, open_tables, rows_of):
    [table] = open_tables(write(tmp_path / "a.csv", HEADER + (ROW + '闽E9,"林"九,x,K33,\n"闽E7,林七,x,K33,\n') * 100))
    assert [row["_row"] for row in rows_of(table)] == list(range(2, 302, 3))
    assert table.reasons() == {"表头": 1, "列数不符": 200}


def test_rows_inside_a_quote_that_is_closed_far_below_are_read(tmp_path, open_tables, rows_of):
    text = HEADER + ROW * 5 + '"闽E9,林九,x,K33,\n' + ROW * 300 + '闽E8,"林八",x,K33,\n'
    assert len(rows_of(open_tables(write(tmp_path / "a.csv", text))[0])) == 306
    text = HEADER + ROW * 5 + '闽E9,林九,x,K33,"\n' + ROW * 300 + '",\n'
    [table] = open_tables(write(tmp_path / "a.csv", text))
    assert len(rows_of(table)) == 305
    assert [row.row for row in table.set_aside] == [1, 7, 308]


def test_a_quoted_text_that_may_be_rows_as_well_is_refused_with_its_line(tmp_path, open_tables):
    text = HEADER + ROW * 5 + '闽E9,林九,x,K33,"\n' + ROW * 20 + '"\n' + ROW
    with pytest.raises(UnreadableFileError, match="第 7 行的双引号") as caught:
        list(open_tables(write(tmp_path / "a.csv", text))[0].batches())
    assert caught.value.fix


def test_a_bad_quote_with_nothing_below_that_fits_is_refused_with_its_line(tmp_path, open_tables):
    text = HEADER + ROW * 5 + '"闽E9,林九,x,K33,\n' + '闽E8,"林八\n' * 100
    with pytest.raises(UnreadableFileError, match="第 7 行的双引号"):
        list(open_tables(write(tmp_path / "a.csv", text))[0].batches())


@pytest.mark.parametrize(
    "text", ["九峰镇\n福坪村", "九峰镇\r\n福坪村,12号", "一\n二\n三", "一,\n二,\n三", "\n", '"九峰"\n村']
)
def test_line_breaks_within_quotes_are_text(tmp_path, open_tables, rows_of, text):
    buffer = io.StringIO(newline="")
    csv.writer(buffer).writerows([["姓名", "住址", "备注"], *[["张三", text, "备"]] * 300])
    path = tmp_path / "a.csv"
    path.write_bytes(buffer.getvalue().encode("gb18030"))
    rows = rows_of(open_tables(path)[0])
    assert [row["_row"] for row in rows] == list(range(2, 302))
    assert {row["住址"] for row in rows} == {text.strip()}


def test_a_field_beyond_all_bounds_is_refused_with_its_line(tmp_path, open_tables):
    text = HEADER + ROW * 5 + "闽E9," + "林" * 200_000 + ",x,K33,\n" + ROW
    with pytest.raises(UnreadableFileError, match="第 7 行有一格超过"):
        list(open_tables(write(tmp_path / "a.csv", text))[0].batches())


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16", "utf-16-be"])
def test_line_ends_of_all_systems(tmp_path, open_tables, rows_of, ending, encoding):
    [table] = open_tables(write(tmp_path / "a.csv", (HEADER + ROW * 3).replace("\n", ending), encoding))
    assert [row["_row"] for row in rows_of(table)] == [2, 3, 4]


def test_line_ends_of_several_systems_in_one_file(tmp_path, open_tables, rows_of):
    text = HEADER.replace("\n", "\r\n") + ROW + ROW.replace("\n", "\r") + ROW.replace("\n", "\r\n") + ROW.strip()
    [table] = open_tables(write(tmp_path / "a.csv", text))
    assert [row["_row"] for row in rows_of(table)] == [2, 3, 4, 5]


@pytest.mark.parametrize("line", ["sep=;\r\n", '"sep=;"\n', "SEP=;\n"])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
def test_a_first_line_that_names_the_delimiter_is_no_row(tmp_path, open_tables, rows_of, line, encoding):
    """Excel does not show it, so that the header is row 1."""
    text = line + (HEADER + ROW * 2).replace(",", ";").replace("林建国", "林,建,国")
    [table] = open_tables(write(tmp_path / "a.csv", text, encoding))
    assert table.header_rows == (1, 1)
    assert [(row["机动车所有人"], row["_row"]) for row in rows_of(table)] == [("林,建,国", 2), ("林,建,国", 3)]


@pytest.mark.parametrize("ending", ["\r", "\n", "\r\n"])
def test_a_first_line_that_names_the_delimiter_is_no_row_whatever_ends_it(tmp_path, open_tables, rows_of, ending):
    text = "sep=;\n" + (HEADER + ROW * 3).replace(",", ";")
    [table] = open_tables(write(tmp_path / "a.csv", text.replace("\n", ending)))
    assert table.header_rows == (1, 1)
    assert [row["_row"] for row in rows_of(table)] == [2, 3, 4]
    assert table.reasons() == {"表头": 1}


def test_headers_guarded_by_a_formula_are_unwrapped(tmp_path, open_tables, rows_of):
    lines = [",".join(f'=" {cell}"' for cell in line.split(",")) for line in (HEADER + ROW * 3).splitlines()]
    [table] = open_tables(write(tmp_path / "a.csv", "\n".join(lines)))
    [plain] = open_tables(write(tmp_path / "b.csv", HEADER + ROW * 3))
    assert table.headers == plain.headers
    assert table.mapping == plain.mapping != {}
    assert [row["机动车所有人"] for row in rows_of(table)] == ["林建国"] * 3


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("marks", [1, 2])
def test_byte_order_marks_are_no_text(tmp_path, open_tables, rows_of, encoding, marks):
    text = "\ufeff" * marks + '"姓名","身份证号"\n"张三","350699199001010015"\n'
    [table] = open_tables(write(tmp_path / "a.csv", text, encoding))
    assert table.headers == ["姓名", "身份证号"]
    assert len(rows_of(table)) == 1


@pytest.mark.parametrize(
    ("line", "rows"), [("", 20_000), ("a", 3_000), ("," * 150, 3_000), ("a\n" + "\n" * 99, 300), ("," * 205 + "x", 200)]
)
def test_lines_below_a_wide_header_are_read_in_chunks_of_bounded_size(tmp_path, monkeypatch, line, rows):
    """Two thousand headers over a file of line ends are a thousand million cells."""
    monkeypatch.setattr(fitting, "_CHUNK_CELLS", 40_000)
    path = write(tmp_path / "a.csv", ",".join(f"列{place}" for place in range(200)) + "\n" + f"{line}\n" * rows)
    grid = delimited.open_delimited(path, path.name)
    row, total = 1, 0
    for chunk in grid.chunks(1, 200):
        assert chunk.first_row == row
        length = len(chunk.columns[0])
        assert len(chunk.columns) == 200
        held = sum({column.buffers()[1].address: len(column) for column in chunk.columns}.values())
        assert held <= 80_000
        row, total = row + length, total + length
    assert total == 1 + rows * (line.count("\n") + 1)


def test_the_lines_of_a_table_that_is_too_wide_are_counted_by_the_columns_that_are_allowed(tmp_path):
    path = write(tmp_path / "a.csv", ",".join(f"列{place}" for place in range(500)) + "\n" + "a\n" * 1000)
    options = read.ReadOptions(limits=Limits(columns=100))
    [table] = read.open_file(path, path.name, tmp_path, options)
    assert not list(table.batches())
    assert table.problem
    assert table.reasons() == {"这张表没有读取": 1001}


def test_tab_separated_utf16_named_xls(tmp_path, open_tables, rows_of):
    for encoding in ("utf-16", "utf-16-le", "utf-16-be"):
        [table] = open_tables(write(tmp_path / "车辆.xls", (HEADER + ROW * 3).replace(",", "\t"), encoding))
        assert len(rows_of(table)) == 3


def test_delimiters_at_the_end_of_every_line_are_no_column(tmp_path, open_tables, rows_of):
    [table] = open_tables(write(tmp_path / "a.csv", "姓名,身份证号,\r\n" + "张三,350699199001010015,\r\n" * 3))
    assert table.headers == ["姓名", "身份证号"]
    assert len(rows_of(table)) == 3


@pytest.mark.parametrize(
    ("text", "headers", "count"),
    [
        ("姓名,身份证号\n", ["姓名", "身份证号"], 0),
        ("姓名,身份证号", ["姓名", "身份证号"], 0),
        ("姓名,身份证号\n张三,350699199001010015", ["姓名", "身份证号"], 1),
        ("身份证号\n350699199001010015\n350699198001010010\n", ["身份证号"], 2),
        ('"身份证号"\r\n"350699199001010015"\r\n', ["身份证号"], 1),
    ],
)
def test_the_smallest_tables(tmp_path, open_tables, rows_of, text, headers, count):
    for encoding in ("utf-8", "gb18030", "utf-16"):
        [table] = open_tables(write(tmp_path / "a.csv", text, encoding))
        assert table.headers == headers
        assert len(rows_of(table)) == count


def test_nul_characters_are_left_out(tmp_path, open_tables, rows_of):
    [table] = open_tables(write(tmp_path / "a.csv", HEADER + ROW * 20 + "闽E7,林\0七,,K33,\n"))
    assert rows_of(table)[-1]["机动车所有人"] == "林七"
    assert any("NUL" in note for note in table.notes)


def test_numbers_guarded_by_a_formula_are_unwrapped(tmp_path, open_tables, rows_of):
    [table] = open_tables(write(tmp_path / "a.csv", '姓名,身份证号\n张三,="350699199001010015"\n'))
    assert rows_of(table)[0]["身份证号"] == "350699199001010015"


def test_what_the_writer_of_csv_writes_is_read_back(tmp_path, open_tables, rows_of):
    cells = ['引"号', "逗,号", "换\n行", "空 格", "'350699", "=1+1", "全　角"]
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(["姓名", *(f"列{n}" for n in range(len(cells)))])
    writer.writerow(["张三", *cells])
    path = tmp_path / "a.csv"
    path.write_bytes(buffer.getvalue().encode())
    [table] = open_tables(path)
    assert list(rows_of(table)[0].values())[1 : len(cells) + 1] == cells


def test_content_without_header_in_later_rows_is_noted(tmp_path, open_tables, rows_of):
    text = "姓名,住址,\n" + "张三,城西,\n" * 300 + "李四,城西,附言\n"
    [table] = open_tables(write(tmp_path / "a.csv", text))
    assert table.headers == ["姓名", "住址"]
    assert len(rows_of(table)) == 301
    assert any(note.startswith("C列没有表头而有内容") for note in table.notes)


def test_many_blocks_keep_rows_numbers_and_ragged_flags(tmp_path, open_tables, rows_of):
    count = 60_000
    lines = [f"闽E{number:05},林建国,350699199001010015,K33,备\n" for number in range(count)]
    lines[30_000] = "闽E30000,林建国\n"
    [table] = open_tables(write(tmp_path / "a.csv", HEADER + "".join(lines), "gb18030"))
    rows = rows_of(table)
    assert [row["_row"] for row in rows] == [n for n in range(2, count + 2) if n != 30_002]
    assert all(row["号牌号码"] == f"闽E{row['_row'] - 2:05}" for row in rows)
    assert [(row.row, row.reason) for row in table.set_aside] == [(1, "表头"), (30_002, "列数不符")]


@pytest.mark.parametrize("row", ["张三,\t{}", "张三,{}\t", '张三,"\t{}"', "　张三 ,\t{}\t", "\u200b张三,\ufeff{}\xa0"])
def test_what_guards_numbers_from_spreadsheets_is_stripped_and_delimits_nothing(tmp_path, open_tables, rows_of, row):
    numbers = ["350699199001010015", "350699198001010010"]
    text = "姓名,身份证号\n" + "\n".join(map(row.format, numbers)) + "\n"
    [table] = open_tables(write(tmp_path / "a.csv", text))
    assert [(row["姓名"], row["身份证号"]) for row in rows_of(table)] == [("张三", number) for number in numbers]


def test_controls_inside_cells_go_and_line_breaks_stay(tmp_path, open_tables, rows_of):
    [table] = open_tables(write(tmp_path / "a.csv", '姓名,住址\n林\x07七,"九峰镇\n福坪村\x1f"\n' + "张三,城西\n" * 40))
    row, *_ = rows_of(table)
    assert (row["姓名"], row["住址"]) == ("林七", "九峰镇\n福坪村")


def test_utf16_text_with_tabs_as_excel_saves_unicode_text(tmp_path, open_tables, rows_of):
    [table] = open_tables(write(tmp_path / "车辆.txt", (HEADER + ROW * 3).replace(",", "\t"), "utf-16"))
    assert len(rows_of(table)) == 3
    assert table.kinds[0].kind == "vehicles"
