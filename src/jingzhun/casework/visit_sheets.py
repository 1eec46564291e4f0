"""疑点核查表: for every township a workbook with one row a doubt, which visitors fill in and send back."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import xlsxwriter

from jingzhun.casework.cases import Cases
from jingzhun.casework.visit_columns import VisitColumn, visit_columns
from jingzhun.model import Grade, Severity
from jingzhun.report.sheets import A4, HEADER_ROWS, STYLES, TITLE_HEIGHT, cell_text

#: The sheet's name, by which people know it.
SHEET = "疑点核查表"
NO_TOWNSHIP = "未写乡镇"
#: What stands in the column of exceptions where none holds.
NO_EXCEPTION = "无"
# The same cases give the same bytes: the clock of the machine is not in the file.
_CREATED = datetime(2016, 1, 1)  # noqa: DTZ001 - a constant, in no time zone
_UNSAFE = re.compile(r'[<>:"/\\|?*\x00-\x1f]')
_FROZEN_COLUMNS = 2
_MOST_COUNT = 10_000
# Excel refuses longer lists in a cell's validation; they are then left to be typed.
_LONGEST_LIST = 255
_NOTE = (
    "浅黄色各栏由入户人员填写, 其余不能改。一行一条疑点; 一户几条疑点的, 逐条填是否属实和例外, "
    "入户日期、核查人、处理意见填一行即可。清退须有两名核查人、佐证材料, 并逐条核对例外(没有例外填“无”)。"
    "是否属实由入户核实决定, 程序不作结论。"
)


@dataclass(frozen=True, slots=True)
class Assigned:
    """One workbook: for which township, with how many cases and doubts."""

    township: str
    file: str
    cases: int
    doubts: int


def write_sheets(cases: Cases, folder: Path, *, full: bool) -> list[Assigned]:
    """Write one workbook a township.

    Args:
        cases: the cases of a run.
        folder: an empty folder.
        full: show identity numbers in full; they are masked otherwise.

    Returns:
        What was written, in the order of the townships on the roll; every case is in exactly one workbook.

    Raises:
        OSError: one could not be written.
    """
    rows = _rows(cases, full=full)
    written: list[Assigned] = []
    taken: set[str] = set()
    for township in rows["township"].unique().tolist():
        part = rows[rows["township"] == township]
        name = _free_name(_UNSAFE.sub("_", township).strip(" .") or NO_TOWNSHIP, taken)
        file = f"{SHEET}-{name}.xlsx"
        _write(part, folder / file, f"{township or NO_TOWNSHIP}　核查日 {cases.check_day}", cases.check_day)
        written.append(Assigned(township, file, part["case"].nunique(), len(part)))
    return written


def _free_name(name: str, taken: set[str]) -> str:
    """The name, with a number where another township has the same (in whatever case)."""
    number, free = 1, name
    while free.casefold() in taken:
        number += 1
        free = f"{name}({number})"
    taken.add(free.casefold())
    return free


def _rows(cases: Cases, *, full: bool) -> pd.DataFrame:
    """One row a doubt with what both its case and itself say."""
    of_case = cases.cases[
        ["case_number", "household_id", "township", "village", "group", "head_name", "address", "phone"]
    ]
    rows = cases.doubts.merge(of_case, on="case_number", how="left", validate="many_to_one", sort=False)
    number = "id_number" if full else "id_masked"
    return rows.assign(
        case=rows["case_number"],
        case_number=rows["case_number"] + "." + rows["doubt"].astype("str"),
        id_number=rows[number],
        severity=rows["severity"].map({each.value: each.words for each in Severity}).fillna(""),
        grade=rows["grade"].map({each.value: f"{each.value} {each.words}" for each in Grade}).fillna(""),
        choices=rows["exceptions"].map(lambda known: [title for _, title, _ in known]),
        exceptions=rows["exceptions"].map(_told),
        register_row=rows["register_row"].where(rows["register_row"] > 0),
    )


def _told(exceptions: Sequence[tuple[str, str, str]]) -> str:
    return "\n".join(f"{title}(须有: {evidence})" if evidence else title for _, title, evidence in exceptions)


def _write(rows: pd.DataFrame, path: Path, footer: str, check_day: date) -> None:
    workbook = xlsxwriter.Workbook(path, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    workbook.set_properties({"title": SHEET, "author": "jingzhun", "created": _CREATED})
    sheet = workbook.add_worksheet(SHEET)
    formats = {
        (name, locked): workbook.add_format(style | {"locked": locked})
        for name, style in STYLES.items()
        for locked in (True, False)
    }
    columns = visit_columns()
    _set_up(sheet, columns, footer, len(rows))
    sheet.write_string(0, 0, SHEET, formats["title", True])
    sheet.write_string(1, 0, _NOTE, formats["note", True])
    for place, column in enumerate(columns):
        sheet.write_string(HEADER_ROWS - 1, place, column.header, formats["header", True])
    for line, row in enumerate(rows.to_dict("records"), start=HEADER_ROWS):
        for place, column in enumerate(columns):
            style = _style(column)
            _cell(sheet, line, place, row.get(column.key), formats[style, not column.is_feedback])
        _validate(sheet, line, columns, row["choices"], check_day)
    workbook.close()


def _set_up(sheet: Any, columns: Sequence[VisitColumn], footer: str, rows: int) -> None:
    """Widths, frozen header, print set-up and protection."""
    for place, column in enumerate(columns):
        sheet.set_column(place, place, column.width)
    sheet.set_row(0, TITLE_HEIGHT)
    sheet.set_row(HEADER_ROWS - 1, 30)
    sheet.freeze_panes(HEADER_ROWS, _FROZEN_COLUMNS)
    sheet.repeat_rows(HEADER_ROWS - 1)
    sheet.autofilter(HEADER_ROWS - 1, 0, HEADER_ROWS + max(rows, 1) - 1, len(columns) - 1)
    sheet.set_paper(A4)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.3, right=0.3, top=0.5, bottom=0.6)
    sheet.set_footer(f"&L{footer.replace('&', '&&')}　内部资料，注意保密&R第 &P 页  共 &N 页")
    # Without a password: against slips, not against people; sorting and filtering stay allowed.
    allowed = ("sort", "autofilter", "format_cells", "format_columns", "format_rows")
    sheet.protect("", dict.fromkeys(allowed, True))


def _style(column: VisitColumn) -> str:
    if column.is_feedback:
        return "day" if column.style == "day" else "entry"
    return column.style if column.style in STYLES else "text"


def _cell(sheet: Any, line: int, place: int, value: object, style: object) -> None:
    if isinstance(value, str) and value:
        sheet.write_string(line, place, cell_text(value), style)
    elif isinstance(value, int | float) and value == value:
        sheet.write_number(line, place, value, style)
    else:
        sheet.write_blank(line, place, None, style)


def _validate(sheet: Any, line: int, columns: Sequence[VisitColumn], exceptions: Sequence[str], since: date) -> None:
    """Drop-down lists, days and numbers of one row; what is wrong is told as it is typed."""
    for place, column in enumerate(columns):
        for rule in _rules(column, exceptions, since):
            sheet.data_validation(line, place, line, place, rule)


def _rules(column: VisitColumn, exceptions: Sequence[str], since: date) -> Iterator[dict[str, object]]:
    choices = [NO_EXCEPTION, *exceptions] if column.key == "exception" else list(column.choices)
    if choices and len(",".join(choices)) <= _LONGEST_LIST and not any("," in choice for choice in choices):
        # Another exception than those listed may be written; it is looked at when the sheet comes back.
        kind = "warning" if column.key == "exception" else "stop"
        yield {"validate": "list", "source": choices, "error_type": kind, "error_title": column.header,
               "error_message": "请从下拉列表中选择"}  # fmt: skip
    elif column.style == "day" and column.is_feedback:
        yield {"validate": "date", "criteria": ">=", "value": since, "error_title": column.header,
               "error_message": f"填日期, 如 2016-07-15, 不早于核查日 {since}"}  # fmt: skip
    elif column.style == "count" and column.is_feedback:
        yield {"validate": "integer", "criteria": "between", "minimum": 0, "maximum": _MOST_COUNT,
               "error_title": column.header, "error_message": "填整数"}  # fmt: skip
