"""Files that are small and cost much: each is refused in one line, soon, and within the memory it is given."""

from __future__ import annotations

import contextlib
import os
import random
import re
import struct
import time
import zipfile
import zlib
from pathlib import Path

import pytest
import xlsxwriter
import xlwt

from biff5_writer import write_biff5
from jingzhun.errors import UnreadableFileError
from jingzhun.read import Limits, ReadOptions
from jingzhun.read.sniff import sniff
from jingzhun.read.workbooks.excel import WorkbookGrid, open_workbook
from small_county import LIN, ROLL, ROLL_HEADER
from workbook_parts import replace_part
from xlsb_writer import Sheet, write_xlsb

SHEET, TEXTS, BOOK = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/workbook.xml"
SMALL = Limits(seconds=20, child_bytes=2 << 30)
LAUGHS = b"<!DOCTYPE x [<!ENTITY a0 'ha'>" + b"".join(
    b"<!ENTITY a%d '%s'>" % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 12)
)
OUTSIDE = b"<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>"


def workbook(path: Path) -> Path:
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("九峰镇")
    for number, row in enumerate((ROLL_HEADER, *ROLL)):
        sheet.write_row(number, 0, row)
    book.close()
    return path


@pytest.fixture
def opened(tmp_path):
    work = tmp_path / "work"
    work.mkdir()

    def opener(path: Path, limits: Limits = SMALL) -> list[WorkbookGrid]:
        return open_workbook(path, path.name, sniff(path, path.name, limits), work, ReadOptions(limits))

    return opener


def refusal(opened, path: Path, limits: Limits = SMALL) -> UnreadableFileError:
    begun = time.monotonic()
    with pytest.raises(UnreadableFileError) as caught:
        opened(path, limits)
    assert time.monotonic() - begun < limits.seconds + 5
    assert path.name in caught.value.where
    assert caught.value.fix
    assert "\n" not in caught.value.what
    assert LIN not in str(caught.value)
    return caught.value


@pytest.mark.parametrize(
    ("part", "start", "entity"),
    [(SHEET, LAUGHS, b"&a11;"), (TEXTS, OUTSIDE, b"&e;"), (BOOK, LAUGHS, b"&a11;"), ("xl/styles.xml", OUTSIDE, b"&e;")],
)
def test_entities_are_refused_in_every_part(tmp_path, opened, part, start, entity):
    def declare(xml: bytes) -> bytes:
        begin = xml.index(b"?>") + 2 if xml.startswith(b"<?xml") else 0
        return xml[:begin] + start + b"]>" + xml[begin:].replace(b"</", entity + b"</", 1)

    error = refusal(opened, replace_part(workbook(tmp_path / "a.xlsx"), part, declare))
    assert "DOCTYPE" in error.what
    assert error.where == f"a.xlsx › {part}"


def test_entities_in_an_ods_are_refused(tmp_path, opened):
    path = tmp_path / "a.ods"
    path.write_bytes((Path(__file__).parent / "files/libreoffice.ods").read_bytes())
    replace_part(path, "content.xml", lambda xml: xml.replace(b"?>", b"?>" + LAUGHS + b"]>", 1))
    # An ods begins with its type, unpacked; the parts keep their order.
    assert "DOCTYPE" in refusal(opened, path).what


@pytest.mark.parametrize("part", [BOOK, "xl/_rels/workbook.xml.rels", SHEET])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_are_refused_wherever_they_stand_and_however_they_are_encoded(tmp_path, opened, part, encoding):
    def declare(xml: bytes) -> bytes:
        text = re.sub(r"^<\?xml.*?\?>\s*", "", xml.decode())
        return ("<!--" + "-->\n<!--".join(["x"] * 200_000) + "--><!DOCTYPE x>" + text).encode(encoding)

    error = refusal(opened, replace_part(workbook(tmp_path / "a.xlsx"), part, declare))
    assert "DOCTYPE" in error.what
    assert error.where == f"a.xlsx › {part}"


def test_a_document_type_in_an_encoding_of_its_own_is_refused_by_the_parser(tmp_path, opened):
    def declare(xml: bytes) -> bytes:
        text = re.sub(r"^<\?xml.*?\?>", "", xml.decode())
        return ('<?xml version="1.0" encoding="cp037"?><!DOCTYPE x>' + text).encode("cp037")

    error = refusal(opened, replace_part(workbook(tmp_path / "a.xlsx"), "xl/_rels/workbook.xml.rels", declare))
    assert error.what


