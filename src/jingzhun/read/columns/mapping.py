"""Which column is which field: as the user has settled it, by its header, and by its content."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from jingzhun.kinds import TableKind
from jingzhun.read.columns.cell_shapes import identity_share, looks_like_identity
from jingzhun.read.columns.column_problems import missing
from jingzhun.read.columns.kind_guess import KindGuess, guess_kinds
from jingzhun.read.columns.lexicon import Lexicon, load_lexicon, normalise_header, usual_headers
from jingzhun.read.columns.matching import match_fields
from jingzhun.read.columns.settled_columns import check_overrides
from jingzhun.read.columns.table_facts import TableFacts

__all__ = [
    "ColumnMatch",
    "KindGuess",
    "Lexicon",
    "TableColumns",
    "check_overrides",
    "guess_kinds",
    "identity_share",
    "load_lexicon",
    "looks_like_identity",
    "match_columns",
    "normalise_header",
    "usual_headers",
]


@dataclass(frozen=True, slots=True)
class ColumnMatch:
    """The columns of one table read as one kind.

    Attributes:
        kind: the kind.
        headers: the table's headers.
        fields: field name → header, each header for one field at most.
        notes: near misses, second candidates and what the content contradicts, in Chinese.
        clashes: fields of a person for which two columns with different content are equally good, in Chinese.
    """

    kind: TableKind
    headers: tuple[str, ...]
    fields: dict[str, str]
    notes: tuple[str, ...]
    clashes: tuple[str, ...] = ()

    @property
    def problems(self) -> tuple[str, ...]:
        """Why the table must not be read as this kind, in Chinese, with the way out; empty when it may be."""
        required = load_lexicon().spec(self.kind).required
        lacking = [field for field in required if field not in self.fields]
        unused = [header for header in self.headers if header not in self.fields.values()]
        return (*self.clashes, *(missing(field, self.kind, self.headers, unused) for field in lacking))


def match_columns(
    headers: Sequence[str],
    rows: Sequence[Sequence[str]],
    kind: TableKind,
    overrides: Mapping[str, str] | None = None,
) -> ColumnMatch:
    """Map the columns of a table to the fields of one kind.

    Args:
        headers: the table's headers, unique; parts of a joined header separated by ``/``.
        rows: some data rows as wide as the headers, with which the columns are held against their content.
        kind: the kind to read the table as.
        overrides: header → field, as the user has settled it; this comes before everything else.

    Returns:
        The mapping, each header for one field at most, with notes on what was not obvious and problems that forbid it.
    """
    return TableColumns(headers, rows, overrides or {}).match(kind)


class TableColumns:
    """The columns of one table, to be read as any kind."""

    def __init__(self, headers: Sequence[str], rows: Sequence[Sequence[str]], overrides: Mapping[str, str]) -> None:
        """Prepare; the arguments are those of ``match_columns``."""
        self._facts = TableFacts(headers, rows, overrides)

    def match_all(self) -> dict[TableKind, ColumnMatch]:
        """Read the columns as every kind."""
        return {spec.kind: self.match(spec.kind) for spec in load_lexicon().kinds}

    def match(self, kind: TableKind) -> ColumnMatch:
        """Read the columns as one kind."""
        found = match_fields(self._facts, kind)
        return ColumnMatch(kind, self._facts.headers, found.fields, tuple(found.notes), tuple(found.clashes))
