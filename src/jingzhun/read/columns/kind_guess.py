"""Which kind of table the fields make."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from jingzhun.kinds import TableKind
from jingzhun.read.columns.lexicon import load_lexicon

_TELLING = 6


class HasFields(Protocol):
    """The columns of a table read as one kind: field name → header."""

    @property
    def fields(self) -> Mapping[str, str]:
        """Field name → header."""


@dataclass(frozen=True, slots=True)
class KindGuess:
    """What a table may be.

    Attributes:
        kind: the kind.
        score: 0 to 1; how many and how telling its columns are, beside those of the kind with the most.
        why: the reason in Chinese, e.g. ``有 户编号、与户主关系、姓名 → 花名册``.
    """

    kind: TableKind
    score: float
    why: str


def guess_kinds(matches: Mapping[TableKind, HasFields]) -> tuple[KindGuess, ...]:
    """Tell what a table may be by the fields it has.

    Args:
        matches: for every kind, the table's columns read as that kind.

    Returns:
        The kinds that fit, best first; empty when none does. A kind of which a required column is missing fits if the
        table has identity numbers and no other kind fits: then it is one, and its missing column is a problem.
    """
    lexicon = load_lexicon()
    whole: dict[TableKind, int] = {}
    lacking: dict[TableKind, int] = {}
    for kind, match in matches.items():
        spec = lexicon.spec(kind)
        points = sum(weight for field, weight in spec.weights.items() if field in match.fields)
        if points < lexicon.enough:
            continue
        if all(field in match.fields for field in spec.required):
            whole[kind] = points
        elif "id_number" in match.fields:
            lacking[kind] = points
    points_of = whole or lacking
    most = max(lexicon.certain, *points_of.values()) if points_of else 1
    guesses = [KindGuess(kind, points / most, _why(kind, matches[kind])) for kind, points in points_of.items()]
    return tuple(sorted(guesses, key=lambda guess: -guess.score))


def _why(kind: TableKind, match: HasFields) -> str:
    weights = load_lexicon().spec(kind).weights
    telling = [field for field in weights if field in match.fields][:_TELLING]
    return f"有 {'、'.join(match.fields[field] for field in telling)} → {kind.words}"
