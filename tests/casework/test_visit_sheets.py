"""``jingzhun assign``: the visit sheets as spreadsheet programs see them, and the way out and back."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

import docx
import openpyxl
import pytest
from click.testing import CliRunner, Result

from jingzhun.casework.assignment import safe_name
from jingzhun.casework.cases import cases
from jingzhun.casework.decisions import decisions_of
from jingzhun.casework.printed_forms import office_program
from jingzhun.casework.visit_columns import visit_columns
from jingzhun.cli.assign import assign
from jingzhun.cli.check import check
from jingzhun.cli.clear import clear
from small_county import write_county

AS_OF = ("--as-of", "2016-06-30", "--no-config", "-q")


def called(command: object, *arguments: object) -> Result:
    words = [str(argument) for argument in arguments]
    return CliRunner().invoke(command, words, standalone_mode=False)  # type: ignore[arg-type]


@pytest.fixture
def run(tmp_path: Path) -> Path:
    folder = tmp_path / "核查结果"
    assert called(check, write_county(tmp_path), "-o", folder, *AS_OF).return_value == 1
    return folder


def sheets_of(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.xlsx"))


def test_every_doubt_has_a_row_and_every_case_one_workbook(run: Path, tmp_path: Path) -> None:
    result = called(assign, run, "-o", tmp_path / "派单")
    assert result.return_value == 0
    manifest = json.loads((tmp_path / "派单" / "assigned.json").read_text(encoding="utf-8"))
    assert manifest["cases"] == 3
    rows = [
        [cell.value for cell in row]
        for path in sheets_of(tmp_path / "派单")
        for row in openpyxl.load_workbook(path).active.iter_rows(min_row=4)
    ]
    assert len(rows) == manifest["doubts"]
    assert len({str(row[0]).partition(".")[0] for row in rows}) == 3


def test_the_sheet_is_made_for_paper_and_for_filling_in(run: Path, tmp_path: Path) -> None:
    called(assign, run, "-o", tmp_path / "派单")
    sheet = openpyxl.load_workbook(sheets_of(tmp_path / "派单")[0]).active
    assert sheet is not None
    headers = [cell.value for cell in sheet[3]]
    assert headers == [column.header for column in visit_columns()]
    assert sheet.freeze_panes == "C4"
    assert sheet.print_title_rows == "$3:$3"
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.page_setup.paperSize == 9
    assert sheet.protection.sheet
    for column, cell in zip(visit_columns(), sheet[4], strict=True):
        assert cell.protection.locked is not column.is_feedback
    lists = [rule.formula1 for rule in sheet.data_validations.dataValidation if rule.type == "list"]
    assert '"保留,清退,整改,转办"' in lists
    # The exceptions of the policy stand on a sheet of their own, with the papers that they need.
    assert any("例外" in formula for formula in lists)


def test_numbers_are_masked_unless_they_are_asked_for(run: Path, tmp_path: Path) -> None:
    called(assign, run, "-o", tmp_path / "遮")
    called(assign, run, "-o", tmp_path / "全", "--full")

    def texts(folder: Path) -> str:
        books = (openpyxl.load_workbook(path).active for path in sheets_of(folder))
        return str([row for sheet in books if sheet for row in sheet.iter_rows(values_only=True)])

    number = re.compile(r"350699\d{11}[\dX]")
    assert not number.findall(texts(tmp_path / "遮"))
    assert number.findall(texts(tmp_path / "全"))


def test_what_people_have_written_is_never_replaced(run: Path, tmp_path: Path) -> None:
    called(assign, run, "-o", tmp_path / "派单")
    assert "已经存在" in str(called(assign, run, "-o", tmp_path / "派单").exception)
    assert called(assign, run, "-o", tmp_path / "派单", "--force").return_value == 0
    fill(sheets_of(tmp_path / "派单")[0], 处理意见="保留")
    assert "填过" in str(called(assign, run, "-o", tmp_path / "派单", "--force").exception)


def fill(path: Path, **answers: object) -> None:
    book = openpyxl.load_workbook(path)
    sheet = book.active
    assert sheet is not None
    headers = [cell.value for cell in sheet[3]]
    for row in range(4, sheet.max_row + 1):
        for header, value in answers.items():
            sheet.cell(row, headers.index(header) + 1).value = value
    book.save(path)


def test_sheets_that_are_filled_in_settle_every_case(run: Path, tmp_path: Path) -> None:
    called(assign, run, "-o", tmp_path / "派单")
    answers = {"入户日期": date(2016, 7, 15), "核查人1": "甲", "核查人2": "乙", "是否属实": "属实", "例外原因": "无"}
    for path in sheets_of(tmp_path / "派单"):
        fill(path, **answers, 佐证材料="照片", 照片数=2, 处理意见="清退")
    # The whole folder comes back, as it went out.
    assert called(clear, run, tmp_path / "派单").return_value == 0
    assert decisions_of(run)["state"].tolist() == ["removed"] * 3


def test_a_run_without_cases_needs_no_visits(tmp_path: Path) -> None:
    county = write_county(tmp_path)
    words = (county, "-o", tmp_path / "run", "--select", "JZ102", *AS_OF)
    assert called(check, *words).return_value == 0
    result = called(assign, tmp_path / "run", "-o", tmp_path / "派单")
    assert result.return_value == 0
    assert "没有疑点户" in result.stderr
    assert not (tmp_path / "派单").exists()


def test_a_folder_that_is_no_run_is_refused(tmp_path: Path) -> None:
    assert called(assign, tmp_path, "-o", tmp_path / "派单").exception is not None


def test_every_household_has_a_form_with_its_own_questions(run: Path, tmp_path: Path) -> None:
    assert called(assign, run, "-o", tmp_path / "派单", "--no-pdf").return_value == 0
    forms = sorted((tmp_path / "派单").rglob("*.docx"))
    account = json.loads((tmp_path / "派单" / "assigned.json").read_text(encoding="utf-8"))
    assert [form.name.partition(" ")[0] for form in forms] == sorted(
        number for township in account["townships"] for number in township["case_numbers"]
    )
    asked = {doubt["case_number"]: doubt for doubt in cases(run).doubts.to_dict("records")}
    for form in forms:
        text = text_of(form)
        number = form.name.partition(" ")[0]
        assert number in text
        assert asked[number]["ask"] in text
        assert all(words in text for words in ("□属实", "民主评议", "核查人 1", "核查人 2", "签字"))
        assert "{" not in text
        assert not re.search(r"350699\d{11}[\dX]", text)


def text_of(form: Path) -> str:
    document = docx.Document(str(form))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def test_the_same_case_gives_the_same_form(run: Path, tmp_path: Path) -> None:
    for folder in ("一", "二"):
        called(assign, run, "-o", tmp_path / folder, "--no-pdf")
    one, other = ({path.name: path.read_bytes() for path in (tmp_path / name).rglob("*.docx")} for name in ("一", "二"))
    assert one == other


@pytest.mark.slow
@pytest.mark.skipif(office_program() is None, reason="LibreOffice is not installed")
def test_forms_are_printed(run: Path, tmp_path: Path) -> None:
    assert called(assign, run, "-o", tmp_path / "派单", "--pdf").return_value == 0
    printed = sorted((tmp_path / "派单").rglob("*.pdf"))
    assert len(printed) == 3
    assert all(path.read_bytes().startswith(b"%PDF-") for path in printed)


def test_a_pdf_that_cannot_be_made_is_told(run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    result = called(assign, run, "-o", tmp_path / "派单", "--pdf")
    assert result.return_value == 3
    assert "没有装 LibreOffice" in result.stderr
    assert len(list((tmp_path / "派单").rglob("*.docx"))) == 3


def test_household_names_make_sound_file_names() -> None:
    assert safe_name("张/三:*?") == "张_三_"
    assert safe_name("CON") == "_CON"
    assert safe_name("../..") == "_"
