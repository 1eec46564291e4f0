"""The first sheet of the ledger, 汇总: what was checked when, what came of it, and the account of every row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from jingzhun import __version__
from jingzhun.model import Effect, Run
from jingzhun.report.figures import (
    Figures,
    figures_of,
    kind_title,
    notices,
    reasons_with_counts,
    severity_title,
    used_as,
)
from jingzhun.report.sheets import Cell, Value

#: Widths of the columns of the sheet, in characters.
WIDTHS = (30, 18, 16, 12, 12, 12, 44)

Rows = Iterator[Sequence[Value]]


def rows(run: Run) -> Rows:
    """The rows of the sheet; each section is followed by an empty one."""
    figures = figures_of(run)
    for section in (_facts(run), _result(figures), _places(figures), _accounts(run), _rules(run)):
        yield from section
        yield []


def _facts(run: Run) -> Rows:
    yield [Cell("精准核查比对  疑点台账", "title")]
    yield [Cell("程序只查找和说明疑点，不作结论；是否属实、保留还是清退，由两名核查人员入户后签字决定。", "note")]
    yield []
    yield ["核查日期", str(run.as_of)]
    yield ["政策规则", f"{run.policy_title}（{run.policy_name}）"]
    for document in run.policy_basis:
        yield ["政策依据", document]
    yield ["开始时间", run.started]
    yield ["程序版本", f"jingzhun {__version__}"]
    for warning in run.warnings:
        yield [Cell("警告", "alert"), Cell(warning, "alert")]
    for notice in notices(run):
        yield ["注意", Cell(notice, "alert")]


def _result(figures: Figures) -> Rows:
    yield from _section("结论", ("", "数目", "说明"))
    effects = figures.effects
    for title, number, meaning in (
        ("疑点户", figures.doubtful, "至少有一条疑点，须入户核实"),
        ("通过", figures.clear, "没有疑点"),
        ("花名册户数", figures.households, "疑点户与通过之和"),
        ("花名册人数", figures.members, ""),
        (Effect.DOUBT.words, effects[Effect.DOUBT], "政策规定须核实的情形，见“疑点明细”"),
        (Effect.CLUE.words, effects[Effect.CLUE], "把握不足或无法判定，不作疑点，见“疑点明细”"),
        (Effect.EXCUSED.words, effects[Effect.EXCUSED], "符合政策列明的例外，留档备查，见“疑点明细”"),
        (Effect.EXEMPT.words, effects[Effect.EXEMPT], "按豁免清单不计，见“疑点明细”"),
        (Effect.CORRECT.words, effects[Effect.CORRECT], "花名册自身的差错，见“核查问题”"),
        (Effect.NOTE.words, effects[Effect.NOTE], "供参考，见“核查问题”"),
    ):
        yield [Cell(title, "text"), Cell(number, "number"), Cell(meaning, "free")]


def _places(figures: Figures) -> Rows:
    yield from _section("按疑点种类（一户可有几种）", ("名称", "规则", "疑点户", "疑点", "其中红线"))
    for kind in figures.kinds:
        counts = (kind.households, kind.findings, kind.red_lines)
        yield [Cell(kind.title, "text"), Cell(kind.code, "text"), *(Cell(count, "number") for count in counts)]
    yield []
    yield from _section("按乡镇", ("乡镇", "户数", "成员", "疑点户", "占比 %"))
    for place in figures.townships:
        counts = (place.households, place.members, place.doubtful)
        share = Cell(round(place.share, 1), "percent")
        yield [Cell(place.name, "text"), *(Cell(count, "number") for count in counts), share]


def _accounts(run: Run) -> Rows:
    yield from _section(
        "各表账目（读取 = 使用 + 搁置）", ("文件", "工作表", "用作", "读取行", "使用行", "搁置行", "搁置原因")
    )
    for account in run.accounts:
        aside = sum(account.set_aside.values())
        texts = (account.file, account.sheet, kind_title(account.kind))
        counts = (account.read, account.used, aside)
        why = Cell(reasons_with_counts(account.set_aside), "wrap")
        yield [*(Cell(text, "wrap") for text in texts), *(Cell(count, "number") for count in counts), why]
    yield []
    yield from _section("各文件用作什么", ("文件", "用作", "字节", "依据"))
    for file in run.inputs:
        names = (Cell(file.name, "wrap"), Cell(used_as(file, run), "text"), Cell(file.bytes, "number"))
        yield [*names, Cell(file.why, "free")]


def _rules(run: Run) -> Rows:
    yield from _section("花名册核查规则", ("名称", "规则", "严重程度", "存疑", "无法判定", "故障"))
    for count in run.rule_counts:
        found = (Cell(count.found, "number"), Cell(count.undecided, "number"))
        severity = Cell(severity_title(count.severity), "text")
        crash = Cell(count.crashed, "red")
        yield [Cell(count.title, "wrap"), Cell(count.code, "text"), severity, *found, crash]


def _section(title: str, headers: Sequence[str]) -> Rows:
    yield [Cell(title, "section"), *[Cell("", "section")] * (len(headers) - 1)]
    yield [Cell(header, "header") for header in headers]
