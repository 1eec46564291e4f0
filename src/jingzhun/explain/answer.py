"""The answer for a household: its verdict, why, what is excused, what visitors ask, what would alter it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from jingzhun.kinds import TableKind
from jingzhun.model import Grade, Severity, Verdict
from jingzhun.policy.answers import Part
from jingzhun.policy.changes import Change

Answer = dict[str, Any]
_PLACES = ("roll", "register")
#: What stands behind a statement besides its text, where it is not empty.
_KEYS = (
    *("code", "title", "severity", "grade", "effect", "kind"),
    *("thing", "exception", "exception_title", "evidence", "verdict"),
)
_DECIDES = "若是, 本户不再是疑点户"
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
        if part == Part.CHANGE:
            yield from _changes(statements, answer[Part.ASK.value])
            continue
        for number, statement in enumerate(statements, start=1):
            evidence = f"。须有: {statement['evidence']}" if statement.get("evidence") else ""
            yield f"  {number}. {_head(statement)}{statement['text']}{evidence}"


def _changes(statements: list[Answer], asks: list[Answer]) -> Iterator[str]:
    """What would alter the verdict; exceptions that the visitors ask for anyway are not said twice."""
    decisive = {ask["exception"] for ask in asks if ask.get("verdict")}
    texts = [each["text"] for each in statements if not _is_asked(each, decisive)]
    if decisive:
        texts.append(f"上面要问的例外里, 注明“{_DECIDES}”的, 有一项属实即可")
    for number, text in enumerate(texts, start=1):
        yield f"  {number}. {text}"


def _is_asked(change: Answer, decisive: set[str]) -> bool:
    return change["kind"] == Change.EXCEPTION_HOLDS.value and change["exception"] in decisive


def _clear(answer: Answer) -> str:
    """What a clear household still has."""
    counts = ((Part.CLUE, "待查"), (Part.UNDECIDED, "无法判定"), (Part.EXCUSED, "按例外不计"), (Part.EXEMPT, "豁免"))
    said = "、".join(f"{words} {len(answer[part.value])} 条" for part, words in counts if answer[part.value])
    return f"(没有疑点; {said})" if said else "(没有疑点, 也没有待查的)"


def _head(statement: Answer) -> str:
    """``[号码校验位不符 须复核] ``; nothing where the text itself says what it is about."""
    if statement.get("title") and statement["title"] in statement["text"]:
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
            decides = f"; {_DECIDES}" if statement.get("verdict") == Verdict.CLEAR else ""
            why, evidence = _WHY_ASKED[statement["kind"]], statement["evidence"]
            yield f"     {statement['exception_title']}({why}; 须有: {evidence}{decides})"
