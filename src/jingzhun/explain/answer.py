"""The answer for a household: its verdict, why, what is excused, what visitors ask, what would alter it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from jingzhun.kinds import TableKind
from jingzhun.model import Grade, Severity, Verdict
from jingzhun.policy.answers import Part

Answer = dict[str, Any]
_PLACES = ("roll", "register")
#: What stands behind a statement besides its text, where it is not empty.
_KEYS = (
    *("code", "title", "severity", "grade", "effect", "kind"),
    *("thing", "exception", "exception_title", "evidence", "verdict"),
)
_WHY_ASKED = {"manual": "数据里看不出", "unknown": "登记没有写明"}


def answer_of(statements: pd.DataFrame) -> Answer:
    """The answer as plain data.

    Args:
        statements: the household's rows of answers.parquet.

    Returns:
        ``verdict`` and its words, and for each ``policy.answers.Part`` a list of statements: ``text``, whom and which
        rows it speaks of, and the keys of ``answers.parquet`` that apply.
    """
    doubtful = (statements["part"] == Part.REASON.value).any()
    verdict = Verdict.DOUBTFUL if doubtful else Verdict.CLEAR
    records = statements.to_dict("records")
    return {
        "verdict": verdict.value,
        "verdict_words": verdict.words,
        **{part.value: [_statement(row) for row in records if row["part"] == part.value] for part in Part},
    }


def _statement(row: dict[Any, Any]) -> Answer:
    said = {key: row[key] for key in _KEYS if row[key]}
    places = {side: _place(row, side) for side in _PLACES if row[f"{side}_row"]}
    return {"text": row["text"], "member": row["member_name"], **said, **places}


def _place(row: dict[Any, Any], side: str) -> Answer:
    kind = row["register"] if side == "register" else ""
    named = {"register": kind, "title": TableKind(kind).words} if kind else {}
    return {**named, "file": row[f"{side}_file"], "sheet": row[f"{side}_sheet"], "row": int(row[f"{side}_row"])}


def answer_lines(answer: Answer) -> Iterator[str]:
    """The answer as lines for a terminal."""
    yield f"结论: {answer['verdict_words']}" + ("" if answer["verdict"] == Verdict.DOUBTFUL else _clear(answer))
    for part in Part:
        statements = answer[part.value]
        if not statements:
            continue
        yield f"{part.words}:"
        if part == Part.ASK:
            yield from _asks(statements)
            continue
        for number, statement in enumerate(statements, start=1):
            evidence = f"。须有: {statement['evidence']}" if statement.get("evidence") else ""
            yield f"  {number}. {_head(part, statement)}{statement['text']}{evidence}"


def _clear(answer: Answer) -> str:
    """What a clear household still has."""
    counts = ((Part.CLUE, "待查"), (Part.UNDECIDED, "无法判定"), (Part.EXCUSED, "按例外不计"), (Part.EXEMPT, "豁免"))
    said = "、".join(f"{words} {len(answer[part.value])} 条" for part, words in counts if answer[part.value])
    return f"(没有疑点; {said})" if said else "(没有疑点, 也没有待查的)"


def _head(part: Part, statement: Answer) -> str:
    """``[机动车 红线, A 确证] ``."""
    if part == Part.CHANGE:
        return ""
    said = [f"{statement.get('title', '')} {Severity(statement['severity']).words}".strip()]
    if grade := statement.get("grade"):
        said.append(f"{grade} {Grade(grade).words}")
    return f"[{', '.join(said)}] "


def _asks(statements: list[Answer]) -> Iterator[str]:
    """The exceptions to ask for, under the thing that they would excuse."""
    for number, thing in enumerate(dict.fromkeys(statement["thing"] for statement in statements), start=1):
        yield f"  {number}. {thing}"
        for statement in (each for each in statements if each["thing"] == thing):
            decides = "; 若是, 本户不再是疑点户" if statement.get("verdict") == Verdict.CLEAR else ""
            why, evidence = _WHY_ASKED[statement["kind"]], statement["evidence"]
            yield f"     {statement['exception_title']}({why}; 须有: {evidence}{decides})"
