"""Visit sheets as they come back: the columns of the form, filled in, in whatever file an office makes of them."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path

import openpyxl
import xlwt

from jingzhun.casework.cases import cases

#: Column key → header of the form, as it is sent out (docs/guide/casework.md).
HEADERS = {
    "case_number": "疑点编号",
    "household_id": "户编号",
    "township": "乡镇",
    "village": "村",
    "head_name": "户主",
    "member_name": "涉及成员",
    "title": "疑点类型",
    "visited_on": "入户日期",
    "visitor_1": "核查人1",
    "visitor_2": "核查人2",
    "signed_by": "被核查人签字",
    "truth": "是否属实",
    "account": "情况说明",
    "exception": "例外原因",
    "evidence": "佐证材料",
    "evidence_number": "材料编号",
    "photos": "照片数",
    "videos": "视频数",
    "meeting_on": "评议日期",
    "meeting_expected": "应到人数",
    "meeting_present": "实到人数",
    "meeting_agreed": "同意人数",
    "notice_from": "公示开始",
    "notice_to": "公示结束",
    "proposal": "处理意见",
    "reviewer": "审核人",
    "county_opinion": "县级意见",
}
Row = dict[str, object]


def sheet_rows(run: Path, filled: Mapping[str, Mapping[str, object]]) -> list[Row]:
    """One row a doubt of all cases of a run, in the order of the roll.

    Args:
        run: the run folder.
        filled: household number → what was filled in, in every row of it.
    """
    known = cases(run)
    who = known.cases.set_index("case_number")
    rows: list[Row] = []
    for doubt in known.doubts.to_dict("records"):
        case = who.loc[doubt["case_number"]]
        identity = {key: case[key] for key in ("household_id", "township", "village", "head_name")}
        about = {key: doubt[key] for key in ("member_name", "title")}
        number = {"case_number": f"{doubt['case_number']}.{doubt['doubt']}"}
        rows.append({**number, **identity, **about, **filled.get(case["household_id"], {})})
    return rows


def table_of(rows: Sequence[Row], headers: Mapping[str, str] | None = None) -> list[list[object]]:
    """Header and rows; columns in the order of ``headers`` (key → header)."""
    headers = HEADERS if headers is None else headers
    return [list(headers.values()), *([row.get(key, "") for key in headers] for row in rows)]


def write_xlsx(path: Path, table: Sequence[Sequence[object]], above: Sequence[str] = ()) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "疑点核查表"
    for line in above:
        sheet.append([line])
    for row in table:
        sheet.append([None if cell == "" else cell for cell in row])
    book.save(path)
    return path


def write_csv(path: Path, table: Sequence[Sequence[object]], encoding: str) -> Path:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(table)
    path.write_bytes(text.getvalue().encode(encoding))
    return path


def write_xls(path: Path, table: Sequence[Sequence[object]]) -> Path:
    book = xlwt.Workbook()
    sheet = book.add_sheet("疑点核查表")
    for number, row in enumerate(table):
        for place, cell in enumerate(row):
            sheet.write(number, place, cell)
    book.save(str(path))
    return path
