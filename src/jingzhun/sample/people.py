"""People of a synthetic county, as columns: names, birth dates, and identity numbers of the code 350699."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from jingzhun.fields.idcard import check_digits
from jingzhun.sample.chance import join_text
from jingzhun.sample.places import COUNTY_CODE

YEAR = 2016  # the county is drawn as it stood on 30 June of this year
_BODY_OF_CODE = int(COUNTY_CODE) * 10**11
_NOBODY = -1


@dataclass(frozen=True)
class People:
    """One entry a person in every array; a person's index is his or her identity in the county.

    Attributes:
        name: as in the household register.
        male: sex.
        birth: yyyymmdd.
        body: first 17 digits of the identity number.
        check: check digit, 10 stands for X.
        village: index into ``Places``.
        house: house number in the village.
        partner: index of husband or wife, -1 for none.
    """

    name: np.ndarray
    male: np.ndarray
    birth: np.ndarray
    body: np.ndarray
    check: np.ndarray
    village: np.ndarray
    house: np.ndarray
    partner: np.ndarray

    @property
    def age(self) -> np.ndarray:
        """Age reached in the county's year."""
        return YEAR - self.birth // 10_000

    @property
    def number(self) -> np.ndarray:
        """Identity numbers as text of 18 characters."""
        return join_text(self.body, np.where(self.check == 10, "X", self.check.astype(np.str_)))


def birth_dates(rng: np.random.Generator, age: np.ndarray) -> np.ndarray:
    """Birth dates (yyyymmdd) of people who reach an age in the county's year."""
    new_year = (YEAR - age - 1970).astype("datetime64[Y]").astype("datetime64[D]")
    days = np.where(age == 0, 170, 365)  # those of the year itself were born before June ended
    day = new_year + (rng.random(len(age)) * days).astype(np.int64)
    year_number = day.astype("datetime64[Y]").astype(np.int64) + 1970
    month = day.astype("datetime64[M]")
    month_number = month.astype(np.int64) % 12 + 1
    numbers: np.ndarray = year_number * 10_000 + month_number * 100 + (day - month).astype(np.int64) + 1
    return numbers


def identity_bodies(rng: np.random.Generator, birth: np.ndarray, male: np.ndarray, near: np.ndarray) -> np.ndarray:
    """The first 17 digits of everyone's number, no two alike.

    Args:
        rng: random numbers.
        birth: birth dates, yyyymmdd.
        male: sex; the sequence of men is odd.
        near: index of a person of the same birth date whose sequence differs in one digit only, else -1.

    Returns:
        int64 array of 17-digit bodies.
    """
    body = np.full(len(birth), _NOBODY, dtype=np.int64)
    open_places = np.flatnonzero(near == _NOBODY)
    while len(open_places):
        half = rng.integers(0, 500, len(open_places))
        sequence = np.where(male[open_places], 2 * half + 1, np.maximum(2 * half, 2))
        body[open_places] = _BODY_OF_CODE + birth[open_places] * 1000 + sequence
        assigned = np.flatnonzero(body != _NOBODY)
        _, first = np.unique(body[assigned], return_index=True)
        taken_twice = np.ones(len(assigned), dtype=bool)
        taken_twice[first] = False
        open_places = assigned[taken_twice]
    used = set(body.tolist())
    for person in np.flatnonzero(near != _NOBODY):
        chosen = _neighbouring(rng, int(body[near[person]]), bool(male[person]), used)
        body[person] = chosen
        used.add(chosen)
    return body


def _neighbouring(rng: np.random.Generator, base: int, male: bool, used: set[int]) -> int:
    """A free body whose sequence differs from ``base`` in one digit (in more where none is free)."""
    start, sequence = base - base % 1000, base % 1000
    one_digit_off = [
        sequence + (digit - sequence // place % 10) * place for place in (1, 10, 100) for digit in range(10)
    ]
    for candidate in [*rng.permutation(one_digit_off).tolist(), *range(1, 1000)]:
        if candidate % 2 == male and candidate > 0 and start + candidate not in used:
            return int(start + candidate)
    raise ValueError("a birth date has no free sequence left")


def with_numbers(rng: np.random.Generator, drawn: dict[str, np.ndarray], near: np.ndarray) -> People:
    """People from their drawn columns (all of ``People`` but body and check)."""
    body = identity_bodies(rng, drawn["birth"], drawn["male"], near)
    return People(body=body, check=check_digits(body), **drawn)
