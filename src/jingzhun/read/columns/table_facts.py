"""What is known of the columns of one table before they are read as any kind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cached_property

from jingzhun.read.columns.cell_shapes import Sample
from jingzhun.read.columns.header_meaning import group_of, is_of_another_person
from jingzhun.read.columns.lexicon import load_lexicon
from jingzhun.read.columns.settled_columns import settle


class TableFacts:
    """The headers of a table, some of its rows, and what the user has settled."""

    def __init__(self, headers: Sequence[str], rows: Sequence[Sequence[str]], overrides: Mapping[str, str]) -> None:
        """Prepare; the arguments are those of ``match_columns``."""
        self.headers = tuple(headers)
        self.places = {header: place for place, header in enumerate(headers)}
        self.sample = Sample(rows, len(self.headers))
        self.settled = settle(headers, overrides)
        self.settled_headers = frozenset(column.header for column in self.settled)
        self.ignored = {column.header for column in self.settled if column.is_ignored}
        self.groups = Counter(map(group_of, self.headers))

    @cached_property
    def nameless(self) -> frozenset[str]:
        """Headers that tell nothing: of no known word, and of no other person."""
        knows = load_lexicon().knows
        return frozenset(header for header in self.headers if not is_of_another_person(header) and not knows(header))

    def differ(self, header: str, other: str) -> bool:
        """Whether one column says in some row what the other does not."""
        return self.sample.differ(self.places[header], self.places[other])
