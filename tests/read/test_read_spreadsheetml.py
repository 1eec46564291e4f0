"""Workbooks as a single XML file, of Excel 2003 and of web systems."""

from __future__ import annotations

import time
from decimal import Decimal
from pathlib import Path

import pytest

from jingzhun.errors import UnreadableFileError
from jingzhun.read.limits import Limits
from jingzhun.read.options import ReadOptions
from jingzhun.read.sniff import FileKind, sniff
from jingzhun.read.workbooks.excel import WorkbookGrid, open_workbook
from small_county import LIN, ZENG

FILES = Path(__file__).parent / "files"
NAMESPACES = (
    'xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet" '
    'xmlns:x="urn:schemas-microsoft-com:office:excel"'
)


def text(value: str) -> str:
    return f'<Cell><Data ss:Type="String">{value}</Data></Cell>'


def workbook_of(rows: str, after: str = "", declaration: str = '<?xml version="1.0"?>') -> str:
    return (
        f'{declaration}\n<?mso-application progid="Excel.Sheet"?>\n<Workbook {NAMESPACES}>'
        f'<Worksheet ss:Name="车辆"><Table>{rows}</Table>{after}</Worksheet></Workbook>'
    )


@pytest.fixture
def grids(tmp_path):
    """Read a workbook, given as text, bytes or a file, into its grids."""

    def read(book: str | bytes | Path, limits: Limits | None = None) -> list[WorkbookGrid]:
        path = tmp_path / "车辆.xls"
        if isinstance(book, Path):
            path = book
        else:
            path.write_bytes(book.encode() if isinstance(book, str) else book)
        assert sniff(path, path.name) is FileKind.SPREADSHEETML
        options = ReadOptions() if limits is None else ReadOptions(limits=limits)
        return open_workbook(path, path.name, FileKind.SPREADSHEETML, tmp_path, options)

    return read


@pytest.fixture
def cells(grids):
    """The cells of the only sheet, whose rows are given."""

    def read(rows: str) -> list[list[str]]:
        [grid] = grids(workbook_of(rows))
        return grid.head(100)

    return read


def refusal(grids, book: str | bytes, limits: Limits | None = None) -> UnreadableFileError:
    with pytest.raises(UnreadableFileError) as caught:
        grids(book, limits)
    assert caught.value.where.startswith("车辆.xls")
    assert caught.value.fix
    assert ZENG not in str(caught.value)
    return caught.value


def test_what_libreoffice_writes(grids):
    vehicles, other = grids(FILES / "libreoffice-2003.xml")
    rows = vehicles.head(20)
    assert vehicles.sheet == "车辆"
    assert vehicles.notes == ["有 1 行被隐藏，照样读取"]
    assert [tuple(merge) for merge in vehicles.merges] == [(1, 0, 1, 5), (3, 3, 4, 3)]
    assert rows[2] == ["林建国", LIN[:15] + "000", "E12345", "K33", "2014-05-06", "12.5"]
    # The fourth column of this row is covered by the merged cell above, and the file does not say so again.
    assert rows[3][2:] == ["E12346", "", "2008-05-06", "13.5"]
    assert rows[5][0] == "曾文辉"
    assert rows[6] == ["曾水土", f"{ZENG[0]}.{ZENG[1:14]}E+17", "E12349", "K33", "2013-02-03 08:30:00", ""]
    assert len(rows) == 7
    assert other.head(9) == [["姓名", "是否"], ["林建国", "1"], ["a\nb", "#DIV/0!"]]


def test_values_are_written_as_those_of_a_workbook(grids):
    values = (
        ("Number", "350699"), ("Number", "12.50"), ("Number", "3.50699195203071E+17"), ("Number", f"{LIN[:15]}000"),
        ("Number", "NaN"), ("Number", "无"), ("DateTime", "2014-05-06T00:00:00.000"), ("DateTime", "不详"),
        ("DateTime", "2014-05-06T08:30:00.000"), ("DateTime", "1899-12-31T08:30:00.000"), ("Boolean", "1"),
        ("Boolean", "0"), ("String", f" {LIN}&#10;x"), ("Error", "#N/A"), ("String", ""), ("String", "末"),
    )  # fmt: skip
    cells = "".join(f'<Cell><Data ss:Type="{kind}">{value}</Data></Cell>' for kind, value in values)
    [grid] = grids(workbook_of(f"<Row>{cells}</Row>"))
    assert grid.head(1)[0] == [
        *("350699", "12.5", "3.50699195203071E+17", f"{LIN[0]}.{LIN[1:14]}E+17", "NaN", "无", "2014-05-06", "不详"),
        *("2014-05-06 08:30:00", "08:30:00", "TRUE", "FALSE", f"{LIN}\nx", "", "", "末"),
    ]
    assert grid.notes == ["有 1 个单元格是公式错误值（如 #N/A），按空白读取"]


