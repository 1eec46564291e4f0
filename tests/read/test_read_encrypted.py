"""Workbooks with a password: opened with the one that fits, refused with what to do, and the password is never told."""

from __future__ import annotations

import datetime as dt
import shutil
import zipfile
from pathlib import Path

import openpyxl
import pytest
import xlwt

from encrypted_writer import encrypt_agile, encrypt_standard, write_encrypted_xls
from jingzhun import read
from jingzhun.errors import ProtectedFileError, UnreadableFileError
from jingzhun.read import Limits, ReadOptions
from jingzhun.read.workbooks import child
from small_county import LIN, LIN_WIFE, ROLL, ROLL_HEADER, identity_number
from workbook_parts import replace_part
from xlsb_writer import Sheet, write_xlsb

PASSWORD = "平和2016-Roll"
#: What Excel uses where a workbook is only protected against being changed.
NO_PASSWORD = "VelvetSweatshop"


def plain_xlsx(path: Path) -> Path:
    book = openpyxl.Workbook()
    for row in (ROLL_HEADER, *ROLL):
        book.active.append(list(row))
    book.save(path)
    return path


def agile(path: Path, password: str) -> Path:
    return encrypt_agile(plain_xlsx(path), password)


def standard(path: Path, password: str) -> Path:
    return encrypt_standard(plain_xlsx(path), password)


def agile_xlsb(path: Path, password: str) -> Path:
    # msoffcrypto writes no container for less than 4 kB.
    people = [
        (f"H{number:03}", "林建国", identity_number(f"{day:%Y%m%d}", number), "户主", "九峰镇", "福坪村")
        for number, day in enumerate((dt.date(1950, 1, 1) + dt.timedelta(days=17 * n) for n in range(300)), 1)
    ]
    header = ("户编号", "姓名", "证件号码", "与户主关系", "乡镇", "行政村")
    return encrypt_agile(write_xlsb(path, {"九峰镇": Sheet([header, *people])}), password)


def rc4(path: Path, password: str) -> Path:
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("九峰镇")
    for number, row in enumerate((ROLL_HEADER, *ROLL)):
        for column, cell in enumerate(row):
            sheet.write(number, column, cell)
    return write_encrypted_xls(path, book, password)


WAYS = [("a.xlsx", agile), ("a.xlsx", standard), ("a.xlsb", agile_xlsb), ("a.xls", rc4), ("a.et", rc4)]


@pytest.fixture
def opened(tmp_path):
    work = tmp_path / "work"
    work.mkdir()

    def opener(path: Path, *passwords: str, limits: Limits = read.LIMITS) -> list[read.SheetTable]:
        return read.open_file(path, path.name, work, ReadOptions(limits, passwords))

    return opener


@pytest.mark.parametrize(("name", "write"), WAYS)
def test_the_password_that_fits_opens_it_whatever_its_place_among_others(tmp_path, opened, rows_of, name, write):
    [table] = opened(write(tmp_path / name, PASSWORD), "别的", PASSWORD, "再一个")
    rows = rows_of(table)
    assert len(rows) == (300 if name == "a.xlsb" else len(ROLL))
    assert table.kinds[0].kind == "roll"
    if name != "a.xlsb":
        assert [row["证件号码"] for row in rows[:2]] == [LIN, LIN_WIFE]


@pytest.mark.parametrize(("name", "write"), WAYS)
def test_protection_against_changes_needs_no_password(tmp_path, opened, rows_of, name, write):
    [table] = opened(write(tmp_path / name, NO_PASSWORD))
    assert rows_of(table)


@pytest.mark.parametrize(("name", "write"), WAYS)
def test_without_a_password_the_option_and_the_sender_are_named(tmp_path, opened, name, write):
    with pytest.raises(ProtectedFileError, match="工作簿有打开密码") as caught:
        opened(write(tmp_path / name, PASSWORD))
    assert "--password" in caught.value.fix
    assert "提供单位" in caught.value.fix
    assert caught.value.where == name
    assert caught.value.exit_code == 3


@pytest.mark.parametrize(("name", "write"), WAYS)
def test_a_wrong_password_is_said_and_not_shown(tmp_path, opened, name, write):
    with pytest.raises(ProtectedFileError, match="给出的密码打不开") as caught:
        opened(write(tmp_path / name, PASSWORD), "secret-1", "secret-2")
    assert "secret" not in str(caught.value)