def test_what_other_programs_store_in_a_workbook_is_no_reason_to_refuse_it(tmp_path, opened):
    path = workbook(tmp_path / "a.xlsx")
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as container:
        container.writestr("customXml/item1.xml", "<a>" + "x" * 9_000_000 + "</a>")
    [grid] = opened(path)
    assert len(grid.head(99)) == len(ROLL) + 1


def test_two_parts_of_one_name_are_refused(tmp_path, opened):
    path = workbook(tmp_path / "a.xlsx")
    with zipfile.ZipFile(path, "a") as container:
        container.writestr(SHEET.upper(), b"<worksheet/>")
    assert "同名" in refusal(opened, path).what


FAR = b'<row r="90000"><c r="AAA90000" s="1"><v>1</v></c></row></sheetData>'


@pytest.mark.parametrize(
    "change",
    [
        lambda xml: xml,
        lambda xml: re.sub(rb'r="([A-Z]*\d+)"', rb"r='\1'", xml),
        lambda xml: re.sub(rb'<c r="(\w+)"', rb'<c cm="0" r = "\1"', xml),
        lambda xml: xml.replace(b"<c r=", b"<c\nr=").replace(b"<row r=", b"<row\n\tr="),
        lambda xml: xml.replace(b'"AAA90000"', b'"aaa90000"'),
        lambda xml: xml.replace(b'<row r="90000"', b"<row"),
        lambda xml: xml.replace(b'<row r="90000"', b'<row r="9"'),
        lambda xml: xml.replace(b'<c r="AAA90000"', b"<c" + b"/><c" * 700),
        lambda xml: xml.replace(b'<c r="AAA90000"', b'<c x=">" r="AAA90000"'),
        lambda xml: xml.replace(b'<c r="AAA90000"', b'<c x="' + b"x" * 99_000 + b'" r="AAA90000"'),
        lambda xml: xml.replace(b'<row r="90000">', b"<row/>" * 90_000 + b"<row>").replace(
            b'"AAA90000"', b'"AAA90008"'
        ),
    ],
)
def test_a_far_cell_is_found_however_its_place_is_written(tmp_path, opened, change):
    path = workbook(tmp_path / "a.xlsx")
    replace_part(path, SHEET, lambda xml: change(xml.replace(b"</sheetData>", FAR)))
    limits = Limits(seconds=20, child_bytes=2 << 30, cells=30_000_000)
    assert "离其他内容太远" in refusal(opened, path, limits).what


def test_a_far_cell_is_found_in_a_part_named_in_capitals(tmp_path, opened):
    path = workbook(tmp_path / "a.xlsx")
    replace_part(path, SHEET, lambda xml: xml.replace(b"</sheetData>", FAR))
    path.write_bytes(path.read_bytes().replace(SHEET.encode(), SHEET.replace("worksheets", "WORKSHEETS").encode()))
    limits = Limits(seconds=20, child_bytes=2 << 30, cells=30_000_000)
    assert "离其他内容太远" in refusal(opened, path, limits).what


def test_a_sheet_without_places_is_read(tmp_path, opened):
    path = workbook(tmp_path / "a.xlsx")
    replace_part(path, SHEET, lambda xml: re.sub(rb' r="\w+"', b"", xml))
    [grid] = opened(path, Limits(cells=len(ROLL_HEADER) * (len(ROLL) + 1)))
    assert len(grid.head(99)) == len(ROLL) + 1


def test_texts_with_formats_of_their_own_in_an_xlsb_are_told(tmp_path, opened):
    book = write_xlsb(tmp_path / "a.xlsb", {"九峰镇": Sheet([ROLL_HEADER, *ROLL], merges=[(1, 0, 1, 0)])})

    def enrich(column: int) -> bytes:
        text = "张三".encode("utf-16-le")
        content = struct.pack("<IIBI", column, 0, 0, 2) + text
        return bytes([62, len(content)]) + content

    def insert(sheet: bytes) -> bytes:
        end = bytes([146 & 0x7F | 0x80, 146 >> 7, 0])
        assert sheet.count(end) == 1
        return sheet.replace(end, enrich(20) + enrich(21) + end)

    replace_part(book, "xl/worksheets/sheet1.bin", insert)
    [grid] = opened(book)
    assert any("有 2 个带格式的文字没有读出" in note and "另存为 xlsx" in note for note in grid.notes)
    assert "离其他内容太远" in refusal(opened, book, Limits(cells=21 * len(ROLL))).what


def test_a_sheet_that_only_claims_to_be_huge_is_read(tmp_path, opened):
    path = replace_part(
        workbook(tmp_path / "a.xlsx"),
        SHEET,
        lambda xml: xml.replace(b'<dimension ref="A1:I8"', b'<dimension ref="A1:XFD1048576"'),
    )
    [grid] = opened(path)
    assert len(grid.head(99)) == len(ROLL) + 1


