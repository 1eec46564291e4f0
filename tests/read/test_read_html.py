"""Web pages that were saved as workbooks."""

from __future__ import annotations

import html
import time
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jingzhun.errors import UnreadableFileError
from jingzhun.read.limits import Limits
from jingzhun.read.options import ReadOptions
from jingzhun.read.sniff import FileKind, sniff
from jingzhun.read.workbooks.excel import WorkbookGrid, open_workbook
from small_county import LIN, VEHICLES, VEHICLES_HEADER, ZENG

FILES = Path(__file__).parent / "files"
ENCODINGS = ("utf-8", "utf-8-sig", "gb18030", "utf-16")


@pytest.fixture
def grids(tmp_path):
    """Read a page, given as text, bytes or a file, into its grids."""

    def read(page: str | bytes | Path, limits: Limits | None = None) -> list[WorkbookGrid]:
        path = tmp_path / "车辆.xls"
        if isinstance(page, Path):
            path = page
        else:
            path.write_bytes(page.encode() if isinstance(page, str) else page)
        assert sniff(path, path.name) is FileKind.HTML
        options = ReadOptions() if limits is None else ReadOptions(limits=limits)
        return open_workbook(path, path.name, FileKind.HTML, tmp_path, options)

    return read


@pytest.fixture
def cells(grids):
    """The cells of the only table of a page."""

    def read(page: str | bytes | Path) -> list[list[str]]:
        [grid] = grids(page)
        return grid.head(100)

    return read


def refusal(grids, page: str | bytes, limits: Limits | None = None) -> UnreadableFileError:
    with pytest.raises(UnreadableFileError) as caught:
        grids(page, limits)
    assert caught.value.where.startswith("车辆.xls")
    assert caught.value.fix
    return caught.value


def page_of(rows, head: str = "") -> str:
    lines = ["".join(f"<td>{cell}</td>" for cell in row) for row in rows]
    return (
        f"<html><head>{head}</head><body><table>{''.join(f'<tr>{line}</tr>' for line in lines)}</table></body></html>"
    )


# ── tables as web systems and programs write them ─────────────────────────────────────────────────────────────────


def test_a_table_is_read_as_text(cells):
    assert cells(page_of([VEHICLES_HEADER, *VEHICLES])) == [list(row) for row in (VEHICLES_HEADER, *VEHICLES)]


def test_row_numbers_are_those_of_the_table(tmp_path, open_tables, rows_of):
    path = tmp_path / "车管所.xls"
    path.write_text(page_of([["平和县(样例)机动车"], [], VEHICLES_HEADER, *VEHICLES]), encoding="gb18030")
    [table] = open_tables(path)
    rows = rows_of(table)
    assert [row["_row"] for row in rows] == [4, 5, 6, 7]
    assert rows[0]["SFZMHM"] == VEHICLES[0][2]
    assert table.mapping["id_number"] == "SFZMHM"


def test_what_pandas_writes(cells):
    frame = pd.DataFrame([row[:4] for row in VEHICLES], columns=VEHICLES_HEADER[:4])
    expected = [list(VEHICLES_HEADER[:4]), *(list(row[:4]) for row in VEHICLES)]
    assert cells(frame.to_html(index=False)) == expected
    assert cells(frame.to_html()) == [["", *expected[0]], *([str(n), *row] for n, row in enumerate(expected[1:]))]


def test_what_libreoffice_writes(grids):
    [grid] = grids(FILES / "libreoffice.html")
    rows = grid.head(10)
    assert rows[0] == ["平和县(样例)机动车登记表", "", "", "", "", ""]
    assert rows[2] == ["林建国", LIN[:15] + "000", "E12345", "K33", "2014-05-06 0:00:00", "12.5"]
    # A number cell has lost its last digits, whatever it shows.
    assert rows[5] == ["曾水土", f"{ZENG[0]}.{ZENG[1:14]}E+17", "E12349", "K33", "2013-02-03 8:30:00", ""]
    assert [tuple(merge) for merge in grid.merges] == [(1, 0, 1, 5), (3, 3, 4, 3)]
    assert rows[3][3:5] == ["", "2008-05-06 0:00:00"]


