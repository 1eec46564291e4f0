"""What a file was read as, in words and for scripts; numbers masked, nothing of the file taken for a command."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from jingzhun.case import CaseFile
from jingzhun.errors import UnreadableFileError
from jingzhun.kinds import TableKind
from jingzhun.model import UnreadFile
from jingzhun.privacy import mask_text, show
from jingzhun.read import SheetTable
from jingzhun.read.columns.mapping import usual_headers
from jingzhun.read.limits import Limits
from jingzhun.read.sniff import FileKind, sniff

#: Rows set aside that are shown of each table; the rest is counted.
_EXAMPLES = 8
_FORMATS = {
    FileKind.XLSX: "Excel 工作簿 (xlsx)",
    FileKind.XLSB: "Excel 二进制工作簿 (xlsb)",
    FileKind.XLS: "Excel 97-2003 或 WPS 工作簿 (xls et)",
    FileKind.ODS: "OpenDocument 表格 (ods)",
    FileKind.ENCRYPTED: "有打开密码的工作簿",
    FileKind.HTML: "网页表格 (html)",
    FileKind.SPREADSHEETML: "XML 表格 (Excel 2003)",
    FileKind.PARQUET: "Parquet",
    FileKind.ARROW: "Arrow / Feather",
    FileKind.SQLITE: "SQLite 数据库",
    FileKind.NDJSON: "JSON",
    FileKind.TEXT: "文本表格",
}
Described = dict[str, Any]


def describe_file(
    file: CaseFile, tables: list[SheetTable], kind: TableKind | None, limits: Limits
) -> tuple[Described, bool]:
    """Read the tables of a file to their end and tell what they were read as.

    Args:
        file: the file.
        tables: the tables found in it.
        kind: the kind to read them as; ``None`` for what they look like.
        limits: what the file may cost.

    Returns:
        The description, and whether all of it could be read and used as it is.
    """
    described: Described = {"file": mask_text(file.name), "format": _format(file, limits), "tables": []}
    sound = True
    for table in tables:
        try:
            rows = sum(batch.num_rows for batch in table.batches())
        except UnreadableFileError as error:
            refused = UnreadFile(error.where or file.name, error.what, error.fix, is_error=True)
            return described | describe_unread(refused), False
        described["tables"].append(_table(table, rows, kind))
        sound = sound and not described["tables"][-1]["problems"]
    return described, sound


def describe_unread(file: UnreadFile) -> Described:
    """A file that could not be read, in the same form."""
    return {"file": mask_text(file.name), "error": {"what": mask_text(file.what), "fix": mask_text(file.fix)}}


def lines_of(described: Described) -> Iterator[str]:
    """The description of a file that was read, as lines for people."""
    yield show(f"{described['file']}  {described.get('format', '')}".rstrip())
    for table in described.get("tables", ()):
        yield from map(show, _table_lines(table))
    yield ""


def error_lines(described: Described) -> Iterator[str]:
    """Why a file could not be read, as lines for people."""
    yield show(f"{described['file']}: 读不出: {described['error']['what']}")
    yield show(f"  改法: {described['error']['fix']}")


def _format(file: CaseFile, limits: Limits) -> str:
    if file.address:
        return "数据库里的表"
    try:
        return _FORMATS.get(sniff(file.path, file.name, limits), "")
    except UnreadableFileError:
        return ""


def _table(table: SheetTable, rows: int, asked: TableKind | None) -> Described:
    kind = asked if asked is not None else table.kinds[0].kind if table.kinds else None
    fields: dict[str, str] = {}
    titles: dict[str, str] = {}
    notes = [note for note in table.notes if not note.startswith("未用到的列")]
    problems: tuple[str, ...] = (f"{table.problem}；改法: {table.fix}",) if table.problem else ()
    if kind is not None and not table.problem:
        match = table.match_for(kind)
        fields = {header: field for field, header in match.fields.items()}
        titles = usual_headers(kind)
        problems = match.problems
        notes += [note for note in match.notes if note not in notes]
    return {
        "sheet": mask_text(table.sheet),
        "kinds": [
            {
                "kind": guess.kind.value,
                "title": guess.kind.words,
                "score": round(guess.score, 2),
                "why": mask_text(guess.why),
            }
            for guess in table.kinds
        ],
        "read_as": "" if kind is None else kind.value,
        "header_rows": table.header_rows,
        "columns": [
            {"header": mask_text(header), "field": (field := fields.get(header, "")), "title": titles.get(field, "")}
            for header in table.headers
        ],
        "problems": [mask_text(problem) for problem in problems],
        "notes": [mask_text(note) for note in notes],
        "rows": {"read": table.rows_read, "data": rows, "set_aside": dict(sorted(table.reasons().items()))},
        "examples": [
            {"row": row.row, "count": row.count, "reason": row.reason, "text": mask_text(row.text)}
            for row in table.set_aside[:_EXAMPLES]
        ],
    }


def _table_lines(table: Described) -> Iterator[str]:
    if table["sheet"]:
        yield f"  工作表 {table['sheet']}"
    for problem in table["problems"]:
        yield f"  问题: {problem}"
    for guess in table["kinds"][:2]:
        yield f"  像是: {guess['title']} (把握 {guess['score']:.0%}) {guess['why']}"
    if not table["kinds"]:
        yield "  像是: 认不出是哪一种表"
    if table["read_as"] and table["read_as"] not in [guess["kind"] for guess in table["kinds"][:1]]:
        yield f"  按 {TableKind(table['read_as']).words} 来读"
    yield f"  表头: {_rows_in_words(table['header_rows'])}"
    used = (column for column in table["columns"] if column["field"])
    yield "  列: " + (
        "、".join(f"{column['header']}→{column['title'] or column['field']}" for column in used) or "没有认出"
    )
    unused = [column["header"] for column in table["columns"] if not column["field"]]
    if unused:
        yield "  没有用到的列: " + "、".join(unused)
    rows = table["rows"]
    aside = sum(rows["set_aside"].values())
    yield f"  行: 读 {rows['read']} = 数据 {rows['data']} + 搁置 {aside}"
    for reason, count in rows["set_aside"].items():
        yield f"    {reason} {count} 行"
    shown = 0
    for row in table["examples"]:
        shown += row["count"]
        last = f"-{row['row'] + row['count'] - 1}" if row["count"] > 1 else ""
        yield f"    第 {row['row']}{last} 行 {row['reason']}: {row['text']}"
    if aside > shown:
        yield f"    …还有 {aside - shown} 行"
    for note in table["notes"]:
        yield f"  说明: {note}"


def _rows_in_words(rows: tuple[int, int] | None) -> str:
    if rows is None:
        return "没有表头行"
    first, last = rows
    return f"第 {first} 行" if first == last else f"第 {first}-{last} 行"