@pytest.mark.parametrize(("part", "tag"), [(TEXTS, b"<t>"), (SHEET, b"<v>")])
def test_one_endless_text_is_refused(tmp_path, opened, part, tag):
    path = workbook(tmp_path / "a.xlsx")
    replace_part(path, part, lambda xml: xml.replace(tag, tag + b"1" * 9_000_000, 1))
    error = refusal(opened, path)
    assert "一个单元格的文字超过 4 MB" in error.what
    assert error.where == f"a.xlsx › {part}"


def test_a_text_repeated_in_every_cell_ends_within_the_memory(tmp_path, opened):
    """One megabyte in the file becomes one for each of 20,000 cells."""
    path = workbook(tmp_path / "a.xlsx")
    replace_part(path, TEXTS, lambda xml: xml.replace(b"<t>", b"<t>" + b"A" * 1_000_000, 1))
    rows = b"".join(b'<row r="%d"><c r="A%d" t="s"><v>0</v></c></row>' % (row, row) for row in range(20, 20_020))
    replace_part(path, SHEET, lambda xml: xml.replace(b"</sheetData>", rows + b"</sheetData>"))
    assert "内容太大" in refusal(opened, path, Limits(seconds=20, child_bytes=700 << 20)).what


def lie(path: Path, part: str, size: int) -> Path:
    """Make the directory say that a part is small, with the checksum of that much of it."""
    with zipfile.ZipFile(path) as container:
        entry = container.getinfo(part)
        honest = struct.pack("<LLL", entry.CRC, entry.compress_size, entry.file_size)
        short = struct.pack("<LLL", zlib.crc32(container.read(part)[:size]), entry.compress_size, size)
    path.write_bytes(path.read_bytes().replace(honest, short))
    return path


@pytest.mark.parametrize("part", [SHEET, TEXTS, "xl/styles.xml"])
def test_parts_that_are_larger_than_their_directory_says(tmp_path, opened, part):
    path = replace_part(workbook(tmp_path / "a.xlsx"), part, lambda xml: xml + b"\n" * 200_000)
    lie(path, part, 100)
    error = refusal(opened, path)
    assert "比文件自己声明的大" in error.what
    assert part in error.where


def test_a_bomb_behind_a_lying_directory_is_stopped_at_the_lie(tmp_path, opened):
    path = workbook(tmp_path / "a.xlsx")
    replace_part(path, SHEET, lambda xml: xml.replace(b"</sheetData>", b"<row></row>" * 4_000_000 + b"</sheetData>"))
    lie(path, SHEET, 5000)
    begun = time.monotonic()
    assert "比文件自己声明的大" in refusal(opened, path).what
    assert time.monotonic() - begun < 15


def test_a_part_beyond_its_limit_is_named(tmp_path, opened):
    path = replace_part(workbook(tmp_path / "a.xlsx"), SHEET, lambda xml: xml + b" " * 2_000_000)
    error = refusal(opened, path, Limits(part_bytes=1_000_000))
    assert error.where == f"a.xlsx › {SHEET}"
    assert opened(path, Limits(part_bytes=3_000_000))


@pytest.mark.parametrize("far", [(1_048_575, 16_383), (900_000, 300)])
def test_far_cells_of_an_xlsb_are_refused_with_their_place(tmp_path, opened, far):
    path = write_xlsb(tmp_path / "a.xlsb", {"九峰镇": Sheet([ROLL_HEADER, *ROLL], far=far)})
    error = refusal(opened, path)
    assert f"{far[0] + 1} 离其他内容太远" in error.what
    assert error.where == "a.xlsb › 九峰镇"


def test_an_ods_cell_repeated_a_million_times_is_refused(tmp_path, opened):
    path = tmp_path / "a.ods"
    path.write_bytes((Path(__file__).parent / "files/libreoffice.ods").read_bytes())
    cell = (
        b'<table:table-row table:number-rows-repeated="1000000"><table:table-cell office:value-type="string" '
        b'table:number-columns-repeated="16000"><text:p>x</text:p></table:table-cell></table:table-row></table:table>'
    )
    replace_part(path, "content.xml", lambda xml: xml.replace(b"</table:table>", cell, 1))
    assert "离其他内容太远" in refusal(opened, path).what


def test_two_far_cells_in_a_large_sheet_are_refused_with_their_place(tmp_path, opened):
    """Large enough that the parser is at work, and dies, before the sheet has been looked over."""
    path = workbook(tmp_path / "a.xlsx")
    rows = b"".join(b'<row r="%d"><c r="A%d"><v>1</v></c></row>' % (row, row) for row in range(20, 40_000))
    far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    replace_part(path, SHEET, lambda xml: xml.replace(b"</sheetData>", rows + far + b"</sheetData>"))
    assert "XFD1048576" in refusal(opened, path).what


