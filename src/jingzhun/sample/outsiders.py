"""People outside the roll: families that own most of the registers, and lookalikes of roll members."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from jingzhun.sample import settings as knobs
from jingzhun.sample.chance import join_text, pick, some
from jingzhun.sample.names import given_names, minority_names, table, village_surnames
from jingzhun.sample.people import YEAR, birth_dates
from jingzhun.sample.places import Places
from jingzhun.sample.roll import HOUSES_IN_VILLAGE, Members

#: Outsiders created for each row of the registers; some own several things, some nothing.
PEOPLE_PER_ROW = 0.75
WIFE_SHARE, GROWN_CHILD_SHARE = 0.75, 0.35
#: A community of the town has as many inhabitants as several villages.
COMMUNITY_WEIGHT = 4.0


@dataclass(frozen=True)
class Lookalikes:
    """People who resemble a roll member: kind of resemblance, whom, and whether their row bears a number."""

    columns: dict[str, np.ndarray]
    resembles: np.ndarray
    near: np.ndarray
    without_number: np.ndarray


def draw_outsiders(rng: np.random.Generator, count: int, places: Places, dominant: np.ndarray) -> dict[str, np.ndarray]:
    """Adults of families outside the roll: a head, often a wife, at times a grown child."""
    families = max(1, round(count / (1 + WIFE_SHARE + GROWN_CHILD_SHARE / 2)))
    village = pick(rng, np.where(places.is_village, 1, COMMUNITY_WEIGHT).tolist(), families)
    house = rng.integers(1, 2 * HOUSES_IN_VILLAGE, families)
    head_age = rng.integers(22, 93, families)
    surname = village_surnames(rng, dominant, village)
    wives = np.flatnonzero(rng.random(families) < WIFE_SHARE)
    parents = np.flatnonzero((rng.random(families) < GROWN_CHILD_SHARE) & (head_age >= 45))
    wife_surname = village_surnames(rng, dominant, rng.integers(0, places.count, len(wives)))
    family = np.concatenate([np.arange(families), wives, parents])
    age = np.concatenate(
        [
            head_age,
            np.maximum(head_age[wives] - rng.integers(-2, 6, len(wives)), 20),
            np.maximum(head_age[parents] - rng.integers(22, 34, len(parents)), 18),
        ]
    )
    male = np.concatenate([np.ones(families), np.zeros(len(wives)), rng.random(len(parents)) < 0.6]) > 0
    birth = birth_dates(rng, age)
    surnames = np.concatenate([surname, wife_surname, surname[parents]])
    name = minority_names(rng, join_text(surnames, given_names(rng, male, birth)), male)
    partner = np.full(len(family), -1)
    partner[wives], partner[families : families + len(wives)] = families + np.arange(len(wives)), wives
    return {
        "male": male,
        "birth": birth,
        "village": village[family],
        "house": house[family],
        "name": name,
        "partner": partner,
    }


def draw_lookalikes(rng: np.random.Generator, members: Members, households: int, places: Places) -> Lookalikes:
    """Namesakes, neighbours by number, and relatives who keep house apart at the same address."""
    adults = np.flatnonzero(YEAR - members.columns["birth"] // 10_000 >= 20)
    counts = {kind: round(rate * households) for kind, rate in knobs.LOOKALIKE_RATES.items()}
    resembles = np.concatenate([some(rng, adults, count) for count in counts.values()])
    kind = np.repeat(list(counts), [min(count, len(adults)) for count in counts.values()])
    like = {key: column[resembles] for key, column in members.columns.items()}
    size = len(resembles)
    namesake, neighbour = kind == "namesake", kind == "neighbour"
    birth = np.where(neighbour, like["birth"], birth_dates(rng, rng.integers(22, 72, size)))
    male = np.where(namesake, like["male"], rng.random(size) < 0.6)
    village = np.where(namesake, _namesake_village(rng, like["village"], places), like["village"])
    elsewhere = places.township_number[village] != places.township_number[like["village"]]
    columns = {
        "male": male,
        "birth": birth,
        "village": village,
        "house": np.where(kind == "same_address", like["house"], rng.integers(1, 2 * HOUSES_IN_VILLAGE, size)),
        "name": np.where(namesake, like["name"], _unlike(rng, like["name"], male, birth, neighbour)),
        "partner": np.full(size, -1),
    }
    near = np.where(neighbour, resembles, -1)
    nameless = namesake & elsewhere & (rng.random(size) < knobs.NAMESAKES_WITHOUT_NUMBER)
    return Lookalikes(columns, resembles, near, nameless)


def _namesake_village(rng: np.random.Generator, home: np.ndarray, places: Places) -> np.ndarray:
    """A village for each namesake: the same, another of the township, or one of another township."""
    chance = rng.random(len(home))
    anywhere = rng.integers(0, places.count, len(home))
    by_township = [
        np.flatnonzero(places.township_number == number) for number in range(1, int(places.township_number.max()) + 1)
    ]
    near_by = np.array(
        [rng.permutation(by_township[places.township_number[village] - 1])[0] for village in home], dtype=int
    )
    same, near = knobs.NAMESAKES_IN_SAME_VILLAGE, knobs.NAMESAKES_IN_SAME_TOWNSHIP
    return np.select([chance < same, chance < same + near], [home, near_by], anywhere)


def _unlike(
    rng: np.random.Generator, names: np.ndarray, male: np.ndarray, birth: np.ndarray, any_surname: np.ndarray
) -> np.ndarray:
    """Names with the same surname (for some, any) whose given name shares no character with ``names``."""
    surnames = table("surnames")
    double = [surname for surname in surnames["tail"] if len(surname) == 2]
    own = np.array([name[:2] if name.startswith(tuple(double)) else name[:1] for name in names.tolist()])
    other = np.array(list(surnames["common"]))[pick(rng, list(surnames["common"].values()), len(names))]
    surname = np.where(any_surname & (rng.random(len(names)) < 0.6), other, own)
    given = given_names(rng, male, birth)
    while True:
        alike = np.array([bool(set(old[1:]) & set(new)) for old, new in zip(names, given, strict=True)])
        if not alike.any():
            return join_text(surname, given)
        given[alike] = given_names(rng, male[alike], birth[alike])