def test_what_excel_writes(grids):
    page = f"""<html xmlns:x="urn:schemas-microsoft-com:office:excel">
    <head><meta http-equiv=Content-Type content="text/html; charset=gb2312">
    <style>td {{mso-number-format:"\\@";}}</style>
    <!--[if gte mso 9]><xml><x:ExcelWorkbook><x:ExcelWorksheets><x:ExcelWorksheet><x:Name>车辆 表</x:Name>
    <x:WorksheetOptions/></x:ExcelWorksheet></x:ExcelWorksheets></x:ExcelWorkbook></xml><![endif]--></head>
    <body><table x:str border=0><col width=72><tr height=18>
    <td x:num="{LIN[:15]}000">3.50699E+17</td><td x:num>{LIN[:15]}000</td><td>{LIN[:15]}000</td>
    <td x:num="41765">2014-5-6</td><td x:num="41765">########</td><td x:num="1234.5">1,234.50</td>
    <td x:str="{LIN}">{LIN}</td><td x:err="#N/A">#N/A</td></tr></table></body></html>"""
    [grid] = grids(page.encode("gb18030"))
    damaged = f"{LIN[0]}.{LIN[1:14]}E+17"  # LIN[14] is 0
    assert grid.head(1) == [[damaged, damaged, f"{LIN[:15]}000", "2014-5-6", "41765", "1,234.50", LIN]]
    assert grid.sheet == "车辆 表"
    assert grid.notes == ["有 1 个单元格是公式错误值（如 #N/A），按空白读取"]


def test_text_counts_as_the_page_shows_it(cells):
    page = (
        "<table><tr><td> 林\n   建国&nbsp;</td><td>甲<br>乙<BR/>丙</td><td><p>一</p><p>二</p></td>"
        "<td><b>九峰</b><font color=red>镇</font></td><td>&lt;3&amp;&#x9648;</td><td>&nbsp;</td><th>末"
    )
    assert cells(page) == [["林 建国", "甲\n乙\n丙", "一\n二", "九峰镇", "<3&陈", "", "末"]]


def test_what_is_not_shown_is_no_value_and_is_told(grids):
    page = (
        "<table><tr><td><script>var 甲='<td>';</script><style>td{}</style>姓名<!-- 注 --></td>"
        "<td><span style='DISPLAY: none'><i>20140506</i></span>2014-05-06</td></tr>"
        "<tr style='display:none'><td>林建国</td><td hidden>x</td></tr><tr style='display:none'><td></td></tr>"
        "<tr>在外面<td>陈志明</td></tr></table>"
    )
    [grid] = grids(page)
    assert grid.head(9) == [["姓名", "2014-05-06"], ["林建国", "x"], ["", ""], ["陈志明", ""]]
    assert grid.notes == [
        "有 1 行被隐藏，照样读取",
        "有 1 个单元格被隐藏，照样读取",
        "单元格里有 1 处隐藏的文字，没有读取",
        "有 1 处文字不在单元格里，没有读取",
    ]


@pytest.mark.parametrize(
    "page",
    [
        "<table><tr><td>a<td>b<tr><td>c<td>d</table>",
        "<table><tr><td><font>a<td><font>b<tr><td><font>c<td><b>d",
        "<table><td>a</td><td>b</td><tr><td>c</td><td>d</td></table>",
        "<tr><td>a</td><td>b</td></tr><tr><td>c</td><td>d</td></tr>",
        "<table><form><tr><td>a</td><td>b</td></tr></form><div><tr><td>c</td><td>d</td></tr></div></table>",
        "<table><thead><tr><th>a<th>b</thead><tbody><tr><td>c<td>d</tbody></table>",
        "<TABLE><TR><TD>a</TD></FONT><TD>b</TD></TR></TD><TR><TD>c</TD><TD>d</TD></TR></TABLE></BODY>",
        "<table><tr><td><span style=display:none>a<td>b<tr><td>c<td>d",
    ],
)
def test_careless_markup(cells, page):
    text = cells(page)
    assert [[cell or "a" for cell in row] for row in text] == [["a", "b"], ["c", "d"]]


def test_spans_become_merged_ranges(grids):
    page = (
        "<table><tr><td rowspan=2>户号</td><td colspan=2>成员</td><td rowspan='0'>注</td></tr>"
        "<tr><td>姓名</td><td>证号</td></tr><tr><td rowspan=2>H1</td><td>林</td><td>1</td></tr>"
        "<tr><td>黄</td><td>2</td><td>x</td></tr></table>"
    )
    [grid] = grids(page)
    assert grid.head(9) == [
        ["户号", "成员", "", "注", ""],
        ["", "姓名", "证号", "", ""],
        ["H1", "林", "1", "", ""],
        ["", "黄", "2", "", "x"],
    ]
    assert [tuple(merge) for merge in grid.merges] == [(1, 0, 2, 0), (1, 1, 1, 2), (1, 3, 4, 3), (3, 0, 4, 0)]


