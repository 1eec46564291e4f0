"""Which column is which field, and which kind of table the columns make: all words are in ``data/columns.toml``."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from rapidfuzz import fuzz, process

from jingzhun.model import KIND_TITLES, TableKind

# A header that only nearly matches is trusted from this length on; shorter ones differ by a whole meaning.
_LONG_ENOUGH = 5
# Shares of a column's values that look like identity numbers: at least this much confirms, at most that denies.
_CONFIRMS, _DENIES = 0.6, 0.2
_BRACKETS = re.compile(r"[(\[{【〔《<][^)\]}】〕》>]*[)\]}】〕》>]")
_INVISIBLE = re.compile("[\\s\u200b-\u200f\u202a-\u202e\u2060\ufeff]+")
_ITEM_NUMBER = re.compile(r"^(?:[A-Z]?\d{1,2}[a-zA-Z]?[.、:]?)(?=[\u4e00-\u9fff])")
_PARENT_FILLER = re.compile("(?:基本)?(?:信息|情况|资料)$")
# Whole numbers of 15 or 18 characters with a possible birth date, masked ones, and what Excel leaves of them.
_IDENTITY = re.compile(
    r"[1-9]\d{5}(?:(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])\d{2}[\dX]{1,2}|\d{2}(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])\d{3})"
    r"|\d{3,10}\*{4,}[\dX]{1,6}|[1-9]\.\d{8,16}E\+17"
)
# 350****1 is the shortest that the pattern allows; most cells are shorter.
_SHORTEST_IDENTITY = 8
_NUMBER_WORDS = re.compile("编号|号码|证|号$|ID")


@dataclass(frozen=True, slots=True)
class KindGuess:
    """What a table may be.

    Attributes:
        kind: the kind.
        score: 0 to 1; how many and how telling its columns are.
        why: the reason in Chinese, e.g. ``有 户编号、与户主关系、姓名 → 花名册``.
    """

    kind: TableKind
    score: float
    why: str


@dataclass(frozen=True, slots=True)
class ColumnMatch:
    """The columns of one table read as one kind.

    Attributes:
        fields: field name → header.
        notes: near misses, second candidates and what the content contradicts, in Chinese.
    """

    fields: dict[str, str]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class KindSpec:
    """One kind of table, as the data file describes it.

    Attributes:
        required: fields without which a table cannot be of this kind.
        weights: how telling each field is.
        words: normalised header → (field, place in the order of preference).
        fallback: the same for columns that serve a field only if no other column does.
    """

    kind: TableKind
    required: tuple[str, ...]
    weights: dict[str, int]
    words: dict[str, tuple[str, int]]
    fallback: dict[str, tuple[str, int]]


@dataclass(frozen=True)
class Lexicon:
    """Everything of ``columns.toml``, normalised once.

    Attributes:
        kinds: the kinds, in the order of the file.
        known: every header word that is known, of a field or not.
        serials, totals, footers, titles: the words of ``[rows]``.
        enough, certain: points from which a kind is guessed, and from which it is certain.
        similarity: least rapidfuzz ratio of a near miss.
    """

    kinds: tuple[KindSpec, ...]
    known: frozenset[str]
    serials: frozenset[str]
    totals: tuple[str, ...]
    footers: tuple[str, ...]
    titles: tuple[str, ...]
    enough: int
    certain: int
    similarity: int

    def spec(self, kind: TableKind) -> KindSpec:
        """The description of one kind."""
        return next(spec for spec in self.kinds if spec.kind is kind)

    def knows(self, header: str) -> bool:
        """Whether a header, or its last part, is a known word or close to one."""
        candidates = {normalise_header(header.replace("/", "")), normalise_header(header.rpartition("/")[2])}
        if candidates & self.known:
            return True
        return any(_nearest(text, self.known, self.similarity) is not None for text in candidates)


@cache
def load_lexicon() -> Lexicon:
    """Read ``data/columns.toml``; the same object every time."""
    source = resources.files("jingzhun").joinpath("data/columns.toml").read_text(encoding="utf-8")
    data = tomllib.loads(source)
    kinds = tuple(_kind_spec(TableKind(key), about, data["fields"]) for key, about in data["kinds"].items())
    rows, recognition = data["rows"], data["recognition"]
    fields = {word for kind in kinds for word in (*kind.words, *kind.fallback)}
    return Lexicon(
        kinds=kinds,
        known=frozenset(fields | {normalise_header(word) for word in (*data["other"]["headers"], *rows["serials"])}),
        serials=frozenset(normalise_header(word) for word in rows["serials"]),
        totals=tuple(rows["totals"]),
        footers=tuple(rows["footers"]),
        titles=tuple(rows["titles"]),
        enough=recognition["enough"],
        certain=recognition["certain"],
        similarity=recognition["similarity"],
    )


def usual_headers(kind: TableKind) -> dict[str, str]:
    """For every field of a kind, the header that is most usual for it: what people call the field."""
    spec = load_lexicon().spec(kind)
    return {field: header for header, (field, place) in reversed(spec.words.items()) if place == 0}


def _kind_spec(kind: TableKind, about: Mapping[str, dict[str, list[str]]], shared: Mapping[str, list[str]]) -> KindSpec:
    words: dict[str, tuple[str, int]] = {}
    own = about["headers"]
    for field in about["fields"]:
        # The kind's own words come first, and win over a shared word of another field.
        for place, word in enumerate([*own.get(field, ()), *shared.get(field, ())]):
            key = normalise_header(word)
            if word in own.get(field, ()) or not any(word in others for others in own.values()):
                words.setdefault(key, (field, place))
    fallback = {
        normalise_header(word): (field, place)
        for field, variants in about.get("fallback", {}).items()
        for place, word in enumerate(variants)
    }
    weights = {field: int(weight) for field, weight in dict(about["weights"]).items()}  # type: ignore[call-overload]
    return KindSpec(kind, tuple(about["required"]), weights, words, fallback)


def normalise_header(text: str) -> str:
    """Reduce a header to what is compared: NFKC, upper case, no white space, stars, 必填, brackets or item numbers."""
    text = unicodedata.normalize("NFKC", text).upper()
    text = _INVISIBLE.sub("", text).replace("必填", "").replace("*", "")
    text = (_BRACKETS.sub("", text) or text).strip(":'\"“”、,。.")
    return _ITEM_NUMBER.sub("", text)


def looks_like_identity(text: str) -> bool:
    """Whether a cell looks like an identity number, whole, masked, or as Excel's rounding leaves it."""
    if len(text) < _SHORTEST_IDENTITY:
        return False
    text = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).strip("'`\"").upper()
    return _IDENTITY.fullmatch(text) is not None


