"""The words of ``data/columns.toml``: what a header may say, for every kind of table."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from typing import Any

from rapidfuzz import fuzz, process

from jingzhun.fields.money import UNIT_WORDS
from jingzhun.kinds import TableKind, columns_data

# A header that only nearly matches is trusted from this length on; shorter ones differ by a whole meaning.
_LONG_ENOUGH = 5
_REMEMBERED = 20_000
_OPEN, _CLOSE = r"(\[{【〔《<〈「『", r")\]}】〕》>〉」』"
# With the closing one forgotten, a bracket reaches to the end.
# 公益性岗位(月数) is another column than 公益性岗位.
_BRACKETS = re.compile(rf"[{_OPEN}](?!月数)[^{_CLOSE}]*(?:[{_CLOSE}]|$)")
_ALL_BRACKETS = re.compile(rf"[{_OPEN}{_CLOSE}]")
_INVISIBLE = re.compile("[\\s\u200b-\u200f\u202a-\u202e\u2060\ufeff]+")
_MARKS = re.compile("[*※●○▲△★☆◆◇■□♦✱✳#]|必填|选填|必录|选录|必输")
_UNITS = f"{UNIT_WORDS}|亩|公顷|平方米|平米|M2|个月|月|年|天|人|户|岁|%|公斤|斤|吨|头|只|辆|台|套"
_UNIT = re.compile(rf"[:,、_-](?:单位:?)?(?:{_UNITS})$|单位:?(?:{_UNITS})$")
_GLUED_UNIT = re.compile(rf"(?<=..)(?:{_UNITS})$")
_PER = re.compile(f"(?:{UNIT_WORDS}|斤|公斤)/(?:月|年|人|亩|天)$")
# A6. 公民身份号码, 1、姓名, 二、姓名; not 2016年收入 or 12月工资.
_ITEM_NUMBER = re.compile(
    r"^(?:[A-Z]?\d{1,2}[A-Z]?[.、:)](?!\d)|[A-Z]?\d{1,2}[A-Z]?(?=[\u4e00-\u9fff])(?![年月日季度岁类级人户期批元])"
    r"|[一二三四五六七八九十]{1,3}[、.])"
)
# 姓名.1 and 风险是否已消除0, as programs tell repeated headers apart.
_COPY_NUMBER = re.compile(r"\.\d{1,3}$|(?<=\D)\d{1,2}$")
_NAME_WORDS = frozenset({"姓名", "名称", "名字"})
_FILLER = re.compile("(?:基本)?(?:信息|情况|资料)$")


@lru_cache(maxsize=_REMEMBERED)
def normalise_header(text: str) -> str:
    """Reduce a header to what is compared.

    NFKC, upper case, without white space, stars, 必填, what stands in brackets, a unit after a mark, item numbers.
    """
    text = _MARKS.sub("", _INVISIBLE.sub("", unicodedata.normalize("NFKC", text).upper()))
    text = _BRACKETS.sub("", text) or _ALL_BRACKETS.sub("", text)
    text = _UNIT.sub("", text).strip(":;'\"“”‘’、,。.-_")
    return _ITEM_NUMBER.sub("", text) or text


@lru_cache(maxsize=_REMEMBERED)
def header_parts(header: str) -> tuple[str, ...]:
    """The levels of a joined header, or what stands between the slashes of one cell; each normalised, none empty.

    A slash inside brackets separates nothing: 金额(元/月) has one part.
    """
    plain = unicodedata.normalize("NFKC", header).upper()
    plain = _PER.sub("", _BRACKETS.sub("", plain)) or plain
    return tuple(filter(None, map(normalise_header, plain.split("/")))) or (normalise_header(header),)


def whole_header(parts: tuple[str, ...]) -> str:
    """A joined header as one word: 户主信息/姓名 is 户主姓名."""
    return "".join(group_name(part) for part in parts[:-1]) + parts[-1]


def group_name(part: str) -> str:
    """What a group of columns is about: 户主 for 户主基本信息."""
    return _FILLER.sub("", part)


def looser_forms(text: str) -> Iterator[str]:
    """A normalised header without a number at its end, and without a unit that no mark sets off."""
    for pattern in (_COPY_NUMBER, _GLUED_UNIT):
        form = pattern.sub("", text)
        if form and form != text:
            yield form


@dataclass(frozen=True, slots=True)
class KindSpec:
    """One kind of table, as the data file describes it.

    Attributes:
        required: fields without which a table cannot be of this kind.
        fields: all its fields, in the order of the file.
        weights: how telling each field is.
        words: normalised header → (field, place in the order of preference).
        people: what the person of a row is called; with a word of a shared field it is that field: 车主电话.
        stand_ins: the same for people who stand for the person of the row where no column says who that is.
        fallback: normalised header → (field, preference), for columns that serve only where no other one does.
        numbered_first: whether one of these with an identity number goes before a person of the row without one.
        shared: fields that several kinds have.
        titles: field → the header that is most usual for it.
    """

    kind: TableKind
    required: tuple[str, ...]
    fields: tuple[str, ...]
    weights: dict[str, int]
    words: dict[str, tuple[str, int]]
    people: tuple[str, ...]
    stand_ins: tuple[str, ...]
    fallback: dict[str, tuple[str, int]]
    numbered_first: bool
    shared: frozenset[str]
    titles: dict[str, str]

    def exact(self, text: str) -> tuple[str, int] | None:
        """The field and the preference of a normalised header; ``None`` where it is no word of this kind."""
        found = self.words.get(text)
        if found is not None:
            return found
        for place, person in enumerate(self.people):
            found = self.of_person(text, person)
            if found is not None and found[0] in self.shared:
                return found[0], found[1] + 100 * (place + 1)
        return None

    def of_person(self, text: str, person: str) -> tuple[str, int] | None:
        """The field and the preference of a header that begins with whom it speaks of: 车主电话."""
        for _, rest in prefixed(text, (person,)):
            # What is 名称 by itself may be a firm's; 股东名称 is a person's.
            return ("name", 0) if rest in _NAME_WORDS else self.words.get(rest)
        return None


@dataclass(frozen=True)
class Lexicon:
    """Everything of ``columns.toml``, normalised once.

    Attributes:
        kinds: the kinds, in the order of the file.
        known: every header word that is known, of a field or not; what people are called is none, for cells say it too.
        no_fields: header words of no field of any kind.
        other_people: what people are called who are not the person of a row: 监护人.
        other_groups: groups of columns that are not about the person of a row: those people, and 开户信息.
        numbers, nobody: what a column of identity numbers is called, longest first, and what may stand before it.
        subordinate: header words that never compete with another column for their field.
        decisive: fields that say who the person is and to which household he belongs.
        serials, totals, footers, titles: the words of ``[rows]``.
        enough, certain: points from which a kind is guessed, and from which it is certain.
        similarity: least rapidfuzz ratio of a near miss.
    """

    kinds: tuple[KindSpec, ...]
    known: frozenset[str]
    no_fields: frozenset[str]
    other_people: tuple[str, ...]
    other_groups: frozenset[str]
    numbers: tuple[str, ...]
    nobody: tuple[str, ...]
    subordinate: frozenset[str]
    decisive: frozenset[str]
    serials: frozenset[str]
    totals: tuple[str, ...]
    footers: tuple[str, ...]
    titles: tuple[str, ...]
    enough: int
    certain: int
    similarity: int

    def spec(self, kind: TableKind) -> KindSpec:
        """The description of one kind."""
        return next(spec for spec in self.kinds if spec.kind == kind)

    def knows(self, header: str) -> bool:
        """Whether a header, or its last part, is a known word or close to one."""
        parts = header_parts(header)
        texts = {whole_header(parts), parts[-1]}
        texts.update(form for text in tuple(texts) for form in looser_forms(text))
        return (
            bool(texts & self.known)
            or any(self._speaks_of(text, self._all_people) for text in texts)
            or any(near_words(text) for text in texts)
        )

    def is_of_another(self, text: str) -> bool:
        """Whether a normalised header speaks of someone who is not the person of a row: 监护人姓名."""
        return text in self._other_people or self._speaks_of(text, self._other_people)

    @cached_property
    def _other_people(self) -> frozenset[str]:
        return frozenset(self.other_people)

    @cached_property
    def _all_people(self) -> frozenset[str]:
        return self._other_people.union(*((*spec.people, *spec.stand_ins) for spec in self.kinds))

    def _speaks_of(self, text: str, people: frozenset[str]) -> bool:
        """Whether a header is one of these people and a known word; tried by its beginnings, for people are many."""
        longest = min(len(text) - 1, max(map(len, people)))
        return any(
            text[:length] in people and (text[length:].removeprefix("的") or text) in self.known
            for length in range(1, longest + 1)
        )


def prefixed(text: str, people: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Whom of ``people`` a header begins with, and what it says of that person."""
    for person in people:
        if text.startswith(person) and len(text) > len(person):
            yield person, text[len(person) :].removeprefix("的") or text


