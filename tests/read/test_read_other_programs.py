"""Spreadsheets that other programs write: made by them in the test run and read here."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
import xlsxwriter

from jingzhun import read
from small_county import ROLL, ROLL_HEADER

TITLE = "平和县(样例)建档立卡户花名册"
OFFICE = shutil.which("soffice") or shutil.which("libreoffice")
#: Name of the result → LibreOffice's filter for it.
BY_LIBREOFFICE = {
    "xlsx": "xlsx",
    "excel97.xls": "xls:MS Excel 97",
    "wps.et": "et",
    "ods": "ods",
    "html": "html:HTML (StarCalc)",
    "gbk.csv": "csv:Text - txt - csv (StarCalc):44,34,GBK,1",
    "utf16.csv": "csv:Text - txt - csv (StarCalc):9,34,65535,1",
}

RowsOf = Callable[[read.SheetTable], list[dict[str, object]]]
OpenTables = Callable[[Path], list[read.SheetTable]]


def by_openpyxl(path: Path, *, hides: bool = True) -> Path:
    """Title merged over all columns, two levels of header, the id merged over its members, a hidden row, a total."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "九峰镇"
    sheet.append([TITLE])
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(ROLL_HEADER))
    sheet.append([ROLL_HEADER[0], "家庭成员", *[None] * 5, "住址"])
    sheet.append([None, *ROLL_HEADER[1:]])
    sheet.merge_cells("A2:A3")
    sheet.merge_cells("B2:F2")
    sheet.merge_cells("G2:I2")
    for row in ROLL:
        sheet.append(list(row))
    sheet["A5"] = None
    sheet.merge_cells("A4:A5")
    sheet.append(["合计", "7人"])
    sheet.row_dimensions[6].hidden = hides
    book.save(path)
    return path


def by_xlsxwriter(path: Path) -> Path:
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("九峰镇")
        sheet.merge_range(0, 0, 0, len(ROLL_HEADER) - 1, TITLE)
        sheet.add_table(
            1, 0, 1 + len(ROLL), len(ROLL_HEADER) - 1,
            {"columns": [{"header": header} for header in ROLL_HEADER], "data": [list(row) for row in ROLL]},
        )  # fmt: skip
    return path


def by_pandas(path: Path) -> Path:
    frame = pd.DataFrame(ROLL, columns=ROLL_HEADER).astype({"人数": "int64"})
    frame.to_excel(path, sheet_name="九峰镇", index=False)
    return path


@pytest.mark.parametrize(("make", "first"), [(by_openpyxl, 4), (by_xlsxwriter, 3), (by_pandas, 2)])
def test_python_libraries(
    make: Callable[[Path], Path], first: int, tmp_path: Path, open_tables: OpenTables, rows_of: RowsOf
) -> None:
    [table] = open_tables(make(tmp_path / "名册.xlsx"))
    assert_is_the_roll(table, rows_of(table), first)


@pytest.mark.slow
@pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize("result", BY_LIBREOFFICE)
def test_libreoffice(result: str, tmp_path: Path, open_tables: OpenTables, rows_of: RowsOf) -> None:
    # LibreOffice leaves hidden rows out of what it writes as html.
    by_openpyxl(tmp_path / "名册.xlsx", hides=result != "html")
    out = tmp_path / "out"
    subprocess.run(
        [
            str(OFFICE), f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to",
            BY_LIBREOFFICE[result], "--outdir", str(out), str(tmp_path / "名册.xlsx"),
        ],
        check=True, capture_output=True, timeout=180,
    )  # fmt: skip
    [written] = out.iterdir()
    # Web systems and older programs give all of these the name xls.
    path = written.rename(out / f"{result.partition('.')[0]}.xls")
    [table] = open_tables(path)
    assert_is_the_roll(table, rows_of(table), 4)


def assert_is_the_roll(table: read.SheetTable, rows: list[dict[str, object]], first: int) -> None:
    assert table.kinds[0].kind == "roll"
    assert [row["_row"] for row in rows] == list(range(first, first + len(ROLL)))
    for field, header in (
        ("household_id", "户编号"),
        ("name", "姓名"),
        ("id_number", "证件号码"),
        ("relation", "与户主关系"),
    ):
        place = ROLL_HEADER.index(header)
        wanted = [row[place] for row in ROLL]
        found = [row[table.mapping[field]] for row in rows]
        if field == "household_id" and found[1] == "":
            # A text format has no merged cells: the id stands in the head's row alone.
            wanted[1] = ""
        assert found == wanted
