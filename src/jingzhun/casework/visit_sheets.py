"""疑点核查表: a workbook for a township, one row a doubt; what is known is locked, what is to be found out is open.

Every cell is written as text, number or day, never as a formula or a link.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import xlsxwriter

from jingzhun.casework.visit_cases import VisitCase, VisitDoubt
from jingzhun.casework.visit_columns import VisitColumn, visit_columns
from jingzhun.report.sheets import A4, HEADER_ROWS, STYLES, TITLE_HEIGHT, Column, cell_text, row_height

SHEET, EXCEPTIONS = "疑点核查表", "例外原因一览"
#: What is chosen where no exception holds.
NONE_HOLDS = "无"
# The same input gives the same bytes: the clock of the machine is not in the file.
_CREATED = datetime(2016, 1, 1)  # noqa: DTZ001 - a constant, in no time zone
_LAST_DAY = date(2099, 12, 31)
_MOST_COUNTED = 99_999
# All columns on one sheet of A4 would be too small to read: three beside one another, each with the cases' numbers.
_SHEETS_ACROSS = 3
_FROZEN_COLUMNS = 2
_HEADER_HEIGHT = 32
_OPEN = {"locked": False}
_STYLES: dict[str, dict[str, object]] = {
    **{name: STYLES[name] for name in ("title", "note", "header", "text", "wrap", "row")},
    "asked": STYLES["header"] | {"bg_color": "#FBEFC9"},
    "entry": STYLES["entry"] | _OPEN,
    "day": STYLES["day"] | _OPEN,
    "count": STYLES["row"] | {"bg_color": "#FFFDF3"} | _OPEN,
}
_EXCEPTION_COLUMNS = (Column("疑点类型", 24, "wrap"), Column("例外原因", 40, "wrap"), Column("须有的材料", 70, "wrap"))

#: Code of a condition → its title and its exceptions, each as (title, needed papers).
ExceptionLists = Mapping[str, tuple[str, Sequence[tuple[str, str]]]]


def write_sheet(
    cases: Sequence[VisitCase], path: Path, check_day: date, exceptions: ExceptionLists, *, full: bool
) -> list[str]:
    """Write the workbook of one township.

    Args:
        cases: its cases, at least one.
        path: the file, in a private folder, which also takes the temporary files.
        check_day: the day for which the run was made; visits are not before it.
        exceptions: the exceptions of the policy for every code of a condition.
        full: whether numbers stand there in full, which the foot of every page then says.

    Returns:
        The numbers of the cases that stand in it, in order.

    Raises:
        OSError: the file could not be written.
    """
    workbook = xlsxwriter.Workbook(path, {"constant_memory": True, "tmpdir": str(path.parent)})
    workbook.set_properties({"title": SHEET, "subject": "精准核查比对", "author": "jingzhun", "created": _CREATED})
    try:
        secret = "含完整号码，内部资料，用后收回" if full else "内部资料，注意保密"
        sheet = _Sheet(workbook, f"{SHEET}　{cases[0].township}　核查日期 {check_day}　{secret}")
        rows = [(case, doubt) for case in cases for doubt in case.doubts]
        used = {code: exceptions[code] for code in sorted({doubt.code for _, doubt in rows}) if code in exceptions}
        ranges = _ranges(used)
        sheet.draw(cases[0].township, rows, check_day, ranges)
        sheet.draw_exceptions(used)
    finally:
        workbook.close()
    return list(dict.fromkeys(case.number for case, _ in rows))


def _ranges(used: ExceptionLists) -> dict[str, str]:
    """Code → where its exceptions stand, for the drop-down lists."""
    ranges, line = {"": f"='{EXCEPTIONS}'!$B${HEADER_ROWS + 1}:$B${HEADER_ROWS + 1}"}, HEADER_ROWS + 2
    for code, (_, listed) in used.items():
        ranges[code] = f"='{EXCEPTIONS}'!$B${line}:$B${line + len(listed)}"
        line += len(listed) + 1
    return ranges


class _Sheet:
    """A workbook being written: its formats and the columns of the visit sheet."""

    def __init__(self, workbook: Any, footer: str) -> None:
        self._workbook, self._footer = workbook, footer
        self._formats = {name: workbook.add_format(style) for name, style in _STYLES.items()}
        self._columns = visit_columns()
        self._place = {column.key: place for place, column in enumerate(self._columns)}

    def draw(
        self, township: str, rows: Sequence[tuple[VisitCase, VisitDoubt]], day: date, ranges: Mapping[str, str]
    ) -> None:
        """Draw the sheet of the doubts."""
        sheet = self._page(SHEET, f"{SHEET}　{township}", self._columns)
        cases = len({case.number for case, _ in rows})
        note = (
            f"核查日期 {day}，{cases} 户 {len(rows)} 条疑点。只填浅黄色各栏；一户有几条疑点的，每条都要填是否属实；"
            "入户日期、核查人、评议、公示和处理意见写在该户任一行即可，几行都写的要一致。"
            "例外原因问过没有的选“无”，有几种的用逗号隔开。更正以前交的，情况说明以“更正”开头。"
        )
        self._write(sheet, 1, 0, note, "note")
        sheet.freeze_panes(HEADER_ROWS, _FROZEN_COLUMNS)
        sheet.autofilter(HEADER_ROWS - 1, 0, HEADER_ROWS + len(rows) - 1, len(self._columns) - 1)
        sheet.fit_to_pages(_SHEETS_ACROSS, 0)
        sheet.repeat_columns(0, 0)
        self._check_entries(sheet, rows, day, ranges)
        columns = [Column(column.header, column.width, column.style) for column in self._columns]
        for line, (case, doubt) in enumerate(rows, start=HEADER_ROWS):
            values = [_value(column, case, doubt) for column in self._columns]
            sheet.set_row(line, row_height(columns, values))
            for place, (column, value) in enumerate(zip(self._columns, values, strict=True)):
                self._write(sheet, line, place, value, _style(column))
        sheet.protect("", {"format_cells": True, "format_columns": True, "format_rows": True, "autofilter": True})
        sheet.activate()

    def draw_exceptions(self, used: ExceptionLists) -> None:
        """Draw the exceptions of the policy with the papers that they need; the drop-down lists point here."""
        sheet = self._page(EXCEPTIONS, EXCEPTIONS, _EXCEPTION_COLUMNS)
        self._write(sheet, 1, 0, "填写“例外原因”时从这里选；例外要有材料证明，材料写在“佐证材料”栏。", "note")
        sheet.freeze_panes(HEADER_ROWS, 0)
        sheet.fit_to_pages(1, 0)
        rows: list[tuple[str, str, str]] = [("各类疑点", NONE_HOLDS, "")]
        for title, listed in used.values():
            rows += [(title, NONE_HOLDS, ""), *((title, each, evidence) for each, evidence in listed)]
        for line, row in enumerate(rows, start=HEADER_ROWS):
            sheet.set_row(line, row_height(_EXCEPTION_COLUMNS, row))
            for place, text in enumerate(row):
                self._write(sheet, line, place, text, "wrap")
        sheet.protect("", {"format_columns": True, "format_rows": True})

    def _page(self, name: str, title: str, columns: Sequence[VisitColumn | Column]) -> Any:
        """A sheet of A4 across, with title, header and widths; the header is repeated on every printed page."""
        sheet = self._workbook.add_worksheet(name)
        sheet.set_paper(A4)
        sheet.set_landscape()
        sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        sheet.set_footer(f"&L{self._footer.replace('&', '&&')}&R第 &P 页  共 &N 页")
        sheet.hide_gridlines(2)
        sheet.repeat_rows(HEADER_ROWS - 1)
        sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
        for place, column in enumerate(columns):
            sheet.set_column(place, place, column.width)
        sheet.set_row(0, TITLE_HEIGHT)
        self._write(sheet, 0, 0, title, "title")
        sheet.set_row(HEADER_ROWS - 1, _HEADER_HEIGHT)
        for place, column in enumerate(columns):
            is_asked = isinstance(column, VisitColumn) and column.is_feedback
            self._write(sheet, HEADER_ROWS - 1, place, column.header, "asked" if is_asked else "header")
        return sheet

    def _check_entries(
        self, sheet: Any, rows: Sequence[tuple[VisitCase, VisitDoubt]], day: date, ranges: Mapping[str, str]
    ) -> None:
        """Drop-down lists, and checks of days and numbers as they are typed."""
        first, last = HEADER_ROWS, HEADER_ROWS + len(rows) - 1
        for column in self._columns:
            rule = _rule(column, day)
            if rule:
                place = self._place[column.key]
                sheet.data_validation(first, place, last, place, rule)
        place = self._place["exception"]
        lines: dict[str, list[int]] = {}
        for line, (_, doubt) in enumerate(rows, start=first):
            lines.setdefault(doubt.code if doubt.code in ranges else "", []).append(line)
        for code, own in lines.items():
            rule = {"validate": "list", "source": ranges[code], "error_type": "warning", "error_title": "例外原因"}
            rule["error_message"] = "不在这类疑点的例外之列。几种都有的用逗号隔开，选“是”继续。"
            cells = [[line, place, line, place] for line in own]
            sheet.data_validation(own[0], place, own[0], place, {**rule, "other_cells": cells[1:]})

    def _write(self, sheet: Any, row: int, column: int, value: str | int, style: str) -> None:
        if value == "":
            sheet.write_blank(row, column, None, self._formats[style])
        elif isinstance(value, str):
            sheet.write_string(row, column, cell_text(value), self._formats[style])
        else:
            sheet.write_number(row, column, value, self._formats[style])


def _style(column: VisitColumn) -> str:
    return "entry" if column.is_feedback and column.style == "text" else column.style


def _value(column: VisitColumn, case: VisitCase, doubt: VisitDoubt) -> str | int:
    match column.key:
        case "case_number":
            return doubt.number
        case "register_row":
            return doubt.register_row or ""
        case "exceptions":
            return "\n".join(f"{title}（须有：{papers}）" if papers else title for title, papers in doubt.exceptions)
        case "severity":
            return doubt.texts["severity"]
        case key:
            return doubt.texts.get(key, case.texts.get(key, ""))


def _rule(column: VisitColumn, day: date) -> dict[str, object]:
    """What may be typed into a column."""
    if column.choices:
        message = f"请从{'、'.join(column.choices)}里选一个。"
        return {"validate": "list", "source": list(column.choices), "error_message": message}
    if column.style == "day":
        whole = {"validate": "date", "criteria": "between", "minimum": day, "maximum": _LAST_DAY}
        return whole | {"error_message": f"写成 {day} 这样的日期，不早于核查日期。"}
    if column.style == "count":
        whole = {"validate": "integer", "criteria": "between", "minimum": 0, "maximum": _MOST_COUNTED}
        return whole | {"error_message": "只写数字，没有的写 0。"}
    return {}