def test_a_password_is_in_no_command_line_and_no_file(tmp_path, opened, monkeypatch):
    started: list[list[str]] = []
    real = child.subprocess.Popen

    def start(command, **options):
        started.append([*command, *options["env"].values()])
        return real(command, **options)

    child.CHILDREN.end()
    monkeypatch.setattr(child.subprocess, "Popen", start)
    path = agile(tmp_path / "a.xlsx", PASSWORD)
    opened(path, PASSWORD)
    assert started
    assert not [text for texts in started for text in texts if PASSWORD in text]
    written = [file.read_bytes() for file in tmp_path.rglob("*") if file.is_file()]
    assert not [content for content in written if PASSWORD.encode() in content or content.startswith(b"PK\x03\x04")]
    assert PASSWORD not in repr(ReadOptions(passwords=(PASSWORD,)))


def test_what_is_inside_is_bounded_like_any_other_workbook(tmp_path, opened):
    path = plain_xlsx(tmp_path / "a.xlsx")
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as container:
        container.writestr("xl/sharedStrings2.xml", b"<a>" + b" " * 3_000_000)
    encrypt_agile(path, PASSWORD)
    with pytest.raises(UnreadableFileError, match="太大"):
        opened(path, PASSWORD, limits=Limits(unpacked_bytes=1_000_000))


def test_far_cells_inside_are_refused_with_their_place(tmp_path, opened):
    path = plain_xlsx(tmp_path / "a.xlsx")
    book = openpyxl.load_workbook(path)
    book.active["XFD1048576"] = "远"
    book.save(path)
    encrypt_agile(path, PASSWORD)
    with pytest.raises(UnreadableFileError, match="XFD1048576") as caught:
        opened(path, PASSWORD)
    assert caught.value.where == "a.xlsx › Sheet"


def test_an_encrypted_word_document_is_named(tmp_path, opened):
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w") as container:
        container.writestr("word/document.xml", bytes(range(256)) * 30)
    encrypt_standard(path, PASSWORD)
    with pytest.raises(UnreadableFileError, match="Word"):
        opened(path, PASSWORD)


def test_a_truncated_encrypted_workbook_is_damaged(tmp_path, opened):
    path = agile(tmp_path / "a.xlsx", PASSWORD)
    path.write_bytes(path.read_bytes()[:4096])
    with pytest.raises(UnreadableFileError, match="损坏"):
        opened(path, PASSWORD)


def test_an_ods_with_a_password_is_told_from_a_damaged_one(tmp_path, opened):
    path = tmp_path / "a.ods"
    path.write_bytes((Path(__file__).parent / "files/libreoffice.ods").read_bytes())
    encryption = b'<manifest:encryption-data manifest:checksum="x"/></manifest:file-entry></manifest:manifest>'
    entry = b'<manifest:file-entry manifest:full-path="content.xml">' + encryption
    replace_part(path, "META-INF/manifest.xml", lambda xml: xml.replace(b"</manifest:manifest>", entry))
    replace_part(path, "content.xml", lambda _: bytes(range(256)) * 9)
    with pytest.raises(UnreadableFileError, match="有打开密码") as caught:
        opened(path, PASSWORD)
    assert "LibreOffice" in caught.value.fix
    assert not isinstance(caught.value, ProtectedFileError)


def test_sheets_that_are_protected_and_books_to_be_opened_read_only_are_read(tmp_path, opened, rows_of):
    path = plain_xlsx(tmp_path / "a.xlsx")
    book = openpyxl.load_workbook(path)
    book.active.protection.set_password("x")
    book.security = openpyxl.workbook.protection.WorkbookProtection(workbookPassword="x", lockStructure=True)
    book.save(path)
    shutil.copy(path, tmp_path / "b.xlsx")
    assert len(rows_of(opened(tmp_path / "b.xlsx")[0])) == len(ROLL)


def test_a_password_that_is_no_text_does_not_keep_the_right_one_from_being_tried(tmp_path):
    path = agile(tmp_path / "a.xlsx", PASSWORD)
    assert read.open_file(path, path.name, tmp_path, ReadOptions(passwords=("\udcff", PASSWORD)))
