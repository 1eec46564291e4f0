"""``jingzhun rules``: what is checked, why, with examples."""

from __future__ import annotations

import json
import re
import unicodedata
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from jingzhun.rules import Rule

#: The head of a table that an example compares with: margin, kind, first header.
_COMPARED = re.compile(r"^( *)〔([^〕]*)〕(\S+)", re.MULTILINE)


@click.command(options_metavar="[选项]")
@click.argument("codes", metavar="编号…", nargs=-1)
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", help="text(默认)或 json。")
def rules(codes: tuple[str, ...], format_: str) -> int:
    """列出核查规则, 或说明其中几条: 查什么、为什么、依据、已知的误报、例子。

    编号可以只写开头: jingzhun rules JZ2 列出按户核查的规则, jingzhun rules JZ103 说明一条。
    """
    from jingzhun.rules import RULES
    from jingzhun.selection import Selection, codes_of

    wanted = codes_of(codes)
    Selection(wanted).require_known({rule.code: rule.title for rule in RULES})
    chosen = [rule for rule in RULES if Selection(wanted).takes(rule.code)]
    explained = bool(wanted) and all(any(rule.code == word for rule in chosen) for word in wanted)
    if format_ == "json":
        records = [_record(rule, explained=explained) for rule in chosen]
        click.echo(json.dumps(records, ensure_ascii=False, indent=2))
    elif explained:
        click.echo("\n\n".join(_explained(rule) for rule in chosen))
    else:
        click.echo(_listed(chosen))
    return 0


def _listed(rules: list[Rule]) -> str:
    lines = [f"{rule.code}  {_padded(rule.severity.words, 6)}  {rule.title}" for rule in rules]
    return "\n".join([*lines, "", f"共 {len(rules)} 条。说明其中一条: jingzhun rules {rules[0].code}"])


def _explained(rule: Rule) -> str:
    from jingzhun.kinds import TableKind
    from jingzhun.rules.rule import PREVIOUS_ROLL

    needs = [*dict.fromkeys(map(_header, rule.needs)), *(TableKind(kind).words for kind in rule.registers)]
    needs += [f"{PREVIOUS_ROLL}(用 --previous 指明)"] if rule.needs_previous else []
    return "\n".join(
        [
            f"{rule.code} {rule.title} ({rule.severity.words})",
            "",
            _COMPARED.sub(_compared, rule.explanation),
            "",
            "(✗ 存疑  ? 无法判定  ✓ 没有问题  = 拿来比较的表)",
            f"怎样更正: {rule.fix}",
            f"依据: {rule.basis}",
            f"已知的误报: {rule.false_alarms}",
            f"需要: {'、'.join(needs)}",
            f"不查这条: jingzhun check … --ignore {rule.code}; 已核实的一户: 写进豁免清单(--exempt)",
        ]
    )


def _compared(table: re.Match[str]) -> str:
    """The kind of a table of an example in the words of the office, on a line of its own above the headers."""
    from jingzhun.kinds import register_kinds

    margin, name, first = table.groups()
    kinds = {kind.value: kind.words for kind in register_kinds()}
    # Headers of a register stand above its columns together with the kind, those of last year's roll without it.
    blanks = " " * (len(name) + 4) if name in kinds else ""
    return f"{margin}〔{kinds.get(name, name)}〕\n{margin}{first}{blanks}"


def _header(column: str) -> str:
    """What people call the column of a roll that a column of the members frame comes from."""
    from jingzhun.kinds import TableKind
    from jingzhun.normalise import FIELD_OF_COLUMN
    from jingzhun.read.columns.lexicon import usual_headers

    headers = usual_headers(TableKind.ROLL)
    fields = (FIELD_OF_COLUMN.get(column, column), column.rpartition("_")[0], f"{column.rpartition('_')[0]}_date")
    return next((headers[field] for field in fields if field in headers), column)


def _record(rule: Rule, *, explained: bool) -> dict[str, object]:
    record: dict[str, object] = {
        "code": rule.code,
        "title": rule.title,
        "severity": rule.severity.value,
        "needs": list(rule.needs),
        "registers": list(rule.registers),
        "needs_previous": rule.needs_previous,
        "fix": rule.fix,
        "basis": rule.basis,
        "false_alarms": rule.false_alarms,
    }
    if explained:
        from jingzhun.rules.examples import examples, prose

        record["explanation"] = prose(rule)
        record["examples"] = [
            {
                "headers": list(example.headers),
                "rows": [
                    {"outcome": {"✗": "found", "?": "undecided", "✓": "passed"}[mark], "cells": list(cells)}
                    for mark, cells in zip(example.marks, example.rows, strict=True)
                ],
                "compared": [
                    {"kind": one.kind, "headers": list(one.headers), "rows": [list(row) for row in one.rows]}
                    for one in example.compared
                ],
            }
            for example in examples(rule)
        ]
    return record


def _padded(text: str, width: int) -> str:
    """A text filled up with blanks to so many columns of a terminal; a character of Chinese takes two."""
    columns = sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)
    return text + " " * max(0, width - columns)