def sources(folder: Path) -> dict[str, bytes]:
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("九峰镇")
    for number, row in enumerate((ROLL_HEADER, *ROLL)):
        for column, cell in enumerate(row):
            sheet.write(number, column, cell)
    book.save(str(folder / "s.xls"))
    write_biff5(folder / "s5.xls", {"九峰镇": [ROLL_HEADER, *ROLL]})
    write_xlsb(folder / "s.xlsb", {"九峰镇": Sheet([ROLL_HEADER, *ROLL], merges=[(1, 0, 2, 0)])})
    workbook(folder / "s.xlsx")
    files = Path(__file__).parent / "files"
    return {path.name: path.read_bytes() for path in [*folder.glob("s*"), files / "libreoffice.ods"]}


@pytest.mark.parametrize("name", ["s.xls", "s5.xls", "s.xlsb", "s.xlsx", "libreoffice.ods"])
def test_cut_off_workbooks_are_read_or_refused(tmp_path, opened, name):
    content = sources(tmp_path)[name]
    path = tmp_path / f"cut{Path(name).suffix}"
    for share in (0.3, 0.95):
        path.write_bytes(content[: int(len(content) * share)])
        assert "损坏" in refusal(opened, path).what


def mutants(content: bytes, count: int, seed: int):
    chance = random.Random(seed)
    for _ in range(count):
        mutant = bytearray(content)
        for _ in range(chance.randint(1, 6)):
            at = chance.randrange(len(mutant))
            mutant[at : at + chance.randint(1, 4)] = chance.choice([b"\xff\xff\xff\x7f", b"\0\0", chance.randbytes(3)])
        yield bytes(mutant)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["s.xls", "s5.xls", "s.xlsb"])
def test_changed_bytes_end_in_a_reading_or_one_message(tmp_path, opened, name):
    """Parts of an xlsb are changed unpacked, for a checksum would notice it otherwise."""
    content = sources(tmp_path)[name]
    limits = Limits(seconds=5, child_bytes=1 << 30)
    path = tmp_path / name
    for seed, part in enumerate(("xl/workbook.bin", "xl/worksheets/sheet1.bin") if name == "s.xlsb" else ("",)):
        for mutant in mutants(zipfile.ZipFile(path).read(part) if part else content, 15, seed):
            path.write_bytes(content if part else mutant)
            if part:
                replace_part(path, part, lambda _, mutant=mutant: mutant)
            message = ""
            try:
                opened(path, limits)
            except UnreadableFileError as error:
                message = str(error)
            assert not message or message.startswith(name)
        path.write_bytes(content)


def test_what_is_no_regular_file(tmp_path, opened):
    os.mkfifo(tmp_path / "管道.xlsx")
    (tmp_path / "文件夹.xlsx").mkdir()
    (tmp_path / "断链.xlsx").symlink_to(tmp_path / "没有")
    (tmp_path / "循环.xlsx").symlink_to(tmp_path / "循环.xlsx")
    (tmp_path / "设备.xlsx").symlink_to("/dev/zero")
    for name in ("管道.xlsx", "文件夹.xlsx", "断链.xlsx", "循环.xlsx", "设备.xlsx"):
        begun = time.monotonic()
        refusal(opened, tmp_path / name)
        assert time.monotonic() - begun < 1


def test_a_link_to_a_workbook_is_read(tmp_path, opened):
    target = workbook(tmp_path / "a.xlsx")
    (tmp_path / "b.xlsx").symlink_to(target)
    assert opened(tmp_path / "b.xlsx")


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="nobody can be refused")
def test_a_file_that_may_not_be_read(tmp_path, opened):
    path = workbook(tmp_path / "a.xlsx")
    path.chmod(0)
    assert "没有读取权限" in refusal(opened, path).what


@pytest.mark.parametrize("piece", [b"<row ", b"<c ", b'<c r="A1"><f>', b"<col ", b'<row hidden="1"', b' r="A'])
def test_a_sheet_of_nothing_but_beginnings_takes_no_longer_than_another(tmp_path, opened, piece):
    path = workbook(tmp_path / "a.xlsx")
    replace_part(path, SHEET, lambda xml: xml.replace(b"<sheetData>", b"<sheetData>" + piece * 400_000))
    begun = time.monotonic()
    with contextlib.suppress(UnreadableFileError):  # the parser is lenient with some
        opened(path)
    assert time.monotonic() - begun < 8
