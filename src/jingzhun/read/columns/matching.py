"""The columns of one table on the way to the fields of one kind, step by step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from jingzhun.kinds import TableKind
from jingzhun.read.columns.column_content import doubts, identity_columns, is_confirmed, is_denied, name_columns
from jingzhun.read.columns.column_problems import clash
from jingzhun.read.columns.header_meaning import (
    LAST_PART,
    NEAR,
    WHOLE,
    Meaning,
    StandIn,
    group_of,
    header_meanings,
    holder_of,
    is_of_another_person,
)
from jingzhun.read.columns.lexicon import group_name, header_parts, load_lexicon
from jingzhun.read.columns.settled_columns import field_of
from jingzhun.read.columns.table_facts import TableFacts


def match_fields(table: TableFacts, kind: TableKind) -> Matching:
    """Map the columns of a table to the fields of one kind."""
    matching = Matching(table, kind)
    matching.run()
    return matching


@dataclass(frozen=True, slots=True)
class Claim:
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


class Matching:
    """The columns of one table on the way to the fields of one kind.

    Attributes:
        fields: field name → header, in the order of the columns once all steps are done.
        notes: near misses, second candidates and what the content contradicts, in Chinese.
        clashes: fields of a person for which two columns with different content are equally good, in Chinese.
    """

    def __init__(self, table: TableFacts, kind: TableKind) -> None:
        self.table, self.kind = table, kind
        self.lexicon = load_lexicon()
        self.spec = self.lexicon.spec(kind)
        self.titles = self.spec.titles
        self.fields: dict[str, str] = {}
        self.notes: list[str] = []
        self.clashes: list[str] = []
        self.means = {header: header_meanings(header)[kind] for header in table.headers}

    def run(self) -> None:
        """All steps, each of which leaves to the next what it could not tell."""
        self._take_settled()
        for field, claims in self._claims().items():
            self._take_best(field, claims)
        self._take_name_among_members()
        self._take_stand_ins()
        self._take_identity_by_content()
        self._question_the_heads_name()
        self._take_name_by_content()
        places = self.table.places
        self.fields = dict(sorted(self.fields.items(), key=lambda item: places[item[1]]))
        self.notes.extend(doubts(self.fields, places, self.table.sample))
        self.clashes = list(dict.fromkeys(self.clashes))

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

    def _claims(self) -> dict[str, list[Claim]]:
        """The claims to every field, the best first; fields in the order of their best claims' columns."""
        taken = set(self.fields.values()) | self.table.ignored
        claims: dict[str, list[Claim]] = {}
        for place, header in enumerate(self.table.headers):
            meaning = self.means[header].meaning
            if meaning is None or header in taken or (meaning.group and self.table.groups[meaning.group] > 1):
                continue
            is_empty = self.table.sample.filled(place) == 0
            claims.setdefault(meaning.field, []).append(Claim(header, place, is_empty, meaning))
        return {field: sorted(found, key=lambda claim: claim.order) for field, found in claims.items()}

    def _take_best(self, field: str, claims: list[Claim]) -> None:
        if field not in self.fields:
            best = self._best(field, claims)
            self.fields[field] = best.header
            if best.meaning.tier == NEAR:
                similar, score = best.meaning.similar_to, best.meaning.score
                self.notes.append(f"“{best.header}”与“{similar}”相近（{score:.0f} 分），按后者读取")
        used = self.fields[field]
        self.notes.extend(f"“{claim.header}”也像已采用的“{used}”，未采用" for claim in claims if claim.header != used)

    def _best(self, field: str, claims: list[Claim]) -> Claim:
        """The best claim; who the person is must not be guessed where equal ones differ in content."""
        best, sample = claims[0], self.table.sample
        if field not in self.lexicon.decisive or best.meaning.tier == NEAR:
            return best
        rivals = [claim for claim in claims if claim.rank == best.rank or self._competes(claim, best)]
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

    def _competes(self, claim: Claim, best: Claim) -> bool:
        """花名册/姓名 competes with 姓名, for half of a list may stand under a title; 开户信息/姓名 does not."""
        tiers = best.meaning.tier, claim.meaning.tier
        if tiers != (WHOLE, LAST_PART) or best.meaning.subordinate or claim.meaning.subordinate:
            return False
        return group_name(group_of(claim.header)) not in self.lexicon.other_groups

    def _clash(self, field: str, *headers: str) -> None:
        self.clashes.append(clash(self.titles[field], headers))

    def _take_name_among_members(self) -> None:
        """家庭成员 holds the persons' names if it holds names; otherwise it may be their number or what they are."""
        if "name" in self.fields:
            return
        called = {header for header in self._free() if header_parts(header)[-1] in self.spec.people}
        found = name_columns(self.table.headers, self.table.sample, called, fewest=1)
        for header in found[:1]:
            self._take_name(header)
        for rival in found[1:]:
            if self.table.differ(rival, found[0]):
                self._clash("name", found[0], rival)

    def _take_stand_ins(self) -> None:
        """Let the columns of the head, and those of less worth, serve where there are no others."""
        found = [
            (header, stand_in)
            for header in self.table.headers
            if (stand_in := self.means[header].stand_in) is not None and header not in self.table.settled_headers
        ]
        self._prefer_numbered(found)
        own_name = "name" in self.fields
        whose: str | None = None
        for header, stand_in in sorted(found, key=lambda item: (item[1].field != "name", item[1].preference)):
            if stand_in.field in self.fields or not self._may_stand_in(stand_in, own_name=own_name, whose=whose):
                continue
            if stand_in.field == "id_number" and not stand_in.person and self._is_denied(header):
                continue
            if stand_in.field == "name":
                whose = stand_in.person
            self._use(stand_in.field, header)

    def _prefer_numbered(self, stand_ins: Sequence[tuple[str, StandIn]]) -> None:
        """A shareholder with a number can be compared; a representative without one hardly."""
        own = self.fields.get("name")
        if (
            not self.spec.numbered_first
            or own is None
            or own in self.table.settled_headers
            or "id_number" in self.fields
        ):
            return
        numbered = {
            stand_in.person
            for header, stand_in in stand_ins
            if stand_in.field == "id_number" and is_confirmed(self.table.sample, self.table.places[header])
        }
        for header, stand_in in stand_ins:
            if stand_in.field == "name" and stand_in.person in numbered:
                self._use("name", header)
                self.notes.append(f"“{own}”没有身份证号，“{header}”有，按“{header}”读取，未采用“{own}”")
                return

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

    def _use(self, field: str, header: str) -> None:
        """Read a column as a field, and as no other."""
        for other in [other for other, used in self.fields.items() if used == header]:
            del self.fields[other]
        self.fields[field] = header

    def _is_denied(self, header: str) -> bool:
        return is_denied(self.table.sample, self.table.places[header])

    def _take_identity_by_content(self) -> None:
        """Hold the identity column against its content: 编号 may hold identity numbers, and 身份证号 none."""
        taken = self.fields.get("id_number")
        if taken is not None and (taken in self.table.settled_headers or not self._is_denied(taken)):
            return
        kept = {used for field, used in self.fields.items() if field in self.lexicon.decisive}
        excluded = kept | self.table.settled_headers
        confirmed = identity_columns(self.table.headers, self.table.sample, excluded)
        others = [header for header in confirmed if self._is_of_another(header)]
        found = [header for header in confirmed if header not in others]
        # What is a field already, such as 个人编号, serves only where nothing else does.
        found = [header for header in found if header not in self.fields.values()] or found
        if found:
            self._use("id_number", found[0])
            self.notes.append(f"“{found[0]}”的内容是身份证号，按身份证号读取")
            for rival in found[1:]:
                if self.table.differ(rival, found[0]):
                    self._clash("id_number", found[0], rival)
        elif taken is None:
            title = self.titles["id_number"]
            self.notes.extend(
                f"“{header}”里是身份证号，但表头说的是别人，未采用；确是本人的就用 --map '{header}={title}' 指明"
                for header in others
            )

    def _is_of_another(self, header: str) -> bool:
        stand_in = self.means[header].stand_in
        if is_of_another_person(header) or (stand_in is not None and bool(stand_in.person)):
            return True
        return self.means[header].meaning is None and bool(holder_of(header))

    def _question_the_heads_name(self) -> None:
        """The head's name beside a number that need not be his, where another column may hold the persons' names."""
        name = self.fields.get("name")
        if name is None or name in self.table.settled_headers:
            return
        head, number = self.means[name].stand_in, self.fields.get("id_number")
        if head is None or not head.person or head.field != "name":
            return
        owner = None if number is None else self.means[number].stand_in
        if owner is not None and owner.person == head.person:
            return
        free = self.table.nameless & set(self._free())
        for rival in name_columns(self.table.headers, self.table.sample, free):
            if self.table.differ(rival, name):
                self._clash("name", name, rival)

    def _take_name_by_content(self) -> None:
        if "name" in self.fields:
            return
        free = self.table.nameless & set(self._free())
        found = name_columns(self.table.headers, self.table.sample, free)
        if len(found) == 1:
            self._take_name(found[0])

    def _take_name(self, header: str) -> None:
        self.fields["name"] = header
        self.notes.append(f"“{header}”的内容是姓名，按姓名读取")

    def _free(self) -> list[str]:
        """Headers that are no field yet and that the user has not settled."""
        used = self.table.settled_headers | set(self.fields.values())
        return [header for header in self.table.headers if header not in used]
