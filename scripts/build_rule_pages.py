"""Write docs/rules/: one page a rule and an index, from the rules themselves. A test fails when they are out of date.

Run with: python scripts/build_rule_pages.py
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from jingzhun.kinds import TableKind
from jingzhun.report.figures import missing_title
from jingzhun.rules import RULES, Rule
from jingzhun.rules.examples import FOUND, PASSED, UNDECIDED, Example, examples, prose
from jingzhun.rules.rule import PREVIOUS_ROLL
from jingzhun.rules.run import reasons

FOLDER = Path(__file__).parent.parent / "docs" / "rules"
_SCOPES = {"JZ1": "成员", "JZ2": "户", "JZ3": "整册", "JZ4": "成员与部门数据"}
_MARK_WORDS = {FOUND: "✗ 存疑", UNDECIDED: "? 无法判定", PASSED: "✓"}
_INTRODUCTION = """\
核查共 {number} 条规则。JZ1 至 JZ3 只看花名册 (少数还要去年的花名册), JZ4 拿比对上的部门数据核对成员。
每条规则对每一行只有三种结果: 存疑、无法判定 (所需的值缺失)、通过。所需的列、部门数据没有的, 对整册记一次无法判定。
核查发现的是待更正、待核实的问题, 是否作为疑点户由政策规则决定。
"""
_DO_NOT_EDIT = "<!-- 由 scripts/build_rule_pages.py 从规则生成, 请勿手改 -->\n"


def pages() -> dict[str, str]:
    """All pages by file name."""
    return {"README.md": index(), **{f"{rule.code}.md": page(rule) for rule in RULES}}


def index() -> str:
    """The table of all rules."""
    lines = [
        _DO_NOT_EDIT,
        "# 核查规则\n",
        _INTRODUCTION.format(number=len(RULES)),
    ]
    for prefix, scope in _SCOPES.items():
        lines += [f"## {prefix} {scope}\n", "| 编号 | 规则 | 级别 | 怎样更正 |", "|---|---|---|---|"]
        lines += [
            f"| [{rule.code}]({rule.code}.md) | {rule.title} | {rule.severity.words} | {rule.fix} |"
            for rule in RULES
            if rule.code.startswith(prefix)
        ]
        lines.append("")
    return "\n".join(lines)


def page(rule: Rule) -> str:
    """The page of one rule."""
    tables = "\n\n".join(tables_of(rule, example) for example in examples(rule))
    return "\n".join(
        [
            _DO_NOT_EDIT,
            f"# {rule.code} {rule.title}\n",
            f"对象: {_SCOPES[rule.code[:3]]} · 级别: {rule.severity.words} · 需要: {needed(rule)}\n",
            "## 查什么, 为什么\n",
            prose(rule) + "\n",
            "## 依据\n",
            rule.basis + "。\n",
            "## 已知的误报\n",
            rule.false_alarms + "。\n",
            "## 怎样更正\n",
            rule.fix + "。\n",
            "## 例子\n",
            tables,
            f"\n规则全文: [{rule.module}.py](../../src/jingzhun/rules/{rule.module}.py)\n",
        ]
    )


def needed(rule: Rule) -> str:
    """What a rule cannot do without: columns, registers, last year's roll."""
    registers = [TableKind(kind).words for kind in rule.registers]
    rolls = [PREVIOUS_ROLL] if rule.needs_previous else []
    columns = [missing_title(column).removeprefix("花名册的") for column in rule.needs]
    return "、".join(dict.fromkeys([*columns, *rolls, *registers]))


def tables_of(rule: Rule, example: Example) -> str:
    """One example, with the tables that the roll is compared with below it."""
    compared = [f"{one.title}:\n\n{_markdown(one.headers, one.rows)}" for one in example.compared]
    return "\n\n".join([table(rule, example), *compared])


def table(rule: Rule, example: Example) -> str:
    """The roll of one example as a table, with what the rule really says of each row."""
    said = _reasons_by_row(rule, example)
    rows = [
        [_MARK_WORDS[mark], *cells, reason]
        for mark, cells, reason in zip(example.marks, example.rows, said, strict=True)
    ]
    return _markdown(("结果", *example.headers, "理由"), rows)


def _markdown(headers: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [headers, ["---"] * len(headers), *rows]
    return "\n".join("| " + " | ".join(cell.replace("*", "\\*") for cell in line) + " |" for line in lines)


def _reasons_by_row(rule: Rule, example: Example) -> list[str]:
    roll = example.roll()
    what = rule(roll)
    found = roll.members.iloc[np.flatnonzero(what.where)]
    return list(pd.Series(reasons(what, found)).reindex(roll.members.index, fill_value=""))


def main() -> None:
    """Write the pages and remove those of rules that are gone."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    written = pages()
    for path in FOLDER.glob("*.md"):
        if path.name not in written:
            path.unlink()
    for name, text in written.items():
        (FOLDER / name).write_text(text, encoding="utf-8")
    print(f"docs/rules: {len(written)} pages")


if __name__ == "__main__":
    main()
