"""汇总.xlsx and 汇总.html: one line a county, what was found in it, and what became of its check."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import jinja2
import xlsxwriter

from jingzhun import __version__
from jingzhun.batch.county_check import CLEAR, DOUBTFUL, INCOMPLETE, CountyResult
from jingzhun.batch.record import write_whole
from jingzhun.privacy import mask_text, show
from jingzhun.report.sheets import Column, Ledger, Value

BOOK, PAGE = "汇总.xlsx", "汇总.html"
# The same results give the same bytes: the clock of the machine is not in the file.
_CREATED = datetime(2016, 1, 1)  # noqa: DTZ001 - a constant, in no time zone
_STATES = {CLEAR: "完成", DOUBTFUL: "完成", INCOMPLETE: "完成, 有读不出的部分"}
_FIGURES = {
    "households": "户数",
    "members": "人数",
    "doubtful": "疑点户",
    "corrections": "须整改",
    "clues": "待查",
    "excused": "不计",
    "exempt": "豁免",
    "unread": "读不出",
    "warnings": "警告",
}


@dataclass(frozen=True, slots=True)
class Summary:
    """What a batch has found.

    Attributes:
        results: one a county, in the order of the plan.
    """

    results: tuple[CountyResult, ...]

    @property
    def done(self) -> tuple[CountyResult, ...]:
        """The counties that have a result."""
        return tuple(result for result in self.results if result.done)

    @property
    def failed(self) -> tuple[CountyResult, ...]:
        """The counties that have none."""
        return tuple(result for result in self.results if not result.done)

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of doubt that were found, most households first."""
        totals: dict[str, int] = {}
        for result in self.done:
            for kind, count in result.kinds.items():
                totals[kind] = totals.get(kind, 0) + count
        return tuple(sorted(totals, key=lambda kind: (-totals[kind], kind)))

    def total(self, figure: str) -> int:
        """A figure over all counties that have a result."""
        return sum(result.figures[figure] for result in self.done)


def state_of(result: CountyResult) -> str:
    """What became of a county's check, as reports print it."""
    return _STATES[result.code] if result.done else "没有做成"


def write(output: Path, summary: Summary) -> None:
    """Write workbook and page; neither names a person.

    Raises:
        OutputError: one could not be written, e.g. is open in WPS; an earlier one stands.
    """
    write_whole(output / BOOK, _workbook(summary))
    write_whole(output / PAGE, _page(summary).encode())


def _workbook(summary: Summary) -> bytes:
    stream = io.BytesIO()
    workbook = xlsxwriter.Workbook(stream, {"in_memory": True, "constant_memory": False})
    workbook.set_properties({"title": "批量核查汇总", "author": "jingzhun", "created": _CREATED})
    ledger = Ledger(workbook, "批量核查汇总")
    columns = [
        Column("县(乡镇)", 20, "wrap"),
        Column("状态", 14, "wrap"),
        *(Column(words, 9, "number") for words in _FIGURES.values()),
        *(Column(kind, 11, "number") for kind in summary.kinds),
        Column("用时(秒)", 9, "number"),
        Column("核查日期", 12),
        Column("政策规则", 16),
        Column("结果文件夹或原因", 60, "wrap"),
    ]
    rows: list[Sequence[Value]] = [_row(result, summary.kinds) for result in summary.results]
    if len(summary.results) > 1:
        rows.append(_totals(summary))
    note = "一行一个县(乡镇)。疑点只是待核实的情况, 是否属实由入户核实后决定。各类疑点按户计, 一户可有几类。"
    ledger.table("汇总", note, columns, rows)
    workbook.close()
    return stream.getvalue()


def _row(result: CountyResult, kinds: Sequence[str]) -> list[Value]:
    return [
        show(result.name),
        state_of(result),
        *(result.figures.get(figure) for figure in _FIGURES),
        *(result.kinds.get(kind, 0) if result.done else None for kind in kinds),
        round(result.seconds),
        result.as_of,
        result.policy,
        f"{result.name}/" if result.done else mask_text(result.message),
    ]


def _totals(summary: Summary) -> list[Value]:
    kinds = [sum(result.kinds.get(kind, 0) for result in summary.done) for kind in summary.kinds]
    figures = [summary.total(figure) for figure in _FIGURES]
    state = f"{len(summary.done)} 个做成, {len(summary.failed)} 个没有做成"
    return ["合计", state, *figures, *kinds, round(sum(result.seconds for result in summary.results)), "", "", ""]


def _page(summary: Summary) -> str:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("jingzhun.batch"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=lambda value: show(mask_text(value)) if type(value) is str else value,
    )
    most = max((result.figures["doubtful"] for result in summary.done), default=0)
    template = environment.get_template("summary.html")
    return template.render(summary=summary, figures=_FIGURES, state_of=state_of, most=most, version=__version__)
