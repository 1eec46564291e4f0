"""Sheets of one workbook that look alike but are not: a column missing or one too many, a sheet not recognised."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from jingzhun.kinds import TableKind
from jingzhun.read.columns.mapping import normalise_header
from jingzhun.read.sheets.layout import Layout
from jingzhun.read.sheets.region import Region

# So many columns are named in a note.
_MOST_NAMED = 8


def notes_on_siblings(regions: Sequence[Region], layouts: Sequence[Layout]) -> list[list[str]]:
    """Tell how the tables of one file differ from the others of their kind.

    Args:
        regions: the tables of one file.
        layouts: how they are read.

    Returns:
        Notes for each table. Neither the order of the columns counts, nor how the header of a field is worded.
    """
    kinds = [
        layout.kinds[0].kind if layout.kinds and not region.problem else None
        for region, layout in zip(regions, layouts, strict=True)
    ]
    columns = [_columns(layout) for layout in layouts]
    usual = {
        kind: _usual([found for found, its_kind in zip(columns, kinds, strict=True) if its_kind == kind])
        for kind in dict.fromkeys(kinds)
        if kind is not None
    }
    notes: list[list[str]] = []
    for region, kind, found in zip(regions, kinds, columns, strict=True):
        if kind is not None:
            notes.append(_differences(found, usual[kind]))
        else:
            notes.append([] if region.problem or not found else _unrecognised(usual))
    return notes


def _columns(layout: Layout) -> dict[str, str]:
    """What each column is → its header: the field, or for columns of no field the header without trimmings."""
    fields = {header: field for field, header in layout.mapping.items()}
    return {fields.get(header, normalise_header(header)): header for header in layout.headers}


def _usual(tables: Sequence[dict[str, str]]) -> dict[str, str]:
    """The columns that most tables of a kind have; those of the first where no set is more frequent than another."""
    [(most, _)] = Counter(frozenset(table) for table in tables).most_common(1)
    return next(table for table in tables if table.keys() == most)


def _differences(found: dict[str, str], usual: dict[str, str]) -> list[str]:
    missing = [text for word, text in usual.items() if word not in found]
    extra = [text for word, text in found.items() if word not in usual]
    parts = [f"少了{_named(missing)}"] if missing else []
    parts += [f"多了{_named(extra)}"] if extra else []
    return [f"与其他工作表相比{'，'.join(parts)}"] if parts else []


def _named(headers: Sequence[str]) -> str:
    named = "、".join(f"“{header}”" for header in headers[:_MOST_NAMED])
    return f"{named}列" if len(headers) <= _MOST_NAMED else f"{named}等 {len(headers)} 列"


def _unrecognised(usual: dict[TableKind, dict[str, str]]) -> list[str]:
    """What is said of a table of no known kind beside others that are recognised."""
    if not usual:
        return []
    return [f"同一文件里的其他表认作{'、'.join(kind.words for kind in usual)}，这张没有认出，请核对表头"]
