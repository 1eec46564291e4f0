"""Which column is which field: as the user has settled it, by its header, and by its content."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from jingzhun.kinds import TableKind
from jingzhun.read.columns.cell_shapes import Sample, identity_share, looks_like_identity
from jingzhun.read.columns.column_content import doubts, identity_columns, is_confirmed, is_denied, name_columns
from jingzhun.read.columns.column_problems import clash, missing
from jingzhun.read.columns.header_meaning import NEAR, Meaning, StandIn, group_of, header_meanings, is_of_another_person
from jingzhun.read.columns.kind_guess import KindGuess, guess_kinds
from jingzhun.read.columns.lexicon import Lexicon, load_lexicon, normalise_header, usual_headers
from jingzhun.read.columns.settled_columns import check_overrides, field_of, settle

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
        overridden: the headers that the user has settled and this table has, as the user wrote them.
        clashes: fields of a person for which two columns with different content are equally good, in Chinese.
    """

    kind: TableKind
    headers: tuple[str, ...]
    fields: dict[str, str]
    notes: tuple[str, ...]
    overridden: tuple[str, ...] = ()
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
        self.headers = tuple(headers)
        self.places = {header: place for place, header in enumerate(headers)}
        self.sample = Sample(rows, len(self.headers))
        self.settled = settle(headers, overrides)
        self.ignored = {column.header for column in self.settled if column.is_ignored}
        self.groups = Counter(map(group_of, self.headers))

    @cached_property
    def nameless(self) -> frozenset[str]:
        """Headers that tell nothing: of no known word, and of no other person."""
        knows = load_lexicon().knows
        return frozenset(header for header in self.headers if not is_of_another_person(header) and not knows(header))

    def match_all(self) -> dict[TableKind, ColumnMatch]:
        """Read the columns as every kind."""
        return {spec.kind: self.match(spec.kind) for spec in load_lexicon().kinds}

    def match(self, kind: TableKind) -> ColumnMatch:
        """Read the columns as one kind."""
        return _Matching(self, kind).result()


@dataclass(frozen=True, slots=True)
class _Claim:
    """One column's claim to a field."""

    header: str
    place: int
    is_empty: bool
    meaning: Meaning

    @property
    def rank(self) -> tuple[bool, int]:
        """How good the claim is; only claims of the same rank compete."""
        return self.meaning.subordinate, self.meaning.tier

    @property
    def order(self) -> tuple[bool, int, bool, int, int]:
        """By which the claims to one field are ordered, the best first."""
        return *self.rank, self.is_empty, self.meaning.preference, self.place