@cache
def load_lexicon() -> Lexicon:
    """Read ``data/columns.toml``; the same object every time."""
    data = columns_data()
    kinds = tuple(_kind_spec(TableKind(key), about, data["fields"]) for key, about in data["kinds"].items())
    rows, recognition, other = data["rows"], data["recognition"], data["other"]
    fields = {word for kind in kinds for word in (*kind.words, *kind.fallback)}
    no_fields = _normalised([*other["headers"], *rows["serials"]])
    people = _longest_first(other["people"])
    return Lexicon(
        kinds=kinds,
        known=frozenset(fields | no_fields),
        no_fields=no_fields,
        other_people=people,
        other_groups=frozenset(people) | _normalised(other["groups"]),
        numbers=_longest_first(data["content"]["numbers"]),
        nobody=_longest_first(data["content"]["nobody"]),
        subordinate=_normalised(other["subordinate"]),
        decisive=frozenset(recognition["decisive"]),
        serials=_normalised(rows["serials"]),
        totals=tuple(rows["totals"]),
        footers=tuple(rows["footers"]),
        titles=tuple(rows["titles"]),
        enough=recognition["enough"],
        certain=recognition["certain"],
        similarity=recognition["similarity"],
    )


def _longest_first(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(_normalised(words), key=lambda word: (-len(word), word)))


