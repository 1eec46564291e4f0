"""Hostile and broken files end in one clear message that names the file and says what to do."""

from __future__ import annotations

import io
import time
import zipfile
from pathlib import Path

import openpyxl
import pytest

from jingzhun import read
from jingzhun.errors import RequestError, UnreadableFileError
from jingzhun.read import ReadOptions
from jingzhun.read.databases.address import parse_address
from jingzhun.read.limits import Limits
from jingzhun.read.standard_input import receive
from jingzhun.read.workbooks import child
from jingzhun.read.workbooks.child import CHILDREN
from workbook_parts import replace_part

UTF8_LINES = "姓名,身份证号,住址\n李四,350699,九峰镇福坪村\n".encode()


def workbook(path: Path) -> Path:
    book = openpyxl.Workbook()
    book.active.append(["姓名", "身份证号"])
    book.active.append(["张三", "350699199001010015"])
    book.save(path)
    return path


def refusal(path: Path, open_tables) -> UnreadableFileError:
    with pytest.raises(UnreadableFileError) as caught:
        [list(table.batches()) for table in open_tables(path)]
    assert path.name in caught.value.where
    assert caught.value.fix
    assert caught.value.exit_code == 3
    assert "350699199001010015" not in str(caught.value)
    return caught.value


@pytest.mark.parametrize(
    ("name", "content", "what"),
    [
        ("空.xlsx", b"", "空"),
        ("空白.csv", b"\xef\xbb\xbf \r\n", "空"),
        ("乱.xlsx", bytes(range(256)) * 40, "不是表格"),
        ("乱.xlsx", b"PK\x03\x04" + b"\x07" * 500, "损坏"),
        ("乱.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 2000, "损坏"),
        ("文档.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le") + b"\0" * 600, "Word"),
        ("密.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le") + b"\0" * 600, "损坏"),
        ("坏.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\xff" * 600 + "Workbook".encode("utf-16-le"), "损坏"),
        ("表.xls", b'<?xml version="1.0"?><Workbook/>', "XML"),
        ("文.csv", b"%PDF-1.7 ...", "PDF"),
        ("表.parquet", b"PAR1" + b"\x00" * 100, "损坏"),
        ("表.arrow", b"ARROW1\0\0" + b"\x00" * 100, "损坏"),
        ("坏字.csv", "姓名,住址\n张三,九峰\n".encode("gb18030") + b"\xff\xff,x\n", "第 3 行"),
        ("坏字.csv", UTF8_LINES + b"\xd5\xc5\xc8\xfd,x\n", "第 3 行（第 61 字节）起是 D5 C5 C8 FD"),
        ("坏字.csv", "姓名".encode("utf-16") + b"\x00\xd8\x01", "UTF-16"),
    ],
)  # fmt: skip
def test_files_that_are_no_table(tmp_path, open_tables, name, content, what):
    path = tmp_path / name
    path.write_bytes(content)
    assert what in refusal(path, open_tables).what


def test_truncated_xlsx(tmp_path, open_tables):
    path = workbook(tmp_path / "a.xlsx")
    path.write_bytes(path.read_bytes()[:-200])
    assert "损坏" in refusal(path, open_tables).what


def test_xlsx_with_broken_xml(tmp_path, open_tables):
    path = replace_part(workbook(tmp_path / "a.xlsx"), "xl/worksheets/sheet1.xml", lambda xml: xml[: len(xml) // 2])
    assert "损坏" in refusal(path, open_tables).what


def test_two_cells_in_opposite_corners_are_refused_with_the_cell(tmp_path, open_tables):
    book = openpyxl.Workbook()
    book.active["A1"], book.active["XFD1048576"] = "姓名", "远"
    book.save(tmp_path / "a.xlsx")
    assert "XFD1048576" in refusal(tmp_path / "a.xlsx", open_tables).what


def test_a_far_cell_that_is_only_formatted_is_no_reason_to_refuse(tmp_path, open_tables, rows_of):
    path = workbook(tmp_path / "a.xlsx")
    book = openpyxl.load_workbook(path)
    book.active["XFD1048576"].font = openpyxl.styles.Font(bold=True)
    book.save(path)
    [table] = open_tables(path)
    assert len(rows_of(table)) == 1


def test_many_formatted_but_empty_rows_cost_little(tmp_path, open_tables, rows_of):
    path = workbook(tmp_path / "a.xlsx")
    empty = b"".join(b'<row r="%d" s="1" customFormat="1"><c r="A%d" s="1"/><c r="B%d" s="1"/></row>' % (row, row, row)
                     for row in range(3, 100_003))  # fmt: skip
    replace_part(path, "xl/worksheets/sheet1.xml", lambda xml: xml.replace(b"</sheetData>", empty + b"</sheetData>"))
    begun = time.perf_counter()
    [table] = open_tables(path)
    assert len(rows_of(table)) == 1
    assert table.rows_read == 2
    assert time.perf_counter() - begun < 5


def test_a_far_cell_hidden_from_the_scan_kills_only_the_child(tmp_path, open_tables):
    """With a namespace prefix the scan sees nothing; the child runs out of its memory and dies alone."""
    book = openpyxl.Workbook()
    book.active["A1"], book.active["XFD1048576"] = "姓名", "远"
    book.save(tmp_path / "a.xlsx")
    path = replace_part(
        tmp_path / "a.xlsx",
        "xl/worksheets/sheet1.xml",
        lambda xml: xml.replace(b'<c r="', b'<c  r="').replace(b"<row r", b"<row  r"),
    )
    assert refusal(path, open_tables).what


def test_zip_bombs_are_refused_by_their_directory(tmp_path):
    path = replace_part(workbook(tmp_path / "a.xlsx"), "xl/worksheets/sheet1.xml", lambda xml: xml + b" " * 3_000_000)
    with pytest.raises(UnreadableFileError, match="太大"):
        read.open_file(path, path.name, tmp_path, ReadOptions(Limits(ratio_from_bytes=1_000_000)))
    with pytest.raises(UnreadableFileError, match="太大"):
        read.open_file(path, path.name, tmp_path, ReadOptions(Limits(unpacked_bytes=1_000_000)))
    with pytest.raises(UnreadableFileError, match="太大"):
        read.open_file(path, path.name, tmp_path, ReadOptions(Limits(members=3)))


def test_paths_that_climb_out_are_refused(tmp_path, open_tables):
    path = workbook(tmp_path / "a.xlsx")
    with zipfile.ZipFile(path, "a") as container:
        container.writestr("../../x", b"")
    assert "路径" in refusal(path, open_tables).what


@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2])
@pytest.mark.parametrize("junk", [b"\xff\xff\xff\xff", b"\0\0\0\0\0\0\0\0\0\0\0\0"])
def test_a_damaged_part_is_a_damaged_file_however_it_is_packed(tmp_path, open_tables, method, junk):
    path = tmp_path / "a.ods"
    with zipfile.ZipFile(path, "w", method) as container:
        container.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet" * 3)
        container.writestr("content.xml", "<a/>")
    content = path.read_bytes()
    begin = content.find(b"mimetype") + len("mimetype")
    path.write_bytes(content[:begin] + junk + content[begin + len(junk) :])
    assert "损坏" in refusal(path, open_tables).what


