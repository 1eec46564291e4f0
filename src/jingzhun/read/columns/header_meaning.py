"""What one header may mean, for every kind of table; each header is looked up once, however often it returns."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from jingzhun.kinds import TableKind
from jingzhun.read.columns.lexicon import (
    KindSpec,
    Lexicon,
    group_name,
    header_parts,
    load_lexicon,
    looser_forms,
    near_words,
    whole_header,
)

_REMEMBERED = 20_000
#: How well a header fits a field: the whole header, the last part of a joined one, without a number or unit or as one
#: of several names in a cell (姓名/名称), or only nearly.
WHOLE, LAST_PART, LOOSE, NEAR = range(4)


@dataclass(frozen=True, slots=True)
class Meaning:
    """The field that a header may name.

    Attributes:
        field: the field.
        tier: WHOLE, LAST_PART, LOOSE or NEAR.
        preference: place in the order of preference among headers of one tier.
        subordinate: whether it gives way to any other column for the field.
        group: the group of columns whose own name it is, if so: only where the group has no other column.
        similar_to: the known word that it nearly is.
        score: how nearly, up to 100.
    """

    field: str
    tier: int
    preference: int
    subordinate: bool = False
    group: str = ""
    similar_to: str = ""
    score: float = 100.0


@dataclass(frozen=True, slots=True)
class StandIn:
    """The field that a column serves where no other column does.

    Attributes:
        field: the field.
        preference: place in the order of preference.
        person: whose column it is (户主), ``""`` for one of the person's own.
    """

    field: str
    preference: int
    person: str


@dataclass(frozen=True, slots=True)
class HeaderMeaning:
    """What a header may mean in a table of one kind: its own field, and one that it may serve instead."""

    meaning: Meaning | None
    stand_in: StandIn | None


@lru_cache(maxsize=_REMEMBERED)
def header_meanings(header: str) -> dict[TableKind, HeaderMeaning]:
    """What a header may mean, by the kind that its table is read as."""
    lexicon = load_lexicon()
    parts = header_parts(header)
    return {spec.kind: HeaderMeaning(_meaning(parts, spec, lexicon), _stand_in(parts, spec)) for spec in lexicon.kinds}


@lru_cache(maxsize=_REMEMBERED)
def is_of_another_person(header: str) -> bool:
    """Whether a header speaks of someone who is not the person of a row: 监护人身份证号, 配偶/姓名."""
    lexicon, parts = load_lexicon(), header_parts(header)
    return any(group_name(part) in lexicon.other_people for part in parts[:-1]) or any(
        lexicon.is_of_another(text) for text in (whole_header(parts), parts[-1])
    )


@lru_cache(maxsize=_REMEMBERED)
def holder_of(header: str) -> str:
    """Whose identity numbers a header says it holds: 家长 of 家长身份证号, ``""`` of 二代身份证号."""
    return _holder(whole_header(header_parts(header)))


def _holder(text: str) -> str:
    lexicon = load_lexicon()
    for form in (text, *looser_forms(text)):
        for word in lexicon.numbers:
            if form.endswith(word):
                return _person_before(form.removesuffix(word).removesuffix("的"))
    return ""


def _person_before(text: str) -> str:
    rest = None
    while text != rest:
        rest = text
        for word in load_lexicon().nobody:
            text = text.removesuffix(word)
    return text


def group_of(header: str) -> str:
    """The first level of a joined header, ``""`` where there is one level only."""
    parts = header_parts(header)
    return parts[0] if len(parts) > 1 else ""


def _meaning(parts: tuple[str, ...], spec: KindSpec, lexicon: Lexicon) -> Meaning | None:
    whole, last = whole_header(parts), parts[-1]
    found = spec.exact(whole)
    if found is not None:
        return Meaning(found[0], WHOLE, found[1], whole in lexicon.subordinate)
    groups = {group_name(part) for part in parts[:-1]}
    if whole in lexicon.no_fields or groups & set(lexicon.other_people) or lexicon.is_of_another(whole):
        return None
    if _stand_in(parts, spec) is not None or lexicon.is_of_another(last):
        return None
    found = spec.exact(last)
    if found is not None:
        return Meaning(found[0], LAST_PART, found[1], last in lexicon.subordinate)
    return _loose(parts, spec, lexicon) or _near((whole, last), spec)


def _loose(parts: tuple[str, ...], spec: KindSpec, lexicon: Lexicon) -> Meaning | None:
    whole, last = whole_header(parts), parts[-1]
    for text in dict.fromkeys((whole, last)):
        for form in looser_forms(text):
            found = spec.exact(form)
            if found is not None:
                return Meaning(found[0], LOOSE, found[1], form in lexicon.subordinate)
    if last not in lexicon.no_fields:
        # 姓名/名称 and 权利人姓名/名称 are alternatives, not levels.
        for part in parts[:-1]:
            found = spec.exact(part)
            if found is not None:
                return Meaning(found[0], LOOSE, found[1], part in lexicon.subordinate, group=parts[0])
    return None


def _near(texts: tuple[str, ...], spec: KindSpec) -> Meaning | None:
    for text in dict.fromkeys(texts):
        near = [(score, word) for word, score in near_words(text).items() if word in spec.words]
        if near:
            score, word = max(near)
            field, preference = spec.words[word]
            if field == "id_number" and _holder(text) not in ("", _holder(word)):
                continue  # 母身份证号码 is nearly 身份证号码
            return Meaning(field, NEAR, preference, similar_to=word, score=score)
    return None


def _stand_in(parts: tuple[str, ...], spec: KindSpec) -> StandIn | None:
    whole = whole_header(parts)
    if whole in spec.fallback:
        return StandIn(*spec.fallback[whole], person="")
    for place, person in enumerate(spec.stand_ins):
        if person in (whole, parts[-1]):
            return StandIn("name", 100 * place, person)
    for place, person in enumerate(spec.stand_ins):
        found = spec.of_person(whole, person)
        if found is not None:
            return StandIn(found[0], 100 * place + found[1], person)
    return None
