"""The short account on the screen: what was read, how many households are doubtful and why, where it all lies."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from rich.cells import cell_len, set_cell_size
from rich.console import Console
from rich.text import Text

from jingzhun.kinds import TableKind, all_kinds
from jingzhun.model import Effect, Run, SheetAccount
from jingzhun.privacy import show
from jingzhun.report.figures import (
    Figures,
    figures_of,
    kind_title,
    notices,
    reasons_with_counts,
)
from jingzhun.report.masking import Masking, masking_of

_MOST_TABLES = 5
_MOST_KINDS = 5
_MOST_EXAMPLES = 6
_MOST_HEADERS = 3
_MOST_UNREAD = 3
_MOST_NOTICES = 2
_LONGEST_BAR = 20
_WIDEST = 120
_INDENT = "  "
_KIND_WIDTH = 13

Line = list[tuple[str, str]]  # pieces of one line with their style


def summary(run: Run, directory: Path, console: Console, masking: Masking | None = None) -> None:
    """Print the summary of a finished run: at most about 30 lines, numbers masked, nothing read as markup.

    Args:
        run: a finished run.
        directory: where its files lie.
        console: the stream for people.
        masking: how texts read outside the working file, as ``write_run`` returns it; made where it is not given.
    """
    masking = masking if masking is not None else masking_of(run)
    width = min(console.width, _WIDEST)
    print_warnings(run, console, masking)
    for line in _lines(run, figures_of(run), masking):
        text = Text(no_wrap=True)
        for piece, style in line:
            text.append(show(masking.text(piece)), style=style)
        if text.plain.startswith(_INDENT):  # lists are cut to the screen, sentences go on
            text.truncate(width, overflow="ellipsis")
        _print(text, console)
    # The path is the user's own word and stays whole, so that it can be copied.
    _print(Text.assemble("结果在 ", (show(str(directory)), "bold")), console)
    files = "先打开 疑点台账.xlsx 或 核查报告.html。程序只提示疑点，由两人入户核实后决定；台账含完整号码，注意保密。"
    _print(Text(files, style="dim"), console)


def print_warnings(run: Run, console: Console, masking: Masking) -> None:
    """Print what makes the result less than it seems, each on a line of its own, however short the rest is kept."""
    for warning in run.warnings:
        _print(Text(show(masking.text(f"警告：{warning}")), style="bold red"), console)


def _print(text: Text, console: Console) -> None:
    console.print(text, markup=False, highlight=False, emoji=False, soft_wrap=True)


def _lines(run: Run, figures: Figures, masking: Masking) -> Iterator[Line]:
    yield [(f"精准核查  {run.as_of}  {run.policy_title}", "bold")]
    if settings_file := run.settings.get("settings_file"):
        yield [(f"设置文件 {settings_file}", "dim")]
    yield from _tables(run, masking)
    yield [
        (f"疑点户 {figures.doubtful:,} 户", "bold red" if figures.doubtful else "bold green"),
        (f"，通过 {figures.clear:,} 户，共 {figures.households:,} 户 {figures.members:,} 人", ""),
    ]
    titles = [masking.text(kind.title) for kind in figures.kinds[:_MOST_KINDS]]
    width = _column_width(titles, 24)
    for kind, title in zip(figures.kinds, titles, strict=False):
        bar = "█" * max(1, round(_LONGEST_BAR * kind.households / figures.kinds[0].households))
        yield [(_INDENT + _fit(title, width), ""), (f"{kind.households:>7,} 户  ", ""), (bar, "cyan")]
    yield from _more(len(figures.kinds) - _MOST_KINDS, "种")
    if figures.effects[Effect.CLUE]:
        yield [
            (f"待查 {figures.effects[Effect.CLUE]:,} 条（把握不足或登记栏目不全，不作疑点，须有人看一眼）", "yellow")
        ]
    if figures.effects[Effect.EXEMPT]:
        yield [(f"按豁免清单不计 {figures.effects[Effect.EXEMPT]:,} 条（在台账“疑点明细”末尾）", "yellow")]
    yield from _examples(run, masking)
    yield from _unread(run, masking)
    passed_over = [masking.name(file.name) for file in run.unread if not file.is_error]
    if passed_over:
        names = "、".join(passed_over[:_MOST_UNREAD])
        yield [
            (f"没有采用 {len(passed_over)} 个文件：", "dim"),
            (names + ("…" if len(passed_over) > _MOST_UNREAD else ""), "dim"),
        ]
    for notice in notices(run)[:_MOST_NOTICES]:
        yield [("注意：" + notice, "yellow")]


def _tables(run: Run, masking: Masking) -> Iterator[Line]:
    """Two lines a file that was used: what it was taken for, its account over all sheets, and why it was so taken."""
    kinds = list(all_kinds())
    used_files = [file for file in run.inputs if file.kind in set(kinds)]
    used_files.sort(key=lambda file: kinds.index(TableKind(file.kind)))
    shown = used_files[:_MOST_TABLES]
    width = _column_width([masking.name(file.name) for file in shown], 28)
    for file in shown:
        accounts = [account for account in run.accounts if (account.file, account.kind) == (file.name, file.kind)]
        yield [
            (_INDENT + _fit(kind_title(file.kind), _KIND_WIDTH), "cyan"),
            (_fit(masking.name(file.name), width), ""),
            (_account(accounts), ""),
        ]
        if file.why:
            yield [(_INDENT + " " * _KIND_WIDTH + _shortened(masking.text(file.why)), "dim")]
    yield from _more(len(used_files) - _MOST_TABLES, "个文件")


def _shortened(why: str) -> str:
    """``有 HPHM、CLLX、SYXZ、… → 机动车登记``: the first headers say enough."""
    headers, arrow, kind = why.partition(" → ")
    names = headers.split("、")
    return "、".join(names[:_MOST_HEADERS]) + ("、…" if len(names) > _MOST_HEADERS else "") + arrow + kind


def _account(accounts: list[SheetAccount]) -> str:
    """``17 张表，读 6,800 行，用 6,749，搁置 51（标题行 34、合计行 17）``."""
    read = sum(account.read for account in accounts)
    used = sum(account.used for account in accounts)
    reasons: Counter[str] = Counter()
    for account in accounts:
        reasons.update(account.set_aside)
    sheets = f"{len(accounts)} 张表，" if len(accounts) > 1 else ""
    aside = f"，搁置 {read - used:,}（{reasons_with_counts(reasons)}）" if read != used else ""
    return f"{sheets}读 {read:,} 行，用 {used:,}{aside}"


def _examples(run: Run, masking: Masking) -> Iterator[Line]:
    some = run.doubtful.head(_MOST_EXAMPLES)
    if some.empty:
        return
    yield [("例如", "bold")]
    places = [masking.text(place) for place in some["township"] + some["village"]]
    numbers = [masking.household(household_id) for household_id in some["household_id"]]
    number_width, place_width = _column_width(numbers, 21), _column_width(places, 18)
    rows = zip(numbers, some["head_name"], places, some["reasons"], strict=True)
    for household_number, head, place, reasons in rows:
        yield [
            (_INDENT + _fit(household_number, number_width), "dim"),
            (_fit(masking.text(head), 9), "bold"),
            (_fit(place, place_width), ""),
            (reasons, ""),
        ]
    yield from _more(len(run.doubtful) - len(some), "户")


def _unread(run: Run, masking: Masking) -> Iterator[Line]:
    problems = [(masking.name(file.name), file.what) for file in run.unread if file.is_error]
    problems += [(f"规则 {count.code}", f"没有检查完：{count.crashed}") for count in run.rule_counts if count.crashed]
    if not problems:
        return
    yield [(f"未能读取 {len(problems)} 项，这次核查不完整", "bold yellow")]
    for where, what in problems[:_MOST_UNREAD]:
        yield [(_INDENT + where + "：", ""), (what, "yellow")]
    yield from _more(len(problems) - _MOST_UNREAD, "项")


def _more(count: int, unit: str) -> Iterator[Line]:
    if count > 0:
        yield [(f"{_INDENT}… 另 {count:,} {unit}", "dim")]


def _column_width(texts: list[str], most: int) -> int:
    """Cells that the widest of some masked texts takes with a gap, but not more than ``most``."""
    return min(most, max((cell_len(show(text)) for text in texts), default=0) + 1)


def _fit(text: str, width: int) -> str:
    """A masked text in a column of so many cells (a Chinese character takes two), with a gap after it."""
    text = show(text)
    if cell_len(text) > width - 1:
        text = set_cell_size(text, width - 2).rstrip() + "…"
    return text + " " * (width - cell_len(text))
