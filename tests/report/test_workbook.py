from __future__ import annotations

import zipfile
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from small_runs import HOSTILE, number

from jingzhun.model import Run, SheetAccount
from jingzhun.report import sheets, workbook
from jingzhun.report.sheets import CUT_MARK, LONGEST_CELL, cell_text

SHEETS = ["汇总", "疑点户", "疑点明细", "核查问题", "读取情况", "未能读取"]


def table(path: Path, sheet: str) -> list[dict[str, object]]:
    rows = list(openpyxl.load_workbook(path)[sheet].iter_rows(values_only=True))
    header = rows[sheets.HEADER_ROWS - 1]
    return [dict(zip(map(str, header), row, strict=True)) for row in rows[sheets.HEADER_ROWS :]]


def test_sheets_and_their_rows(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "台账.xlsx"
    workbook.write(run, path)
    assert openpyxl.load_workbook(path).sheetnames == SHEETS
    households = table(path, "疑点户")
    assert [row["户编号"] for row in households] == ["3506991010001", "3506991010002"]
    assert households[0]["疑点原因"] == "名下有机动车（张三，A 确证）：登记有小型轿车"
    assert households[0]["入户日期"] is None
    assert (households[0]["住址"], households[0]["成员"]) == ("上厝组 九峰镇福坪村12号", "张三(户主)")
    evidence = table(path, "疑点明细")
    assert [row["处理"] for row in evidence] == ["疑点", "疑点", "待查", "不计"]
    assert number("19620307") in str(evidence[0]["花名册原值"])
    assert (evidence[0]["花名册行"], evidence[0]["部门行"]) == (4, 17)
    assert evidence[0]["部门数据"] == "机动车登记"
    problems = table(path, "核查问题")
    assert [(row["规则"], row["结果"]) for row in problems] == [("JZ103", "存疑"), ("JZ302", "无法判定")]
    assert [row["原因"] for row in table(path, "未能读取")] == ["标题行", "合计行"]


def test_the_sheet_of_what_was_read(run: Run, tmp_path: Path) -> None:
    roll = replace(
        run.accounts[0], header_rows=(2, 3), columns={"户号": "household_id", "备注": ""}, notes=("工作表是隐藏的",)
    )
    unused = SheetAccount("附表.xlsx", "说明", "", 9, 0, {"整张表没有采用": 9})
    more = replace(run, accounts=(unused, roll, *run.accounts[1:]), warnings=("车管.csv: 没有认出证件号码一列",))
    workbook.write(more, tmp_path / "台账.xlsx")
    first, _, last = table(tmp_path / "台账.xlsx", "读取情况")
    assert (first["文件"], first["用作"], first["表头行"]) == ("花名册.xlsx", "花名册", "2–3")
    assert (first["读到的行"], first["使用的行"], first["搁置的行"]) == (5, 2, 3)
    assert (first["各列认作"], first["没有用到的列"], first["说明"]) == ("户号→户编号", "备注", "工作表是隐藏的")
    assert (last["文件"], last["用作"], last["搁置原因"]) == ("附表.xlsx", "没有采用", "整张表没有采用 9")
    shown = openpyxl.load_workbook(tmp_path / "台账.xlsx")["汇总"].iter_rows(values_only=True)
    assert [row[1] for row in shown if row[0] == "警告"] == ["车管.csv: 没有认出证件号码一列"]


def test_the_first_sheet_names_the_documents_of_the_policy(run: Run, tmp_path: Path) -> None:
    workbook.write(run, tmp_path / "台账.xlsx")
    rows = openpyxl.load_workbook(tmp_path / "台账.xlsx")["汇总"].iter_rows(values_only=True)
    assert tuple(row[1] for row in rows if row[0] == "政策依据") == run.policy_basis


def test_rows_are_as_high_as_their_wrapped_texts(run: Run, tmp_path: Path) -> None:
    longer = replace(run, findings=run.findings.assign(reason=["字" * 190, *[""] * (len(run.findings) - 1)]))
    workbook.write(longer, tmp_path / "台账.xlsx")
    heights = openpyxl.load_workbook(tmp_path / "台账.xlsx")["疑点明细"].row_dimensions
    first, second = heights[sheets.HEADER_ROWS + 1].height, heights[sheets.HEADER_ROWS + 2].height
    assert first >= 10 * sheets.LINE_HEIGHT > 5 * second / 2


def test_no_finding_is_left_out(run: Run, hostile_run: Run, tmp_path: Path) -> None:
    for each in (run, hostile_run):
        workbook.write(each, tmp_path / "台账.xlsx")
        rows = len(table(tmp_path / "台账.xlsx", "疑点明细")) + len(table(tmp_path / "台账.xlsx", "核查问题"))
        assert rows == len(each.findings)


def test_foreign_texts_become_neither_formula_nor_link(hostile_run: Run, tmp_path: Path) -> None:
    path = tmp_path / "台账.xlsx"
    workbook.write(hostile_run, path)
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            content = archive.read(name).decode("utf-8")
            assert "<f>" not in content
            assert "<hyperlink" not in content
            assert "/hyperlink" not in content
    for sheet in openpyxl.load_workbook(path):
        assert all(cell.data_type in ("s", "n", "inlineStr") for row in sheet.iter_rows() for cell in row)
    texts = {str(row["姓名"]) for row in table(path, "疑点明细")}
    assert HOSTILE[0] in texts
    assert "␛[2J␛]8;;http://x.example␇清屏" in texts


def test_people_choose_from_lists(run: Run, tmp_path: Path) -> None:
    workbook.write(run, tmp_path / "台账.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "台账.xlsx")["疑点户"]
    lists = {str(each.sqref): each.formula1 for each in sheet.data_validations.dataValidation}
    assert lists == {"O4:O5": '"属实,部分属实,不属实,无法核实"', "P4:P5": '"保留,清退,整改,转办"'}


def test_sheets_print_on_a4_with_their_header_on_every_page(run: Run, tmp_path: Path) -> None:
    workbook.write(run, tmp_path / "台账.xlsx")
    book = openpyxl.load_workbook(tmp_path / "台账.xlsx")
    for name in SHEETS[1:]:
        sheet = book[name]
        assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")
        assert sheet.print_title_rows == "$3:$3"
        assert str(sheet.freeze_panes).endswith("4")
        assert sheet.auto_filter.ref is not None
        assert "&P" in sheet.oddFooter.right.text or "&P" in str(sheet.oddFooter.right)


def test_long_tables_go_on_in_a_second_sheet_and_say_so(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "台账.xlsx"
    workbook.write(run, path, rows_a_sheet=sheets.HEADER_ROWS + 3)
    book = openpyxl.load_workbook(path)
    assert "疑点明细 (2)" in book.sheetnames
    assert len(table(path, "疑点明细")) + len(table(path, "疑点明细 (2)")) == 4
    assert "分为 2 张" in str(book["疑点明细"]["A2"].value)


def test_the_same_run_gives_the_same_bytes(run: Run, tmp_path: Path) -> None:
    for name in ("一.xlsx", "二.xlsx"):
        workbook.write(run, tmp_path / name)
    assert (tmp_path / "一.xlsx").read_bytes() == (tmp_path / "二.xlsx").read_bytes()


def test_a_run_without_any_doubt_has_the_same_sheets(run: Run, tmp_path: Path) -> None:
    clear = replace(run, findings=run.findings.iloc[:0], households=run.households.assign(verdict="clear"))
    workbook.write(clear, tmp_path / "台账.xlsx")
    assert openpyxl.load_workbook(tmp_path / "台账.xlsx").sheetnames == SHEETS
    assert table(tmp_path / "台账.xlsx", "疑点户") == []


@pytest.mark.parametrize("character", ["字", "𠮷", "a"])
def test_overlong_texts_are_cut_with_a_mark(character: str) -> None:
    assert cell_text(character * 100) == character * 100
    cut = cell_text(character * 40_000)
    assert cut.endswith(CUT_MARK)
    assert len(cut.encode("utf-16-le")) // 2 <= LONGEST_CELL
    assert cut.startswith(character * 16_000)


def test_a_full_disk_is_told_as_the_system_told_it(run: Run, tmp_path: Path) -> None:
    with pytest.raises(OSError, match="No such file"):
        workbook.write(run, tmp_path / "没有" / "台账.xlsx")