@pytest.mark.parametrize("number", [LIN, ZENG, "3506991952030701", "6228480402564890018"])
def test_digits_that_no_double_held_are_kept(cells, number):
    """Web systems call every text of digits a number; a spreadsheet program would lose the last ones."""
    held = [f"{float(number):.{digits}g}" for digits in (15, 16, 17)] + [str(int(float(number))), repr(float(number))]
    damaged = [str(int(Decimal(text))) for text in held]
    rows = cells(
        "".join(f'<Row><Cell><Data ss:Type="Number">{text}</Data></Cell></Row>' for text in (number, *damaged))
    )
    assert rows[0] == ([number] if number not in damaged else ["3.506991952030701E+15"])
    assert all("E+" in row[0] for row in rows[1:])


def test_rows_and_cells_that_are_left_out_keep_their_places(cells):
    rows = (
        f'<Row>{text("a")}</Row><Row ss:Index="4"><Cell ss:Index="3"><Data ss:Type="String">b</Data></Cell>'
        f"{text('c')}</Row>"
        f'<Row ss:Span="1"/><Row>{text("d")}</Row>'
    )
    assert cells(rows) == [
        ["a", "", "", ""],
        [""] * 4,
        [""] * 4,
        ["", "", "b", "c"],
        [""] * 4,
        [""] * 4,
        ["d", "", "", ""],
    ]


def test_merged_cells_with_their_covered_columns_stated_or_not(grids):
    first = (
        '<Row><Cell ss:MergeAcross="1" ss:MergeDown="1"><Data ss:Type="String">户</Data></Cell>' + text("注") + "</Row>"
    )
    for second in ('<Row><Cell ss:Index="3"><Data ss:Type="String">x</Data></Cell></Row>', f"<Row>{text('x')}</Row>"):
        [grid] = grids(workbook_of(first + second))
        assert grid.head(9) == [["户", "", "注"], ["", "", "x"]]
        assert [tuple(merge) for merge in grid.merges] == [(1, 0, 2, 1)]


def test_comments_styles_and_names_are_no_values_and_rich_text_is(cells):
    rows = (
        '<Column ss:Width="50"/><Row><Cell><ss:Data ss:Type="String" xmlns="http://www.w3.org/TR/REC-html40">'
        '<B>林</B><Font html:Color="#FF0000" xmlns:html="http://www.w3.org/TR/REC-html40">建国</Font></ss:Data>'
        '<Comment ss:Author="x"><ss:Data xmlns="http://www.w3.org/TR/REC-html40">批注</ss:Data></Comment>'
        '<NamedCell ss:Name="Print_Area"/></Cell></Row><Row><Cell ss:Index="9" ss:StyleID="s1"/></Row>'
    )
    assert cells(rows) == [["林建国"]]


def test_hidden_sheets_and_rows_are_read_and_told(grids):
    after = "<x:WorksheetOptions><x:Visible>SheetVeryHidden</x:Visible></x:WorksheetOptions>"
    rows = f'<Row ss:Hidden="1">{text("林")}</Row><Row ss:Hidden="1"><Cell/></Row><Row>{text("黄")}</Row>'
    [grid] = grids(workbook_of(rows, after))
    assert grid.head(9) == [["林"], [""], ["黄"]]
    assert grid.notes == ["工作表是隐藏的，照样读取", "有 1 行被隐藏，照样读取"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("stated", ["", ' encoding="gb2312"', ' encoding="UTF-8"', ' encoding="utf-16"'])
def test_the_bytes_decide_the_encoding(grids, encoding, stated):
    book = workbook_of(f"<Row>{text('陈志明')}</Row>", declaration=f'<?xml version="1.0"{stated}?>')
    [grid] = grids(book.encode(encoding))
    assert (grid.sheet, grid.head(1)) == ("车辆", [["陈志明"]])


def test_the_table_is_found_with_the_rows_that_a_spreadsheet_shows(tmp_path, open_tables, rows_of):
    path = tmp_path / "车管所.xls"
    header = "".join(map(text, ("姓名", "身份证号", "号牌号码")))
    rows = "".join(
        f"<Row>{text(name)}{text(number)}{text('E1')}</Row>" for name, number in (("林建国", LIN), ("曾水土", ZENG))
    )
    path.write_text(workbook_of(f'<Row>{text("机动车登记表")}</Row><Row ss:Index="3">{header}</Row>{rows}'), "utf-8")
    [table] = open_tables(path)
    assert [(row["_row"], row["身份证号"]) for row in rows_of(table)] == [(4, LIN), (5, ZENG)]


# ── what cannot be read ───────────────────────────────────────────────────────────────────────────────────────────

FAR = '<Row ss:Index="{}"><Cell ss:Index="{}"><Data ss:Type="String">远</Data></Cell></Row>'
LAUGHS = (
    '<!DOCTYPE x [<!ENTITY a "' + "哈" * 50 + '">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 20}">' for n in range(8)) + "]>"
)  # fmt: skip