def test_a_household_under_one_merged_head_keeps_its_rows(tmp_path, open_tables, rows_of):
    path = tmp_path / "花名册.xls"
    path.write_text(
        "<table><tr><td>户编号</td><td>姓名</td><td>身份证号</td></tr>"
        f"<tr><td rowspan=2>HH001</td><td>林建国</td><td>{LIN}</td></tr>"
        f"<tr><td>曾水土</td><td>{ZENG}</td></tr></table>",
        encoding="utf-8",
    )
    [table] = open_tables(path)
    assert [row["户编号"] for row in rows_of(table)] == ["HH001", "HH001"]


# ── several tables ────────────────────────────────────────────────────────────────────────────────────────────────


def test_every_table_is_a_sheet_by_its_caption_or_heading(grids):
    page = (
        "<h2>福坪<i>村</i></h2><table><tr><td>a<td>b</table><table><tr><td>c<td>d</table>"
        "<table><caption>江寨村</caption><tr><td>e<td>f</table>"
    )
    assert [grid.sheet for grid in grids(page)] == ["福坪村", "福坪村(2)", "江寨村"]
    assert [grid.sheet for grid in grids("<table><tr><td>a<td>b</table><table><tr><td>c<td>d</table>")] == [
        "表格1",
        "表格2",
    ]


def test_a_title_in_a_table_of_its_own_names_the_next(grids):
    assert [grid.sheet for grid in grids("<table><tr><td>车辆清单</table>" + page_of(VEHICLES))] == [
        "表格1",
        "车辆清单",
    ]


def test_layout_tables_are_not_read_twice(grids):
    inner = "<table><tr><td>姓名</td><td>住址</td></tr><tr><td>林建国</td><td>九峰镇</td></tr></table>"
    page = f"<table><tr><td><table><tr><td>{inner}</td></tr></table></td><td>&nbsp;</td></tr></table>"
    [grid] = grids(page)
    assert grid.head(9) == [["姓名", "住址"], ["林建国", "九峰镇"]]


def test_text_beside_a_nested_table_is_a_sheet_of_its_own(grids):
    inner = "<table><tr><td>姓名</td><td>住址</td></tr></table>"
    found = grids(f"<table><tr><td>菜单{inner}</td><td>打印</td></tr></table>")
    assert [grid.head(9) for grid in found] == [[["姓名", "住址"]], [["菜单", "打印"]]]


def test_a_frame_around_one_value_belongs_to_its_cell(cells):
    page = "<table><tr><td>姓名<td>住址<tr><td><table><tr><td>林建国</td></tr></table></td><td>九峰镇</table>"
    assert cells(page) == [["姓名", "住址"], ["林建国", "九峰镇"]]


# ── encodings ─────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("stated", ["gb2312", "utf-8", "iso-8859-1", "big5"])
def test_the_bytes_decide_the_encoding(cells, grids, encoding, stated):
    page = page_of([["姓名", "住址"], ["陈志明", "九峰镇福坪村"]], f'<meta charset="{stated}">').encode(encoding)
    if (encoding, stated) == ("gb18030", "big5"):
        assert "big5" in refusal(grids, page).what
    else:
        assert cells(page) == [["姓名", "住址"], ["陈志明", "九峰镇福坪村"]]


def test_a_page_that_breaks_off_in_another_encoding_is_refused_with_the_place(grids):
    page = page_of([["姓名", "住址"], ["陈志明", "九峰镇福坪村大溪镇江寨村"]]).encode() + b"\xff\xff"
    assert "FF FF" in refusal(grids, page).what


def test_a_page_that_was_cut_is_told(grids):
    whole = page_of([["姓名", "住址"], ["陈志明", "九峰镇"]])
    assert grids(whole)[0].notes == []
    [grid] = grids(whole[: whole.rindex("峰")])
    assert grid.head(9)[1] == ["陈志明", "九"]
    assert "没有写完" in grid.notes[0]


# ── pages with their parts in one file ────────────────────────────────────────────────────────────────────────────


