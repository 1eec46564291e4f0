"""A described policy as tables, no wider than the screen."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from typing import Any

from rich import box
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from jingzhun.privacy import show

_LEAST, _MOST = 60, 120
#: Width of the labels of a condition, and of all that stands around the two columns.
_LABEL, _FRAME = 10, 7


def policy_text(about: dict[str, Any], columns: int) -> str:
    """What ``jingzhun.policy.described.described`` says, as text without colours.

    Args:
        about: the described policy.
        columns: how wide the screen is.
    """
    written = io.StringIO()
    width = min(max(columns, _LEAST), _MOST)
    console = Console(file=written, width=width, color_system=None, markup=False, highlight=False, emoji=False)
    until = about["valid_to"] or "今"
    console.print(_text(f"{about['title']}({about['name']})"))
    console.print(_text(f"地区 {about['area']}; 有效期 {about['valid_from']} 至 {until}; 摘要 {about['digest'][:16]}"))
    if len(about["files"]) > 1:
        console.print(_text("由下面的文件依次合成: " + " → ".join(each["file"] for each in about["files"])))
    _section(console, "与上级不同的地方", ("做法", "哪一部分", "代码", "改了哪些键"), _differences(about))
    _section(
        console,
        "比对把握和轻重合起来怎样处理",
        ("轻重", "A 确证", "B 高度疑似", "C 线索"),
        [(row["severity"], row["A"], row["B"], row["C"]) for row in about["combine"]],
    )
    _section(console, "线(元/人·年)", ("名称", "数字", "年份", "出处"), _lines(about))
    _section(
        console,
        "核查规则查出的问题怎样处理",
        ("规则", "名称", "处理"),
        [(each["codes"], each["title"], each["effect"]) for each in about["effects"]],
    )
    for condition in about["conditions"]:
        _condition(console, condition)
    _section(
        console,
        "依据",
        ("编号", "文件", "说明"),
        [(each["id"], _document(each), each["note"]) for each in about["basis"]],
    )
    return written.getvalue().rstrip()


def _text(text: str) -> Text:
    return Text("\n".join(show(line) for line in text.split("\n")))


def _section(console: Console, title: str, headers: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """A table with a title; nothing where there are no rows."""
    rows = list(rows)
    if not rows:
        return
    console.print()
    console.print(_text(f"【{title}】"))
    table = Table(box=box.SQUARE, show_lines=True, expand=True, pad_edge=True)
    for header in headers:
        table.add_column(_text(header), overflow="fold")
    for row in rows:
        table.add_row(*(_text(cell) for cell in row))
    console.print(table)


def _differences(about: dict[str, Any]) -> list[tuple[str, ...]]:
    return [(each["what"], each["part"], each["code"], "、".join(each["keys"])) for each in about["differences"]]


def _lines(about: dict[str, Any]) -> list[tuple[str, ...]]:
    return [
        (f"{each['title']}({each['id']})", _amount(each["yuan"]), str(each["year"] or ""), each["cited"])
        for each in about["lines"]
    ]


def _amount(yuan: float | None) -> str:
    return "没有填" if yuan is None else f"{yuan:,.10g}"


def _condition(console: Console, about: dict[str, Any]) -> None:
    """One condition: what it is about, when it holds, and its exceptions."""
    rows = [
        ("查什么", about["about"]),
        ("轻重", about["severity"]),
        ("怎样算", "\n".join(about["when"])),
        ("怎样不算", "\n".join(about["when_not"])),
        ("要靠哪几栏", "、".join(about["needs"])),
        ("入户问", about["question"]),
        ("依据", "\n".join(f"{each['id']}: {each['cited']}" for each in about["basis"])),
    ]
    console.print()
    console.print(_text(f"【{about['code']} {about['title']}】"))
    table = Table(box=box.SQUARE, show_lines=True, show_header=False, expand=True)
    table.add_column(width=_LABEL)
    table.add_column(overflow="fold", ratio=1)
    inner = console.width - _LABEL - _FRAME
    for label, words in rows:
        if words:
            table.add_row(_text(label), _wrapped(words, inner))
    for each in about["exceptions"]:
        seen = "\n".join(each["when"]) if each["when"] else "数据里看不出, 由入户的人问"
        basis = "".join(f"\n依据 {source['id']}: {source['cited']}" for source in each["basis"])
        words = f"{each['title']}({each['code']}): {each['effect']}\n{seen}\n佐证: {each['evidence']}{basis}"
        table.add_row(_text("例外"), _wrapped(words, inner))
    console.print(table)


def _wrapped(text: str, width: int) -> Text:
    """Lines broken where the width ends, each part as far in as its line."""
    lines: list[str] = []
    for line in text.split("\n"):
        margin = " " * (len(line) - len(line.lstrip(" ·")))
        rest = show(line)
        while cell_len(rest) > width:
            at = _fitting(rest, width, len(margin))
            lines.append(rest[:at].rstrip())
            rest = margin + rest[at:].lstrip()
        lines.append(rest)
    return Text("\n".join(lines))


def _fitting(text: str, width: int, least: int) -> int:
    """How many characters fit, broken after a mark or space where one stands in the second half."""
    fits = next(at for at in range(len(text), 0, -1) if cell_len(text[:at]) <= width)
    breaks = [at for at in range(fits, max(fits // 2, least + 1), -1) if text[at - 1] in "、,;。? "]
    return breaks[0] if breaks else max(fits, least + 1)


def _document(each: dict[str, Any]) -> str:
    parts = [each["document"], each["number"], each["date"], each["clause"], each["area"]]
    if each["valid_from"] or each["valid_to"]:
        parts.append(f"有效 {each['valid_from']} 至 {each['valid_to'] or '今'}")
    return "\n".join(part for part in parts if part)