@pytest.mark.parametrize(
    ("book", "what"),
    [
        (workbook_of(f"<Row>{text(ZENG)}</Row>" + FAR.format(1_000_000, 16_384)), "XFD1000000 离其他内容太远"),
        (workbook_of(FAR.format(1, 16_385)), "范围以外"),
        (workbook_of(FAR.format(99_999_999, 1)), "范围以外"),
        (workbook_of(FAR.format(2, 1) * 2), "第 2 行写了两次"),
        (workbook_of(f'<Row>{text("a")}{text("b")}<Cell ss:Index="1">{text("c")[6:]}</Row>'), "第 1 行第 1 列写了两次"),
        (workbook_of(f"<Row>{text(ZENG)}</Row><Row>{text('A&B')}</Row>"), "不是完整的 XML"),
        (workbook_of(f"<Row>{text(ZENG)}</Row>")[:-60], "不是完整的 XML"),
        (workbook_of("<Row>" + "<Cell>" * 100_000), "不是完整的 XML"),
        (workbook_of(f"<Row>{text('&i;')}</Row>", declaration='<?xml version="1.0"?>' + LAUGHS), "DOCTYPE"),
        (
            workbook_of(
                f"<Row>{text('&x;')}</Row>",
                declaration='<?xml version="1.0"?><!DOCTYPE x [<!ENTITY x SYSTEM "file:///etc/hostname">]>',
            ),
            "DOCTYPE",
        ),
        (workbook_of(""), "没有内容"),
        (workbook_of("<Row><Cell/></Row>"), "没有内容"),
        (workbook_of(f"<Row>{text('陈志明陈志明陈志明陈志明陈志明')}</Row>").encode() + b"\xff\xff", "FF FF"),
    ],
)
def test_what_cannot_be_read_is_refused_at_once(grids, book, what):
    begun = time.perf_counter()
    assert what in refusal(grids, book).what
    assert time.perf_counter() - begun < 5


def test_a_far_row_of_a_narrow_table_is_within_the_limits(grids):
    begun = time.perf_counter()
    [grid] = grids(workbook_of(f"<Row>{text('近')}</Row>" + FAR.format(1_000_000, 2)))
    rows = [(chunk.first_row, len(chunk.columns[0]), chunk.columns[1][-1].as_py()) for chunk in grid.chunks(1, 0)]
    assert rows[-1][0] + rows[-1][1] - 1 == 1_000_000
    assert rows[-1][2] == "远"
    assert time.perf_counter() - begun < 5


def test_the_limit_of_the_rectangle_is_adjustable(grids):
    book = workbook_of(FAR.format(100, 50))
    assert len(grids(book, Limits(cells=5000))[0].head(200)) == 100
    assert "AX100" in refusal(grids, book, Limits(cells=4999)).what


def test_cells_that_are_only_formatted_are_no_reason_to_refuse(cells):
    rows = f'<Row>{text("近")}</Row><Row ss:Index="1048576"><Cell ss:Index="16384" ss:StyleID="s1"/></Row>'
    assert cells(rows) == [["近"]]


def test_a_cell_without_end_is_refused(grids):
    assert "A1" in refusal(grids, workbook_of(f"<Row>{text('林' * 100_000)}</Row>"), Limits(cell_bytes=50_000)).what


def test_a_large_workbook_takes_seconds(grids):
    row = "".join(map(text, ("林建国", LIN, *"abcdef"))) + '<Cell><Data ss:Type="Number">12.5</Data></Cell>'
    begun = time.perf_counter()
    [grid] = grids(workbook_of(f"<Row>{row}</Row>" * 20_000))
    assert sum(len(chunk.columns[0]) for chunk in grid.chunks(1, 0)) == 20_000
    assert time.perf_counter() - begun < 8


def test_a_number_with_underscores_stays_a_text(cells):
    assert cells('<Row><Cell><Data ss:Type="Number">1_000</Data></Cell></Row>') == [["1_000"]]


@pytest.mark.parametrize("declared", ["", "<x:ExcelWorkbook><x:Date1904/></x:ExcelWorkbook>"])
def test_a_workbook_that_counts_days_from_1904_says_so(grids, declared):
    [grid] = grids(workbook_of(f"<Row>{text('甲')}</Row>").replace("<Worksheet", declared + "<Worksheet", 1))
    assert grid.date1904 is bool(declared)