def test_a_workbook_saved_as_mht(grids):
    main = (
        "<html><head><!--[if gte mso 9]><xml><x:ExcelWorksheet><x:Name>福坪</x:Name>\n"
        '<x:WorksheetSource HRef="a.files/sheet001.htm"/></x:ExcelWorksheet><x:ExcelWorksheet><x:Name>江寨</x:Name>\n'
        '<x:WorksheetSource HRef="a.files/sheet002.htm"/></x:ExcelWorksheet></xml><![endif]--></head>'
        "<frameset><frame src=a.files/sheet001.htm></frameset></html>"
    )
    parts = {
        "a.htm": main,
        "a.files/tabstrip.htm": "<table><tr><td>福坪<td>江寨</table>",
        "a.files/sheet002.htm": page_of([["姓名", "住址"], ["曾水土", "大溪镇"]]),
        "a.files/sheet001.htm": page_of([["姓名", "住址"], ["林建国", "九峰镇"]]),
    }
    message = MIMEMultipart("related")
    for name, text in parts.items():
        part = MIMEText(text, "html", "gb2312")
        part["Content-Location"] = f"file:///C:/{name}"
        message.attach(part)
    found = grids(message.as_bytes())
    assert {grid.sheet: grid.head(9)[1] for grid in found} == {
        "福坪": ["林建国", "九峰镇"],
        "江寨": ["曾水土", "大溪镇"],
    }


# ── what cannot be read ───────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("page", "what"),
    [
        ("<html><body>请重新登录</body></html>", "没有表格"),
        ("<html><table><tr><td>&nbsp;</td></tr></table></html>", "没有表格"),
        ("<html><frameset><frame src='名册.files/sheet001.htm'></frameset></html>", "框架"),
        ("<table><tr><td>" * 100_000, "一层套一层"),
        ("<table><tr><td>a<td>b</table>" * 1001, "超过 1000 个"),
        ("<table>" + "<tr><td colspan=1000 rowspan=60000>x<td>y" * 20_000, "太远"),
        ("<table><tr>" + "<td>" * 20_000 + "x", "太远"),
        (b"From: x\r\nContent-Type: multipart/related; boundary=a\r\n\r\n--a\r\n\r\n--a--", "没有表格"),
    ],
)
def test_pages_without_a_table_to_read(grids, page, what):
    begun = time.perf_counter()
    assert what in refusal(grids, page).what
    assert time.perf_counter() - begun < 10


@pytest.mark.parametrize(
    "page",
    [
        "<div>" * 100_000 + page_of([["a", "b"]]),
        "<table><tr><td colspan=1000000000>a</td></tr><tr><td>b</td><td rowspan=99999999999999999999>c</td></tr>",
        "<!DOCTYPE html [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;'>]><table><tr><td>&b;</td></tr></table>",
        "<!DOCTYPE html [<!ENTITY x SYSTEM 'file:///etc/hostname'>]><table><tr><td>&x;</td></tr></table>",
        "<table><tr><td x:num='1e999'>a</td><td x:num='nan'>b</td><td x:num='十'>c</td><td colspan='-3'>d</td></table>",
    ],
)
def test_hostile_pages_are_read_without_harm(cells, page):
    begun = time.perf_counter()
    rows = cells(page)
    assert len(str(rows)) < 200
    assert Path("/etc/hostname").read_text().strip() not in str(rows)
    assert time.perf_counter() - begun < 5


def test_a_page_that_takes_too_long_is_given_up(grids):
    page = "<table>" + "<div>" * 100_000 + "</p>" * 100_000
    begun = time.perf_counter()
    assert "超过 1 秒" in refusal(grids, page, Limits(seconds=1, seconds_per_megabyte=0)).what
    assert time.perf_counter() - begun < 5


def test_a_cell_without_end_is_refused(grids):
    assert "A1" in refusal(grids, "<table><tr><td>" + "林" * 100_000, Limits(cell_bytes=50_000)).what


def test_a_large_table_takes_seconds(grids):
    begun = time.perf_counter()
    [grid] = grids(page_of([["林建国", LIN, *"abcdefgh"]] * 20_000))
    assert sum(len(chunk.columns[0]) for chunk in grid.chunks(1, 0)) == 20_000
    assert time.perf_counter() - begun < 6


# ── any table ─────────────────────────────────────────────────────────────────────────────────────────────────────

TEXTS = st.text(st.sampled_from("林建国<>&\"'x10;#·甲，"), max_size=6)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(st.lists(TEXTS, min_size=3, max_size=3), min_size=1, max_size=6), encoding=st.sampled_from(ENCODINGS)
)
def test_any_table_is_read_back_equal(grids, rows, encoding):
    rows = [["表头", *rows[0][1:]], *rows[1:], ["末", "", "完"]]
    page = page_of([[html.escape(cell) for cell in row] for row in rows])
    [grid] = grids(page.encode(encoding))
    assert grid.head(100) == rows
