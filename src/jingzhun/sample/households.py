"""Households of the roll: who lives together, in which relation to the head, and how old."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

#: Where a member's surname comes from when not from another member.
FROM_VILLAGE, FROM_COUNTY = -1, -2
OLDEST = 97
TWIN_SHARE = 0.02


class Draft(NamedTuple):
    """One member as drawn: ``surname_of`` and ``twin_of`` point to earlier members of the household."""

    relation: str
    male: bool
    age: int
    surname_of: int = FROM_COUNTY
    twin_of: int = -1


def draw_household(rng: np.random.Generator) -> list[Draft]:
    """One household, its head first."""
    chance = rng.random() * sum(weight for weight, _ in TEMPLATES)
    for weight, template in TEMPLATES:
        chance -= weight
        if chance < 0:
            return template(rng)
    return TEMPLATES[-1][1](rng)


def _between(rng: np.random.Generator, low: int, high: int) -> int:
    return int(rng.integers(low, high + 1)) if high > low else low


def _head(rng: np.random.Generator, low: int, high: int, male_share: float = 1.0) -> Draft:
    return Draft("户主", bool(rng.random() < male_share), _between(rng, low, high), FROM_VILLAGE)


def _spouse(rng: np.random.Generator, head: Draft) -> Draft:
    older = _between(rng, -2, 6) if head.male else _between(rng, -6, 2)
    return Draft("配偶", not head.male, max(head.age - older, 21))


def _children(rng: np.random.Generator, parents: list[Draft], count: int) -> list[Draft]:
    """Children of a head (and spouse): at least 20 years younger than the younger parent, at most 26 old."""
    oldest = min(min(parent.age for parent in parents) - 20, 26)
    if oldest < 0:
        return []
    father = next((place for place, parent in enumerate(parents) if parent.male), FROM_VILLAGE)
    children: list[Draft] = []
    for _ in range(count):
        male = bool(rng.random() < 0.53)
        twin = bool(children) and bool(rng.random() < TWIN_SHARE)
        age = children[-1].age if twin else _between(rng, max(0, oldest - 22), oldest)
        twin_of = len(parents) + len(children) - 1 if twin else -1
        children.append(Draft("之子" if male else "之女", male, age, father, twin_of))
    return children


def _number_of_children(rng: np.random.Generator) -> int:
    return 1 + int(rng.random() < 0.55) + int(rng.random() < 0.15)


def _alone(rng: np.random.Generator) -> list[Draft]:
    return [_head(rng, 56, 88, male_share=0.8)]


def _old_couple(rng: np.random.Generator) -> list[Draft]:
    head = _head(rng, 58, 85)
    return [head, _spouse(rng, head)]


def _family(rng: np.random.Generator) -> list[Draft]:
    head = _head(rng, 30, 56, male_share=0.93)
    parents = [head, _spouse(rng, head)]
    return [*parents, *_children(rng, parents, _number_of_children(rng))]


def _three_generations(rng: np.random.Generator) -> list[Draft]:
    head = _head(rng, 30, 54)
    parents = [head, _spouse(rng, head)]
    members = [*parents, *_children(rng, parents, _number_of_children(rng))]
    age = min(head.age + _between(rng, 21, 34), OLDEST)
    living = rng.random()
    if living < 0.6:
        members.append(Draft("之父", True, age, 0))
    if living > 0.3:
        members.append(Draft("之母", False, max(age - _between(rng, 0, 4), head.age + 18)))
    return members


def _old_head_with_son(rng: np.random.Generator) -> list[Draft]:
    head = _head(rng, 56, 80)
    members = [head]
    if rng.random() < 0.65:
        members.append(_spouse(rng, head))
    son_age = min(member.age for member in members) - _between(rng, 22, 32)
    son = len(members)
    members.append(Draft("之子", True, son_age, 0))
    if son_age < 24 or rng.random() < 0.35:
        return members
    members.append(Draft("之儿媳", False, max(son_age - _between(rng, 0, 4), 22)))
    for _ in range(_number_of_children(rng)):
        male = bool(rng.random() < 0.53)
        age = _between(rng, 0, max(min(son_age, members[son + 1].age) - 21, 0))
        members.append(Draft("之孙子" if male else "之孙女", male, age, son))
    return members


def _single_parent(rng: np.random.Generator) -> list[Draft]:
    head = _head(rng, 28, 60, male_share=0.55)
    return [head, *_children(rng, [head], 1 + int(rng.random() < 0.4))]


def _grandparents(rng: np.random.Generator) -> list[Draft]:
    head = _head(rng, 58, 80)
    members = [head]
    if rng.random() < 0.5:
        members.append(_spouse(rng, head))
    for _ in range(1 + int(rng.random() < 0.45)):
        male = bool(rng.random() < 0.53)
        members.append(Draft("之孙子" if male else "之孙女", male, _between(rng, 3, 17), 0))
    return members


def _brothers(rng: np.random.Generator) -> list[Draft]:
    head = _head(rng, 40, 66)
    return [head, Draft("之兄弟姐妹", True, max(head.age + _between(rng, -9, 9), 30), 0)]


#: Weight and template of each kind of household.
TEMPLATES: tuple[tuple[float, Callable[[np.random.Generator], list[Draft]]], ...] = (
    (0.11, _alone),
    (0.12, _old_couple),
    (0.33, _family),
    (0.17, _three_generations),
    (0.10, _old_head_with_son),
    (0.09, _single_parent),
    (0.05, _grandparents),
    (0.03, _brothers),
)
