"""What the system refuses: the input that cannot be opened, and the temporary folder that is full."""

from __future__ import annotations

import builtins
import errno
import os
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from jingzhun import read
from jingzhun.errors import OutputError, UnreadableFileError
from jingzhun.read.options import OPTIONS
from jingzhun.read.sniff import FileKind
from jingzhun.read.text import encoding
from jingzhun.read.workbooks import excel
from jingzhun.read.workbooks.child import CHILDREN

TEXT = "姓名,身份证号\n张三,350699199001010015\n"


def workbook(path: Path, rows: int = 1) -> Path:
    book = openpyxl.Workbook()
    for row in [["姓名", "身份证号"]] + [["张三", "350699199001010015"]] * rows:
        book.active.append(row)
    book.save(path)
    return path


def test_a_full_disk_is_no_damaged_file(tmp_path):
    resource = pytest.importorskip("resource")
    path = workbook(tmp_path / "a.xlsx", rows=2000)
    CHILDREN.end()  # the process inherits the limit
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, hard))
    try:
        with pytest.raises(OutputError, match="临时目录写不下") as caught:
            read.open_file(path, path.name, tmp_path)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        CHILDREN.end()
    assert caught.value.exit_code == 4
    assert caught.value.fix


def test_a_missing_work_folder_is_an_output_error(tmp_path):
    with pytest.raises(OutputError):
        read.open_file(workbook(tmp_path / "a.xlsx"), "a.xlsx", tmp_path / "没有")


@pytest.mark.skipif(os.name != "posix", reason="file modes")
def test_parsed_sheets_are_for_their_user_alone(tmp_path):
    before = os.umask(0o022)
    try:
        read.open_file(workbook(tmp_path / "a.xlsx"), "a.xlsx", tmp_path)
    finally:
        os.umask(before)
    [sheet] = tmp_path.glob("sheets-*/*.arrow")
    assert sheet.stat().st_mode & 0o777 == 0o600
    assert sheet.parent.stat().st_mode & 0o777 == 0o700


@pytest.mark.skipif(not Path("/proc/self/maps").exists(), reason="Linux tells what is mapped")
def test_no_sheet_stays_mapped_into_memory(tmp_path):
    """Windows could not remove it."""
    [table] = read.open_file(workbook(tmp_path / "a.xlsx"), "a.xlsx", tmp_path)
    batches = list(table.batches())
    assert batches
    assert "sheets-" not in Path("/proc/self/maps").read_text()


@pytest.mark.parametrize("failure", [PermissionError(errno.EACCES, "x"), OSError(errno.EIO, "x")])
def test_a_text_file_that_cannot_be_read_further_is_unreadable(tmp_path, open_tables, monkeypatch, failure):
    path = tmp_path / "a.csv"
    path.write_text(TEXT, encoding="utf-8")
    [table] = open_tables(path)

    def refuse(*_args, **_kwargs):
        raise failure

    monkeypatch.setattr(builtins, "open", refuse)
    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(UnreadableFileError, match="打不开"):
        list(table.batches())
    with pytest.raises(UnreadableFileError, match="打不开"):
        encoding.detect(path, path.name)


@pytest.mark.parametrize("name", ["a.csv", "a.parquet", "a.arrow"])
def test_a_file_that_vanishes_while_it_is_read_is_unreadable_but_not_damaged(tmp_path, open_tables, name):
    path = tmp_path / name
    table = pa.table({"姓名": ["张三"], "身份证号": ["350699199001010015"]})
    if name.endswith("parquet"):
        pq.write_table(table, path)
    elif name.endswith("arrow"):
        with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, table.schema) as writer:
            writer.write_table(table)
    else:
        path.write_text(TEXT, encoding="utf-8")
    [opened] = open_tables(path)
    path.unlink()
    with pytest.raises(UnreadableFileError, match="打不开（文件不见了）"):
        list(opened.batches())


def test_a_workbook_that_vanishes_before_it_is_parsed(tmp_path):
    path = tmp_path / "没有.xlsx"
    with pytest.raises(UnreadableFileError, match="打不开"):
        excel.open_workbook(path, path.name, FileKind.XLSX, tmp_path, OPTIONS)


def test_a_text_file_changed_while_it_is_read(tmp_path, open_tables):
    path = tmp_path / "a.csv"
    path.write_text(TEXT, encoding="utf-8")
    [table] = open_tables(path)
    path.write_bytes(b"\xff\xff\n")
    with pytest.raises(UnreadableFileError, match="改动"):
        list(table.batches())