def test_other_documents_are_named(tmp_path, open_tables):
    for part, what in (("word/document.xml", "Word"), ("ppt/presentation.xml", "演示文稿")):
        path = tmp_path / "a.xlsx"
        with zipfile.ZipFile(path, "w") as container:
            container.writestr(part, b"x")
        assert what in refusal(path, open_tables).what


def test_entities_are_not_expanded(tmp_path, open_tables):
    entities = (
        b'<!DOCTYPE x [<!ENTITY a "'
        + b"A" * 50
        + b'">'
        + b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 20) for n in range(8))
        + b"]>"
    )
    path = replace_part(
        workbook(tmp_path / "a.xlsx"),
        "xl/workbook.xml",
        lambda xml: entities + xml.replace(b'name="Sheet"', b'name="&i;"'),
    )
    assert refusal(path, open_tables).what


def test_a_parse_that_takes_too_long_is_given_up(tmp_path):
    path = workbook(tmp_path / "a.xlsx")
    options = ReadOptions(Limits(seconds=0.01, seconds_per_megabyte=0))
    CHILDREN.end()  # the start of a process counts
    with pytest.raises(UnreadableFileError, match="超过"):
        read.open_file(path, path.name, tmp_path, options)


def test_too_little_memory_ends_in_a_message(tmp_path):
    # Large enough that what the child has allocated before the limit holds cannot serve it.
    path = tmp_path / "a.xlsx"
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in range(8_000):
        sheet.append(["姓名", f"第{row}行", "很长的备注" * 40])
    book.save(path)
    with pytest.raises(UnreadableFileError):
        read.open_file(path, path.name, tmp_path, ReadOptions(Limits(child_bytes=64 << 20)))


def test_a_child_that_dies_is_a_message_and_the_next_file_is_read(tmp_path, open_tables, rows_of, monkeypatch):
    path = workbook(tmp_path / "a.xlsx")
    CHILDREN.end()
    monkeypatch.setattr(child.sys, "executable", "/bin/false")
    assert "中途退出" in refusal(path, open_tables).what
    monkeypatch.undo()
    assert len(rows_of(open_tables(path)[0])) == 1


def test_directories_missing_files_and_devices(tmp_path, open_tables):
    (tmp_path / "d.xlsx").mkdir()
    for path in (tmp_path / "d.xlsx", tmp_path / "没有.csv", Path("/dev/null")):
        refusal(path, open_tables)


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("名册.xlsx", True),
        ("A.CSV", True),
        ("a.txt", True),
        ("a.tsv", True),
        ("a.et", True),
        ("~$名册.xlsx", False),
        (".a.csv", False),
        ("说明.docx", False),
        ("a", False),
    ],
)
def test_which_files_of_a_folder_are_looked_at(name, wanted):
    assert read.is_candidate(Path("x") / name) is wanted


@pytest.mark.parametrize("value", [1e10, 350699196203070019])
def test_a_number_in_the_format_of_a_duration_that_none_can_be_is_told_with_its_row(tmp_path, open_tables, value):
    book = openpyxl.Workbook()
    for row in (["姓名", "值"], ["张三", 1], ["李四", value]):
        book.active.append(row)
    book.active["B3"].number_format = "[h]:mm:ss"
    book.save(tmp_path / "a.xlsx")
    error = refusal(tmp_path / "a.xlsx", open_tables)
    assert "第 3 行" in error.what
    assert error.where == "a.xlsx › Sheet"


def test_a_stream_that_breaks_off_is_no_full_disk(tmp_path):
    class Broken(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            raise OSError(5, "Input/output error")

    with pytest.raises(UnreadableFileError, match="读到一半"):
        receive(Broken(), "标准输入", tmp_path / "a")


@pytest.mark.parametrize("setting", ["host=u:geheim@h2", "dbname=postgresql://u:geheim@h2/x", "service=a%40geheim"])
def test_an_address_within_an_address_is_refused_and_not_repeated(setting):
    with pytest.raises(RequestError) as caught:
        parse_address(f"postgresql://h/d?{setting}&table=t")
    assert "geheim" not in str(caught.value)
