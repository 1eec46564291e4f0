"""Problems with the columns of a table, in plain Chinese, with the way out."""

from __future__ import annotations

from collections.abc import Sequence

from rapidfuzz import fuzz

from jingzhun.kinds import TableKind
from jingzhun.read.columns.lexicon import header_parts, load_lexicon, usual_headers, whole_header

# Closest pairs of header and field that are shown where a required field has no column, and their least score.
_CLOSEST, _CLOSE = 3, 40.0
_HEADERS_SHOWN = 40


def clash(title: str, headers: Sequence[str]) -> str:
    """Two columns are equally good for a field and differ in content."""
    quoted = "和".join(f"“{header}”" for header in headers)
    ways = "，或 ".join(f"--map '{header}={title}'" for header in headers)
    return f"{quoted}都像{title}，内容却不同；用 {ways} 指明读哪一列"


def missing(field: str, kind: TableKind, headers: Sequence[str], unused: Sequence[str]) -> str:
    """A required field has no column.

    Args:
        field: the field.
        kind: the kind that the table is read as.
        headers: all headers of the table.
        unused: those that are no field yet.
    """
    title = usual_headers(kind)[field]
    pairs = _closest(field, kind, unused)
    near = "、".join(f"“{header}”与“{word}”({score:.0f} 分)" for header, word, score in pairs)
    shown = "、".join(headers[:_HEADERS_SHOWN]) + ("…" if len(headers) > _HEADERS_SHOWN else "")
    example = pairs[0][0] if pairs else "表头"
    return (
        f"读作{kind.words}缺少“{title}”这一列。表头是: {shown or '(没有)'}。"
        + (f"最接近的: {near}。" if near else "没有相近的表头。")
        + f"确有这一列时用 --map '{example}={title}' 指明"
    )


def _closest(field: str, kind: TableKind, headers: Sequence[str]) -> list[tuple[str, str, float]]:
    """The headers nearest to the words of a field, each with its nearest word and the score."""
    words = [word for word, (meant, _) in load_lexicon().spec(kind).words.items() if meant == field]
    pairs = []
    for header in headers:
        parts = header_parts(header)
        score, word = max((fuzz.ratio(text, word), word) for text in {whole_header(parts), parts[-1]} for word in words)
        pairs.append((header, word, score))
    return [pair for pair in sorted(pairs, key=lambda pair: -pair[2]) if pair[2] >= _CLOSE][:_CLOSEST]