def _normalised(words: Iterable[str]) -> frozenset[str]:
    return frozenset(map(normalise_header, words))


def _kind_spec(kind: TableKind, about: Mapping[str, Any], shared: Mapping[str, list[str]]) -> KindSpec:
    words: dict[str, tuple[str, int]] = {}
    own: Mapping[str, list[str]] = about["headers"]
    for field in about["fields"]:
        # The kind's own words come first, and win over a shared word of another field.
        for place, word in enumerate([*own.get(field, ()), *shared.get(field, ())]):
            if word in own.get(field, ()) or not any(word in others for others in own.values()):
                words.setdefault(normalise_header(word), (field, place))
    return KindSpec(
        kind,
        required=tuple(about["required"]),
        fields=tuple(about["fields"]),
        weights={field: int(weight) for field, weight in about["weights"].items()},
        words=words,
        people=tuple(map(normalise_header, about.get("people", ()))),
        stand_ins=tuple(map(normalise_header, about.get("stand_ins", ()))),
        fallback={
            normalise_header(word): (field, place)
            for field, variants in about.get("fallback", {}).items()
            for place, word in enumerate(variants)
        },
        numbered_first=bool(about.get("numbered_first", False)),
        shared=frozenset(shared),
        titles={field: header for header, (field, place) in reversed(words.items()) if place == 0},
    )


def usual_headers(kind: TableKind) -> dict[str, str]:
    """For every field of a kind, the header that is most usual for it: what people call the field."""
    return dict(load_lexicon().spec(kind).titles)


@lru_cache(maxsize=_REMEMBERED)
def near_words(text: str) -> dict[str, float]:
    """Header words that a normalised header nearly is, with the rapidfuzz ratio; a known word is only itself."""
    lexicon = load_lexicon()
    if len(text) < _LONG_ENOUGH or text in lexicon.known or any(character.isdigit() for character in text):
        return {}
    # Words of another length are less alike than the least ratio, 2 * common / both lengths, allows.
    spread = int(len(text) * (100 - lexicon.similarity) / lexicon.similarity * 2) + 1
    lengths = range(len(text) - spread, len(text) + spread + 1)
    words = [word for length in lengths for word in long_words().get(length, ())]
    found = process.extract(text, words, scorer=fuzz.ratio, score_cutoff=lexicon.similarity, limit=None)
    return {word: score for word, score, _ in found}


@cache
def long_words() -> dict[int, list[str]]:
    """The known header words that are long enough to be nearly matched, by their length."""
    by_length: dict[int, list[str]] = {}
    for word in sorted(load_lexicon().known):
        if len(word) >= _LONG_ENOUGH:
            by_length.setdefault(len(word), []).append(word)
    return by_length