class _Matching:
    """The columns of one table on the way to the fields of one kind."""

    def __init__(self, table: TableColumns, kind: TableKind) -> None:
        self.table, self.kind = table, kind
        self.lexicon = load_lexicon()
        self.spec = self.lexicon.spec(kind)
        self.titles = self.spec.titles
        self.fields: dict[str, str] = {}
        self.notes: list[str] = []
        self.clashes: list[str] = []
        self.means = {header: header_meanings(header)[kind] for header in table.headers}

    def result(self) -> ColumnMatch:
        """All steps, each of which leaves to the next what it could not tell."""
        self._take_settled()
        for field, claims in self._claims().items():
            self._take_best(field, claims)
        self._take_stand_ins()
        self._take_identity_by_content()
        self._take_name_by_content()
        places = self.table.places
        fields = dict(sorted(self.fields.items(), key=lambda item: places[item[1]]))
        self.notes.extend(doubts(fields, places, self.table.sample))
        overridden = tuple(dict.fromkeys(column.key for column in self.table.settled))
        return ColumnMatch(
            self.kind, self.table.headers, fields, tuple(self.notes), overridden, tuple(dict.fromkeys(self.clashes))
        )

    def _take_settled(self) -> None:
        for column in self.table.settled:
            if column.is_ignored:
                self.notes.append(f"“{column.header}”按指定不读取")
                continue
            field = field_of(column.value, self.kind)
            if field is None:
                continue
            if field in self.fields:
                self._clash(field, self.fields[field], column.header)
                continue
            self.fields[field] = column.header
            self.notes.append(f"“{column.header}”按指定读作{self.titles[field]}")

    def _claims(self) -> dict[str, list[_Claim]]:
        """The claims to every field, the best first; fields in the order of their best claims' columns."""
        taken = set(self.fields.values()) | self.table.ignored
        claims: dict[str, list[_Claim]] = {}
        for place, header in enumerate(self.table.headers):
            meaning = self.means[header].meaning
            if meaning is None or header in taken or (meaning.group and self.table.groups[meaning.group] > 1):
                continue
            is_empty = self.table.sample.filled(place) == 0
            claims.setdefault(meaning.field, []).append(_Claim(header, place, is_empty, meaning))
        return {field: sorted(found, key=lambda claim: claim.order) for field, found in claims.items()}

    def _take_best(self, field: str, claims: list[_Claim]) -> None:
        if field not in self.fields:
            best = self._best(field, claims)
            self.fields[field] = best.header
            if best.meaning.tier == NEAR:
                similar, score = best.meaning.similar_to, best.meaning.score
                self.notes.append(f"“{best.header}”与“{similar}”相近（{score:.0f} 分），按后者读取")
        used = self.fields[field]
        self.notes.extend(f"“{claim.header}”也像已采用的“{used}”，未采用" for claim in claims if claim.header != used)

    def _best(self, field: str, claims: list[_Claim]) -> _Claim:
        """The best claim; who the person is must not be guessed where equal ones differ in content."""
        best, sample = claims[0], self.table.sample
        if field not in self.lexicon.decisive or best.meaning.tier == NEAR:
            return best
        rivals = [claim for claim in claims if claim.rank == best.rank]
        if field == "id_number" and any(is_confirmed(sample, rival.place) for rival in rivals):
            rivals = [rival for rival in rivals if not is_denied(sample, rival.place)]
            best = rivals[0]
        for rival in rivals[1:]:
            if not sample.differ(rival.place, best.place):
                continue
            if sample.differ(best.place, rival.place):
                self._clash(field, best.header, rival.header)
            else:
                best = rival  # it says all that the other one says, and more
        return best

    def _clash(self, field: str, *headers: str) -> None:
        self.clashes.append(clash(self.titles[field], headers))

    def _take_stand_ins(self) -> None:
        """Let the columns of the head, and those of less worth, serve where there are no others."""
        found = [
            (header, stand_in)
            for header in self.table.headers
            if (stand_in := self.means[header].stand_in) is not None and not self._is_out(header)
        ]
        own_name = "name" in self.fields
        whose: str | None = None
        for header, stand_in in sorted(found, key=lambda item: (item[1].field != "name", item[1].preference)):
            if stand_in.field in self.fields or not self._may_stand_in(stand_in, own_name=own_name, whose=whose):
                continue
            if stand_in.field == "name":
                whose = stand_in.person
            for other in [other for other, used in self.fields.items() if used == header]:
                del self.fields[other]
            self.fields[stand_in.field] = header

    def _may_stand_in(self, stand_in: StandIn, *, own_name: bool, whose: str | None) -> bool:
        """A number must belong to the name beside it; a roll that tells no relation lists heads, whose columns fit."""
        if stand_in.field == "name" or not stand_in.person:
            return True
        if own_name:
            named_by = self.means[self.fields["name"]].stand_in
            if named_by is not None and named_by.person == stand_in.person:
                return True
            return "relation" in self.spec.fields and "relation" not in self.fields
        return whose is None or whose in ("", stand_in.person)

    def _is_out(self, header: str) -> bool:
        """Whether the user has settled what a column is."""
        return any(column.header == header for column in self.table.settled)

    def _take_identity_by_content(self) -> None:
        """Hold the identity column against its content: 编号 may hold identity numbers, and 身份证号 none."""
        taken, sample = self.fields.get("id_number"), self.table.sample
        if taken is not None and (self._is_out(taken) or not is_denied(sample, self.table.places[taken])):
            return
        excluded = {
            header
            for header in self.table.headers
            if header in self.fields.values() or self._is_out(header) or self._is_of_another(header)
        }
        found = identity_columns(self.table.headers, sample, excluded)
        if not found:
            return
        best = found[0]
        self.fields["id_number"] = best
        self.notes.append(f"“{best}”的内容是身份证号，按身份证号读取")
        for rival in found[1:]:
            if sample.differ(self.table.places[rival], self.table.places[best]):
                self._clash("id_number", best, rival)

    def _is_of_another(self, header: str) -> bool:
        stand_in = self.means[header].stand_in
        return is_of_another_person(header) or (stand_in is not None and bool(stand_in.person))

    def _take_name_by_content(self) -> None:
        if "name" in self.fields:
            return
        settled = {column.header for column in self.table.settled}
        free = self.table.nameless - settled - set(self.fields.values())
        found = name_columns(self.table.headers, self.table.sample, free)
        if len(found) == 1:
            self.fields["name"] = found[0]
            self.notes.append(f"“{found[0]}”的内容是姓名，按姓名读取")