def _nearest(text: str, words: frozenset[str] | Mapping[str, object], similarity: int) -> tuple[str, float] | None:
    if len(text) < _LONG_ENOUGH or any(character.isdigit() for character in text):
        return None
    found = process.extractOne(
        text, words.keys() if isinstance(words, Mapping) else words, scorer=fuzz.ratio, score_cutoff=similarity
    )
    return None if found is None else (found[0], found[1])


# ── columns → fields ─────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, order=True)
class _Claim:
    """One column's claim to a field; the least claim wins."""

    tier: int  # 0 whole header, 1 last part of a joined header, 2 near miss
    preference: int
    position: int
    header: str
    field: str
    similar_to: str = ""
    score: float = 100.0


def match_columns(headers: Sequence[str], rows: Sequence[Sequence[str]], kind: TableKind) -> ColumnMatch:
    """Map the columns of a table to the fields of one kind.

    Args:
        headers: the table's headers, unique; parts of a joined header separated by ``/``.
        rows: some data rows as wide as the headers, by which identity columns are confirmed.
        kind: the kind to read the table as.

    Returns:
        The mapping, each header for one field at most, with notes on what was not obvious.
    """
    lexicon = load_lexicon()
    spec = lexicon.spec(kind)
    claims = sorted(
        claim
        for position, header in enumerate(headers)
        if (claim := _claim(header, position, spec, lexicon.similarity)) is not None
    )
    fields: dict[str, str] = {}
    notes: list[str] = []
    for claim in claims:
        if claim.field in fields:
            notes.append(f"“{claim.header}”也像{_used_as(fields[claim.field])}，未采用")
            continue
        fields[claim.field] = claim.header
        if claim.tier == 2:
            notes.append(f"“{claim.header}”与“{claim.similar_to}”相近（{claim.score:.0f} 分），按后者读取")
    _fall_back(headers, spec, fields)
    _confirm_identity(headers, rows, fields, notes)
    return ColumnMatch(dict(sorted(fields.items(), key=lambda item: headers.index(item[1]))), tuple(notes))


