"""疑点台账.xlsx, the working file of a run: what was checked, whom to visit, and every piece of evidence.

It is the one file that holds full numbers; the folder and the file are readable by their owner alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd
import xlsxwriter
from xlsxwriter.exceptions import FileCreateError

from jingzhun.model import Effect, Run, Severity
from jingzhun.policy.statements import BETWEEN
from jingzhun.report import exempt_lines, overview, reading
from jingzhun.report.figures import (
    asks_by_household,
    effect_title,
    grade_title,
    kind_title,
    missing_title,
    outcome_title,
    reasons_by_household,
    severity_title,
)
from jingzhun.report.sheets import ROWS_A_SHEET, Cell, Column, Ledger, Value
from jingzhun.report.visits import visits_by_household

# The same input gives the same bytes: the clock of the machine is not in the file.
_CREATED = datetime(2016, 1, 1)  # noqa: DTZ001 - a constant, in no time zone
_EVIDENCE_EFFECTS = (Effect.DOUBT, Effect.CLUE, Effect.EXCUSED, Effect.EXEMPT)
_EFFECT_STYLES = {"doubt": "doubt", "clue": "clue", "excused": "quiet", "exempt": "quiet"}

_HOUSEHOLD_COLUMNS = (
    Column("户编号", 22),
    Column("户主", 10),
    Column("乡镇", 10),
    Column("村", 12),
    Column("住址", 22, "wrap"),
    Column("电话", 13),
    Column("成员", 22, "wrap"),
    Column("疑点数", 7, "number"),
    Column("疑点原因", 50, "wrap"),
    Column("入户要问的例外", 32, "wrap"),
    Column("什么会改变结论", 40, "wrap"),
    Column("入户日期", 12, "day"),
    Column("核查人1", 10, "entry"),
    Column("核查人2", 10, "entry"),
    Column("是否属实", 11, "entry", ("属实", "部分属实", "不属实", "无法核实")),
    Column("处理意见", 11, "entry", ("保留", "清退", "整改", "转办")),
)
_EVIDENCE_COLUMNS = (
    Column("户编号", 13, "wrap"),
    Column("姓名", 8, "wrap"),
    Column("规则", 7),
    Column("名称", 10, "wrap"),
    Column("严重程度", 8),
    Column("把握", 9, "wrap"),
    Column("处理", 6),
    Column("花名册文件", 12, "wrap"),
    Column("花名册工作表", 9, "wrap"),
    Column("花名册行", 7, "row"),
    Column("部门数据", 9, "wrap"),
    Column("部门文件", 12, "wrap"),
    Column("部门工作表", 9, "wrap"),
    Column("部门行", 8, "row"),
    Column("花名册原值", 30, "wrap"),
    Column("部门数据原值", 44, "wrap"),
    Column("理由", 40, "wrap"),
    Column("建议", 24, "wrap"),
    Column("可能的例外", 24, "wrap"),
)
_PROBLEM_COLUMNS = (
    Column("户编号", 14, "wrap"),
    Column("姓名", 9, "wrap"),
    Column("规则", 8),
    Column("名称", 18, "wrap"),
    Column("结果", 9),
    Column("严重程度", 9),
    Column("处理", 6),
    Column("文件", 16, "wrap"),
    Column("工作表", 10, "wrap"),
    Column("行", 7, "row"),
    Column("原值", 34, "wrap"),
    Column("理由", 38, "wrap"),
    Column("建议", 30, "wrap"),
)
_UNREAD_COLUMNS = (
    Column("类别", 10),
    Column("文件或规则", 26, "wrap"),
    Column("工作表", 14, "wrap"),
    Column("行", 8, "row"),
    Column("原因", 36, "wrap"),
    Column("内容或改法", 70, "wrap"),
)


def write(run: Run, path: Path, rows_a_sheet: int = ROWS_A_SHEET) -> None:
    """Write the ledger.

    Args:
        run: a finished run.
        path: the file, in a private folder, which also takes the temporary files.
        rows_a_sheet: rows after which a table goes on in a further sheet.

    Raises:
        OSError: the file could not be written.
    """
    workbook = xlsxwriter.Workbook(path, {"constant_memory": True, "tmpdir": str(path.parent)})
    workbook.set_properties({"title": "疑点台账", "subject": "精准核查比对", "author": "jingzhun", "created": _CREATED})
    ledger = Ledger(workbook, f"精准核查疑点台账　核查日期 {run.as_of}　内部资料，注意保密", rows_a_sheet)
    try:
        ledger.sections("汇总", overview.WIDTHS, overview.rows(run))
        note = (
            "每户由两人入户核实后填写浅黄色各栏。一户有几条疑点的，依据逐条列在“疑点明细”。"
            "“入户要问的例外”数据里看不出，问清并留存佐证。"
        )
        ledger.table("疑点户", note, _HOUSEHOLD_COLUMNS, _household_rows(run))
        note = (
            "疑点在前，其次是待查（把握不足或无法判定，不作疑点）、不计（符合政策的例外）和豁免（按豁免清单）。"
            "原值照抄，行号与原表一致。"
        )
        ledger.table("疑点明细", note, _EVIDENCE_COLUMNS, _evidence_rows(run))
        note = "花名册自身的差错，须整改或留意，不因此怀疑该户。"
        ledger.table("核查问题", note, _PROBLEM_COLUMNS, _problem_rows(run))
        if exempt := exempt_lines.rows(run):
            ledger.table("豁免清单", exempt_lines.NOTE, exempt_lines.COLUMNS, exempt)
        ledger.table("读取情况", reading.NOTE, reading.COLUMNS, reading.rows(run))
        note = "没有读到、没有用到的文件和行，以及没能判定的规则。这里的内容没有参加比对。"
        ledger.table("未能读取", note, _UNREAD_COLUMNS, list(_unread_rows(run)))
    finally:
        try:
            workbook.close()
        except FileCreateError as error:  # it wraps the system's own error, with its number
            cause = error.__context__
            raise cause if isinstance(cause, OSError) else OSError(str(error)) from error


def _household_rows(run: Run) -> list[list[Value]]:
    reasons = reasons_by_household(run)
    visits = visits_by_household(run)
    asks = asks_by_household(run)
    columns = ("household_id", "head_name", "township", "village", "doubts", "changes")
    rows: list[list[Value]] = []
    for household_id, head, township, village, doubts, changes in zip(
        *(run.doubtful[column] for column in columns), strict=True
    ):
        visit = visits[household_id]
        found: list[Value] = [visit.address, visit.phone, visit.members, int(doubts)]
        found.append(_numbered([reason.line for reason in reasons.get(household_id, [])]))
        found += [_numbered(asks.get(household_id, [])), _numbered(changes.split(BETWEEN))]
        row: list[Value] = [household_id, head, township, village, *found]
        rows.append([*row, *[None] * (len(_HOUSEHOLD_COLUMNS) - len(row))])
    return rows


def _numbered(lines: list[str]) -> str:
    """Lines, with numbers where there are several."""
    several = len(lines) > 1
    return "\n".join(f"{place}. {line}" if several else line for place, line in enumerate(lines, start=1))


def _evidence_rows(run: Run) -> list[list[Value]]:
    order = {effect.value: place for place, effect in enumerate(_EVIDENCE_EFFECTS)}
    some = run.findings[run.findings["effect"].isin(order)]
    some = some.iloc[some["effect"].map(order).argsort(kind="stable")]
    return [
        [
            finding["household_id"],
            finding["member_name"],
            finding["code"],
            finding["title"],
            _severity_cell(finding["severity"]),
            grade_title(finding["grade"]),
            Cell(effect_title(finding["effect"]), _EFFECT_STYLES[finding["effect"]]),
            finding["roll_file"],
            finding["roll_sheet"],
            _row_number(finding["roll_row"]),
            kind_title(finding["register"]),
            finding["register_file"],
            finding["register_sheet"],
            _row_number(finding["register_row"]),
            finding["roll_values"],
            finding["register_values"],
            finding["reason"],
            finding["fix"],
            finding["ask"].replace(BETWEEN, "\n"),
        ]
        for finding in _records(some)
    ]


def _problem_rows(run: Run) -> list[list[Value]]:
    evidence = [effect.value for effect in _EVIDENCE_EFFECTS]
    return [
        [
            finding["household_id"],
            finding["member_name"],
            finding["code"],
            finding["title"],
            outcome_title(finding["outcome"]),
            _severity_cell(finding["severity"]),
            effect_title(finding["effect"]),
            finding["roll_file"],
            finding["roll_sheet"],
            _row_number(finding["roll_row"]),
            finding["roll_values"],
            finding["reason"],
            finding["fix"],
        ]
        for finding in _records(run.findings[~run.findings["effect"].isin(evidence)])
    ]


def _unread_rows(run: Run) -> Iterator[list[Value]]:
    for file in run.unread:
        yield [Cell("文件", "red") if file.is_error else "文件", file.name, None, None, file.what, file.fix]
    for count in run.rule_counts:
        name = f"{count.code} {count.title}"
        if count.crashed:
            yield [Cell("规则故障", "red"), name, None, None, count.crashed, "这条规则没有检查完，请告诉维护者。"]
        if count.missing:
            what, fix = f"缺少 {'、'.join(map(missing_title, count.missing))}", "补上后重新核查，这条规则才能检查。"
            yield ["无法判定", name, None, None, what, fix]
        elif count.undecided:
            what = f"{count.undecided} 处无法判定"
            yield ["无法判定", name, None, None, what, "判定所需的栏目空缺或有误，补正花名册后重新核查。"]
    for row in run.set_aside:
        rows = row.row if row.count == 1 else f"{row.row}–{row.row + row.count - 1}"
        yield ["行", row.file, row.sheet, rows, row.reason, row.text]


def _records(findings: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(label): value for label, value in row.items()} for row in findings.to_dict("records")]


def _severity_cell(severity: str) -> Value:
    title = severity_title(severity)
    return Cell(title, "red") if severity == Severity.RED_LINE.value else title


def _row_number(row: str | int) -> Value:
    return int(row) or None