def _used_as(header: str) -> str:
    return f"已采用的“{header}”"


def _whole(header: str) -> str:
    """A joined header as one word: 户主信息/姓名 is 户主姓名."""
    *parents, last = header.split("/")
    return normalise_header("".join(_PARENT_FILLER.sub("", normalise_header(parent)) for parent in parents) + last)


def _claim(header: str, position: int, spec: KindSpec, similarity: int) -> _Claim | None:
    whole, last = _whole(header), normalise_header(header.rpartition("/")[2])
    if whole in spec.words:
        field, preference = spec.words[whole]
        return _Claim(0, preference, position, header, field)
    if whole in spec.fallback:
        return None
    if last in spec.words:
        field, preference = spec.words[last]
        return _Claim(1, preference, position, header, field)
    for text in dict.fromkeys((whole, last)):
        near = _nearest(text, spec.words, similarity)
        if near is not None:
            field, preference = spec.words[near[0]]
            return _Claim(2, preference, position, header, field, *near)
    return None


def _fall_back(headers: Sequence[str], spec: KindSpec, fields: dict[str, str]) -> None:
    """Let the head's columns stand for the person's where there are no others."""
    matches = {header: spec.fallback[whole] for header in headers if (whole := _whole(header)) in spec.fallback}
    for header, (field, _) in sorted(matches.items(), key=lambda item: item[1][1]):
        if field not in fields:
            for other in [other for other, taken in fields.items() if taken == header]:
                del fields[other]
            fields[field] = header


def _confirm_identity(
    headers: Sequence[str], rows: Sequence[Sequence[str]], fields: dict[str, str], notes: list[str]
) -> None:
    """Hold the identity column against its content: 编号 may hold identity numbers, and 身份证号 none."""
    shares = {header: identity_share([row[place] for row in rows]) for place, header in enumerate(headers)}
    taken = fields.get("id_number")
    share = None if taken is None else shares[taken]
    if taken is not None and (share is None or share > _DENIES):
        return
    others = [
        header
        for header, share in shares.items()
        if share is not None and share >= _CONFIRMS and header not in fields.values()
    ]
    others.sort(key=lambda header: _NUMBER_WORDS.search(normalise_header(header)) is None)
    if others:
        fields["id_number"] = others[0]
        notes.append(f"“{others[0]}”的内容是身份证号，按身份证号读取")
    elif taken is not None:
        notes.append(f"“{taken}”里几乎没有像身份证号的内容，请核对")


def identity_share(values: Sequence[str]) -> float | None:
    """Share of the filled cells that look like identity numbers; ``None`` where no cell is filled."""
    filled = [value for value in values if value.strip()]
    return None if not filled else sum(map(looks_like_identity, filled)) / len(filled)


# ── fields → kind of table ───────────────────────────────────────────────────────────────────────────────────────


def guess_kinds(matches: Mapping[TableKind, ColumnMatch]) -> tuple[KindGuess, ...]:
    """Tell what a table may be by the fields it has.

    Args:
        matches: for every kind, the table's columns read as that kind.

    Returns:
        The kinds that fit, best first; empty when none does.
    """
    lexicon = load_lexicon()
    guesses = []
    for kind, match in matches.items():
        spec = lexicon.spec(kind)
        points = sum(weight for field, weight in spec.weights.items() if field in match.fields)
        if points < lexicon.enough or any(field not in match.fields for field in spec.required):
            continue
        telling = [field for field in spec.weights if field in match.fields][:6]
        why = f"有 {'、'.join(match.fields[field] for field in telling)} → {KIND_TITLES[kind]}"
        guesses.append(KindGuess(kind, min(1.0, points / lexicon.certain), why))
    return tuple(sorted(guesses, key=lambda guess: -guess.score))
